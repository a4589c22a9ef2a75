"""The proof's report, printed at the end of a run: properties, counts, seconds, memory."""


def pytest_terminal_summary(terminalreporter):
    """Prints a line for each property that was proven; it stands here so that it also runs over several workers."""
    lines = [
        value
        for test in terminalreporter.getreports("passed")
        if test.when == "call"
        for name, value in test.user_properties
        if name == "proof"
    ]
    if lines:
        terminalreporter.section("what was proven")
        for id, says, looked_at, seconds, _ in lines:
            terminalreporter.write_line(f"{id:7} {looked_at:>11,} {seconds:6.2f} s  {says}")
        seconds, peak = sum(line[3] for line in lines), max(line[4] for line in lines)
        terminalreporter.write_line(f"{len(lines)} checks, {seconds:.1f} s, {peak:,} MB at most")

"""One Chromium for all tests of a worker, and the reports at the end of a run: what was proven, and the agreement."""

import pytest
from hypothesis import settings

from tests.serving import QUIET, find_chromium

# A test machine that others share is slow now and then; speed has tests of its own.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


@pytest.fixture(scope="session")
def playwright():
    """The driver of browsers; a thread can have one only."""
    from playwright.sync_api import sync_playwright  # takes a moment, and most tests need none

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright):
    """Debian's Chromium."""
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def report_lines(request):
    """Lines that are printed at the end of the run, under the agreement with published cases."""
    lines: list[str] = []
    request.node.user_properties.append(("agreement", lines))
    return lines


def pytest_terminal_summary(terminalreporter):
    """Prints what was proven and how the advice agrees; it stands here so that it also runs over several workers."""
    _agreement(terminalreporter)
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


def _agreement(terminalreporter):
    for test in terminalreporter.getreports("passed"):
        for name, lines in test.user_properties if test.when == "call" else ():
            if name == "agreement":
                terminalreporter.section("agreement with published cases")
                for line in lines:
                    terminalreporter.write_line(line)

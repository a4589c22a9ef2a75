"""The proof's report, printed after the tests: properties, counts, seconds, memory."""

import resource
import time

import pytest

from tests.exhaustive.everything import Everything
from tests.sheets import MODEL

LINES = pytest.StashKey[list]()


@pytest.fixture(scope="session")
def everything():
    """All answer sheets under the committed model."""
    return Everything(MODEL)


@pytest.fixture
def report(request):
    """Adds a line to the report: report(id, sentence, sheets looked at)."""
    began = time.perf_counter()

    def add(id, says, looked_at):
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        request.node.user_properties.append(("proof", (id, says, looked_at, round(seconds, 2), round(peak))))

    return add


def pytest_terminal_summary(terminalreporter):
    lines = [
        (value, test.duration)
        for test in terminalreporter.getreports("passed")
        if test.when == "call"
        for name, value in test.user_properties
        if name == "proof"
    ]
    if lines:
        terminalreporter.section("what was proven")
        for (id, says, looked_at, seconds, _), _ in lines:
            terminalreporter.write_line(f"{id:7} {looked_at:>11,} {seconds:6.2f} s  {says}")
        peak = max(value[4] for value, _ in lines)
        terminalreporter.write_line(f"{len(lines)} checks, {sum(v[3] for v, _ in lines):.1f} s, {peak:,} MB at most")

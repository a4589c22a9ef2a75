"""What the proof looks at, and how it reports."""

import resource
import time

import pytest

from tests.exhaustive.everything import Everything
from tests.sheets import MODEL


@pytest.fixture(scope="session")
def everything():
    """All answer sheets under the committed model."""
    return Everything(MODEL)


@pytest.fixture
def report(request):
    """Adds a line to the report at the end of the run: report(id, sentence, sheets looked at)."""
    began = time.perf_counter()

    def add(id, says, looked_at):
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        request.node.user_properties.append(("proof", (id, says, looked_at, round(seconds, 2), round(peak))))

    return add

"""S2 and S12: requests a second, by wrk on 127.0.0.1, in rounds that take turns."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.cost import ADVICE, STEP
from bench.table import Row, at_least
from tests.production.running import fetch, free_port, replica, running, wait_until

ROUNDS, SECONDS = 5, 4


def a_second(port: int, path: str, seconds: int = SECONDS, clients: int = 16) -> float:
    """Requests a second; fails if any was not answered with 200."""
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "10s", f"http://127.0.0.1:{port}{path}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said and "Socket errors" not in said, said
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def rows() -> Iterator[Row]:
    """The questionnaire and the advice against a hello-world of Django on the same server."""
    ours, theirs = free_port(), free_port()
    hello = ["-m", "gunicorn", "bench.hello", "--bind", f"127.0.0.1:{theirs}", "--workers", "2", "--threads", "8"]
    command = [sys.executable, *hello, "--no-control-socket", "--log-level", "error"]
    with replica(ours), running(command, theirs, {"BENCH_HELLO": "1"}):
        found: dict[str, list[float]] = {STEP: [], ADVICE: [], "hello": []}
        for path in (STEP, ADVICE):
            assert fetch(ours, path)[0] == 200
        for _ in range(ROUNDS):
            for path in (STEP, ADVICE):
                found[path].append(a_second(ours, path))
            found["hello"].append(a_second(theirs, "/"))
    medians = {name: statistics.median(each) for name, each in found.items()}
    for name, path in (("step", STEP), ("advice page", ADVICE)):
        yield at_least(
            "S2", f"{name}, warm, requests a second", medians[path], 0.5, "Django's hello", medians["hello"]
        )
    cold = free_port()
    with replica(cold, ADVISOR_KEPT_MEGABYTES="0"):
        for name, path in (("step", STEP), ("advice page", ADVICE)):
            fetch(cold, path)
            yield at_least(
                "", f"{name}, made each time", a_second(cold, path), None, "Django's hello", medians["hello"]
            )


def scaling() -> Iterator[Row]:
    """Three replicas of half a core each behind the shipped proxy settings, against one."""
    group = Path("/sys/fs/cgroup/cpu")
    if not os.access(group, os.W_OK) or not (group / "cpu.shares").exists():
        print("S12 needs cgroups (version 1) that may be written to: not measured", file=sys.stderr)
        return
    one, three = (statistics.median(_throughput(group, count) for _ in range(3)) for count in (1, 3))
    yield at_least("S12", "three replicas of half a core, requests a second", three, 2.2, "one of half a core", one)


def _throughput(group: Path, count: int) -> float:
    """Requests a second of so many replicas; each makes every page, so that it is they who are measured."""
    import tempfile

    from tests.faults.fleet import descendants, fleet

    made = [group / f"advisor-bench-{os.getpid()}-{number}" for number in range(count)]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for each in made:
            each.mkdir()
            stack.callback(each.rmdir)
            (each / "cpu.cfs_quota_us").write_text(str(int((each / "cpu.cfs_period_us").read_text()) // 2))
        replicas = stack.enter_context(fleet(folder, count, ADVISOR_KEPT_MEGABYTES="0"))
        for each, process in zip(made, replicas.processes.values(), strict=True):
            for pid in [process.pid, *descendants(process.pid)]:
                (each / "cgroup.procs").write_text(str(pid))
        wait_until(lambda: fetch(replicas.proxy, STEP)[0] == 200)
        a_second(replicas.proxy, STEP, 2)
        return a_second(replicas.proxy, STEP, 5, clients=12)

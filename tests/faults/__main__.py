"""Breaks things one after the other and prints one table; the exit code says how many expectations were not met."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.faults import backends, replicas
from tests.faults.fleet import fleet


def rows(folder: Path, only: list[str]):
    """Every scenario, or those that are named."""
    of_fleet = (replicas.same_bytes, replicas.killed, replicas.stopped, replicas.rolled)
    alone = (replicas.skewed, backends.redis, backends.renderers, backends.disk, backends.stampede)
    wanted = [each for each in of_fleet if not only or each.__name__ in only]
    if wanted:
        with fleet(folder) as made:
            for scenario in wanted:
                yield from scenario(made, folder)
    for scenario in alone:
        if not only or scenario.__name__ in only:
            yield from scenario(folder)


def main(only: list[str]) -> int:
    """Prints the table as it grows."""
    began, missed = time.monotonic(), 0
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.process_cpu_count()} cores, `make test-faults`\n")
    print(f"{'what was tried':54} {'what came of it':34} {'expected':24}")
    with tempfile.TemporaryDirectory(prefix="advisor-faults-") as folder:
        for tried, came, expected, good in rows(Path(folder), only):
            missed += not good
            print(f"{tried:54} {came:34} {expected:24} {'as expected' if good else 'NOT AS EXPECTED'}", flush=True)
    print(f"\n{time.monotonic() - began:.0f} s, {missed} not as expected")
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

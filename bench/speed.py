"""All speed targets in one table: ratios of two things of one run, or counts. Run it with `make bench`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from bench import cost, first, load, widget  # noqa: E402
from bench.serving import chromium, first_load, server  # noqa: E402
from bench.table import HEADING, Row, at_most  # noqa: E402
from tests.production.running import ROOT  # noqa: E402
from tests.sheets import MODEL, sheet  # noqa: E402


def decision() -> Iterator[Row]:
    """S11: advise() with all flips, and the exhaustive proof as the tests report it."""
    from advisor.decision.advice import advise

    sheets = [
        sheet(team=team, reason=reason)
        for team in MODEL.questions["team"].options
        for reason in MODEL.questions["reason"].options
    ]
    advise(MODEL, sheets[0])
    rounds = []
    for _ in range(5):
        began = time.process_time()
        for answers in sheets:
            advise(MODEL, answers)
        rounds.append((time.process_time() - began) / len(sheets) * 1000)
    yield at_most("S11", "advise() with all flips, ms of CPU", min(rounds), 1.0, "limit", 10)
    if os.environ.get("PROOF", "1") == "1":
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "-m", "exhaustive"]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        words = next(line for line in said.splitlines() if " checks, " in line).replace(",", "").split()
        yield at_most("S11", "exhaustive proof, seconds of CPU", float(words[2]), 1.0, "limit", 60)
        yield at_most("S11", "exhaustive proof, MB", float(words[4]), 1.0, "limit", 1500)


def of_widget() -> Iterator[Row]:
    """S7: the site script, and everything that the frame loads at first."""
    script = widget.compressed(sorted((ROOT / "advisor" / "embed" / "loader").glob("[0-9]*.js"))[-1].read_bytes())
    yield at_most("S7", "site script, bytes compressed", script, 1.0, "giscus' client, once", 1_540)
    with server() as address, chromium() as browser:
        loaded = first_load(browser, address, "/embed/")
    yield at_most("S7", "frame, first load, bytes", sum(loaded.values()), 1.0, "limit", 15_000)


def main(only: list[str]) -> int:
    """Prints the table as it grows and returns how many targets were missed."""
    parts = {"cost": cost.rows, "load": load.rows, "first": first.rows, "widget": of_widget, "decision": decision}
    parts["scaling"] = load.scaling
    busy = os.getloadavg()[0]
    print(
        f"{time.strftime('%Y-%m-%d %H:%M')}, {os.process_cpu_count()} cores, load {busy:.1f} before, `make bench`\n"
    )
    print(HEADING)
    missed = 0
    for name, rows in parts.items():
        for row in rows() if not only or name in only else ():
            print(row, flush=True)
            missed += row.good is False
    print(f"\n{missed} missed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

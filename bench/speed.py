"""All speed targets in one table: ratios of two things of one run, or counts. Run it with `make bench`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

# What is measured here is made of Django's parts, which can be imported once it is set up and not before.
from bench import cost, decision, first, load, widget  # noqa: E402
from bench.serving import chromium, first_load, server  # noqa: E402
from bench.table import HEADING, Row, at_most  # noqa: E402
from tests.production.running import ROOT  # noqa: E402


def of_widget() -> Iterator[Row]:
    """S7: the site script, and everything that the frame loads at first."""
    script = widget.compressed(sorted((ROOT / "advisor" / "embed" / "loader").glob("[0-9]*.js"))[-1].read_bytes())
    yield at_most("S7", "site script, bytes compressed", script, 1.0, "giscus' client, once", 1_540)
    with server() as address, chromium() as browser:
        loaded = first_load(browser, address, "/embed/")
    yield at_most("S7", "frame, first load, bytes", sum(loaded.values()), 1.0, "limit", 15_000)


def main(only: list[str]) -> int:
    """Prints the table as it grows and returns how many targets were missed."""
    parts = {"cost": cost.rows, "load": load.rows, "first": first.rows, "widget": of_widget}
    parts |= {"decision": decision.rows, "scaling": load.scaling}
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

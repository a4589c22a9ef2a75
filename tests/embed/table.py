"""The table of results in docs/widget-tools.md, made from what passed in a run."""

import json
import re
from importlib.metadata import distributions
from pathlib import Path

from tests.embed.building import SITES
from tests.embed.sites import Site
from tests.serving import ROOT

FILE = ROOT / "docs" / "widget-tools.md"
CHECKS = (
    "verdict",
    "height",
    "layout shift",
    "theme",
    "two on a page",
    "Back button",
    "console",
    "no cookie",
    "axe",
    "keyboard",
)
TABLE = re.compile(r"^\| tool \|.*?(?=\n\n)", re.DOTALL | re.MULTILINE)
Row = list[str]


class Results:
    """What passed in a run, by tool, version and engine with its version."""

    def __init__(self) -> None:
        self.passed: dict[tuple[str, str, str], set[str]] = {}

    def tick(self, tool: str, version: str, engine: str, *checks: str) -> None:
        """Notes that checks passed."""
        assert set(checks) <= set(CHECKS)
        self.passed.setdefault((tool, version, engine), set()).update(checks)

    def rows(self) -> dict[tuple[str, str], Row]:
        """The rows by tool and engine: a tick for what passed, a dash for the rest."""
        ticked = (
            [*key, *("✓" if check in checks else "–" for check in CHECKS)] for key, checks in self.passed.items()
        )
        return _by_key(list(ticked))


def versions(site: Site) -> str:
    """The versions of a site's packages that are installed, the tool's own first."""
    return ", ".join(map(_version, site.packages)) or "–"


def _version(package: str) -> str:
    installed = {
        found.name.lower().replace("_", "-"): found.version for found in distributions(path=_docs_packages())
    }
    if package in installed:
        return installed[package]
    (manifest,) = SITES.glob(f"*/node_modules/{package}/package.json")
    return json.loads(manifest.read_text("utf-8"))["version"]


def _docs_packages() -> list[str]:
    return [str(folder) for folder in Path(ROOT, ".venv-docs").glob("lib/python*/site-packages")]


def written() -> dict[tuple[str, str], Row]:
    """The rows of the file by tool and engine."""
    (table,) = TABLE.findall(FILE.read_text("utf-8"))
    return _by_key([line.strip("| ").split(" | ") for line in table.splitlines()[2:]])


def write(new: dict[tuple[str, str], Row]) -> None:
    """Replaces rows in the file, adds those that are new, and keeps all others."""
    rows = (written() | new).values()
    lines = [f"| tool | version | engine | {' | '.join(CHECKS)} |", "|" + "---|" * (3 + len(CHECKS))]
    lines += [f"| {' | '.join(cells)} |" for cells in rows]
    FILE.write_text(TABLE.sub("\n".join(lines), FILE.read_text("utf-8"), count=1), "utf-8")


def _by_key(rows: list[Row]) -> dict[tuple[str, str], Row]:
    return {(cells[0], cells[2].split()[0]): cells for cells in rows}

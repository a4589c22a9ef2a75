"""What the bills assume, each figure with its reason; see data/assumptions.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from advisor.costs.ranges import End
from advisor.decision.tables import Table, read

ASSUMPTIONS = Path(__file__).parent.parent / "data" / "assumptions.toml"


@dataclass(frozen=True)
class Assumption:
    """A table of figures (and names) with the reason for them."""

    id: str
    reason: str
    figures: Mapping[str, Decimal]
    names: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Assumptions:
    """All assumptions by id, such as `hours.vps`."""

    entries: Mapping[str, Assumption]

    def figure(self, id: str, key: str) -> Decimal:
        """One figure of an assumption."""
        return self.entries[id].figures[key]

    def optional(self, id: str, key: str) -> Decimal:
        """One figure, 0 where the assumption does not name it."""
        return self.entries[id].figures.get(key, Decimal(0))

    def end(self, id: str, end: End) -> Decimal:
        """The figure for one end of the range."""
        return self.entries[id].figures[end]

    def keys(self, prefix: str) -> list[str]:
        """The last parts of all ids under a prefix, in file order."""
        return [id.removeprefix(f"{prefix}.") for id in self.entries if id.startswith(f"{prefix}.")]


@cache
def load_assumptions(path: Path = ASSUMPTIONS) -> Assumptions:
    """The assumptions in a file; raises BadData for a table without a reason or a value that is no figure."""
    entries: dict[str, Assumption] = {}
    _collect(read(path), entries)
    return Assumptions(entries)


def _collect(table: Table, entries: dict[str, Assumption]) -> None:
    nested = [key for key, value in table.values.items() if isinstance(value, dict)]
    own = [key for key in table.values if key not in nested]
    if own:
        entries[table.place] = Assumption(
            id=table.place,
            reason=table.text("reason"),
            figures={key: table.number(key) or Decimal(0) for key in own if not isinstance(table.values[key], str)},
            names={key: table.text(key) for key in own if isinstance(table.values[key], str) and key != "reason"},
        )
    for key in nested:
        _collect(table.table(key), entries)

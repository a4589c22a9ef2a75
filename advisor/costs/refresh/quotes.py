"""What adapters ask for and what they bring back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from advisor.decision.tables import Table, read

SELECTORS = Path(__file__).parent.parent.parent / "data" / "refresh.toml"


class AnswerRefused(Exception):
    """A provider's answer that cannot be used; the message says what is wrong with it."""


@dataclass(frozen=True)
class Document:
    """Something to fetch: a name for the saved file, the address, and how to find the next page in a body."""

    name: str
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    next_page: Callable[[Mapping[str, Any]], str | None] = lambda body: None
    suffix: str = "json"


@dataclass(frozen=True)
class Quote:
    """A price as a provider states it now, in the unit of the price book."""

    id: str
    amount: Decimal
    currency: str
    as_of: str
    source: str


@dataclass(frozen=True)
class Selection:
    """Prices that are found in the same place: `match` holds for all, `prices` maps each id to what selects it.

    `unit` is what the provider must call its unit, `times` what makes a unit of the price book out of it.
    """

    document: str
    match: Mapping[str, str]
    by: str
    prices: Mapping[str, Any]
    unit: str
    times: Decimal
    facts: Mapping[str, Any]


@cache
def load_selections(path: Path = SELECTORS) -> dict[str, list[Selection]]:
    """Provider -> where its prices are found; raises BadData naming the place."""
    file = read(path)
    return {
        provider: [_selection(table) for table in file.list_of_tables(provider)]
        for provider in file.values
        if provider != "pairs"
    }


def load_pairs(path: Path = SELECTORS) -> list[tuple[str, str]]:
    """Machines of which the second is twice the first, so that a wrong row shows by its price."""
    return [(small, large) for small, large in read(path).values["pairs"]]


def _selection(table: Table) -> Selection:
    known = ("document", "match", "by", "prices", "unit", "times")
    return Selection(
        document=table.text("document"),
        match=table.table("match").values if "match" in table.values else {},
        by=table.text("by", ""),
        prices=table.table("prices").values,
        unit=table.text("unit", ""),
        times=table.number("times") or Decimal(1),
        facts={key: value for key, value in table.values.items() if key not in known},
    )


def saved(folder: Path, name: str, suffix: str = "json") -> list[Path]:
    """The saved pages of a document, in order; raises AnswerRefused if there is none."""
    found = sorted(folder.glob(f"{name}-*.{suffix}"))
    if not found:
        raise AnswerRefused(f"there is no saved answer {name}-1.{suffix} in {folder.name}/")
    return found


def pages(folder: Path, name: str) -> Iterator[Any]:
    """The saved pages of a document as JSON, numbers as Decimal; raises AnswerRefused."""
    for path in saved(folder, name):
        try:
            yield json.loads(path.read_text("utf-8"), parse_float=Decimal)
        except (ValueError, UnicodeDecodeError) as error:
            raise AnswerRefused(f"{path.name} is not JSON: {error}") from error


def expect(body: Any, *keys: str) -> Any:
    """What stands under a path of keys; raises AnswerRefused if the answer has another shape."""
    for key in keys:
        if not isinstance(body, dict) or key not in body:
            raise AnswerRefused(f"the answer has no {'.'.join(keys)}")
        body = body[key]
    return body


def amount(value: Any, what: str) -> Decimal:
    """A price as a Decimal; raises AnswerRefused if it is no number or not above 0."""
    try:
        number = Decimal(str(value))
    except ArithmeticError as error:
        raise AnswerRefused(f"{what}: {value!r} is no amount") from error
    if not number.is_finite() or number < 0:
        raise AnswerRefused(f"{what}: {value!r} is no amount")
    return number


def same_unit(found: str, selection: Selection, what: str) -> None:
    """Raises AnswerRefused if the provider now counts in another unit."""
    if selection.unit and found != selection.unit:
        raise AnswerRefused(f"{what}: the unit is {found!r} and was {selection.unit!r}; look at it by hand")

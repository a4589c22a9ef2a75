"""The lines of a bill: quantity x unit price, priced at each end of the range and put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from advisor.costs.prices import HOURLY, HOURS_A_MONTH, Price, Rate
from advisor.costs.ranges import ENDS, End, Range, to_cents

type Group = Literal["control", "compute", "traffic", "state", "people", "once"]
MACHINE_GROUPS: tuple[Group, ...] = ("control", "compute", "traffic", "state")
GROUPS: tuple[Group, ...] = (*MACHINE_GROUPS, "people", "once")


@dataclass(frozen=True)
class Item:
    """A line at one end of the range: quantity x unit price, in the currency of the price's source."""

    group: Group
    label: str
    detail: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    currency: str
    sources: tuple[str, ...] = ()
    assumption: str = ""

    def amount(self, currency: str, rate: Rate) -> Decimal:
        """What it costs, converted and then rounded to cents."""
        return to_cents(rate.convert(self.quantity * self.unit_price, self.currency, currency))


def of_price(
    group: Group, label: str, count: Decimal | int, price: Price, *, detail: str = "", assumption: str = ""
) -> Item:
    """So many of what a price is for, running all month where the price is by the hour."""
    quantity = Decimal(count) * (HOURS_A_MONTH if price.unit in HOURLY else 1)
    return Item(
        group, label, detail or f"{Decimal(count):f} x {price.what}", quantity, price.unit, price.amount,
        price.currency, (price.id,), assumption,
    )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of a bill; quantity, unit price and detail are those of the typical end, which may lack it (0)."""

    group: Group
    label: str
    detail: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    unit_currency: str
    amount: Range
    sources: tuple[str, ...]
    assumption: str


def put_together(items: Mapping[End, Iterable[Item]], currency: str, rate: Rate) -> list[Line]:
    """One line for each group and label, in the order of the groups; an end that lacks it costs nothing there."""
    found: dict[tuple[Group, str], dict[End, Item]] = {}
    for end in ("typical", "low", "high"):
        for item in items[end]:
            found.setdefault((item.group, item.label), {})[end] = item
    lines = [_line(by_end, currency, rate) for by_end in found.values()]
    return sorted(lines, key=lambda line: GROUPS.index(line.group))


def _line(by_end: Mapping[End, Item], currency: str, rate: Rate) -> Line:
    shown = by_end.get("typical") or next(iter(by_end.values()))
    amounts = {end: by_end[end].amount(currency, rate) if end in by_end else Decimal("0.00") for end in ENDS}
    sources = dict.fromkeys(id for end in ("typical", "low", "high") if end in by_end for id in by_end[end].sources)
    return Line(
        group=shown.group,
        label=shown.label,
        detail=shown.detail,
        quantity=shown.quantity if "typical" in by_end else Decimal(0),
        unit=shown.unit,
        unit_price=shown.unit_price,
        unit_currency=shown.currency,
        amount=Range.spanning(amounts["low"], amounts["typical"], amounts["high"]),
        sources=tuple(sources),
        assumption=shown.assumption,
    )

"""The lines of all bills as CSV (RFC 4180) for a spreadsheet, which must not take a text for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from advisor.costs.costs import Costs
from advisor.costs.lines import Line

COLUMNS = (
    "alternative", "availability", "group", "label", "detail", "quantity", "unit", "unit_price", "unit_currency",
    "currency", "low", "typical", "high", "sources", "assumption",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""


def bills_as_csv(costs: Costs) -> str:
    """One row a line of a bill; an alternative without a bill has one row that says why. Amounts are a month's."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _rows(costs):
        writer.writerow([_cell(row.get(column, "")) for column in COLUMNS])
    return text.getvalue()


def _rows(costs: Costs) -> Iterator[dict[str, str | Decimal]]:
    for key, bill in costs.bills.items():
        shared = {"alternative": key, "availability": bill.availability}
        if not bill.lines:
            yield {**shared, "detail": bill.says}
        for line in bill.lines:
            yield {**shared, **_line(line), "currency": costs.inputs.currency}


def _line(line: Line) -> dict[str, str | Decimal]:
    return {
        "group": line.group,
        "label": line.label,
        "detail": line.detail,
        "quantity": line.quantity,
        "unit": line.unit,
        "unit_price": line.unit_price,
        "unit_currency": line.unit_currency.lower(),
        "low": line.amount.low,
        "typical": line.amount.typical,
        "high": line.amount.high,
        "sources": " ".join(line.sources),
        "assumption": line.assumption,
    }


def _cell(value: str | Decimal) -> str:
    """Numbers without an exponent; a text that could be a formula behind an apostrophe."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return f"'{value}" if value.startswith(FORMULA) else value

"""The price book laid out for readers: every row with its source and age."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from advisor.costs import wording
from advisor.costs.prices import Age, Allowance, People, Price, PriceBook, Provenance

AGES: dict[Age, str] = {
    "current": "",
    "old": "older than 90 days",
    "stale": "older than a year, not current",
    "undated": "undated",
}


@dataclass(frozen=True)
class PriceRow:
    """A row of the prices page: what, how much, where from, how old on the day of the edition and today.

    `source` is the whole of where it was read, `origin` its short name.
    """

    id: str
    what: str
    amount: str
    region: str
    source: str
    origin: str
    link: str
    as_of: str
    age: str
    days: int | None
    confidence: str
    note: str


@dataclass(frozen=True)
class Section:
    """The rows of one provider, or of the people."""

    key: str
    name: str
    entries: tuple[PriceRow, ...]


class PricesPage:
    """Everything that the prices page prints; `only` shows one provider's rows."""

    def __init__(self, book: PriceBook, names: dict[str, str], today: date, only: str | None) -> None:
        self.book, self.only, self.names = book, only, names
        self.permalink = f"{reverse('prices')}?{urlencode({'prices': book.edition})}"
        sections = []
        for key, name in names.items():
            rows: list[Price | Allowance] = [p for p in book.prices.values() if p.provider == key]
            rows += [a for a in book.allowances.values() if a.provider == key]
            sections.append(Section(key, name, tuple(price_row(book, row, today) for row in rows)))
        people = tuple(price_row(book, person, today) for person in book.people.values())
        sections.append(Section("people", "People", people))
        self.choices = [(section.key, section.name) for section in sections]
        self.sections = [section for section in sections if only in {None, section.key}]
        self.counted = len(book.prices) + len(book.allowances) + len(book.people)


def price_row(book: PriceBook, row: Price | Allowance | People, today: date) -> PriceRow:
    """A row of the price book in words."""
    provenance = row.provenance
    return PriceRow(
        id=row.id,
        what=row.what if isinstance(row, People) else f"{row.service}: {row.what}",
        amount=_amount(row),
        region="" if isinstance(row, People) else row.region,
        source=provenance.source,
        origin=_origin(provenance),
        link=_address(provenance),
        as_of=provenance.as_of,
        age=AGES[provenance.age(book.day)],
        days=(today - provenance.day).days if provenance.day else None,
        confidence=provenance.confidence,
        note=provenance.note,
    )


def _amount(row: Price | Allowance | People) -> str:
    if isinstance(row, Price):
        return f"{wording.SIGNS[row.currency]}{row.amount.normalize():f} per {row.unit}"
    if isinstance(row, Allowance):
        return f"{row.amount:,f} {row.unit} free a month"
    ends = [f"{end.normalize():,f}" for end in (row.low, row.typical, row.high) if end is not None]
    return f"{' / '.join(ends)} {row.unit}"


def _origin(provenance: Provenance) -> str:
    """The site, the repository or the package that a source names first, or its first words."""
    first = provenance.source.split()[0].rstrip(",;)")
    if first.startswith("https://"):
        return first.removeprefix("https://").removeprefix("www.").split("/")[0]
    if first.startswith("github:"):
        return first.removeprefix("github:")
    if first.startswith("pypi:"):
        return f"{first.split(':')[1].replace('==', ' ')}, a Python package"
    return re.split(r"[,;(]| at https", provenance.source)[0].strip()


def _address(provenance: Provenance) -> str:
    """The address of a source that names one; a file in a public repository gets the address of its version."""
    first = provenance.source.split()[0]
    if first.startswith("https://"):
        return first.rstrip(",;)")
    if first.startswith("github:"):
        repository, path = first.removeprefix("github:"), [*provenance.source.split(), ""][1]
        if "@" in path:
            file, commit = path.rsplit("@", 1)
            return f"https://github.com/{repository}/blob/{commit}/{file}"
        return f"https://github.com/{repository}"
    return ""

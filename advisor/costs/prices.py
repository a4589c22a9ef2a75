"""The price book: dated entries with their sources, read from TOML and refused if one lacks anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from advisor.decision.tables import BadData, Table, read

BOOKS = Path(__file__).parent.parent / "data" / "prices"
HOURS_A_MONTH = 730
OLD_AFTER_DAYS, STALE_AFTER_DAYS = 90, 365
CURRENCIES = ("USD", "EUR")
CONFIDENCES = ("high", "medium", "low")
HOURLY = frozenset(
    {"instance-hour", "cluster-hour", "load-balancer-hour", "gateway-hour", "address-hour", "LCU-hour", "hour"}
    | {"rule-hour", "vCPU-hour", "GB-hour"}
)
MONTHLY = frozenset(
    {"instance-month", "server-month", "droplet-month", "cluster-month", "load-balancer-month", "address-month"}
    | {"disk-month", "GB-month", "GiB-month"}
)
USED = frozenset({"GB", "GiB", "TB", "vCPU-second", "GiB-second", "GB-second", "1M-requests"})
GRANTS = frozenset({"GB", "TiB", "request", "GB-second", "vCPU-second", "GiB-second", "USD"})
KINDS = frozenset({"arm", "burstable", "general", "newest", "dedicated", "retired"})

type Age = Literal["current", "old", "stale", "undated"]


@dataclass(frozen=True)
class Provenance:
    """Where an entry comes from; `as_of` as the source states it, which may be undated."""

    source: str
    as_of: str
    confidence: str
    note: str

    @cached_property
    def day(self) -> date | None:
        """The first day of the stated date, None where the entry is undated."""
        found = re.match(r"(\d{4})-(\d{2})(?:-(\d{2}))?", self.as_of)
        return date(int(found[1]), int(found[2]), int(found[3] or 1)) if found else None

    def age(self, on: date) -> Age:
        """Current up to 90 days before that day, then old, after a year stale; undated stays undated."""
        if self.day is None:
            return "undated"
        days = (on - self.day).days
        return "current" if days <= OLD_AFTER_DAYS else "old" if days <= STALE_AFTER_DAYS else "stale"


@dataclass(frozen=True)
class Machine:
    """The size of a server: vCPU, GiB of memory, GB of disk and of monthly traffic that its price includes."""

    kind: str
    vcpu: Decimal
    memory: Decimal
    disk: int
    traffic: Decimal


@dataclass(frozen=True)
class Price:
    """What one unit costs, net of VAT, in the currency of its source."""

    id: str
    provider: str
    service: str
    what: str
    amount: Decimal
    currency: str
    unit: str
    region: str
    provenance: Provenance
    machine: Machine | None


@dataclass(frozen=True)
class Allowance:
    """A free grant or included volume a month."""

    id: str
    provider: str
    service: str
    what: str
    amount: Decimal
    unit: str
    region: str
    provenance: Provenance


@dataclass(frozen=True)
class People:
    """A salary, a multiplier or a published effort; any of the three ends may be missing."""

    id: str
    what: str
    low: Decimal | None
    typical: Decimal | None
    high: Decimal | None
    unit: str
    provenance: Provenance


@dataclass(frozen=True)
class Rate:
    """US dollars for one euro on a day."""

    usd_per_eur: Decimal
    as_of: date
    source: str

    def convert(self, amount: Decimal, currency: str, into: str) -> Decimal:
        """An amount in the other currency, not rounded."""
        if currency == into:
            return amount
        return amount * self.usd_per_eur if into == "USD" else amount / self.usd_per_eur


@dataclass(frozen=True, eq=False)
class PriceBook:
    """One edition of the price book."""

    edition: str
    prices: Mapping[str, Price]
    allowances: Mapping[str, Allowance]
    people: Mapping[str, People]
    rates: tuple[Rate, ...]
    missing: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def day(self) -> date:
        """The day that ages are counted from."""
        return date.fromisoformat(self.edition)

    @cached_property
    def rate(self) -> Rate:
        """The newest dated exchange rate."""
        return max(self.rates, key=lambda rate: rate.as_of)

    def provenance(self, id: str) -> Provenance:
        """Source and date of an entry of any kind."""
        return (self.prices.get(id) or self.allowances.get(id) or self.people[id]).provenance


def editions() -> list[str]:
    """The dates of all editions of the price book, oldest first."""
    return sorted(path.stem for path in BOOKS.glob("????-??-??.toml"))


def load_book(edition: str | None = None) -> PriceBook:
    """The edition of that date, the newest one by default; raises BadData if there is none or it is not sound."""
    known = editions()
    if edition is not None and edition not in known:
        raise BadData(f"There is no edition {edition!r} of the price book. Editions: {', '.join(known)}.")
    return _load(BOOKS / f"{edition or known[-1]}.toml")


@cache
def _load(path: Path) -> PriceBook:
    return read_book(path)


def read_book(path: Path) -> PriceBook:
    """The book in a file; raises BadData naming file and place."""
    file = read(path).only("edition", "missing", "left_out", "rates", "prices", "allowances", "people")
    if file.text("edition") != path.stem:
        raise file.refuse(f"edition must be {path.stem}, like the file")
    rates = tuple(_rate(table) for table in file.list_of_tables("rates"))
    if not rates:
        raise file.refuse("has no exchange rate")
    book = PriceBook(
        edition=path.stem,
        prices={id: _price(id, table) for id, table in file.table("prices").tables()},
        allowances={id: _allowance(id, table) for id, table in file.table("allowances").tables()},
        people={id: _people(id, table) for id, table in file.table("people").tables()},
        rates=rates,
        missing=file.names("missing"),
        left_out=file.names("left_out"),
    )
    kinds = [*book.prices, *book.allowances, *book.people]
    if twice := sorted({id for id in kinds if kinds.count(id) > 1}):
        raise file.refuse(f"the same id stands under two kinds: {', '.join(twice)}")
    return book


def _rate(table: Table) -> Rate:
    rate = table.only("usd_per_eur", "as_of", "source").number("usd_per_eur")
    if rate is None or rate <= 0:
        raise table.refuse("usd_per_eur must be a number above 0")
    try:
        day = date.fromisoformat(table.text("as_of"))
    except ValueError as error:
        raise table.refuse("as_of must be a day such as 2026-10-28") from error
    return Rate(rate, day, table.text("source"))


def _provenance(table: Table) -> Provenance:
    source = table.text("source")
    if not re.search(
        r"\w\.\w+/|github:|https?://|pypi|vendor", re.sub(r"source not identified( \([^)]*\))?", "", source)
    ):
        raise table.refuse(f"the source is not identified: {source!r}")
    return Provenance(
        source=source,
        as_of=table.text("as_of"),
        confidence=_one_of(table, "confidence", CONFIDENCES),
        note=table.text("note", ""),
    )


PROVENANCE = ("source", "as_of", "confidence", "source_license", "note")
MACHINE = ("kind", "vcpu", "memory", "disk", "traffic")


def _price(id: str, table: Table) -> Price:
    table.only("provider", "service", "what", "amount", "currency", "unit", "region", *PROVENANCE, *MACHINE)
    return Price(
        id=id,
        provider=table.text("provider"),
        service=table.text("service"),
        what=table.text("what"),
        amount=_amount(table, "amount"),
        currency=_one_of(table, "currency", CURRENCIES),
        unit=_one_of(table, "unit", HOURLY | MONTHLY | USED),
        region=table.text("region"),
        provenance=_provenance(table),
        machine=_machine(table) if "kind" in table.values else None,
    )


def _machine(table: Table) -> Machine:
    return Machine(
        kind=_one_of(table, "kind", KINDS),
        vcpu=_amount(table, "vcpu"),
        memory=_amount(table, "memory"),
        disk=table.whole("disk"),
        traffic=table.number("traffic") or Decimal(0),
    )


def _allowance(id: str, table: Table) -> Allowance:
    table.only("provider", "service", "what", "amount", "unit", "region", *PROVENANCE)
    return Allowance(
        id=id,
        provider=table.text("provider"),
        service=table.text("service"),
        what=table.text("what"),
        amount=_amount(table, "amount"),
        unit=_one_of(table, "unit", GRANTS),
        region=table.text("region"),
        provenance=_provenance(table),
    )


def _people(id: str, table: Table) -> People:
    table.only("what", "low", "typical", "high", "unit", *PROVENANCE)
    ends = [table.number(end) for end in ("low", "typical", "high")]
    known = [end for end in ends if end is not None]
    if not known or known != sorted(known):
        raise table.refuse("needs at least one of low, typical and high, in rising order")
    low, typical, high = ends
    return People(id, table.text("what"), low, typical, high, table.text("unit"), _provenance(table))


def _amount(table: Table, key: str) -> Decimal:
    amount = table.number(key)
    if amount is None or amount < 0:
        raise table.refuse(f"{key} must be a number of 0 or more")
    return amount


def _one_of(table: Table, key: str, known: frozenset[str] | tuple[str, ...]) -> str:
    value = table.text(key)
    if value not in known:
        raise table.refuse(f"unknown {key} {value!r}; known are {', '.join(sorted(known))}")
    return value

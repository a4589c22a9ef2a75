"""What a provider sells in a region, and which entries of the price book price it; see data/catalogue.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from advisor.costs.prices import HOURLY, HOURS_A_MONTH, Allowance, Price, PriceBook
from advisor.costs.ranges import End
from advisor.decision.tables import BadData, Table, read

CATALOGUE = Path(__file__).parent.parent / "data" / "catalogue.toml"
STEADY_KINDS = ("general", "newest", "dedicated")
"""Machines that may be loaded all the time; burstable ones are billed extra above their baseline."""
ANY_KINDS = ("arm", "burstable", *STEADY_KINDS)
DEAR_KINDS = ("newest", "dedicated")
KEYS = (
    "place", "machines", "disk_included", "disk", "disk_size", "cluster", "cluster_extended", "cluster_low",
    "cluster_credit", "balancer", "balancer_traffic", "balancer_addresses", "nat", "nat_machines", "nat_traffic",
    "address", "egress", "egress_from", "egress_free", "egress_included_a_machine", "stand_in", "serverless",
    "database", "missing", "not_sold", "priced_at", "unpriced",
)  # fmt: skip


class PriceMissing(Exception):
    """A price that a bill cannot do without is not in the book; the message names the thing."""


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Every provider's name, and its markets by region."""

    names: Mapping[str, str]
    markets: Mapping[tuple[str, str], Table]


@dataclass(frozen=True, eq=False)
class Market:
    """One provider in one region, priced from one edition of the book."""

    provider: str
    region: str
    name: str
    table: Table
    book: PriceBook

    def facts(self, key: str) -> Any:
        """A plain value of the catalogue, None where it has none."""
        return self.table.values.get(key)

    def price(self, key: str, what: str) -> Price:
        """The one price under a key; raises PriceMissing."""
        return self.prices(key, what)[0]

    def prices(self, key: str, what: str) -> list[Price]:
        """All prices under a key; raises PriceMissing."""
        ids = self.facts(key)
        if not ids:
            raise PriceMissing(self.facts("missing").get(key, what) if self.facts("missing") else what)
        return [self.book.prices[id] for id in ([ids] if isinstance(ids, str) else ids)]

    def optional(self, key: str) -> Price | None:
        """The price under a key, None where the provider has no such thing."""
        return self.book.prices[self.facts(key)] if self.facts(key) else None

    def allowance(self, key: str) -> Allowance | None:
        """The allowance under a key, None where the provider gives none."""
        return self.book.allowances[self.facts(key)] if self.facts(key) else None

    def machine(self, vcpu: Decimal, memory: Decimal, end: End, *, small: bool) -> Price:
        """The cheapest server with at least that much of both; raises PriceMissing.

        The low end may be ARM or shared, the typical one is burstable only for small loads, the high end is the
        newest or a dedicated one where the provider has such.
        """
        fitting = [
            price
            for price in self.book.prices.values()
            if price.machine
            and price.provider == self.provider
            and price.region in self.facts("machines")
            and price.machine.vcpu >= vcpu
            and price.machine.memory >= memory
        ]
        for kinds in _preferred(end, small):
            of_kind = [price for price in fitting if price.machine and price.machine.kind in kinds]
            if of_kind:
                return min(of_kind, key=lambda price: (_a_month(price), price.id))
        raise PriceMissing(f"a server with {vcpu:f} vCPU and {memory:f} GiB")


def _preferred(end: End, small: bool) -> list[tuple[str, ...]]:
    if end == "low":
        return [ANY_KINDS]
    if end == "typical":
        return [("burstable", *STEADY_KINDS) if small else STEADY_KINDS]
    return [DEAR_KINDS, STEADY_KINDS, ANY_KINDS]


def _a_month(price: Price) -> Decimal:
    return price.amount * (HOURS_A_MONTH if price.unit in HOURLY else 1)


@cache
def load_catalogue(path: Path = CATALOGUE) -> Catalogue:
    """The catalogue in a file; raises BadData naming file and place."""
    file = read(path)
    names = {key: file.table("providers").text(key) for key in file.table("providers").values}
    markets = {
        (provider, region): table.only(*KEYS)
        for provider, regions in file.tables(without=("providers",))
        for region, table in regions.tables()
    }
    for provider, _ in markets:
        if provider not in names:
            raise file.refuse(f"{provider} has no name under [providers]")
    return Catalogue(names, markets)


def market(provider: str, region: str, book: PriceBook) -> Market:
    """What a provider sells in a region, checked against the book; raises BadData for an id that is not in it."""
    catalogue = load_catalogue()
    return _market(catalogue, provider, region, book)


@cache
def _market(catalogue: Catalogue, provider: str, region: str, book: PriceBook) -> Market:
    table = catalogue.markets[provider, region]
    for id in _ids(table.values):
        if id not in book.prices and id not in book.allowances:
            raise BadData(f"{table.file}, [{table.place}]: {id} is not in the price book of {book.edition}")
    return Market(provider, region, catalogue.names[provider], table, book)


def _ids(value: Any) -> list[str]:
    """Every string of the catalogue that looks like an id of the book."""
    if isinstance(value, dict):
        return [
            id for key, part in value.items() if key not in {"stand_in", "not_sold", "missing"} for id in _ids(part)
        ]
    if isinstance(value, list):
        return [id for part in value for id in _ids(part)]
    return [value] if isinstance(value, str) and value.count(".") and " " not in value else []

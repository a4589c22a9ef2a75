"""What it all costs: a bill for each alternative, the crossover, and differences in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from advisor.costs.assumptions import Assumptions, load_assumptions
from advisor.costs.bills import BILLS, SECONDS_AN_HOUR, machines_run
from advisor.costs.inputs import Inputs
from advisor.costs.lines import MACHINE_GROUPS, Item, Line, put_together
from advisor.costs.market import Market, PriceMissing, market
from advisor.costs.parts import Shop, has_managed_database
from advisor.costs.people import items as people_items
from advisor.costs.prices import HOURS_A_MONTH, PriceBook
from advisor.costs.ranges import ENDS, End, Range, total
from advisor.costs.sizing import Workload, workloads
from advisor.decision.model import UNSURE, Answers

OWN_HARDWARE = "own"
CLOUD_ONLY = ("managed_kubernetes", "serverless")

type Availability = Literal["sold", "not_sold", "price_missing"]


@dataclass(frozen=True)
class Bill:
    """What one alternative costs a month and once; the sums are None unless it is `sold`.

    `says` explains in words what the availability means here and what the sums leave out. `priced_at` names a
    provider that sells the alternative in the same region.
    """

    alternative: str
    availability: Availability
    says: str
    lines: tuple[Line, ...]
    horizon_months: int
    priced_at: str | None = None

    def _sum(self, *groups: str) -> Range | None:
        if self.availability != "sold":
            return None
        return total([line.amount for line in self.lines if line.group in groups])

    @property
    def machines(self) -> Range | None:
        """Everything that is not people, a month."""
        return self._sum(*MACHINE_GROUPS)

    @property
    def people(self) -> Range | None:
        """People who run it, a month."""
        return self._sum("people")

    @property
    def once(self) -> Range | None:
        """What is spent once, in the first month."""
        return self._sum("once")

    @property
    def monthly(self) -> Range | None:
        """Machines and people, a month."""
        return self._sum(*MACHINE_GROUPS, "people")

    @property
    def horizon(self) -> Range | None:
        """All of it over the horizon, the one-off costs included."""
        if self.monthly is None or self.once is None:
            return None
        return self.monthly.times(self.horizon_months) + self.once


@dataclass(frozen=True)
class Costs:
    """The bills of all alternatives for the same answers and inputs, simplest first.

    `crossover` is the utilisation from which on servers are cheaper than serverless, compute alone; None where a
    price is missing or serverless is not on offer. `hours_available` is what people can give the platform a month,
    None where that is unsure.
    """

    inputs: Inputs
    workload: Workload
    book: PriceBook
    market: Market
    bills: Mapping[str, Bill]
    crossover: Decimal | None
    hours_available: Decimal | None

    @property
    def currency(self) -> str:
        """The currency of all amounts, as USD or EUR."""
        return self.inputs.currency.upper()

    @property
    def horizon(self) -> int:
        """The months that bills are added up over."""
        return int(self.inputs.number("horizon") or 0)


def costs(answers: Answers, inputs: Inputs, book: PriceBook, assumptions: Assumptions | None = None) -> Costs:
    """The bills for these answers; unknown answers widen their ranges."""
    figures = assumptions or load_assumptions()
    here = market(inputs.provider, inputs.region, book)
    work = workloads(answers, inputs, figures)
    own = answers.get("hosting") == OWN_HARDWARE
    shops = {end: _shop(here, work[end], inputs, figures, own) for end in ENDS}
    ops = answers.get("ops", UNSURE)
    available = (
        None if ops == UNSURE else figures.figure("platform_people", ops) * figures.figure("full_time", "month")
    )
    return Costs(
        inputs=inputs,
        workload=work["typical"],
        book=book,
        market=here,
        bills={key: _bill(key, shops, inputs, own) for key in BILLS},
        crossover=None if own else _crossover(shops["typical"]),
        hours_available=available,
    )


def _shop(here: Market, work: Workload, inputs: Inputs, figures: Assumptions, own: bool) -> Shop:
    return Shop(
        market=here,
        workload=work,
        assumptions=figures,
        currency=inputs.currency.upper(),
        discount=(inputs.number("discount") or Decimal(0)) / 100,
        own_hardware=own,
        own_server=inputs.number("server_cost") if own else None,
    )


def _bill(alternative: str, shops: Mapping[End, Shop], inputs: Inputs, own: bool) -> Bill:
    here, months = shops["typical"].market, int(inputs.number("horizon") or 0)
    if own and alternative in CLOUD_ONLY:
        return Bill(alternative, "not_sold", "Not on offer: everything must run on your own hardware.", (), months)
    elsewhere = (here.facts("priced_at") or {}).get(alternative)
    if reason := (here.facts("not_sold") or {}).get(alternative):
        return Bill(alternative, "not_sold", reason, (), months, elsewhere)
    try:
        if not here.facts("machines") and shops["typical"].own_server is None:
            raise PriceMissing(here.facts("missing")["machines"])
        items = {end: [*BILLS[alternative](shops[end]), *_people(alternative, shops[end], inputs)] for end in ENDS}
    except PriceMissing as missing:
        says = f"{here.name} sells it, but our price book has no price for {missing}."
        return Bill(alternative, "price_missing", says, (), months, elsewhere)
    lines = put_together(items, inputs.currency.upper(), here.book.rate)
    return Bill(alternative, "sold", _says(here, shops["typical"], alternative), tuple(lines), months)


def _people(alternative: str, shop: Shop, inputs: Inputs) -> list[Item]:
    own_database = not has_managed_database(shop)
    machines = machines_run(alternative, shop)
    return list(
        people_items(alternative, shop.workload, machines, own_database, inputs, shop.assumptions, shop.market.book)
    )


def _says(here: Market, shop: Shop, alternative: str) -> str:
    """What a reader must know of the sums."""
    notes = ["Your own servers at the cost you gave: disks, network and traffic are in it."]
    if shop.own_server is None:
        notes = [here.facts("stand_in") or ""]
        if shop.own_hardware:
            notes.append(f"Rented machines of {here.name} stand in for your own hardware, unless you give its cost.")
        if left_out := here.facts("unpriced"):
            notes.append(f"Without {' and '.join(left_out)}: our price book has no price for them at {here.name}.")
    if alternative == "serverless":
        notes.append((here.facts("serverless") or {}).get("stand_in", ""))
    if not has_managed_database(shop):
        where = "on a server that is there already" if alternative == "vps" else "on a machine of its own"
        notes.append(f"The database runs {where}, with two hours of work a month.")
    return " ".join(note for note in notes if note)


def _crossover(shop: Shop) -> Decimal | None:
    """Price of a server / price of the same vCPU and memory on serverless containers all month."""
    facts = shop.market.facts("serverless")
    if facts is None:
        return None
    work, book = shop.workload, shop.market.book
    try:
        server = shop.market.machine(work.vcpu, work.memory, "typical", small=work.small)
    except PriceMissing:
        return None
    a_month = server.amount * (HOURS_A_MONTH if server.unit.endswith("-hour") else 1)

    def full(way: Mapping[str, str]) -> Decimal:
        cost = Decimal(0)
        for key, size in (("vcpu", work.vcpu), ("memory", work.memory)):
            price = book.prices[way[key]]
            cost += size * price.amount * HOURS_A_MONTH * (1 if price.unit.endswith("-hour") else SECONDS_AN_HOUR)
        return cost

    return (a_month / min(map(full, facts["billing"]))).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Difference:
    """What an alternative typically costs more (less if negative) a month than another; `people` is their part."""

    alternative: str
    other: str
    monthly: Decimal
    people: Decimal


def difference(costs: Costs, alternative: str, other: str) -> Difference | None:
    """The difference of two bills; None where one of them has no sums."""
    one, two = costs.bills[alternative], costs.bills[other]
    if one.monthly is None or two.monthly is None or one.people is None or two.people is None:
        return None
    monthly = one.monthly.typical - two.monthly.typical
    return Difference(alternative, other, monthly, one.people.typical - two.people.typical)

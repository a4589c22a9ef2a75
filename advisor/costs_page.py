"""The costs laid out for readers: the picture, the table, the breakdowns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from advisor.costs import wording
from advisor.costs.assumptions import load_assumptions
from advisor.costs.costs import OWN_HARDWARE, Bill, Costs, difference
from advisor.costs.inputs import keys as input_keys
from advisor.costs.lines import Line
from advisor.costs.market import load_catalogue
from advisor.costs.prices import PriceBook
from advisor.costs.ranges import Range, total
from advisor.decision.advice import Advice
from advisor.decision.model import Alternative
from advisor.decision.reasons import largest_row
from advisor.decision.wording import continued
from advisor.prices_page import AGES, PriceRow, price_row
from advisor.query import Query

GROUP_NAMES = {
    "control": "Control plane",
    "compute": "Compute",
    "traffic": "Traffic",
    "state": "Database",
    "people": "People, every month",
    "once": "Once, in the first month",
}
MANAGED = "managed_kubernetes"
"""The alternative that people ask about most: what it would cost is always said."""
HEADROOM = Decimal("1.15")
"""The picture is as wide as the dearest typical bill that is not ruled out and this much more; what goes beyond it is
cut and marked."""


@dataclass(frozen=True)
class Source:
    """A price, allowance or salary behind a line, with the link to its row on the prices page."""

    id: str
    link: str
    as_of: str
    age: str
    low_confidence: bool


@dataclass(frozen=True)
class BillRow:
    """A line of a breakdown, in words."""

    label: str
    detail: str
    quantity: str
    amounts: tuple[str, str, str]
    sources: tuple[Source, ...]
    assumption: str


@dataclass(frozen=True)
class Group:
    """The lines of one group with their sum."""

    name: str
    rows: tuple[BillRow, ...]
    amounts: tuple[str, str, str]


@dataclass(frozen=True)
class Bar:
    """The picture of a bill in hundredths of its width: machines, then people, and the range of both.

    `cut` where the range goes beyond the picture, `broken` where the typical bill does too.
    """

    machines: float
    people: float
    low: float
    high: float
    cut: bool
    broken: bool

    @property
    def span(self) -> float:
        """From the low to the high end."""
        return round(self.high - self.low, 2)


@dataclass(frozen=True)
class CostEntry:
    """An alternative's bill in the comparison; sums as text, typical and range, None where there are none.

    `sums` are those at the foot of its bill, to the cent: a name with the low, the typical and the high amount.
    """

    alternative: Alternative
    bill: Bill
    bar: Bar | None
    machines: tuple[str, str] | None
    people: tuple[str, str] | None
    hours: str
    monthly: tuple[str, str] | None
    horizon: tuple[str, str] | None
    groups: tuple[Group, ...]
    sums: tuple[tuple[str, tuple[str, str, str]], ...]
    elsewhere: str | None
    elsewhere_name: str
    described: str


class CostsPage:
    """Everything that the costs section prints, for one Advice, its query and its bills."""

    def __init__(self, costs: Costs, advice: Advice, query: Query) -> None:
        self.costs = costs
        self.query = query
        self.model = advice.model
        self.months = costs.horizon
        self.place = costs.market.facts("place")
        self.provider = costs.market.name
        self.rate = costs.book.rate
        order = [ranked.alternative for ranked in advice.ranking]
        self._full = self._width({ranked.alternative for ranked in advice.ranking if ranked.vetoes})
        self.entries = [self._entry(key) for key in order]
        own = costs.inputs.number("server_cost") is not None and advice.sheet["hosting"] == OWN_HARDWARE
        self.priced_at = "" if own else f"List prices at {self.provider}, {self.place}, without VAT."
        self.any_broken = any(entry.bar and entry.bar.broken for entry in self.entries)
        self.sentences = self._sentences(advice, order)
        self.in_short = wording.in_short(costs, advice.recommended)
        self.counted = wording.counted(costs)
        says = self.costs.bills[advice.recommended].says
        self.note = says if self.costs.bills[advice.recommended].monthly else ""
        self.defaults = f"{reverse('advice')}?{urlencode(query.hidden(input_keys()), safe=',')}"
        self.not_in_the_bill = (
            "backups, logs and metrics, a registry, pipelines, support plans, traffic between zones"
        )
        sources = [source for entry in self.entries for g in entry.groups for r in g.rows for source in r.sources]
        self.has_old = any(source.age for source in sources)
        self.oldest = min((source.as_of for source in sources if source.as_of[:1].isdigit()), default="")

    def sources_of(self, alternatives: set[str]) -> list[PriceRow]:
        """Every price and salary behind some bills, once each, in the order of the book."""
        lines = (line for key in alternatives for line in self.costs.bills[key].lines)
        used = {id for line in lines for id in line.sources}
        book = self.costs.book
        rows = (row for kind in (book.prices, book.allowances, book.people) for row in kind.values())
        return [price_row(book, row, book.day) for row in rows if row.id in used]

    def assumptions_of(self, alternatives: set[str]) -> list[str]:
        """The reason of every assumption behind some bills, once each."""
        lines = (line for key in alternatives for line in self.costs.bills[key].lines)
        used = {line.assumption for line in lines if line.assumption}
        return list(dict.fromkeys(entry.reason for entry in load_assumptions().entries.values() if entry.id in used))

    def _width(self, ruled_out: set[str]) -> Decimal:
        typical = {key: bill.monthly.typical for key, bill in self.costs.bills.items() if bill.monthly}
        left = [amount for key, amount in typical.items() if key not in ruled_out] or list(typical.values())
        return max(left, default=Decimal(1)) * HEADROOM or Decimal(1)

    def _sentences(self, advice: Advice, order: list[str]) -> list[str]:
        """The closest rival, the simplest one and managed Kubernetes against the advice; hours; the crossover."""
        names = {key: alternative.in_sentence for key, alternative in self.model.alternatives.items()}
        best = advice.recommended
        rival = advice.rival or next(key for key in order if key != best)
        others = dict.fromkeys(key for key in (rival, next(iter(names)), MANAGED) if key != best)
        gaps = [difference(self.costs, other, best) for other in others]
        found = [wording.difference(gap, names[gap.alternative], names[best], self.costs) for gap in gaps if gap]
        found += [self._why_not_the_cheapest(advice), wording.hours(self.costs, best, names[best])]
        found.append(wording.crossover(self.costs))
        return [sentence for sentence in found if sentence]

    def _why_not_the_cheapest(self, advice: Advice) -> str:
        """What keeps the cheapest alternative from being advised; empty where it is."""
        sums = {key: bill.monthly.typical for key, bill in self.costs.bills.items() if bill.monthly}
        cheapest = min(sums, key=sums.__getitem__, default=advice.recommended)
        if cheapest == advice.recommended:
            return ""
        vetoes = next(ranked.vetoes for ranked in advice.ranking if ranked.alternative == cheapest)
        against = largest_row(self.model, advice.sheet, advice.recommended, cheapest)
        why = vetoes[0].text if vetoes else against.text if against else ""
        name = self.model.alternatives[cheapest].in_sentence
        return f"The cheapest is {name}. It is not advised all the same: {continued(why)}" if why else ""

    def _entry(self, key: str) -> CostEntry:
        bill, alternative = self.costs.bills[key], self.model.alternatives[key]
        elsewhere = None
        if bill.priced_at:
            asked = {**self.query.answers, **self.query.carried, "provider": bill.priced_at}
            elsewhere = f"{reverse('advice')}?{urlencode(asked, safe=',')}#costs"
        return CostEntry(
            alternative=alternative,
            bill=bill,
            bar=self._bar(bill),
            machines=self._pair(bill.machines),
            people=self._pair(bill.people),
            hours=wording.hours_counted(bill),
            monthly=self._pair(bill.monthly),
            horizon=self._pair(bill.horizon),
            groups=tuple(self._groups(bill)),
            sums=tuple(self._sums(bill)),
            elsewhere=elsewhere,
            elsewhere_name=load_catalogue().names.get(bill.priced_at or "", ""),
            described=self._described(bill, alternative),
        )

    def _described(self, bill: Bill, alternative: Alternative) -> str:
        """The text alternative of a bar."""
        if bill.machines is None or bill.people is None or bill.monthly is None:
            return f"{alternative.name}: {bill.says}"
        currency = self.costs.currency
        return (
            f"{alternative.name}: machines {wording.exact(bill.machines.typical, currency)} and people "
            f"{wording.exact(bill.people.typical, currency)} a month; {wording.spread(bill.monthly, currency)}."
        )

    def _bar(self, bill: Bill) -> Bar | None:
        if bill.machines is None or bill.people is None or bill.monthly is None:
            return None

        def share(amount: Decimal) -> float:
            return round(float(100 * min(amount, self._full) / self._full), 2)

        machines = min(bill.machines.typical, self._full)
        return Bar(
            machines=share(machines),
            people=share(min(bill.people.typical, self._full - machines)),
            low=share(bill.monthly.low),
            high=share(bill.monthly.high),
            cut=bill.monthly.high > self._full,
            broken=bill.monthly.typical > self._full,
        )

    def _pair(self, amounts: Range | None) -> tuple[str, str] | None:
        if amounts is None:
            return None
        return wording.whole(amounts.typical, self.costs.currency), wording.spread(amounts, self.costs.currency)

    def _three(self, amounts: Range) -> tuple[str, str, str]:
        low, typical, high = (
            wording.exact(amount, self.costs.currency) for amount in (amounts.low, amounts.typical, amounts.high)
        )
        return low, typical, high

    def _sums(self, bill: Bill) -> Iterable[tuple[str, tuple[str, str, str]]]:
        named = {
            "Machines, a month": bill.machines,
            "People, a month": bill.people,
            "Together, a month": bill.monthly,
            f"In {self.months} months, with what is spent once": bill.horizon,
        }
        return ((name, self._three(amounts)) for name, amounts in named.items() if amounts)

    def _groups(self, bill: Bill) -> Iterable[Group]:
        for group, name in GROUP_NAMES.items():
            lines = [line for line in bill.lines if line.group == group]
            if lines:
                amounts = total([line.amount for line in lines])
                yield Group(name, tuple(self._row(line) for line in lines), self._three(amounts))

    def _row(self, line: Line) -> BillRow:
        price = f"{wording.SIGNS[line.unit_currency]}{line.unit_price.normalize():f}"
        return BillRow(
            label=line.label,
            detail=line.detail,
            quantity=f"{_rounded(line.quantity)} {line.unit} x {price}",
            amounts=self._three(line.amount),
            sources=tuple(_source(self.costs.book, id) for id in line.sources),
            assumption=load_assumptions().entries[line.assumption].reason if line.assumption else "",
        )


def _rounded(quantity: Decimal) -> str:
    text = f"{quantity:,.2f}"
    return text.rstrip("0").rstrip(".")


def _source(book: PriceBook, id: str) -> Source:
    provenance = book.provenance(id)
    return Source(
        id=id,
        link=f"{reverse('prices')}?prices={book.edition}#{id}",
        as_of=provenance.as_of,
        age=AGES[provenance.age(book.day)],
        low_confidence=provenance.confidence == "low",
    )

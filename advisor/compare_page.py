"""A comparison laid out for readers: page and PDF print the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode, urlsplit

from django.urls import reverse

from advisor.answers import NOT_ANSWERED
from advisor.asking import advice_for
from advisor.comparing import Comparison, Difference
from advisor.costs.wording import exact
from advisor.decision import wording
from advisor.decision.growth import PREFIX
from advisor.decision.limits import KEY as LIMITS
from advisor.decision.model import Alternative
from advisor.decision.today import KEY as TODAY
from advisor.pages import AdvicePage
from advisor.query import Query

NAMES = {"edition": "Edition of the model", "prices": "Edition of the prices"}
NOT_GIVEN = {LIMITS: "none known", TODAY: "not said", "provider": "aws", "region": "us", "currency": "usd"}
SIDES = ("A", "B")


@dataclass(frozen=True)
class Side:
    """One of the two: what is advised there, and the link to it."""

    name: str
    alternative: Alternative
    headline: str
    closeness: str
    balance: str
    link: str


@dataclass(frozen=True)
class DifferenceRow:
    """A difference in words; `alone` is what is advised when only this changes in the first."""

    name: str
    before: str
    after: str
    alone: Alternative | None
    part: str
    carries: bool


@dataclass(frozen=True)
class MoveRow:
    """How an alternative's points and typical bill a month move."""

    alternative: Alternative
    points: tuple[str, str, str]
    monthly: tuple[str, str, str]


class HalfPage:
    """What is printed while the second sheet is missing: the advice for the first, and what to compare it with.

    Each suggestion changes what would change the advice and takes what was assumed as said, on both sides: so nothing
    else differs.
    """

    def __init__(self, query: Query) -> None:
        self.page = AdvicePage(advice_for(query), query)
        said = query.with_answers(**self.page.advice.assumed)
        self.link = self.page.permalink
        self.suggestions = [
            replace(what_if, link=comparison_link(said.encode(), urlsplit(what_if.link).query))
            for what_if in self.page.what_ifs
        ]


def comparison_link(one: str, two: str) -> str:
    """The link to the comparison of two permalinks or queries."""
    return f"{reverse('compare')}?{urlencode({'a': one, 'b': two})}"


class ComparePage:
    """Everything that is printed of a comparison."""

    def __init__(self, found: Comparison) -> None:
        self.found = found
        self.model = found.queries[0].model
        self.sides = [self._side(at) for at in (0, 1)]
        self.differences = [self._difference(each) for each in found.differences]
        self.moves = [self._move(key) for key in self.model.alternatives]
        self.counted = any(each.part is not None for each in found.differences)
        self.headline = self._headline()
        self.says = self._says()
        self.query = urlencode({"a": found.queries[0].encode(), "b": found.queries[1].encode()})
        self.permalink = f"{reverse('compare')}?{self.query}"
        self.json_link = f"{reverse('compare-json')}?{self.query}"
        self.pdf_link = f"{reverse('compare-pdf')}?{self.query}"
        self.turned_link = comparison_link(self.sides[1].link, self.sides[0].link)
        self.costs_differ = any(one != two for one, two, _ in (move.monthly for move in self.moves))

    def _side(self, at: int) -> Side:
        advice, query = self.found.advices[at], self.found.queries[at]
        return Side(
            name=SIDES[at],
            alternative=advice.model.alternatives[advice.recommended],
            headline=wording.headline(advice),
            closeness=wording.closeness(advice),
            balance=wording.balance(advice),
            link=f"{reverse('advice')}?{query.encode()}",
        )

    def _headline(self) -> str:
        one, two = (side.alternative.in_sentence for side in self.sides)
        return f"From {one} to {two}" if self.found.moved else f"The same for both: {one}"

    def _says(self) -> str:
        """What carries most of the move, in a sentence or two."""
        if not self.found.differences:
            return "The two sheets are the same."
        if not self.found.moved:
            return "What differs does not move the advice; the points below say how close it comes."
        carrier = self.found.carrier
        if carrier is None or carrier.part is None:
            return "No single difference stands out: it takes several of them together."
        name = self._name(carrier.key)
        if len([each for each in self.found.differences if each.part is not None]) == 1:
            return f"“{name}” is what moves it: no other answer differs."
        alone = "On its own it is enough." if self._does_it_alone(carrier) else "On its own it is not enough."
        return (
            f"“{name}” carries most of it. {alone} Over all orders in which the differences could happen, it makes "
            f"up {100 * carrier.part:.0f} % of the move."
        )

    def _does_it_alone(self, carrier: Difference) -> bool:
        return carrier.alone == self.found.advices[1].recommended

    def _difference(self, each: Difference) -> DifferenceRow:
        alone = self.model.alternatives[each.alone] if each.alone else None
        return DifferenceRow(
            name=self._name(each.key),
            before=self._value(0, each.key, each.before),
            after=self._value(1, each.key, each.after),
            alone=alone if each.alone != self.found.advices[0].recommended else None,
            part="" if each.part is None else f"{100 * each.part:.0f} %",
            carries=each is self.found.carrier,
        )

    def _name(self, key: str) -> str:
        questions = self.model.questions
        if key.startswith(PREFIX):
            return f"Growth of {questions[key.removeprefix(PREFIX)].name}"
        beside_it = {LIMITS: self.model.limits.name, TODAY: self.model.today.name, **NAMES}
        return questions[key].name if key in questions else beside_it.get(key, key.replace("_", " ").capitalize())

    def _value(self, at: int, key: str, value: str | None) -> str:
        query, advice = self.found.queries[at], self.found.advices[at]
        if key in query.model.questions:
            label = query.model.questions[key].options[advice.sheet[key]].label
            return f"{NOT_ANSWERED}, assumed: {label}" if key in advice.assumed else label
        beside_it = {LIMITS: limits_in_words(query), TODAY: today_in_words(query)}
        return beside_it.get(key, value) or NOT_GIVEN.get(key, "as the answers say")

    def _move(self, key: str) -> MoveRow:
        points, sums = self.found.points(key), self.found.monthly(key)
        currencies = [query.inputs.currency.upper() for query in self.found.queries]
        return MoveRow(
            alternative=self.model.alternatives[key],
            points=(*("-" if p is None else str(p) for p in points), _signed(points)),
            monthly=(
                *("-" if s is None else exact(s, c) for s, c in zip(sums, currencies, strict=True)),
                _difference_of(sums, currencies),
            ),
        )


def _signed(points: tuple[int | None, int | None]) -> str:
    before, after = points
    return "-" if before is None or after is None else f"{after - before:+d}" if after != before else "0"


def _difference_of(sums: tuple[Decimal | None, Decimal | None], currencies: list[str]) -> str:
    before, after = sums
    if before is None or after is None or currencies[0] != currencies[1]:
        return "-"
    sign = "+" if after > before else "-" if after < before else ""
    return f"{sign}{exact(abs(after - before), currencies[0])}"


def limits_in_words(query: Query) -> str:
    """The hard limits of a query, empty where none is known."""
    return "; ".join(query.model.limits.label(key) for key in query.limits)


def today_in_words(query: Query) -> str:
    """What runs today, empty where it is not said."""
    return query.model.today.platforms[query.today].label if query.today else ""

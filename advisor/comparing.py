"""Two sheets side by side: what differs, how advice, points and costs move, which difference carries most of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict

from advisor.asking import advice_for, bills_for
from advisor.costs.costs import Costs
from advisor.decision.advice import Advice
from advisor.decision.limits import KEY as LIMITS
from advisor.decision.model import UNSURE, shown
from advisor.decision.scoring import leader
from advisor.query import Query, read, without_tracking

LONGEST = 2_000
"""Characters of an address or query that are read."""
EXACT = 10
"""Up to so many differences the part of each is counted over all orders; past it only what each does alone."""


@dataclass(frozen=True)
class Difference:
    """A key that the two give differently, as options or values; None where one leaves it out.

    `alone` is the advice when this alone is changed in the first; `part` the share of all orders in which the
    differences can happen in which this is the step to the second's advice. Both only for answers, `part` only where
    the advice differs; None elsewhere.
    """

    key: str
    before: str | None
    after: str | None
    alone: str | None = None
    part: Fraction | None = None


@dataclass(frozen=True)
class Comparison:
    """Two queries with their advice and bills."""

    queries: tuple[Query, Query]
    advices: tuple[Advice, Advice]
    bills: tuple[Costs, Costs]
    differences: tuple[Difference, ...]

    @property
    def moved(self) -> bool:
        """Whether the two get different advice."""
        one, two = self.advices
        return one.recommended != two.recommended

    @property
    def carrier(self) -> Difference | None:
        """The difference that carries most of the move; None without a move or without one that stands out."""
        parts = [difference for difference in self.differences if difference.part]
        best = max(parts, key=lambda difference: difference.part or 0, default=None)
        return best if best and [d.part for d in parts].count(best.part) == 1 else None

    def points(self, alternative: str) -> tuple[int | None, int | None]:
        """An alternative's points on either side."""
        one, two = (
            next(ranked.score for ranked in advice.ranking if ranked.alternative == alternative)
            for advice in self.advices
        )
        return one, two

    def monthly(self, alternative: str) -> tuple[Decimal | None, Decimal | None]:
        """An alternative's typical bill a month on either side, each in its own currency."""
        one, two = (bills.bills[alternative].monthly for bills in self.bills)
        return one and one.typical, two and two.typical


def side(text: str) -> Query:
    """The query in a permalink, or in what stands behind its question mark; its problems are in it."""
    if len(text) > LONGEST:
        return _no_query(f"This is longer than {LONGEST:,} characters: it is no link of ours.")
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return _no_query("This is no link.")
    query = parts.query or ("" if parts.scheme or parts.path.startswith("/") else parts.path)
    found = read(QueryDict(without_tracking(QueryDict(query))), steering=("at", "all", "paper"))
    found = replace(found, steering={})
    if not found.problems and not found.answers:
        return _no_query(f"There are no answers in “{shown(text)}”. Paste the whole link of an advice.")
    return found


def _no_query(says: str) -> Query:
    return replace(read(QueryDict("")), problems={"": says})


def compare(one: Query, two: Query) -> Comparison:
    """The comparison of two queries without problems."""
    return Comparison(
        queries=(one, two),
        advices=(advice_for(one), advice_for(two)),
        bills=(bills_for(one), bills_for(two)),
        differences=tuple(_differences(one, two)),
    )


def _differences(one: Query, two: Query) -> list[Difference]:
    before, after = ({**query.answers, **query.carried} for query in (one, two))
    sheets = advice_for(one).sheet, advice_for(two).sheet
    every = [key for key in one.model.questions if sheets[0][key] != sheets[1].get(key)]
    keys = [*dict.fromkeys([*every, *(key for key in [*before, *after] if before.get(key) != after.get(key))])]
    if one.model is not two.model:
        return [Difference(key, before.get(key), after.get(key)) for key in keys]
    vetoes = [query.model.limits.vetoes(query.limits, query.inputs.provider) for query in (one, two)]
    if vetoes[0] != vetoes[1]:
        every.append(LIMITS if one.limits != two.limits else "provider")
    led = _leaders(one, two, every)
    parts = _parts(led, every, advice_for(two).recommended) if len(every) <= EXACT else {}
    return [
        Difference(key, before.get(key), after.get(key), led.get(frozenset({key})), parts.get(key)) for key in keys
    ]


def _leaders(one: Query, two: Query, keys: list[str]) -> dict[frozenset[str], str]:
    """What is advised when each set of differences has happened: all sets, or past EXACT the single ones."""
    sizes = range(len(keys) + 1) if len(keys) <= EXACT else (0, 1)
    first, second = advice_for(one).sheet, advice_for(two).sheet
    before, after = (query.model.limits.vetoes(query.limits, query.inputs.provider) for query in (one, two))

    def led(changed: frozenset[str]) -> str:
        sheet = {**first, **{key: second[key] for key in changed if key in second}}
        return leader(one.model, sheet, before if changed <= set(first) else after)

    sets = (frozenset(changed) for size in sizes for changed in combinations(keys, size))
    return {changed: led(changed) for changed in sets}


def _parts(led: Mapping[frozenset[str], str], keys: list[str], advised: str) -> dict[str, Fraction]:
    """The Shapley value of each difference: how often it is the step to the second's advice, over all orders.

    A step away from it counts against, so that the parts add up to 1; without a move all of them are missing.
    """
    if led[frozenset()] == advised:
        return {}
    count = len(keys)
    weight = [Fraction(factorial(s) * factorial(count - s - 1), factorial(count)) for s in range(count)]
    return {
        key: sum(
            (
                weight[len(before)] * ((led[before | {key}] == advised) - (led[before] == advised))
                for before in led
                if key not in before
            ),
            Fraction(0),
        )
        for key in keys
    }


def comparison_as_dict(found: Comparison) -> dict[str, Any]:
    """The comparison under its public keys; amounts as strings, each side in its own currency."""
    return {
        "a": _side_as_dict(found, 0),
        "b": _side_as_dict(found, 1),
        "moved": found.moved,
        "differences": [
            {
                "key": each.key,
                "a": each.before,
                "b": each.after,
                "alone": each.alone,
                "part": None if each.part is None else round(float(each.part), 4),
            }
            for each in found.differences
        ],
        "carrier": found.carrier.key if found.carrier else None,
        "alternatives": [
            {
                "alternative": key,
                "points": dict(zip("ab", found.points(key), strict=True)),
                "monthly": {
                    name: None if amount is None else str(amount)
                    for name, amount in zip("ab", found.monthly(key), strict=True)
                },
            }
            for key in found.advices[0].model.alternatives
        ],
    }


def _side_as_dict(found: Comparison, at: int) -> dict[str, Any]:
    advice, query = found.advices[at], found.queries[at]
    return {
        "query": query.encode(),
        "answers": {key: query.answers.get(key, UNSURE) for key in query.model.questions},
        "edition": query.model.edition,
        "prices_edition": query.book.edition,
        "currency": query.inputs.currency,
        "recommended": advice.recommended,
        "closeness": advice.closeness,
        "points_for": advice.points_for,
        "points_against": advice.points_against,
    }

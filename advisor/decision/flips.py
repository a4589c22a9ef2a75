"""What would change the advice: changed answers that move the leader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from advisor.decision.model import Model, Sheet, Veto
from advisor.decision.scoring import leader

PAIRS_SHOWN = 5


@dataclass(frozen=True)
class Change:
    """One answer that is different: the question and the option that it takes instead."""

    question: str
    to: str


@dataclass(frozen=True)
class Flip:
    """One changed answer, or a pair, with the alternative that is then recommended."""

    changes: tuple[Change, ...]
    recommended: str


def flips(model: Model, sheet: Sheet, limits: tuple[Veto, ...] = ()) -> list[Flip]:
    """Every single changed answer that changes the leader under these limits, the most natural one first."""
    return list(_flipping(model, sheet, limits, ((change,) for change in _changes(model, sheet))))


def pairs(model: Model, sheet: Sheet, limits: tuple[Veto, ...] = ()) -> list[Flip]:
    """The first pairs of changes by one level that change the leader; asked for where no single one does."""
    near = list(_levels(model, sheet, nearest=1, furthest=1))
    different = (pair for pair in combinations(near, 2) if pair[0].question != pair[1].question)
    found = _flipping(model, sheet, limits, different)
    return [flip for flip, _ in zip(found, range(PAIRS_SHOWN), strict=False)]


def _flipping(
    model: Model, sheet: Sheet, limits: tuple[Veto, ...], candidates: Iterator[tuple[Change, ...]]
) -> Iterator[Flip]:
    now = leader(model, sheet, limits)
    for changes in candidates:
        then = leader(model, {**sheet, **{change.question: change.to for change in changes}}, limits)
        if then != now:
            yield Flip(changes, then)


def _changes(model: Model, sheet: Sheet) -> Iterator[Change]:
    """All single changes in the order in which they are reported."""
    order = model.flip_order
    widest = max(len(question.options) for question in model.questions.values())
    yield from _levels(model, sheet, nearest=1, furthest=1)
    yield from _others(model, sheet, order.then)
    yield from _levels(model, sheet, nearest=2, furthest=widest)
    yield from _others(model, sheet, order.last)


def _levels(model: Model, sheet: Sheet, *, nearest: int, furthest: int) -> Iterator[Change]:
    """Changes along the levels, nearest first; at each distance question by question, upwards before downwards."""
    for distance in range(nearest, furthest + 1):
        for key in model.flip_order.levels:
            options = list(model.questions[key].options)
            at = options.index(sheet[key])
            for level in (at + distance, at - distance):
                if 0 <= level < len(options):
                    yield Change(key, options[level])


def _others(model: Model, sheet: Sheet, questions: tuple[str, ...]) -> Iterator[Change]:
    for key in questions:
        for option in model.questions[key].options:
            if option != sheet[key]:
                yield Change(key, option)

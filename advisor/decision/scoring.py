"""Vetoes, scorecard and duel: the three steps that turn a complete answer sheet into a standing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Literal

from advisor.decision.loading import ALWAYS, BASE
from advisor.decision.model import UNSURE, Answers, Criterion, Model, Sheet, Veto

type Closeness = Literal["clear", "leaning", "close_call", "by_elimination"]


@dataclass(frozen=True)
class Row:
    """What a row of the scorecard adds to one alternative's score."""

    criterion: str
    option: str
    weight: int
    fit: int
    clauses: tuple[str, ...]

    @property
    def points(self) -> int:
        """Weight x fit, a whole number."""
        return self.weight * self.fit


@dataclass(frozen=True)
class Duel:
    """The leader against one rival: `margins` maps each row in which they differ to the leader's lead in points."""

    leader: str
    rival: str
    margins: Mapping[str, int]

    @cached_property
    def points_for(self) -> int:
        """Points of the rows in which the leader is better."""
        return sum(margin for margin in self.margins.values() if margin > 0)

    @cached_property
    def points_against(self) -> int:
        """Points of the rows in which the rival is better."""
        return -sum(margin for margin in self.margins.values() if margin < 0)

    @property
    def robustness(self) -> Fraction:
        """r: the leader beats this rival if every weight is wrong by up to +-p, exactly when p < r."""
        total = self.points_for + self.points_against
        return Fraction(self.points_for - self.points_against, total) if total else Fraction(0)

    @property
    def is_close(self) -> bool:
        """At or below 55 : 45; in integers, so that exact ties on paper stay exact."""
        return 10 * (self.points_for - self.points_against) <= self.points_for + self.points_against

    def is_clear(self, margin: int) -> bool:
        """At least 2 : 1, and ahead by more than `margin` points."""
        return self.points_for >= 2 * self.points_against and self.points_for - self.points_against > margin


@dataclass(frozen=True)
class Standing:
    """The outcome for a complete sheet: scores of all, who is ruled out, who leads and how close it is.

    `ranking` lists the admissible alternatives by score, then tie order, and after them the vetoed ones.
    """

    scores: Mapping[str, int]
    fired: tuple[Veto, ...]
    ranking: tuple[str, ...]
    leader: str
    duels: tuple[Duel, ...]
    closeness: Closeness

    @property
    def hardest(self) -> Duel | None:
        """The duel with the smallest robustness, then tie order; None when no rival is left."""
        return self.duels[0] if self.duels else None

    @property
    def close_call(self) -> tuple[str, ...]:
        """The rivals that are too close to call, best first."""
        close = {duel.rival for duel in self.duels if duel.is_close}
        return tuple(alternative for alternative in self.ranking if alternative in close)


def checklist(model: Model, answers: Answers) -> dict[str, bool | None]:
    """The five "use it when" lines by question: whether each holds, None where the answer is unsure."""
    return {
        key: None if answers[key] == UNSURE else answers[key] in line.options for key, line in model.checklist.items()
    }


def fired(model: Model, answers: Answers, limits: tuple[Veto, ...] = ()) -> tuple[Veto, ...]:
    """Every veto that fires, those of hard limits last; on an unfinished sheet those that do so whatever the rest."""
    may_hold = 0
    for key, line in model.checklist.items():
        may_hold += answers[key] == UNSURE or answers[key] in line.options
    return (*(veto for veto in model.vetoes.values() if _fires(veto, answers, may_hold)), *limits)


def _fires(veto: Veto, answers: Answers, may_hold: int) -> bool:
    if veto.use_when_below is not None and may_hold >= veto.use_when_below:
        return False
    return all(answers[key] in options for key, options in veto.when.items())


def removed(vetoes: tuple[Veto, ...]) -> frozenset[str]:
    """The alternatives that these vetoes rule out."""
    return frozenset().union(*(veto.removes for veto in vetoes))


def option_of(criterion: Criterion, answers: Answers) -> str:
    """The option that decides a row: the answer, or `always` for the base row."""
    return ALWAYS if criterion.key == BASE else answers[criterion.key]


def rows(model: Model, answers: Answers, alternative: str) -> list[Row]:
    """The rows of one alternative's score; an unsure answer adds none. On a complete sheet they sum to the score."""
    result = []
    for criterion in model.criteria.values():
        option = option_of(criterion, answers)
        if option != UNSURE:
            because = criterion.because[option].get(alternative)
            fit = criterion.fits[option][alternative]
            result.append(Row(criterion.key, option, criterion.weight, fit, because.clauses if because else ()))
    return result


@lru_cache(maxsize=8)
def _points(model: Model) -> dict[str, dict[str, tuple[int, ...]]]:
    """Row -> option -> points of the alternatives in tie order."""
    return {
        key: {
            option: tuple(criterion.weight * fits[alternative] for alternative in model.alternatives)
            for option, fits in criterion.fits.items()
        }
        for key, criterion in model.criteria.items()
    }


def scores(model: Model, sheet: Sheet) -> dict[str, int]:
    """The score of every alternative, vetoed or not, in tie order."""
    points = _points(model)
    columns = [points[key][option] for key, option in sheet.items()]
    totals = map(sum, zip(points[BASE][ALWAYS], *columns, strict=True))
    return dict(zip(model.alternatives, totals, strict=True))


def leader(model: Model, sheet: Sheet, limits: tuple[Veto, ...] = ()) -> str:
    """The admissible alternative with the highest score, the simplest of those that tie."""
    out = removed(fired(model, sheet, limits))
    admissible = {key: score for key, score in scores(model, sheet).items() if key not in out}
    return max(admissible, key=admissible.__getitem__)  # the first of equals, and they stand in tie order


def duel(model: Model, sheet: Sheet, leader: str, rival: str) -> Duel:
    """The row by row comparison of two alternatives."""
    points, order = _points(model), tuple(model.alternatives)
    ahead, behind = order.index(leader), order.index(rival)
    margins = {}
    for criterion in model.criteria.values():
        row = points[criterion.key][option_of(criterion, sheet)]
        if row[ahead] != row[behind]:
            margins[criterion.key] = row[ahead] - row[behind]
    return Duel(leader, rival, margins)


def standing(model: Model, sheet: Sheet, limits: tuple[Veto, ...] = ()) -> Standing:
    """Vetoes, scores, ranking, duels (hardest first) and closeness of a complete sheet under hard limits."""
    vetoes, totals = fired(model, sheet, limits), scores(model, sheet)
    out, order = removed(vetoes), tuple(model.alternatives)
    ranking = sorted(order, key=lambda key: (key in out, -totals[key], order.index(key)))
    first, *rivals = (key for key in ranking if key not in out)
    duels = [duel(model, sheet, first, rival) for rival in rivals]
    duels.sort(key=lambda duel: (duel.robustness, order.index(duel.rival)))
    return Standing(
        scores=totals,
        fired=vetoes,
        ranking=tuple(ranking),
        leader=first,
        duels=tuple(duels),
        closeness=_closeness(model, sheet, first, duels),
    )


def _closeness(model: Model, sheet: Sheet, leader: str, duels: list[Duel]) -> Closeness:
    if not duels:
        return "by_elimination"
    if any(duel.is_close for duel in duels):
        return "close_call"
    fits_all = all(row.fit for row in rows(model, sheet, leader))
    if fits_all and all(duel.is_clear(model.largest_weight) for duel in duels):
        return "clear"
    return "leaning"

"""How the advice agrees with what organisations run: strictly, leniently, and where it clearly misses."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from advisor.cases.cases import Case, Casebook, answers
from advisor.decision.advice import Advice, advise
from advisor.decision.model import Model, Sheet, Veto, complete
from advisor.decision.plausibility import likeliest
from advisor.decision.scoring import leader

type Verdict = Literal["agrees", "fair", "differs", "miss", "unscored"]

SOLD_LATER = "managed_kubernetes"
BECAUSE_IT_IS_SOLD = "managed-always"
"""What could not be chosen before it was sold, and the veto that rests on its being so."""


@dataclass(frozen=True)
class Judged:
    """A case with the advice for its facts, and how the two agree; `then` is the advice before managed services."""

    case: Case
    advice: Advice
    verdict: Verdict
    then: str | None


@dataclass(frozen=True)
class Figures:
    """Counts over scored cases: all, strict and lenient agreement, clear misses."""

    cases: int
    strict: int
    lenient: int
    misses: int


@dataclass(frozen=True)
class Report:
    """The figures of all scored cases, each left out of what it prompted, by outcome, and of constant answers."""

    judged: tuple[Judged, ...]
    figures: Figures
    left_out: Figures
    by_outcome: dict[str, Figures]
    constant: dict[str, Figures]


def verdict(case: Case, advised: str) -> Verdict:
    """Strict: what they run, or the second opinion's best. A clear miss wins where both apply."""
    second = case.second_opinion
    if advised in case.rejected or (second and advised in second.unacceptable):
        return "miss"
    if advised == case.outcome or (second and advised == second.best):
        return "agrees"
    fair = case.acceptable | (second.acceptable if second else frozenset())
    return "fair" if advised in fair else "differs"


def judge(model: Model, book: Casebook, case: Case) -> Judged:
    """The advice for a case and how it agrees; unscored cases get advice too, and no verdict."""
    advice = advise(model, complete(model, answers(book, case)))
    found = verdict(case, advice.recommended) if case.scored else "unscored"
    then = _before_managed(model, advice.sheet) if case.before_managed else None
    return Judged(case, advice, found, then)


@cache
def report(model: Model, book: Casebook) -> Report:
    """Everything that is said of the cases, from one computation."""
    judged = tuple(judge(model, book, case) for case in book.cases.values())
    scored = [(each.case, each.advice.recommended) for each in judged if each.case.scored]
    left_out = [(case, _without_its_own(model, book, case)) for case, _ in scored]
    outcomes = {case.outcome for case, _ in scored}
    return Report(
        judged=judged,
        figures=_figures(scored),
        left_out=_figures(left_out),
        by_outcome={
            key: _figures((case, advised) for case, advised in scored if case.outcome == key)
            for key in model.alternatives
            if key in outcomes
        },
        constant={key: _figures((case, key) for case, _ in scored) for key in model.alternatives},
    )


def _figures(advised: Iterable[tuple[Case, str]]) -> Figures:
    found = Counter(verdict(case, alternative) for case, alternative in advised)
    return Figures(found.total(), found["agrees"], found["agrees"] + found["fair"], found["miss"])


def _without_its_own(model: Model, book: Casebook, case: Case) -> str:
    """The advice for a case by the model without the changes that this case alone prompted."""
    own = frozenset().union(*(change.vetoes for change in book.changes if change.prompted_by == {case.id}))
    return leader(without(model, own), likeliest(model, complete(model, answers(book, case))))


def without(model: Model, vetoes: frozenset[str]) -> Model:
    """The model as it was before some vetoes."""
    return dataclasses.replace(model, vetoes={id: veto for id, veto in model.vetoes.items() if id not in vetoes})


def _before_managed(model: Model, sheet: Sheet) -> str:
    """The advice for a sheet when nobody sold managed Kubernetes: self-hosting was the only way to have it."""
    not_sold = Veto("not-sold", {}, None, frozenset({SOLD_LATER}), (), "Managed Kubernetes was not on offer.")
    return leader(without(model, frozenset({BECAUSE_IT_IS_SOLD})), sheet, (not_sold,))

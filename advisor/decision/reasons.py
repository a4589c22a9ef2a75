"""Why: the reasons, cautions and notes of a piece of advice, taken from what was computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from advisor.decision.limits import KEY as LIMITS
from advisor.decision.model import Answers, Because, Model, Remark, Sheet, Veto
from advisor.decision.scoring import Duel, Row, Standing, duel, option_of, rows

REASONS_SHOWN = 3
WEAK = 1
"""A fit of the advised alternative at or below this is printed as a caution."""


@dataclass(frozen=True)
class Reason:
    """A sentence, the clauses and judgements that it rests on, and the questions whose answers it comes from."""

    id: str
    text: str
    clauses: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class WeakFit:
    """A row in which the advised alternative does not fit, and why."""

    row: Row
    text: str


@dataclass(frozen=True)
class Judged:
    """A veto (by id) or row (by criterion) of the outcome that rests on our judgements, `alone` or with clauses."""

    on: str
    text: str
    judgements: tuple[str, ...]
    alone: bool
    points: int | None


def of_standing(model: Model, sheet: Sheet, outcome: Standing) -> tuple[Reason, ...]:
    """The first three reasons: vetoes on what scores better, then the largest rows of the hardest duel.

    Where these are fewer, other vetoes follow, then the rows against the other rivals and those ruled out.
    """
    rivals = {duel.rival for duel in outcome.duels} | {outcome.leader}
    ruled_out = [duel(model, sheet, outcome.leader, key) for key in outcome.ranking if key not in rivals]
    ordered = chain(
        _vetoes(model, outcome, better=True),
        chain.from_iterable(_rows_for(model, sheet, duel) for duel in outcome.duels[:1]),
        _vetoes(model, outcome, better=False),
        chain.from_iterable(_rows_for(model, sheet, duel) for duel in (*outcome.duels[1:], *ruled_out)),
    )
    return _first_different(ordered)


def _first_different(ordered: Iterable[Reason]) -> tuple[Reason, ...]:
    found: dict[str, Reason] = {}
    for reason in ordered:
        found.setdefault(reason.text, reason)
        if len(found) == REASONS_SHOWN:
            break
    return tuple(found.values())


def _vetoes(model: Model, outcome: Standing, *, better: bool) -> Iterator[Reason]:
    """Reasons of the vetoes that remove an alternative which scores better (or of the others), strongest first.

    A veto is as strong as the best score that it removes; equal ones stand in file order.
    """

    def strength(veto: Veto) -> int:
        return max(outcome.scores[alternative] for alternative in veto.removes)

    best = outcome.scores[outcome.leader]
    for veto in sorted(outcome.fired, key=strength, reverse=True):
        if (strength(veto) > best) == better:
            yield veto_reason(model, veto)


def veto_reason(model: Model, veto: Veto) -> Reason:
    """A veto as a reason, with the questions of its premise."""
    questions = (LIMITS,) if veto.limit else tuple(veto.when) or tuple(model.checklist)
    return Reason(veto.id, veto.text, veto.clauses, questions)


def _rows_for(model: Model, sheet: Sheet, duel: Duel) -> Iterator[Reason]:
    """The rows that speak for the leader, largest first, in the words of the rival's cell."""
    for key in sorted(duel.margins, key=lambda key: -duel.margins[key]):
        if duel.margins[key] > 0:
            because = cell(model, sheet, key, duel.rival)
            assert because, "a rival that is worse in a row has a fit below 4 there, which the loader explains"
            yield Reason(key, because.text, because.clauses, (key,) if key in model.questions else ())


def largest_row(model: Model, sheet: Sheet, leader: str, rival: str) -> Reason | None:
    """The row that speaks most for the leader against this rival; None where there is none."""
    return next(_rows_for(model, sheet, duel(model, sheet, leader, rival)), None)


def cell(model: Model, answers: Answers, criterion: str, alternative: str) -> Because | None:
    """Why an alternative's fit in a row is below 4; None where it is 4."""
    row = model.criteria[criterion]
    return row.because[option_of(row, answers)].get(alternative)


def remarks(candidates: Mapping[str, Remark], answers: Answers, advised: str) -> tuple[Reason, ...]:
    """The cautions or next steps that apply to the advised alternative and what is known of the answers."""
    return tuple(
        Reason(remark.id, remark.text, remark.clauses, (LIMITS,) if remark.limit else tuple(remark.when))
        for remark in candidates.values()
        if (not remark.advised or advised in remark.advised)
        and all(answers[key] in options for key, options in remark.when.items())
    )


def weak_fits(model: Model, answers: Answers, advised: str) -> tuple[WeakFit, ...]:
    """The rows in which the advised alternative has a fit of 1 or 0, the worst first."""
    weak = []
    for row in rows(model, answers, advised):
        because = cell(model, answers, row.criterion, advised)
        if because and row.fit <= WEAK:
            weak.append(WeakFit(row, because.text))
    return tuple(sorted(weak, key=lambda weak: weak.row.fit))


def notes(model: Model, outcome: Standing, held: int) -> tuple[Reason, ...]:
    """What is said of an alternative that a single veto keeps out."""
    best = max(outcome.scores, key=outcome.scores.__getitem__)
    found = []
    for note in model.notes.values():
        on_it = [veto.id for veto in outcome.fired if note.alternative in veto.removes]
        applies = len(on_it) == 1 and on_it[0] in note.only_veto and held >= note.held_at_least
        if applies and (best == note.alternative or not note.scores_best):
            text = note.text.replace("{held}", str(held))
            questions = tuple(model.vetoes[on_it[0]].when)
            found.append(Reason(note.id, text, note.clauses, questions))
    return tuple(found)


def judged(model: Model, sheet: Sheet, outcome: Standing) -> tuple[Judged, ...]:
    """Where our judgement and not the article decided: vetoes that fired, and rows of the hardest duel.

    A row rests on the cell that is below the other: the rival's where the leader is better, else the leader's.
    """
    found = [_judged(model, veto.id, veto, None) for veto in outcome.fired]
    if outcome.hardest:
        for key, margin in outcome.hardest.margins.items():
            lower = outcome.hardest.rival if margin > 0 else outcome.leader
            because = cell(model, sheet, key, lower)
            assert because, "the lower of two cells is below 4, which the loader explains"
            found.append(_judged(model, key, because, margin))
    return tuple(entry for entry in found if entry.judgements)


def _judged(model: Model, on: str, rule: Veto | Because, points: int | None) -> Judged:
    ours = tuple(id for id in rule.clauses if id in model.judgements)
    return Judged(on, rule.text, ours, alone=len(ours) == len(rule.clauses), points=points)

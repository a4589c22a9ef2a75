"""advise(): everything that is said in return for a set of answers, from one computation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.decision import reasons
from advisor.decision.flips import Flip, flips, pairs
from advisor.decision.model import UNSURE, Answers, Model, Sheet, Veto, complete
from advisor.decision.reasons import Judged, Reason, WeakFit
from advisor.decision.scoring import Closeness, Row, Standing, checklist, fired, rows, standing
from advisor.decision.unknowns import Unknowns, unknowns


@dataclass(frozen=True)
class Ranked:
    """An alternative in the ranking: score (None unless the sheet is complete), vetoes on it, and its rows."""

    alternative: str
    score: int | None
    vetoes: tuple[Veto, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Advice:
    """One piece of advice; keys of questions, options and alternatives throughout, words in `wording.py`.

    `rival` is the hardest one, and the points are those of the duel with it; closeness, rival and points are None
    unless the sheet is complete. `close_call` holds the others in a close call, `tied_with` those of equal score.
    """

    model: Model
    answers: Mapping[str, str]
    recommended: str
    closeness: Closeness | None
    close_call: tuple[str, ...]
    also_named: tuple[str, ...]
    tied_with: tuple[str, ...]
    rival: str | None
    points_for: int | None
    points_against: int | None
    reasons: tuple[Reason, ...]
    ranking: tuple[Ranked, ...]
    checklist: Mapping[str, bool | None]
    flips: tuple[Flip, ...]
    pairs: tuple[Flip, ...]
    cautions: tuple[Reason, ...]
    weak_fits: tuple[WeakFit, ...]
    notes: tuple[Reason, ...]
    next_steps: tuple[Reason, ...]
    judged: tuple[Judged, ...]
    unknowns: Unknowns

    @property
    def complete(self) -> bool:
        """Whether all questions are answered."""
        return UNSURE not in self.answers.values()

    @property
    def held(self) -> int:
        """How many lines of the article's "Use it when" list hold."""
        return sum(holds is True for holds in self.checklist.values())

    @property
    def nothing_fits_everything(self) -> bool:
        """Whether the advised alternative has a row of fit 0."""
        return any(weak.row.fit == 0 for weak in self.weak_fits)


def advise(model: Model, answers: Answers) -> Advice:
    """The advice for these answers; raises AnswersRefused for an unknown question or option."""
    whole = complete(model, answers)
    if UNSURE in whole.values():
        return _unfinished(model, whole)
    return _finished(model, whole)


def _finished(model: Model, sheet: Sheet) -> Advice:
    outcome = standing(model, sheet)
    held = sum(holds is True for holds in checklist(model, sheet).values())
    single = tuple(flips(model, sheet))
    hardest = outcome.hardest
    return Advice(
        model=model,
        answers=sheet,
        recommended=outcome.leader,
        closeness=outcome.closeness,
        close_call=outcome.close_call,
        also_named=_also_named(model, outcome, held),
        tied_with=_tied(outcome),
        rival=hardest.rival if hardest else None,
        points_for=hardest.points_for if hardest else None,
        points_against=hardest.points_against if hardest else None,
        reasons=reasons.of_standing(model, sheet, outcome),
        ranking=tuple(_ranked(model, sheet, key, outcome.scores[key], outcome.fired) for key in outcome.ranking),
        checklist=checklist(model, sheet),
        flips=single,
        pairs=() if single else tuple(pairs(model, sheet)),
        cautions=reasons.remarks(model.cautions, sheet, outcome.leader),
        weak_fits=reasons.weak_fits(model, sheet, outcome.leader),
        notes=reasons.notes(model, outcome, held),
        next_steps=reasons.remarks(model.next_steps, sheet, outcome.leader),
        judged=reasons.judged(model, sheet, outcome),
        unknowns=unknowns(model, sheet),
    )


def _unfinished(model: Model, answers: Answers) -> Advice:
    known = unknowns(model, answers)
    vetoes = fired(model, answers)
    leads = known.sheets
    advised = known.likeliest if known.settled else ""  # before that, only what holds for all five is said
    ranking = sorted(model.alternatives, key=lambda key: -leads[key])  # stable: ties stay in tie order
    return Advice(
        model=model,
        answers=answers,
        recommended=known.likeliest,
        closeness=None,
        close_call=(),
        also_named=(),
        tied_with=tuple(key for key in ranking if key != known.likeliest and leads[key] == leads[known.likeliest]),
        rival=None,
        points_for=None,
        points_against=None,
        reasons=reasons.of_vetoes(model, vetoes),
        ranking=tuple(_ranked(model, answers, key, None, vetoes) for key in ranking),
        checklist=checklist(model, answers),
        flips=(),
        pairs=(),
        cautions=reasons.remarks(model.cautions, answers, advised),
        weak_fits=reasons.weak_fits(model, answers, advised) if known.settled else (),
        notes=(),
        next_steps=reasons.remarks(model.next_steps, answers, advised) if known.settled else (),
        judged=(),
        unknowns=known,
    )


def _ranked(model: Model, answers: Answers, key: str, score: int | None, vetoes: tuple[Veto, ...]) -> Ranked:
    on_it = tuple(veto for veto in vetoes if key in veto.removes)
    return Ranked(key, score, on_it, tuple(rows(model, answers, key)))


def _also_named(model: Model, outcome: Standing, held: int) -> tuple[str, ...]:
    if held < model.also_named.held_at_least:
        return ()
    named = {outcome.leader, *outcome.close_call}
    rivals = (duel.rival for duel in outcome.duels)
    return tuple(key for key in rivals if key in model.also_named.alternatives and key not in named)


def _tied(outcome: Standing) -> tuple[str, ...]:
    best = outcome.scores[outcome.leader]
    rivals = {duel.rival for duel in outcome.duels}
    return tuple(key for key in outcome.ranking if key in rivals and outcome.scores[key] == best)

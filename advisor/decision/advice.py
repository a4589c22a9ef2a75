"""advise(): everything that is said in return for a set of answers, from one computation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from advisor.decision import reasons
from advisor.decision.context import Context
from advisor.decision.flips import Flip, flips, pairs
from advisor.decision.hints import Hint, hints
from advisor.decision.loading import BASE
from advisor.decision.model import UNSURE, Answers, Model, Sheet, Veto, complete
from advisor.decision.plausibility import likeliest
from advisor.decision.reasons import Judged, Reason, WeakFit
from advisor.decision.scoring import Closeness, Row, Standing, checklist, fired, removed, rows, standing
from advisor.decision.today import Move, move
from advisor.decision.unknowns import Unknowns, unknowns

NO_CONTEXT = Context()


@dataclass(frozen=True)
class Ranked:
    """An alternative in the ranking: its score, the vetoes on it, and its rows."""

    alternative: str
    score: int
    vetoes: tuple[Veto, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Advice:
    """One piece of advice; keys of questions, options and alternatives throughout, words in `wording.py`.

    `answers` is what was said; `sheet` the likeliest completion of it, on which everything is computed but
    `checklist`, `certain` and `unknowns`; `assumed` what the sheet adds to the answers. `rival` is the hardest one,
    and the points are those of the duel with it; they are None where no rival is left. `close_call` holds the
    others in a close call, `tied_with` those of equal score. `certain` are the vetoes that fire whatever the rest.
    """

    model: Model
    answers: Mapping[str, str]
    context: Context
    sheet: Sheet
    recommended: str
    closeness: Closeness
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
    move: Move | None
    hints: tuple[Hint, ...]
    certain: tuple[Veto, ...]
    unknowns: Unknowns

    @property
    def complete(self) -> bool:
        """Whether all questions are answered."""
        return UNSURE not in self.answers.values()

    @cached_property
    def assumed(self) -> Mapping[str, str]:
        """Question -> the option that was assumed where nothing was said, in question order."""
        return {key: self.sheet[key] for key, option in self.answers.items() if option == UNSURE}

    @property
    def held(self) -> int:
        """How many lines of the article's "Use it when" list are known to hold."""
        return sum(holds is True for holds in self.checklist.values())

    @property
    def held_on_sheet(self) -> int:
        """How many of these lines hold when what was assumed is right."""
        return sum(holds is True for holds in checklist(self.model, self.sheet).values())

    @property
    def too_little(self) -> bool:
        """Whether so little is known that no alternative has more than half of the plausible weight."""
        return self.unknowns.too_little

    @property
    def heavier(self) -> str | None:
        """The alternative that weighs most, where it is another one than the likeliest completion leads to."""
        heaviest = self.unknowns.heaviest
        return None if heaviest == self.recommended else heaviest

    @property
    def nothing_fits_everything(self) -> bool:
        """Whether a need of the reader is not met: a fit of 0 in another row than that of what it costs everybody."""
        return any(weak.row.fit == 0 and weak.row.criterion != BASE for weak in self.weak_fits)


def advise(model: Model, answers: Answers, context: Context = NO_CONTEXT) -> Advice:
    """The advice for these answers; raises AnswersRefused for an unknown question or option.

    Open questions are filled in with their likeliest completion, so that answering one of them with what was
    assumed changes nothing.
    """
    said = complete(model, answers)
    sheet = likeliest(model, said)
    limits = model.limits.vetoes(context.limits, context.provider)
    outcome = standing(model, sheet, limits)
    held = sum(holds is True for holds in checklist(model, sheet).values())
    single = tuple(flips(model, sheet, limits))
    hardest = outcome.hardest
    cautions = {**model.limits.cautions(context.limits, context.provider), **model.cautions}
    return Advice(
        model=model,
        answers=said,
        context=context,
        sheet=sheet,
        recommended=outcome.leader,
        closeness=outcome.closeness,
        close_call=outcome.close_call,
        also_named=_also_named(model, outcome, held),
        tied_with=_tied(outcome),
        rival=hardest.rival if hardest else None,
        points_for=hardest.points_for if hardest else None,
        points_against=hardest.points_against if hardest else None,
        reasons=reasons.of_standing(model, sheet, outcome),
        ranking=tuple(_ranked(model, sheet, key, outcome) for key in outcome.ranking),
        checklist=checklist(model, said),
        flips=single,
        pairs=() if single else tuple(pairs(model, sheet, limits)),
        cautions=reasons.remarks(cautions, sheet, outcome.leader),
        weak_fits=reasons.weak_fits(model, sheet, outcome.leader),
        notes=reasons.notes(model, outcome, held),
        next_steps=reasons.remarks(model.next_steps, sheet, outcome.leader),
        judged=reasons.judged(model, sheet, outcome),
        move=move(model, context.today, outcome.leader, outcome.close_call, sheet["services"]),
        hints=hints(model, said),
        certain=fired(model, said, limits),
        unknowns=unknowns(model, said, removed(limits)),
    )


def _ranked(model: Model, sheet: Sheet, key: str, outcome: Standing) -> Ranked:
    on_it = tuple(veto for veto in outcome.fired if key in veto.removes)
    return Ranked(key, outcome.scores[key], on_it, tuple(rows(model, sheet, key)))


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

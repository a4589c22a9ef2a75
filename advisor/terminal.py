"""The advice as text for a terminal: sections, aligned tables, colours only where somebody looks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.costs.costs import Costs
from advisor.costs.wording import crossover, exact, spread
from advisor.decision import wording
from advisor.decision.advice import Advice
from advisor.decision.limits import KEY as LIMITS
from advisor.decision.limits import NONE as NO_LIMIT
from advisor.decision.model import UNSURE, Model
from advisor.decision.today import KEY as TODAY

BOLD, DIM, RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"


@dataclass(frozen=True)
class Paint:
    """Bold and dim text, or the text as it is."""

    on: bool

    def bold(self, text: str) -> str:
        """What the eye should find first."""
        return f"{BOLD}{text}{RESET}" if self.on else text

    def dim(self, text: str) -> str:
        """What can be read later."""
        return f"{DIM}{text}{RESET}" if self.on else text


def paint_for(stream: Any, *, no_color: bool = False) -> Paint:
    """Colours on a terminal alone, and not where NO_COLOR is set."""
    return Paint(bool(stream.isatty()) and not no_color and not os.environ.get("NO_COLOR"))


def table(rows: Sequence[Sequence[str]], numbers: frozenset[int] = frozenset()) -> list[str]:
    """Rows with their columns in line; the columns in `numbers` to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))] if rows else []
    return [
        "  ".join(
            cell.rjust(width) if at in numbers else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def questions(model: Model, paint: Paint) -> Iterator[str]:
    """Every question with the answers that it takes."""
    yield paint.bold("question=option")
    rows = [
        (key, " ".join([*question.options, UNSURE]), question.wording) for key, question in model.questions.items()
    ]
    rows.append((LIMITS, ",".join([*model.limits.limits, NO_LIMIT]), model.limits.wording))
    rows.append((TODAY, " ".join(model.today.platforms), model.today.wording))
    yield from table(rows)


def advice_text(advice: Advice, paint: Paint) -> Iterator[str]:
    """The advice in the order of the page."""
    model = advice.model
    yield paint.bold(wording.headline(advice))
    yield from filter(None, [wording.closeness(advice), wording.balance(advice), wording.checklist(advice)])
    if not (advice.complete or advice.unknowns.settled):
        yield f"Still possible: {wording.one_of(model, advice.unknowns.possible)}."
    if advice.unknowns.ask_first:
        yield f"Find out first: {model.questions[advice.unknowns.ask_first].wording}"
    sections = {
        "We assumed": [
            f"{model.questions[key].name}: {model.questions[key].options[option].label}"
            for key, option in advice.assumed.items()
        ],
        "A question back": [hint.text for hint in advice.hints],
        "Certain already": [
            f"{v.text} {paint.dim(f'[{", ".join(v.clauses)}]')}" for v in advice.certain if not advice.complete
        ],
        "Why": [f"{reason.text} {paint.dim(f'[{", ".join(reason.clauses)}]')}" for reason in advice.reasons],
        "What would change it": [
            f"{wording.supposing(model, flip)}: {model.alternatives[flip.recommended].in_sentence}"
            for flip in advice.flips or advice.pairs
        ],
        "All five": _ranking(advice),
        "Worth knowing": [
            *(note.text for note in advice.notes),
            *(weak.text for weak in advice.weak_fits),
            *(caution.text for caution in advice.cautions),
        ],
        "From what runs today": list(_move(advice)),
        "Next steps": [step.text for step in advice.next_steps],
    }
    yield from _sections(sections, paint)
    yield paint.dim(f"\nEdition {model.edition}, model {model.digest[:12]}.")


def _sections(sections: dict[str, list[str]], paint: Paint) -> Iterator[str]:
    for title, lines in sections.items():
        if lines:
            yield f"\n{paint.bold(title)}"
            yield from (f"  {line}" for line in lines)


def _move(advice: Advice) -> Iterator[str]:
    """Stay, or the first steps of the move with how long it takes."""
    if move := advice.move:
        yield move.text
        yield from (f"{number}. {step}" for number, step in enumerate(move.steps, start=1))
        if move.effort:
            yield f"Our estimate: {move.effort}."
            yield move.caution


def _ranking(advice: Advice) -> list[str]:
    rows = []
    for ranked in advice.ranking:
        share = ""
        if not (advice.unknowns.settled or advice.complete):
            share = f"{wording.percentage(advice.unknowns.shares[ranked.alternative])} of the plausible weight"
        rows.append(
            (
                advice.model.alternatives[ranked.alternative].name,
                f"{ranked.score} points",
                share,
                f"ruled out: {', '.join(veto.id for veto in ranked.vetoes)}" if ranked.vetoes else "",
            )
        )
    return table(rows, frozenset({1}))


def costs_text(advice: Advice, bills: Costs, paint: Paint) -> Iterator[str]:
    """Typical sums a month, and the range of machines and people together."""
    yield f"\n{paint.bold(f'Costs a month at {bills.market.name}, {bills.market.facts("place")}')}"
    header = ("", "machines", "people", "together", "range")
    rows, without = [header], []
    for ranked in advice.ranking:
        bill, name = bills.bills[ranked.alternative], advice.model.alternatives[ranked.alternative].name
        if bill.machines is None or bill.people is None or bill.monthly is None:
            without.append(f"{name}: {bill.says}")
            continue
        sums = (exact(amounts.typical, bills.currency) for amounts in (bill.machines, bill.people, bill.monthly))
        rows.append((name, *sums, spread(bill.monthly, bills.currency)))
    yield from _indented([*table(rows, frozenset({1, 2, 3})), *without, crossover(bills)])
    says = f"Price book of {bills.book.edition}, list prices without VAT. Hours of people are our assumption."
    yield paint.dim(f"  {says}")


def _indented(lines: Iterable[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines if line)

"""The decision model: one edition of clauses, questions, fits, vetoes and judgements, as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor.decision.hints import Hint
    from advisor.decision.limits import Limits
    from advisor.decision.plausibility import Plausibility
    from advisor.decision.today import Today

UNSURE = "unsure"
"""The option that every question takes beside its own: the reader does not know."""

FULL_FIT = 4
"""The top of the fit scale: the alternative covers the answer fully."""

type Answers = Mapping[str, str]
"""Question key -> option key, in any order. A missing question counts as `unsure`."""

type Sheet = Mapping[str, str]
"""Answers to all questions, none of them `unsure`."""


@dataclass(frozen=True)
class Alternative:
    """One of the five things that can be recommended."""

    key: str
    simplicity: int
    name: str
    long_name: str
    in_sentence: str
    mark: str
    colour: str
    lead_in: str
    description: str


@dataclass(frozen=True)
class Clause:
    """A sentence of the article, quoted verbatim from one of its lines (counted from 1)."""

    id: str
    line: int
    quote: str
    favours: tuple[str, ...]
    opposes: tuple[str, ...]
    kind: str
    use: str
    disputed: str


@dataclass(frozen=True)
class Source:
    """Where a fact stands: title, address, and the date that the page itself shows (“n.d.” for none)."""

    title: str
    address: str
    date: str


@dataclass(frozen=True)
class Judgement:
    """A decision of ours where the article is silent; always shown as ours, with its sources where it has some."""

    id: str
    text: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Option:
    """An answer that a question can take; `number` represents its band where it is a quantity."""

    key: str
    label: str
    supposing: str
    number: Decimal | None


@dataclass(frozen=True)
class UseWhen:
    """A line of the article's "Use it when" list and the options of its question for which it holds."""

    clause: str
    options: frozenset[str]


@dataclass(frozen=True)
class Question:
    """One of the twelve questions with its options, in their natural order."""

    key: str
    name: str
    wording: str
    hint: str
    why: str
    background: tuple[str, ...]
    use_when: UseWhen | None
    options: Mapping[str, Option]


@dataclass(frozen=True)
class Because:
    """Why a fit is below 4, in words, with the clauses and judgements that say so."""

    text: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Criterion:
    """A row of the scorecard: points = weight x fit, by option and alternative (both by key)."""

    key: str
    weight: int
    fits: Mapping[str, Mapping[str, int]]
    because: Mapping[str, Mapping[str, Because]]


@dataclass(frozen=True)
class Veto:
    """A rule that removes alternatives when its whole premise holds.

    `when` maps question -> options for which the premise holds; `use_when_below` holds when fewer lines than
    that of the "Use it when" list do (None: no such premise). `limit` is the hard limit that it comes from.
    """

    id: str
    when: Mapping[str, frozenset[str]]
    use_when_below: int | None
    removes: frozenset[str]
    clauses: tuple[str, ...]
    text: str
    limit: str = ""


@dataclass(frozen=True)
class Remark:
    """A caution or next step in words; `advised` empty means whichever alternative is advised."""

    id: str
    advised: frozenset[str]
    when: Mapping[str, frozenset[str]]
    clauses: tuple[str, ...]
    text: str
    limit: str = ""


@dataclass(frozen=True)
class Note:
    """A remark on one ruled-out alternative, for when it lacks only one veto of `only_veto`."""

    id: str
    alternative: str
    only_veto: frozenset[str]
    held_at_least: int
    scores_best: bool
    clauses: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class AlsoNamed:
    """How many "use it when" lines put which alternatives beside the leader."""

    held_at_least: int
    alternatives: frozenset[str]


@dataclass(frozen=True)
class FlipOrder:
    """The order in which changed answers are reported: question keys, see `flips.py`."""

    levels: tuple[str, ...]
    then: tuple[str, ...]
    last: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Model:
    """One edition of the whole decision model; `alternatives` stand in tie order, simplest first."""

    edition: str
    digest: str
    alternatives: Mapping[str, Alternative]
    clauses: Mapping[str, Clause]
    judgements: Mapping[str, Judgement]
    questions: Mapping[str, Question]
    criteria: Mapping[str, Criterion]
    vetoes: Mapping[str, Veto]
    cautions: Mapping[str, Remark]
    next_steps: Mapping[str, Remark]
    notes: Mapping[str, Note]
    also_named: AlsoNamed
    flip_order: FlipOrder
    plausibility: Plausibility
    limits: Limits
    today: Today
    hints: Mapping[str, Hint]

    @cached_property
    def checklist(self) -> Mapping[str, UseWhen]:
        """The article's "Use it when" list: question key -> the line that it decides, in the article's order."""
        lines = {key: question.use_when for key, question in self.questions.items() if question.use_when}
        return dict(sorted(lines.items(), key=lambda line: self.clauses[line[1].clause].line))

    @cached_property
    def largest_weight(self) -> int:
        """Points that one notch of fit is worth in the heaviest row."""
        return max(criterion.weight for criterion in self.criteria.values())

    @cached_property
    def sheets(self) -> int:
        """How many complete answer sheets there are."""
        count = 1
        for question in self.questions.values():
            count *= len(question.options)
        return count


class AnswersRefused(ValueError):
    """Answers with an unknown question or option; `problems` maps each bad key to a sentence for the reader."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


def shown(text: str, longest: int = 40) -> str:
    """A text that a person typed, fit to be shown: without control and direction marks, and cut if it is long."""
    clean = "".join(character for character in text if character.isprintable())
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def complete(model: Model, answers: Answers) -> dict[str, str]:
    """Every question in order with its answer, `unsure` where there is none; raises AnswersRefused."""
    problems = {
        key: f"“{shown(key)}” is not a question. The questions are: {', '.join(model.questions)}."
        for key in answers
        if key not in model.questions
    }
    for key, question in model.questions.items():
        if answers.get(key, UNSURE) not in {UNSURE, *question.options}:
            allowed = ", ".join([*question.options, UNSURE])
            problems[key] = f"“{shown(answers[key])}” is not an answer to “{key}”. The answers are: {allowed}."
    if problems:
        raise AnswersRefused(problems)
    return {key: answers.get(key, UNSURE) for key in model.questions}

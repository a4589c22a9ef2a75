"""An Advice laid out for readers: names, quotes and links in place, so that templates only print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from django.urls import reverse

from advisor.answers import Answer, answer, assumed, assumptions, beside
from advisor.decision import wording
from advisor.decision.advice import Advice, Ranked, advise
from advisor.decision.flips import Flip
from advisor.decision.hints import Hint
from advisor.decision.limits import KEY as LIMITS
from advisor.decision.loading import BASE
from advisor.decision.model import FULL_FIT, UNSURE, Alternative, Clause, Model, Option, Source, Veto
from advisor.decision.reasons import Reason, cell, largest_row, veto_reason
from advisor.decision.scoring import Row
from advisor.decision.tables import read
from advisor.query import Query, fresh
from advisor.superseded import superseded

EXAMPLES = Path(__file__).parent / "data" / "examples.toml"


@dataclass(frozen=True)
class Quote:
    """A clause in the article's words, or a judgement of ours with its sources."""

    id: str
    text: str
    ours: bool
    disputed: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """A reason, caution or veto in words, with its quotes and the answers that it comes from.

    `certain` says of a veto that it holds whatever the open questions are answered.
    """

    text: str
    quotes: tuple[Quote, ...]
    answers: tuple[Answer, ...]
    certain: bool = True


@dataclass(frozen=True)
class WhatIf:
    """A changed sheet: the supposition in words, what is advised then, and its permalink."""

    supposing: str
    alternative: Alternative
    link: str


@dataclass(frozen=True)
class Place:
    """A place on the map of changes: an option, what is advised with it and all else as it is, and its permalink."""

    label: str
    alternative: Alternative
    link: str
    here: bool


@dataclass(frozen=True)
class Contribution:
    """A row of the scorecard in words: points of the highest possible, and why it is not full."""

    name: str
    label: str
    points: int
    of: int
    because: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """An alternative in the comparison."""

    alternative: Alternative
    score: int
    share: str
    vetoes: tuple[Sentence, ...]
    contributions: tuple[Contribution, ...]
    remark: str


@dataclass(frozen=True)
class Other:
    """An alternative that is not advised: how far behind it is, and the vetoes on it or what costs it most."""

    alternative: Alternative
    standing: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Balance:
    """The duel with the hardest rival; `width` is the percentage of the points that speak for the advice."""

    rival: Alternative
    points_for: int
    points_against: int
    width: float


@dataclass(frozen=True)
class Line:
    """A line of the article's checklist in the article's words."""

    quote: Quote
    holds: bool | None
    answer: Answer


@dataclass(frozen=True)
class Shape:
    """An alternative in the line of what is still possible."""

    alternative: Alternative
    possible: bool


class AdvicePage:
    """Everything that the advice page prints, for one Advice and the query that led to it."""

    def __init__(self, advice: Advice, query: Query) -> None:
        self.advice = advice
        self.model = advice.model
        self.query = query
        self.recommended = self.model.alternatives[advice.recommended]
        self.headline = wording.headline(advice)
        self.headline_parts = [
            (text, self.model.alternatives[key] if key else None) for text, key in wording.headline_parts(advice)
        ]
        self.closeness = wording.closeness(advice)
        self.checklist_text = wording.checklist(advice)
        self.permalink = f"{reverse('advice')}?{query.encode()}"
        self.json_link = f"{reverse('advice-json')}?{query.encode()}"
        self.record_link = f"{reverse('advice-markdown')}?{query.encode()}"
        self.csv_link = f"{reverse('advice-csv')}?{query.encode()}"
        self.compare_link = f"{reverse('compare')}?{urlencode({'a': query.encode()})}"
        self.pdf_link = f"{reverse('advice-pdf')}?{query.encode()}"
        self.card_link = f"{reverse('card')}?{query.encode()}"
        self.embed_link = f"{reverse('embed-customize')}?{urlencode(query.answers)}"
        self.limits = [answer for answer in beside(query) if answer.name == self.model.limits.name]
        self.superseded = superseded(query)
        self.balance = self._balance()
        self.highest = FULL_FIT * sum(criterion.weight for criterion in self.model.criteria.values())
        self.reasons = [self._sentence(reason) for reason in advice.reasons]
        self.certain = [self._sentence(veto_reason(self.model, veto)) for veto in advice.certain]
        self.assumptions = assumptions(advice, query)
        self.what_ifs = [self._what_if(flip) for flip in advice.flips or advice.pairs]
        self.map = self._map()
        self.entries = [self._entry(ranked) for ranked in advice.ranking]
        self.others = [self._other(entry) for entry in self.entries if entry.alternative.key != advice.recommended]
        self.cautions = [
            *(self._sentence(reason) for reason in advice.notes),
            *(
                Sentence(weak.text, quotes(self.model, weak.row.clauses), self._answers([weak.row.criterion]))
                for weak in advice.weak_fits
            ),
            *(self._sentence(reason) for reason in advice.cautions),
        ]
        self.next_steps = [self._sentence(reason) for reason in advice.next_steps]
        self.lines = [
            Line(
                quotes(self.model, [line.clause])[0], advice.checklist[key], self.answer(key)
            )
            for key, line in self.model.checklist.items()
        ]  # fmt: skip
        self.judged = advice.judged
        self.answers = [self.answer(key) for key in self.model.questions]
        self.beside = beside(query)
        self.beside_link = f"{reverse('questions')}?{query.encode(at=LIMITS)}"
        self.hints = [self._hint(hint) for hint in advice.hints]
        self.move_quotes = quotes(self.model, advice.move.clauses) if advice.move else ()
        self.shapes = shapes(advice)
        self.tied = wording.one_of(self.model, advice.tied_with)
        self.also_named = wording.one_of(self.model, advice.also_named)
        self.ask_first = self.model.questions.get(advice.unknowns.ask_first or "")
        unsure = [key for key, option in query.answers.items() if option == UNSURE]
        key = advice.unknowns.ask_first or next(iter([*query.open_questions, *unsure]), "")
        self.continue_link = f"{reverse('questions')}?{query.encode(at=key)}"

    def answer(self, key: str) -> Answer:
        """The answer to a question in words, or what was assumed."""
        return assumed(self.advice, self.query, key) if key in self.advice.assumed else answer(self.query, key)

    def _hint(self, hint: Hint) -> Sentence:
        return Sentence(hint.text, (), self._answers(hint.change))

    def _answers(self, keys: Iterable[str]) -> tuple[Answer, ...]:
        named = {key: [self.answer(key)] for key in keys if key in self.model.questions}
        return tuple(answer for key in keys for answer in named.get(key, self.limits if key == LIMITS else []))

    def _sentence(self, reason: Reason) -> Sentence:
        return Sentence(reason.text, quotes(self.model, reason.clauses), self._answers(reason.questions))

    def _veto(self, veto: Veto) -> Sentence:
        return replace(self._sentence(veto_reason(self.model, veto)), certain=veto in self.advice.certain)

    def _balance(self) -> Balance | None:
        advice = self.advice
        if advice.rival is None or advice.points_for is None or advice.points_against is None:
            return None
        total = advice.points_for + advice.points_against
        width = 100 * advice.points_for / total if total else 50
        rival = self.model.alternatives[advice.rival]
        return Balance(rival, advice.points_for, advice.points_against, round(width, 2))

    def _what_if(self, flip: Flip) -> WhatIf:
        changes = {change.question: change.to for change in flip.changes}
        changed = self.query.with_answers(**{**self.advice.assumed, **changes})
        link = f"{reverse('advice')}?{changed.encode()}"
        return WhatIf(wording.supposing(self.model, flip), self.model.alternatives[flip.recommended], link)

    def _map(self) -> list[tuple[str, list[Place]]]:
        """Every question with its options, each as a place: what is advised if that answer alone were another."""
        moved = {(flip.changes[0].question, flip.changes[0].to): flip.recommended for flip in self.advice.flips}
        return [
            (question.name, [self._place(key, option, moved) for option in question.options.values()])
            for key, question in self.model.questions.items()
        ]

    def _place(self, key: str, option: Option, moved: Mapping[tuple[str, str], str]) -> Place:
        advised = moved.get((key, option.key), self.advice.recommended)
        changed = self.query.with_answers(**{**self.advice.assumed, key: option.key})
        link = f"{reverse('advice')}?{changed.encode()}"
        here = self.advice.sheet[key] == option.key
        return Place(option.label, self.model.alternatives[advised], link, here)

    def _entry(self, ranked: Ranked) -> Entry:
        return Entry(
            alternative=self.model.alternatives[ranked.alternative],
            score=ranked.score,
            share=wording.percentage(self.advice.unknowns.shares[ranked.alternative]),
            vetoes=tuple(self._veto(veto) for veto in ranked.vetoes),
            contributions=tuple(self._contribution(ranked.alternative, row) for row in ranked.rows if row.weight),
            remark=self._remark(ranked),
        )

    def _other(self, entry: Entry) -> Other:
        if entry.vetoes:
            return Other(entry.alternative, "ruled out", entry.vetoes)
        standing = wording.behind(self.advice.ranking[0].score - entry.score)
        against = largest_row(self.model, self.advice.sheet, self.advice.recommended, entry.alternative.key)
        return Other(entry.alternative, standing, (self._sentence(against),) if against else ())

    def _remark(self, ranked: Ranked) -> str:
        if ranked.alternative == self.advice.recommended:
            return "advised" if self.advice.complete or self.advice.unknowns.settled else "so far"
        if ranked.alternative in self.advice.close_call:
            return "as good"
        if ranked.alternative in self.advice.also_named:
            return "also named"
        return "ruled out" if ranked.vetoes else ""

    def _contribution(self, alternative: str, row: Row) -> Contribution:
        because = cell(self.model, self.advice.sheet, row.criterion, alternative)
        if row.criterion == BASE:
            name, label = "Base", "What it costs everybody"
        else:
            question = self.model.questions[row.criterion]
            name, label = question.name, question.options[row.option].label
        text = because.text if because else ""
        return Contribution(name, label, row.points, FULL_FIT * row.weight, text, row.clauses)


def examples(model: Model, path: Path = EXAMPLES) -> list[WhatIf]:
    """The situations of the start page, each with what is advised and its permalink."""
    result = []
    for _, table in read(path).tables():
        query = fresh(table.table("answers").values)
        advised = model.alternatives[advise(model, query.answers).recommended]
        result.append(WhatIf(table.text("title"), advised, f"{reverse('advice')}?{query.encode()}"))
    return result


def quotes(model: Model, ids: Iterable[str]) -> tuple[Quote, ...]:
    """Clauses and judgements by id, each with its words."""
    return tuple(_quote(model.clauses[id]) if id in model.clauses else _ours(model, id) for id in ids)


def _quote(clause: Clause) -> Quote:
    return Quote(clause.id, clause.quote, ours=False, disputed=clause.disputed)


def _ours(model: Model, id: str) -> Quote:
    judgement = model.judgements[id]
    return Quote(id, judgement.text, ours=True, disputed="", sources=judgement.sources)


def shapes(advice: Advice) -> list[Shape]:
    """All five alternatives, simplest first, each with whether it can still be advised."""
    possible = advice.unknowns.possible
    return [Shape(alternative, key in possible) for key, alternative in advice.model.alternatives.items()]

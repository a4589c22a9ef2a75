"""The cases and the documented mapping from their facts to answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from advisor.decision.loading import load_model
from advisor.decision.model import Model
from advisor.decision.tables import Table, read

FOLDER = Path(__file__).parent.parent / "data" / "cases"

type Fact = bool | Decimal | str
type Satisfied = Literal["yes", "mixed", "no"]


@dataclass(frozen=True)
class CaseSource:
    """A page that a case was read in; `kind` and `read` say whose voice it is and how much of it was read."""

    title: str
    address: str
    kind: str
    read: str


@dataclass(frozen=True)
class SecondOpinion:
    """What a second reader would advise, from the facts alone."""

    best: str
    acceptable: frozenset[str]
    unacceptable: frozenset[str]


@dataclass(frozen=True)
class Case:
    """One organisation at one time; alternatives by key, facts by name, those that are not known left out."""

    id: str
    organisation: str
    year: int | None
    year_note: str
    runs: str
    moved_from: str
    outcome: str
    acceptable: frozenset[str]
    rejected: frozenset[str]
    satisfied: str
    second_opinion: SecondOpinion | None
    scored: bool
    before_managed: bool
    note: str
    why: str
    facts: Mapping[str, Fact]
    evidence: Mapping[str, str]
    sources: tuple[CaseSource, ...]


@dataclass(frozen=True)
class Rule:
    """How one fact becomes an answer: by bands of a number (upper end, None for the last) or by words."""

    fact: str
    question: str
    bands: tuple[tuple[Decimal | None, str], ...]
    words: Mapping[str, str]
    missing: str | None

    def option(self, facts: Mapping[str, Fact]) -> str | None:
        """The option that the fact stands for; None where it says nothing."""
        if (fact := facts.get(self.fact)) is None:
            return self.missing
        if isinstance(fact, Decimal):
            return next(option for end, option in self.bands if end is None or fact <= end)
        return self.words.get(str(fact).lower())


@dataclass(frozen=True)
class Change:
    """A change of the model that cases prompted, as the vetoes that it added."""

    id: str
    vetoes: frozenset[str]
    prompted_by: frozenset[str]
    why: str


@dataclass(frozen=True, eq=False)
class Casebook:
    """All cases, the rules that map their facts, and the changes that they prompted."""

    cases: Mapping[str, Case]
    rules: tuple[Rule, ...]
    changes: tuple[Change, ...]


def answers(book: Casebook, case: Case) -> dict[str, str]:
    """The answers that the facts of a case stand for, by the documented mapping; the rest stays open."""
    found = {rule.question: rule.option(case.facts) for rule in book.rules}
    return {question: option for question, option in found.items() if option is not None}


@cache
def load_casebook(folder: Path = FOLDER) -> Casebook:
    """The cases of the project; raises BadData where they are not sound."""
    model = load_model()
    rules = tuple(_rule(fact, table, model) for fact, table in read(folder / "mapping.toml").tables())
    known = {rule.fact for rule in rules}
    cases = {id: _case(id, table, model, known) for id, table in read(folder / "cases.toml").tables()}
    changes = [_change(id, table, model, cases) for id, table in read(folder / "changes.toml").tables()]
    return Casebook(cases, rules, tuple(changes))


def _rule(fact: str, table: Table, model: Model) -> Rule:
    question = table.only("question", "bands", "words", "missing").text("question")
    if question not in model.questions:
        raise table.refuse(f"unknown question {question!r}")
    bands = [
        (entry.only("up_to", "option").number("up_to"), entry.text("option"))
        for entry in table.list_of_tables("bands")
    ]
    words = table.table("words") if "words" in table.values else None
    rule = Rule(
        fact=fact,
        question=question,
        bands=tuple(bands),
        words={word: words.text(word) for word in words.values} if words else {},
        missing=table.text("missing") if "missing" in table.values else None,
    )
    options = {*(option for _, option in bands), *rule.words.values(), *filter(None, [rule.missing])}
    if not options <= set(model.questions[question].options):
        raise table.refuse(f"must map to options of {question}")
    return rule


FIELDS = ("organisation", "runs", "outcome", "satisfied")
OPTIONAL = ("year_note", "moved_from", "note", "why")
UNMAPPED = ("on_prem_or_compliance", "stateful")
"""Facts that are shown and answer no question: regulation is not own hardware, and most software keeps state."""


def _case(id: str, table: Table, model: Model, facts: Collection[str]) -> Case:
    table.only(
        *FIELDS, *OPTIONAL, "year", "acceptable", "rejected", "second_opinion", "scored", "before_managed", "facts",
        "evidence", "sources",
    )  # fmt: skip
    known = table.table("facts").only(*facts, *UNMAPPED).values
    evidence = table.table("evidence")
    return Case(
        id=id,
        **{field: table.text(field) for field in FIELDS},
        **{field: table.text(field, "") for field in OPTIONAL},
        year=table.whole("year") if "year" in table.values else None,
        acceptable=_alternatives(table, "acceptable", model),
        rejected=_alternatives(table, "rejected", model),
        second_opinion=_second(table.table("second_opinion"), model) if "second_opinion" in table.values else None,
        scored=table.truth("scored"),
        before_managed="before_managed" in table.values and table.truth("before_managed"),
        facts={key: _fact(value) for key, value in known.items()},
        evidence={key: evidence.text(key) for key in evidence.values},
        sources=tuple(_source(source) for source in table.list_of_tables("sources")),
    )


def _fact(value: bool | int | Decimal | str) -> Fact:
    return value if isinstance(value, bool | str) else Decimal(value)


def _alternatives(table: Table, key: str, model: Model) -> frozenset[str]:
    names = table.names(key)
    if not set(names) <= set(model.alternatives):
        raise table.refuse(f"{key} must name alternatives")
    return frozenset(names)


def _second(table: Table, model: Model) -> SecondOpinion:
    best = table.only("best", "acceptable", "unacceptable").text("best")
    return SecondOpinion(best, _alternatives(table, "acceptable", model), _alternatives(table, "unacceptable", model))


def _source(table: Table) -> CaseSource:
    table.only("title", "address", "kind", "read")
    return CaseSource(table.text("title"), table.text("address"), table.text("kind", ""), table.text("read", ""))


def _change(id: str, table: Table, model: Model, cases: Collection[str]) -> Change:
    vetoes = table.only("vetoes", "prompted_by", "why").names("vetoes")
    prompted = table.names("prompted_by")
    if not set(vetoes) <= set(model.vetoes) or not set(prompted) <= set(cases):
        raise table.refuse("must name vetoes of the model and cases that prompted them")
    return Change(id, frozenset(vetoes), frozenset(prompted), table.text("why"))

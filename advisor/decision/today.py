"""What runs today: never scored, but it says whether to stay and how a move begins."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from advisor.decision.model import AnswersRefused, Question, shown
from advisor.decision.tables import Table

if TYPE_CHECKING:
    from advisor.decision.model import Model

KEY = "today"

type Status = Literal["stay", "start", "move"]


@dataclass(frozen=True)
class Platform:
    """What somebody may run today: the alternatives that it already is, and the first step away from it.

    `also` says more where one of these alternatives is advised.
    """

    key: str
    label: str
    runs: frozenset[str]
    also: Mapping[str, str]
    first: str


@dataclass(frozen=True)
class Target:
    """The second and third step of a move to an alternative, and how long moves there take, by services."""

    second: str
    third: str
    efforts: Mapping[str, str]


@dataclass(frozen=True)
class Today:
    """The question about today, in words, with its platforms and the moves to each alternative."""

    name: str
    wording: str
    hint: str
    why: str
    clauses: tuple[str, ...]
    caution: str
    stay: str
    either: str
    start: str
    platforms: Mapping[str, Platform]
    targets: Mapping[str, Target]


@dataclass(frozen=True)
class Move:
    """What the advice means for what runs today; steps and effort where it is a move, all of it our judgement."""

    status: Status
    text: str
    steps: tuple[str, ...]
    effort: str
    caution: str
    clauses: tuple[str, ...]


def read_today(model: Model, given: str) -> str:
    """What runs today by key, empty where it is not said; raises AnswersRefused."""
    if given and given not in model.today.platforms:
        known = ", ".join(model.today.platforms)
        raise AnswersRefused({KEY: f"“{shown(given)}” is not an answer to “{KEY}”. The answers are: {known}."})
    return given


def move(model: Model, today: str, recommended: str, close_call: Collection[str], services: str) -> Move | None:
    """Stay, start or move, for what was said to run today; None where nothing was said."""
    if not today:
        return None
    words, platform = model.today, model.today.platforms[today]
    if recommended in platform.runs:
        text = " ".join(filter(None, [words.stay, platform.also.get(recommended)]))
        return Move("stay", text, (), "", "", words.clauses)
    if platform.runs & set(close_call):
        return Move("stay", words.either, (), "", "", words.clauses)
    if not platform.first:
        return Move("start", words.start, (), "", "", words.clauses)
    target = words.targets[recommended]
    text = f"To {model.alternatives[recommended].in_sentence}: the first three steps."
    steps = (platform.first, target.second, target.third)
    return Move("move", text, steps, target.efforts[services], words.caution, words.clauses)


WORDS = ("name", "wording", "hint", "why", "caution", "stay", "either", "start")


def load_today(file: Table, alternatives: Collection[str], services: Question, cited: Collection[str]) -> Today:
    """The platforms and moves of today.toml; raises BadData where they are not sound."""
    file.only(*WORDS, "clauses", "options", "moves", "efforts")
    moves = dict(file.table("moves").tables())
    if set(moves) != set(alternatives):
        raise file.refuse(f"moves must be {', '.join(alternatives)}")
    efforts = dict(file.table("efforts").tables())
    for table in efforts.values():
        if tuple(table.values) != tuple(services.options):
            raise table.refuse(f"must say how long for {', '.join(services.options)}, in this order")
    clauses = file.names("clauses")
    if not clauses or not set(clauses) <= set(cited):
        raise file.refuse("clauses must name known clauses or judgements")
    return Today(
        **{word: file.text(word) for word in WORDS},
        clauses=clauses,
        platforms={key: _platform(key, table, alternatives) for key, table in file.table("options").tables()},
        targets={key: _target(table, efforts) for key, table in moves.items()},
    )


def _platform(key: str, table: Table, alternatives: Collection[str]) -> Platform:
    runs = table.only("label", "runs", "also", "first").names("runs")
    said = table.table("also") if "also" in table.values else None
    also = {alternative: said.text(alternative) for alternative in said.values} if said else {}
    if not set(runs) <= set(alternatives) or not set(also) <= set(runs):
        raise table.refuse(f"runs must name some of {', '.join(alternatives)}, and also some of these")
    return Platform(key, table.text("label"), frozenset(runs), also, table.text("first", ""))


def _target(table: Table, efforts: Mapping[str, Table]) -> Target:
    kind = table.only("second", "third", "effort").text("effort")
    if kind not in efforts:
        raise table.refuse(f"effort must be one of {', '.join(efforts)}")
    spans = {services: efforts[kind].text(services) for services in efforts[kind].values}
    return Target(table.text("second"), table.text("third"), spans)

"""How plausible answer sheets are, by small conditional tables; and the likeliest completion of an unfinished one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from advisor.decision.model import UNSURE, Answers, Question
from advisor.decision.tables import Table

if TYPE_CHECKING:
    from advisor.decision.model import Model

ALWAYS = "always"
ROUNDING = 1e-9


@dataclass(frozen=True)
class Odds:
    """The weights of one question's options, by the option of the question that they depend on (or `always`)."""

    question: str
    given: str | None
    weights: Mapping[str, Mapping[str, float]]

    def row(self, condition: str) -> Mapping[str, float]:
        """The weights where the question depended on has this option; whatever it is where there is none."""
        return self.weights[ALWAYS if self.given is None else condition]


@dataclass(frozen=True)
class Plausibility:
    """The tables, what is never assumed, what counts as another option while open, and the judgements behind it.

    A sheet weighs the product of its cells. The tables hang together as trees, parents before children.
    """

    odds: Mapping[str, Odds]
    never_assumed: Mapping[str, frozenset[str]]
    counts_as: Mapping[str, Mapping[str, str]]
    clauses: tuple[str, ...]

    def row(self, question: str, condition: str, *, is_open: bool) -> dict[str, float]:
        """The weights of a question's options; while it is open, some of them count for others."""
        weights = dict(self.odds[question].row(condition))
        for option, other in self.counts_as.get(question, {}).items() if is_open else ():
            weights[other] += weights[option]
            weights[option] = 0.0
        return weights

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The questions whose weights depend on no other."""
        return tuple(key for key, odds in self.odds.items() if odds.given is None)

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The questions whose weights depend on each one."""
        return {key: tuple(k for k, odds in self.odds.items() if odds.given == key) for key in self.odds}

    @cached_property
    def assumable(self) -> Mapping[str, Mapping[str, Mapping[str, float]]]:
        """Question -> condition -> weights as the likeliest completion weighs them, answered or not.

        An answer counts what would have counted for it, and `counts_as` keeps its own weight for those who give it:
        otherwise answering what was assumed could move another assumption.
        """
        rows: dict[str, dict[str, dict[str, float]]] = {}
        for key, odds in self.odds.items():
            rows[key] = {}
            for condition in odds.weights:
                open_, answered = (self.row(key, condition, is_open=is_open) for is_open in (True, False))
                rows[key][condition] = {option: open_[option] or answered[option] for option in answered}
        return rows


def likeliest(model: Model, answers: Answers) -> dict[str, str]:
    """The most plausible complete sheet that keeps these answers, and assumes nothing that is never assumed.

    Of sheets that weigh the same it is the one with the first options, so that it is always the same one, and
    answering a question with what it holds leaves it as it is.
    """
    tables = model.plausibility
    found: dict[str, str] = {}
    for root in tables.roots:
        found |= _best(
            tables, root, ALWAYS, {q.key: _assumable(model, q, answers) for q in model.questions.values()}
        )[1]
    return {key: found[key] for key in model.questions}


def _assumable(model: Model, question: Question, answers: Answers) -> tuple[str, ...]:
    given = answers.get(question.key, UNSURE)
    if given != UNSURE:
        return (given,)
    never = model.plausibility.never_assumed.get(question.key, frozenset())
    return tuple(option for option in question.options if option not in never)


def _best(
    tables: Plausibility, key: str, condition: str, options: Mapping[str, tuple[str, ...]]
) -> tuple[float, dict[str, str]]:
    """The weight and the answers of the best way to fill in a question and all that depend on it."""
    rows = tables.assumable[key]
    row = rows[ALWAYS] if ALWAYS in rows else rows[condition]
    best, chosen = -1.0, {}
    for option in options[key]:
        weight, sheet = row[option], {key: option}
        for child in tables.children[key]:
            part, below = _best(tables, child, option, options)
            weight *= part
            sheet |= below
        if weight > best:
            best, chosen = weight, sheet
    return best, chosen


def load_plausibility(file: Table, questions: Mapping[str, Question], cited: Collection[str]) -> Plausibility:
    """The tables of plausibility.toml; raises BadData where they are not sound."""
    file.only("clauses", "even", "never_assumed", "counts_as", "tables")
    even = float(file.number("even") or 0)
    tables = dict(file.table("tables").tables())
    if list(tables) != list(questions):
        raise file.refuse(f"tables must be {', '.join(questions)}, in this order")
    clauses = file.names("clauses")
    if not clauses or not set(clauses) <= set(cited):
        raise file.refuse("clauses must name known clauses or judgements")
    counts, never = file.table("counts_as"), file.table("never_assumed")
    odds = {key: _odds(key, table, questions, even) for key, table in tables.items()}
    _refuse_circles(file, odds)
    return Plausibility(
        odds=odds,
        never_assumed={key: _options(never, questions, key, never.names(key)) for key in never.values},
        counts_as={key: _counts_as(counts.table(key), questions, key) for key in counts.values},
        clauses=clauses,
    )


def _refuse_circles(file: Table, odds: Mapping[str, Odds]) -> None:
    for key in odds:
        above: list[str] = [key]
        while (given := odds[above[-1]].given) is not None:
            if given in above:
                raise file.refuse(f"the tables of {', '.join(above)} depend on each other in a circle")
            above.append(given)
    if len(list(bridges(odds))) != 1:
        raise file.refuse("one table, and no more, must join the first half of the questions to the second")


def bridges(odds: Mapping[str, Odds]) -> Iterator[tuple[str, str]]:
    """The tables that join the two halves of the questions: the question depended on, and the one that depends."""
    keys = list(odds)
    left = keys[: len(keys) // 2]
    for key, each in odds.items():
        if each.given is not None and (each.given in left) != (key in left):
            yield each.given, key


def _odds(key: str, table: Table, questions: Mapping[str, Question], even: float) -> Odds:
    given = table.only("given", "weights").text("given") if "given" in table.values else None
    if given is not None and (given not in questions or given == key):
        raise table.refuse(f"given must be another question, not {given!r}")
    wanted = tuple(questions[given].options) if given else (ALWAYS,)
    rows = table.table("weights")
    if tuple(rows.values) != wanted:
        raise rows.refuse(f"rows must be {', '.join(wanted)}, in this order")
    options = tuple(questions[key].options)
    return Odds(key, given, {row: _weights(rows, row, options, even) for row in wanted})


def _weights(rows: Table, row: str, options: tuple[str, ...], even: float) -> dict[str, float]:
    numbers = [float(number) for number in rows.numbers(row)]
    if len(numbers) != len(options) or min(numbers) < 0 or abs(sum(numbers) - 1) > ROUNDING:
        raise rows.refuse(f"{row} must give {len(options)} weights of 0 or more that add up to 1")
    return {
        option: (1 - even) * number + even / len(options) for option, number in zip(options, numbers, strict=True)
    }


def _options(table: Table, questions: Mapping[str, Question], key: str, options: tuple[str, ...]) -> frozenset[str]:
    if key not in questions or not set(options) <= set(questions[key].options):
        raise table.refuse(f"{key} must be a question and {', '.join(options)} options of it")
    return frozenset(options)


def _counts_as(table: Table, questions: Mapping[str, Question], key: str) -> dict[str, str]:
    pairs = {option: table.text(option) for option in table.values}
    _options(table, questions, key, (*pairs, *pairs.values()))
    return pairs

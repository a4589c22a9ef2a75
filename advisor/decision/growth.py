"""When to ask again: the next level of each quantity that changes the advice, and a path on which several grow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from advisor.decision import loading
from advisor.decision.flips import Flip
from advisor.decision.model import AnswersRefused, Model, Question, Sheet, Veto, shown
from advisor.decision.scoring import Closeness, Standing, standing
from advisor.decision.tables import Table, read

PREFIX = "grow_"
"""What the public keys of the factors begin with: grow_services, grow_team, grow_deploys."""
LEAST, MOST = Decimal(1), Decimal(10)
"""Bounds of a factor."""


@dataclass(frozen=True)
class Growing:
    """A quantity of the path: its factor where none is given, and the smallest number of each option."""

    factor: Decimal
    starts: Mapping[str, int]

    def option(self, number: Decimal) -> str:
        """The option that a number belongs to."""
        first, *others = self.starts
        return next((key for key in reversed(others) if self.starts[key] <= number), first)


@dataclass(frozen=True)
class Path:
    """How many steps the path has, and what grows on it."""

    steps: int
    growing: Mapping[str, Growing]


@dataclass(frozen=True)
class NextLevel:
    """The nearest higher level that changes the advice, both None where none does; `at_top`: none is higher."""

    question: str
    now: str
    to: str | None
    recommended: str | None
    at_top: bool


@dataclass(frozen=True)
class Step:
    """A step of the path, 0 for today: the numbers, the answers that they mean, and the advice."""

    number: int
    numbers: Mapping[str, int]
    answers: Mapping[str, str]
    recommended: str
    closeness: Closeness


@dataclass(frozen=True)
class Growth:
    """When to ask again, with the factors that the path was made with."""

    factors: Mapping[str, Decimal]
    levels: tuple[NextLevel, ...]
    steps: tuple[Step, ...] = field(default=())


def growth(
    model: Model,
    sheet: Sheet,
    flips: Iterable[Flip],
    given: Mapping[str, Decimal],
    limits: tuple[Veto, ...] = (),
) -> Growth:
    """The next levels, found among the flips of a complete sheet, and its path; other factors are the edition's."""
    path = growth_path(model)
    factors = {key: given.get(key, growing.factor) for key, growing in path.growing.items()}
    changing = {(flip.changes[0].question, flip.changes[0].to): flip.recommended for flip in flips}
    levels = tuple(_next_level(sheet, model.questions[key], changing) for key in model.flip_order.levels)
    return Growth(factors, levels, tuple(_steps(model, sheet, path, factors, limits)))


def _next_level(sheet: Sheet, question: Question, changing: Mapping[tuple[str, str], str]) -> NextLevel:
    options = list(question.options)
    higher = options[options.index(sheet[question.key]) + 1 :]
    to = next((option for option in higher if (question.key, option) in changing), None)
    recommended = changing[question.key, to] if to else None
    return NextLevel(question.key, sheet[question.key], to, recommended, at_top=not higher)


def _steps(
    model: Model, sheet: Sheet, path: Path, factors: Mapping[str, Decimal], limits: tuple[Veto, ...]
) -> Iterator[Step]:
    outcomes: dict[tuple[str, ...], Standing] = {}  # several steps may mean the same answers
    for number in range(path.steps + 1):
        numbers = {key: _grown(model, sheet, key, factors[key], number) for key in path.growing}
        answers = {key: path.growing[key].option(Decimal(numbers[key])) for key in path.growing}
        meant = tuple(answers.values())
        if meant not in outcomes:
            outcomes[meant] = standing(model, {**sheet, **answers}, limits)
        yield Step(number, numbers, answers, outcomes[meant].leader, outcomes[meant].closeness)


def _grown(model: Model, sheet: Sheet, key: str, factor: Decimal, steps: int) -> int:
    start = model.questions[key].options[sheet[key]].number
    assert start is not None, "a quantity that grows has a number for each answer, which is checked when it is read"
    return int((start * factor**steps).quantize(Decimal(1), ROUND_HALF_UP))


def factor_keys(model: Model) -> list[str]:
    """The public keys of the factors, in order."""
    return [f"{PREFIX}{key}" for key in growth_path(model).growing]


def read_factors(model: Model, given: Mapping[str, str]) -> dict[str, Decimal]:
    """Factors from text under their public keys, by question; raises AnswersRefused with every problem at once."""
    problems, factors = {}, {}
    for key, text in given.items():
        if text.strip():
            factor = Decimal(text) if re.fullmatch(r"\d{1,2}(\.\d{1,3})?", text, re.ASCII) else None
            if factor is None or not LEAST <= factor <= MOST:
                name = model.questions[key.removeprefix(PREFIX)].name
                problems[key] = f"Growth of {name}: give a number from {LEAST} to {MOST}, not “{shown(text)}”."
            else:
                factors[key.removeprefix(PREFIX)] = factor
    if problems:
        raise AnswersRefused(problems)
    return factors


@lru_cache(maxsize=8)
def growth_path(model: Model) -> Path:
    """The path of an edition; raises BadData if it is not sound."""
    file = read(loading.EDITIONS / model.edition / "growth.toml").only("steps", "growing")
    growing = {key: _growing(table, model) for key, table in file.table("growing").tables()}
    return Path(file.whole("steps"), growing)


def _growing(table: Table, model: Model) -> Growing:
    key = table.place.rsplit(".", 1)[-1]
    if key not in model.questions:
        raise table.refuse(f"there is no question {key!r}")
    factor, starts = table.only("factor", "from").number("factor"), table.table("from")
    if factor is None or not LEAST <= factor <= MOST:
        raise table.refuse(f"factor must be a number from {LEAST} to {MOST}")
    options = model.questions[key].options
    if list(starts.values) != list(options) or any(option.number is None for option in options.values()):
        raise table.refuse("from must name every option in order, and every option needs a number")
    found = {option: starts.whole(option) for option in options}
    if list(found.values()) != sorted(set(found.values())):
        raise table.refuse("the numbers in from must rise")
    for option, start in found.items():
        if Growing(factor, found).option(Decimal(options[option].number or 0)) != option:
            raise table.refuse(f"the number that stands for {option} is not in its band, which begins at {start}")
    return Growing(factor, found)

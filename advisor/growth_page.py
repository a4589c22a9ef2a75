"""When to ask again, laid out for readers: the next levels, and the path as a picture and a table."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from advisor.decision.advice import Advice
from advisor.decision.growth import PREFIX, Growth, NextLevel, Step
from advisor.decision.model import Alternative
from advisor.query import Query

LANE, COLUMN, LEFT = 26, 92, 30
"""Units of the picture: between two alternatives, between two steps, and before the first of them."""
CLOSENESS = {
    "clear": "clear",
    "leaning": "leaning",
    "close_call": "a close call",
    "by_elimination": "by elimination",
}


NAMES = {"deploys": "Releases a month"}
"""Quantities whose name alone does not say what is counted."""


@dataclass(frozen=True)
class Level:
    """A quantity and the nearest higher level, at which the advice changes."""

    name: str
    now: str
    to: str
    alternative: Alternative
    link: str


@dataclass(frozen=True)
class PathStep:
    """A step of the path in words, with the link to its advice and its place in the picture."""

    title: str
    numbers: tuple[int, ...]
    alternative: Alternative
    closeness: str
    link: str
    changed: bool
    x: int
    y: int

    @property
    def left(self) -> int:
        """Where its mark begins: it is 20 units wide."""
        return self.x - 10

    @property
    def top(self) -> int:
        """Where its mark begins."""
        return self.y - 10


@dataclass(frozen=True)
class Lane:
    """An alternative's line in the picture."""

    alternative: Alternative
    y: int

    @property
    def top(self) -> int:
        """Where its mark begins: it is 16 units high."""
        return self.y - 8


@dataclass(frozen=True)
class Factor:
    """A field for the factor of one quantity."""

    key: str
    name: str
    value: str
    problem: str


class GrowthPage:
    """Everything that "When to ask again" prints, for one Advice, its query and its growth."""

    def __init__(self, growth: Growth, advice: Advice, query: Query) -> None:
        self.model, self.query = advice.model, query
        self.levels = [
            self._level(level, level.to, level.recommended)
            for level in growth.levels
            if level.to and level.recommended
        ]
        self.rest = self._rest(growth)
        order = list(self.model.alternatives)
        self.lanes = [Lane(self.model.alternatives[key], self._y(order, key)) for key in order]
        self.steps = [
            self._step(step, growth.steps[at - 1] if at else step, order) for at, step in enumerate(growth.steps)
        ]
        names = {key: NAMES.get(key, self.model.questions[key].name) for key in growth.factors}
        self.names = list(names.values())
        self.stays = self._stays(advice)
        self.rows = list(zip(self.names, zip(*(step.numbers for step in self.steps), strict=True), strict=True))
        self.width, self.height = LEFT + COLUMN * len(self.steps), LANE * len(order) + 8
        self.line = " ".join(f"{step.x},{step.y}" for step in self.steps)
        self.factors = [
            Factor(
                f"{PREFIX}{key}",
                names[key],
                f"{factor.normalize():f}",
                query.problems.get(f"{PREFIX}{key}", ""),
            )
            for key, factor in growth.factors.items()
        ]
        self.by = ", ".join(f"{factor.name.lower()} x {factor.value}" for factor in self.factors)
        self.problems = [factor.problem for factor in self.factors if factor.problem]
        self.kept = query.hidden(f"{PREFIX}{key}" for key in growth.factors)
        self.lane_left = LEFT
        self.says = self._says()

    def _y(self, order: list[str], alternative: str) -> int:
        """Simplest at the bottom."""
        return 4 + LANE // 2 + LANE * (len(order) - 1 - order.index(alternative))

    def _level(self, level: NextLevel, to: str, recommended: str) -> Level:
        question = self.model.questions[level.question]
        link = f"{reverse('advice')}?{self.query.with_answers(**{question.key: to}).encode()}"
        now, then = question.options[level.now].label, question.options[to].label
        return Level(question.name, now, then, self.model.alternatives[recommended], link)

    def _rest(self, growth: Growth) -> str:
        """The quantities that change nothing by going up, in a sentence or two."""
        name = {level: self.model.questions[level.question].name.lower() for level in growth.levels}
        idle = [name[level] for level in growth.levels if level.to is None and not level.at_top]
        at_top = [name[level] for level in growth.levels if level.at_top]
        said = [f"No higher level of {_either(idle)} changes it alone."] if idle else []
        if at_top:
            said.append(f"At the top already: {', '.join(at_top)}.")
        return " ".join(said)

    def _step(self, step: Step, before: Step, order: list[str]) -> PathStep:
        return PathStep(
            title="Today" if step.number == 0 else f"Step {step.number}",
            numbers=tuple(step.numbers.values()),
            alternative=self.model.alternatives[step.recommended],
            closeness=CLOSENESS[step.closeness],
            link=f"{reverse('advice')}?{self.query.with_answers(**step.answers).encode()}",
            changed=step.recommended != before.recommended,
            x=LEFT + COLUMN // 2 + COLUMN * step.number,
            y=self._y(order, step.recommended),
        )  # fmt: skip

    def _stays(self, advice: Advice) -> str:
        """What the path leaves as it is, and where its numbers begin."""
        people = self.model.questions["ops"].options[advice.sheet["ops"]].label
        return (
            f"All else stays, platform people too (“{people}”). "
            "Each quantity begins with the number that we take for your answer."
        )

    def _says(self) -> str:
        """The path in one sentence, for the picture and for who does not see it."""
        moves = [f"{step.title.lower()}: {step.alternative.in_sentence}" for step in self.steps if step.changed]
        first = self.steps[0].alternative.in_sentence
        if not moves:
            return f"On this path the advice stays as it is: {first}."
        return f"Today {first}; then, from {', from '.join(moves)}."

    @property
    def compare_link(self) -> str:
        """Today beside the end of the path."""
        end = self.steps[-1].link.partition("?")[2]
        return f"{reverse('compare')}?{urlencode({'a': self.query.encode(), 'b': end})}"


def _either(names: list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last

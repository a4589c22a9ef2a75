"""Answers that seldom go together: friendly questions back, which change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from advisor.decision.model import Answers, Question
from advisor.decision.tables import Table

if TYPE_CHECKING:
    from advisor.decision.model import Model


@dataclass(frozen=True)
class Hint:
    """A question back for when all of `when` was said; `change` names the questions that may want another answer."""

    id: str
    when: Mapping[str, frozenset[str]]
    change: tuple[str, ...]
    text: str


def hints(model: Model, answers: Answers) -> tuple[Hint, ...]:
    """The hints on what was said; what was assumed gives none."""
    return tuple(
        hint for hint in model.hints.values() if all(answers[key] in options for key, options in hint.when.items())
    )


def load_hints(file: Table, questions: Mapping[str, Question]) -> dict[str, Hint]:
    """The hints of hints.toml; raises BadData where they are not sound."""
    return {id: _hint(id, table, questions) for id, table in file.tables()}


def _hint(id: str, table: Table, questions: Mapping[str, Question]) -> Hint:
    premise = table.only("when", "change", "text").table("when")
    when = {key: frozenset(premise.names(key)) for key in premise.values}
    for key, options in when.items():
        if key not in questions or not options <= set(questions[key].options):
            raise premise.refuse(f"{key} must be a question with options of it")
    change = table.names("change")
    if len(when) < 2 or not change or not set(change) <= set(when):
        raise table.refuse("needs two questions or more in `when`, and some of them in `change`")
    return Hint(id, when, change, table.text("text"))

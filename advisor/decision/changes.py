"""What differs between two editions of the model for one sheet: weights, fits and vetoes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from advisor.decision.loading import BASE
from advisor.decision.model import Answers, Model
from advisor.decision.scoring import fired, option_of

type Kind = Literal["weight", "fit", "veto"]


@dataclass(frozen=True)
class ModelChange:
    """One difference: on which row (by criterion) or veto (by id), for a fit also of which alternative.

    `before` and `after` are numbers, for a veto whether it rules something out (1) or not (0).
    """

    kind: Kind
    on: str
    alternative: str | None
    before: int
    after: int


def usable(model: Model, answers: Answers) -> dict[str, str]:
    """The answers that this edition still takes, in question order."""
    return {
        key: answers[key]
        for key, question in model.questions.items()
        if key in answers and answers[key] in question.options
    }


def changes(old: Model, new: Model, sheet: Answers, newer: Answers) -> list[ModelChange]:
    """Every difference that touches this sheet, given for each edition and complete with `unsure`."""
    return [*_weights(old, new), *_fits(old, new, sheet, newer), *_vetoes(old, new, sheet, newer)]


def _weights(old: Model, new: Model) -> Iterator[ModelChange]:
    for key in dict.fromkeys([*old.criteria, *new.criteria]):
        before, after = (model.criteria[key].weight if key in model.criteria else 0 for model in (old, new))
        if before != after:
            yield ModelChange("weight", key, None, before, after)


def _fits(old: Model, new: Model, sheet: Answers, newer: Answers) -> Iterator[ModelChange]:
    for key in old.criteria:
        answered = key == BASE or (sheet.get(key) in old.criteria[key].fits)
        still = key in new.criteria and (key == BASE or newer.get(key) in new.criteria[key].fits)
        if answered and still:
            before = old.criteria[key].fits[option_of(old.criteria[key], sheet)]
            after = new.criteria[key].fits[option_of(new.criteria[key], newer)]
            for alternative in before:
                if alternative in after and before[alternative] != after[alternative]:
                    yield ModelChange("fit", key, alternative, before[alternative], after[alternative])


def _vetoes(old: Model, new: Model, sheet: Answers, newer: Answers) -> Iterator[ModelChange]:
    before = {veto.id: veto.removes for veto in fired(old, sheet)}
    after = {veto.id: veto.removes for veto in fired(new, newer)}
    for id in dict.fromkeys([*before, *after]):
        if before.get(id) != after.get(id):
            yield ModelChange("veto", id, None, int(id in before), int(id in after))

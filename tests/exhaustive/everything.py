"""All 6,480,000 answer sheets at once, as the proof looks at them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from functools import cached_property

import numpy as np

from advisor.decision import twin
from advisor.decision.loading import ALWAYS, BASE
from advisor.decision.model import FULL_FIT, Model


class Everything:
    """Leader, close calls and scores of every sheet; arrays have one axis a question."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.order = list(model.alternatives)
        self.questions = list(model.questions)
        slabs = list(twin.slabs(model))
        self.leader = np.stack([slab.leader for slab in slabs])
        self.close = np.stack([slab.close for slab in slabs])
        self.admissible = np.stack([slab.admissible for slab in slabs])
        self.scores = [np.stack([slab.scores[i] for slab in slabs]) for i in range(len(self.order))]
        self.held = np.stack([twin.held(model, slab.first) for slab in slabs])

    @cached_property
    def advised(self) -> np.ndarray:
        """Bit i set where alternative i leads or stands in a close call."""
        return self.close | (np.uint8(1) << self.leader)

    def bits(self, alternatives: Iterable[str]) -> int:
        """The bit mask of some alternatives."""
        return sum(1 << self.order.index(alternative) for alternative in alternatives)

    def where(self, **answers: Iterable[str]) -> np.ndarray:
        """Where each named question has one of the options given; written without the model's vetoes."""
        result = np.ones([1] * len(self.questions), bool)
        for axis, key in enumerate(self.questions):
            if key in answers:
                options = list(self.model.questions[key].options)
                assert set(answers[key]) <= set(options)
                shape = [-1 if i == axis else 1 for i in range(len(self.questions))]
                result = result & np.array([option in answers[key] for option in options]).reshape(shape)
        return result

    def along(self, key: str, level: int) -> tuple:
        """The index that fixes one question at a level."""
        return tuple(level if question == key else slice(None) for question in self.questions)

    def sheet(self, index: int) -> dict[str, str]:
        """The answers at a flat index."""
        at = np.unravel_index(index, self.leader.shape)
        return {
            key: list(self.model.questions[key].options)[int(position)]
            for key, position in zip(self.questions, at, strict=True)
        }


def without_veto(model: Model, *ids: str) -> Model:
    """The model with some vetoes taken out."""
    assert set(ids) <= set(model.vetoes)
    return dataclasses.replace(model, vetoes={id: veto for id, veto in model.vetoes.items() if id not in ids})


def favouring(model: Model, *alternatives: str) -> Model:
    """The model with a heavy base row that favours some alternatives."""
    fits = {key: FULL_FIT if key in alternatives else 0 for key in model.alternatives}
    base = dataclasses.replace(model.criteria[BASE], weight=100, fits={ALWAYS: fits})
    return dataclasses.replace(model, criteria={**model.criteria, BASE: base})


def reversed_levels(model: Model, key: str) -> Model:
    """The model with the fits of one question upside down, and without the vetoes and lines that name it."""
    criterion = model.criteria[key]
    fits = dict(zip(criterion.fits, reversed(list(criterion.fits.values())), strict=True))
    because = dict(zip(criterion.because, reversed(list(criterion.because.values())), strict=True))
    turned = dataclasses.replace(criterion, fits=fits, because=because, weight=60)
    named = [id for id, veto in model.vetoes.items() if key in veto.when or veto.use_when_below]
    return dataclasses.replace(without_veto(model, *named), criteria={**model.criteria, key: turned})

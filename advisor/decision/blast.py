"""The blast radius of a model change: which sheets move from which advice to which."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from advisor.decision.cube import Cube
from advisor.decision.model import UNSURE, Model
from advisor.decision.tables import read

EXAMPLES = 5


@dataclass(frozen=True)
class Move:
    """Sheets whose advice changed in the same way, with a few of them spread over the whole cube."""

    before: str
    after: str
    sheets: int
    examples: tuple[dict[str, str], ...]


def blast_radius(model: Model, before: Cube, after: Cube) -> list[Move]:
    """All moves between two cubes of the same shape, the largest first."""
    names, moves = list(model.alternatives), []
    for old in range(len(names)):
        for new in range(len(names)):
            moved = np.flatnonzero((before == old) & (after == new)) if old != new else np.array([], int)
            if len(moved):
                picked = moved[np.linspace(0, len(moved) - 1, min(EXAMPLES, len(moved))).astype(int)]
                examples = tuple(_sheet(model, int(index), before.shape) for index in picked)
                moves.append(Move(names[old], names[new], len(moved), examples))
    return sorted(moves, key=lambda move: -move.sheets)


def moved_situations(model: Model, before: Cube, after: Cube, path: Path) -> list[tuple[str, str, str]]:
    """Name, old and new advice of every complete situation in the file whose advice changed."""
    names, moved = list(model.alternatives), []
    for name, table in read(path).tables():
        answers = table.table("answers").values
        if set(answers) == set(model.questions) and UNSURE not in answers.values():
            at = tuple(list(q.options).index(answers[key]) for key, q in model.questions.items())
            if before[at] != after[at]:
                moved.append((name, names[before[at]], names[after[at]]))
    return moved


def _sheet(model: Model, index: int, shape: tuple[int, ...]) -> dict[str, str]:
    at = np.unravel_index(index, shape)
    return {
        key: list(question.options)[int(position)]
        for (key, question), position in zip(model.questions.items(), at, strict=True)
    }

"""The vectorised twin of the engine: every sheet at once, for the cube, the proof and the blast radius."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from advisor.decision.loading import ALWAYS, BASE
from advisor.decision.model import Model, Veto

type Booleans = npt.NDArray[np.bool_]
type Bytes = npt.NDArray[np.uint8]
type Points = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Slab:
    """All sheets that share one answer to the first question; arrays have one axis a remaining question.

    `leader` holds positions in tie order. `close` has bit i set where alternative i is too close to the leader
    to call, `admissible` where it is not ruled out.
    """

    first: str
    scores: list[Points]
    admissible: Bytes
    leader: Bytes
    close: Bytes


def slabs(model: Model, removed: frozenset[str] = frozenset()) -> Iterator[Slab]:
    """The slabs of the whole cube, one for each option of the first question, in order."""
    for option in next(iter(model.questions.values())).options:
        yield slab(model, option, removed)


def slab(model: Model, first: str, removed: frozenset[str] = frozenset()) -> Slab:
    """Scores, vetoes, leader and close calls of every sheet that answers the first question with `first`."""
    order = list(model.alternatives)
    points = [_sum(model, first, _column(model, alternative)) for alternative in order]
    out = [np.full(points[0].shape, alternative in removed) for alternative in order]
    for veto in model.vetoes.values():
        fires = premise(model, first, veto)
        for alternative in veto.removes:
            out[order.index(alternative)] |= fires
    leader = np.argmax(np.stack([np.where(o, -1, p) for p, o in zip(points, out, strict=True)]), axis=0)
    close = np.zeros(leader.shape, np.uint8)
    for i, ahead in enumerate(order):
        for j, behind in enumerate(order):
            if i != j:
                better, worse = margins(model, first, ahead, behind), margins(model, first, behind, ahead)
                near = (10 * (better - worse) <= better + worse) & (leader == i) & ~out[j]
                close |= (near.astype(np.uint8) << j).astype(np.uint8)
    admissible = sum((~o).astype(np.uint8) << i for i, o in enumerate(out))
    return Slab(first, points, np.asarray(admissible, np.uint8), leader.astype(np.uint8), close)


def leaders(model: Model, removed: frozenset[str] = frozenset()) -> Bytes:
    """The leader of every sheet, as a position in tie order, where some alternatives are ruled out everywhere."""
    return np.stack([slab.leader for slab in slabs(model, removed)])


def margins(model: Model, first: str, ahead: str, behind: str) -> Points:
    """The points of the rows in which `ahead` is better than `behind`, over every sheet of a slab."""
    return _sum(model, first, _margins(model, ahead, behind))


type _Rows = dict[str, dict[str, int]]


def _column(model: Model, alternative: str) -> _Rows:
    return {
        key: {option: criterion.weight * fits[alternative] for option, fits in criterion.fits.items()}
        for key, criterion in model.criteria.items()
    }


def _margins(model: Model, ahead: str, behind: str) -> _Rows:
    """Row -> option -> the points by which `ahead` is better there, 0 where it is not."""
    return {
        key: {
            option: criterion.weight * max(0, fits[ahead] - fits[behind]) for option, fits in criterion.fits.items()
        }
        for key, criterion in model.criteria.items()
    }


def _sum(model: Model, first: str, rows: _Rows) -> Points:
    """The sum of the rows over every sheet of a slab."""
    key, *others = model.questions
    total = np.array(rows[BASE][ALWAYS] + rows[key][first], np.int16)
    axes = [np.array(list(rows[other].values()), np.int16) for other in others]
    return np.asarray(reduce(np.add.outer, axes, total), np.int16)


def premise(model: Model, first: str, veto: Veto) -> Booleans:
    """Where a veto fires, over every sheet of a slab."""
    key, *others = model.questions
    shape = [len(model.questions[other].options) for other in others]
    fires = np.full(shape, first in veto.when.get(key, [first]))
    for axis, other in enumerate(others):
        if other in veto.when:
            fires &= _along(axis, shape, [o in veto.when[other] for o in model.questions[other].options])
    if veto.use_when_below is not None:
        fires &= held(model, first) < veto.use_when_below
    return fires


def held(model: Model, first: str) -> npt.NDArray[np.int16]:
    """How many of the "use it when" lines hold, over every sheet of a slab."""
    rows: _Rows = {
        key: {option: bool(q.use_when and option in q.use_when.options) for option in q.options}
        for key, q in model.questions.items()
    }
    return _sum(model, first, {**rows, BASE: {ALWAYS: 0}})


def _along(axis: int, shape: list[int], values: list[bool]) -> Booleans:
    return np.array(values).reshape([-1 if i == axis else 1 for i in range(len(shape))])

"""Unfinished sheets: what every completion would be advised, counted, and weighed by how plausible it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce

import numpy as np
import numpy.typing as npt

from advisor.decision.cube import Folded, table
from advisor.decision.model import UNSURE, Answers, Model
from advisor.decision.plausibility import ALWAYS, bridges

EXACT = 6
"""Decimals of an expected fall of entropy that count, in bits: finer differences are noise of the summation."""

type Weights = npt.NDArray[np.float32]
type Sums = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Unknowns:
    """What is known while answers are missing.

    `sheets` counts the completions that each alternative leads and `shares` is the plausible weight of them, adding
    up to 1, both in tie order; `ask_first` is the question whose answer is expected to narrow the shares most (their
    entropy falls most), None where no answer can change the advice.
    """

    sheets: Mapping[str, int]
    shares: Mapping[str, float]
    ask_first: str | None

    @property
    def possible(self) -> tuple[str, ...]:
        """The alternatives that lead at least one completion, in tie order."""
        return tuple(alternative for alternative, count in self.sheets.items() if count)

    @property
    def settled(self) -> bool:
        """Whether the remaining answers cannot change the advice."""
        return len(self.possible) == 1

    @property
    def heaviest(self) -> str:
        """The alternative with the largest share, the simplest of those that tie."""
        return max(self.shares, key=self.shares.__getitem__)

    @property
    def too_little(self) -> bool:
        """Whether no alternative has more than half of the plausible weight."""
        return self.shares[self.heaviest] <= 0.5


def unknowns(model: Model, answers: Answers, removed: frozenset[str] = frozenset()) -> Unknowns:
    """The division of all completions of these answers (complete with `unsure`) among the alternatives.

    `removed` are those that hard limits rule out.
    """
    return _unknowns(model, tuple(answers[key] for key in model.questions), removed)


@lru_cache(maxsize=2048)
def _unknowns(model: Model, options: tuple[str, ...], removed: frozenset[str]) -> Unknowns:
    answers = dict(zip(model.questions, options, strict=True))
    counts, by_option = _divided(model, answers, table(model, removed))
    totals = next(iter(by_option.values())).sum(axis=0)
    settled = np.count_nonzero(counts) == 1
    left = {key: round(_entropy_left(by_option[key]), EXACT) for key in answers if answers[key] == UNSURE}
    return Unknowns(
        sheets=dict(zip(model.alternatives, map(int, counts), strict=True)),
        shares=dict(zip(model.alternatives, map(float, totals / totals.sum()), strict=True)),
        ask_first=None if settled else min(left, key=left.__getitem__),
    )


def _entropy_left(weights: Sums) -> float:
    """Bits that are expected to be left in the shares once the question is answered; option x alternative."""
    whole = weights.sum(axis=1, keepdims=True)
    parts = np.divide(weights, whole, out=np.ones_like(weights), where=weights > 0)
    return float(-(weights * np.log2(parts)).sum() / whole.sum())


def _divided(model: Model, answers: Answers, folded: Folded) -> tuple[Sums, dict[str, Sums]]:
    """How many completions each alternative leads, and for each question option x alternative their weight.

    The cube is a table of the one half of the questions by the other, and most of its rows and columns are alike:
    the weights of like ones are added up first, and the small table that is left is multiplied with them.
    """
    keys = list(model.questions)
    left, right = (_Half(model, answers, half) for half in (keys[: len(keys) // 2], keys[len(keys) // 2 :]))
    columns = _added_up(np.vstack([right.bridge, right.inside]), folded.column, folded.led.shape[2])
    rows = _added_up(left.bridge, folded.row, folded.led.shape[1])
    counts, sums = [], []
    for led in folded.led:
        to_left = (led @ columns.T).T[:, folded.row]
        to_right = (rows @ led)[:, folded.column]
        counts.append(to_left[-1] @ left.inside)
        on_left = (to_left[:-1] * left.bridge).sum(axis=0)
        on_right = (to_right * right.bridge).sum(axis=0)
        sums.append(dict([*left.by_option(on_left), *right.by_option(on_right)]))
    return np.array(counts), {key: np.stack([each[key] for each in sums], axis=1) for key in keys}


def _added_up(weights: Sums, place: npt.NDArray[np.intp], places: int) -> Weights:
    """The sums of the weights that have the same place; row by row."""
    return np.stack([np.bincount(place, row, places) for row in weights]).astype(np.float32)


class _Half:
    """One half of the questions, with an axis a question: `inside` is 1 for each of its cells that can still be.

    One table joins the halves, the bridge: its question lies in the one, the question that it depends on in the
    other. `bridge` has a row for each option of that one: the weight of each cell of this half there.
    """

    def __init__(self, model: Model, answers: Answers, keys: list[str]) -> None:
        self.model, self.answers, self.keys = model, answers, keys
        self.shape = [len(model.questions[key].options) for key in keys]
        odds = model.plausibility.odds
        within = [self._weights(key) for key in keys if odds[key].given is None or odds[key].given in keys]
        possible = [self._along(key, self._possible(key)) for key in keys]
        self.inside = np.ravel(reduce(np.multiply, possible, np.ones(self.shape)))
        cells = self.inside * np.ravel(reduce(np.multiply, within, np.ones(self.shape)))
        given, key = next(bridges(odds))
        ends = [self._end(given, key, option) for option in model.questions[given].options]
        self.bridge = np.stack([cells * np.ravel(np.broadcast_to(end, self.shape)) for end in ends])

    def _possible(self, key: str) -> list[float]:
        return [float(self.answers[key] in (UNSURE, option)) for option in self.model.questions[key].options]

    def _along(self, key: str, values: npt.ArrayLike) -> Sums:
        """Values along the axis of one question."""
        at = self.keys.index(key)
        return np.array(values, float).reshape([-1 if axis == at else 1 for axis in range(len(self.shape))])

    def _row(self, key: str, condition: str) -> Sums:
        weights = self.model.plausibility.row(key, condition, is_open=self.answers[key] == UNSURE)
        return self._along(key, list(weights.values()))

    def _weights(self, key: str) -> Sums:
        """The weights of one question, along its axis and that of the question that they depend on."""
        given = self.model.plausibility.odds[key].given
        if given is None:
            return self._row(key, ALWAYS)
        options = self.model.questions[given].options
        rows = (
            self._row(key, option) * self._along(given, [option == other for other in options]) for option in options
        )
        return reduce(np.add, rows)

    def _end(self, given: str, key: str, option: str) -> Sums:
        """This half's end of the bridge: the weights there, or 1 where this option is the one given."""
        if key in self.keys:
            return self._row(key, option)
        return self._along(given, [float(mine == option) for mine in self.model.questions[given].options])

    def by_option(self, sums: Sums) -> Iterable[tuple[str, Sums]]:
        """For each question of this half the sums of its cells, option by option."""
        folded = sums.reshape(self.shape)
        for axis, key in enumerate(self.keys):
            yield key, folded.sum(axis=tuple(i for i in range(len(self.shape)) if i != axis))

"""Unfinished sheets: the advice of every completion, read as slices of one cube with an axis a question."""

from __future__ import annotations

import hashlib
import lzma
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from advisor.decision.loading import EDITIONS
from advisor.decision.model import UNSURE, Answers, Model
from advisor.decision.tables import BadData

CUBE = "cube.xz"
MARK = hashlib.sha256().digest_size
"""Bytes at the start of the file: the signature of the tables that the cube was built from."""

type Cube = npt.NDArray[np.uint8]
type Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Unknowns:
    """What is known while answers are missing.

    `sheets` counts the completions that each alternative leads, in tie order; `ask_first` is the question whose
    answer narrows the possible advice most, None where no answer can change it.
    """

    sheets: dict[str, int]
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
    def likeliest(self) -> str:
        """The alternative that leads most completions, the simplest of those that tie."""
        return max(self.sheets, key=self.sheets.__getitem__)

    @property
    def shares(self) -> dict[str, float]:
        """The part of the completions that each alternative leads; they add up to 1."""
        total = sum(self.sheets.values())
        return {alternative: count / total for alternative, count in self.sheets.items()}


def unknowns(model: Model, answers: Answers) -> Unknowns:
    """The division of all completions of these answers (complete with `unsure`) among the alternatives."""
    return _unknowns(model, tuple(answers[key] for key in model.questions))


@lru_cache(maxsize=20_000)
def _unknowns(model: Model, options: tuple[str, ...]) -> Unknowns:
    questions = list(model.questions.values())
    index = tuple(
        slice(None) if option == UNSURE else list(question.options).index(option)
        for question, option in zip(questions, options, strict=True)
    )
    open_questions = [q.key for q, option in zip(questions, options, strict=True) if option == UNSURE]
    completions = cube(model)[index]
    by_option = dict(zip(open_questions, _counts(completions, len(model.alternatives)), strict=True))
    if by_option:
        totals = next(iter(by_option.values())).sum(axis=0)
    else:
        totals = np.bincount(np.ravel(completions), minlength=len(model.alternatives))
    sheets = dict(zip(model.alternatives, map(int, totals), strict=True))
    settled = np.count_nonzero(totals) == 1
    ask_first = None if settled else min(by_option, key=lambda key: _left_open(by_option[key]))
    return Unknowns(sheets, ask_first)


def _counts(completions: Cube, alternatives: int) -> list[Counts]:
    """For each axis an array option x alternative: how many sheets the alternative leads there.

    The axes are folded into two halves first, so that the large array is read only twice an alternative.
    """
    shape = completions.shape
    half = len(shape) // 2
    folded = np.ascontiguousarray(completions).reshape(int(np.prod(shape[:half])), -1)
    result = [np.zeros((size, alternatives), np.int64) for size in shape]
    for alternative in range(alternatives):
        led = folded == alternative
        halves = led.sum(axis=1).reshape(shape[:half]), led.sum(axis=0).reshape(shape[half:])
        for axis in range(len(shape)):
            side = halves[axis >= half]
            at = axis - half * (axis >= half)
            result[axis][:, alternative] = side.sum(axis=tuple(i for i in range(side.ndim) if i != at))
    return result


def _left_open(counts: Counts) -> tuple[Fraction, int]:
    """Alternatives still possible on average over the options, then the sheets outside each leading one."""
    possible = int(np.count_nonzero(counts))
    outside = int((counts.sum(axis=1) - counts.max(axis=1)).sum())
    return Fraction(possible, len(counts)), outside


@cache
def cube(model: Model) -> Cube:
    """The leader of every sheet, as a position in tie order, read-only; raises BadData if it is not this model's."""
    folder = EDITIONS / model.edition
    return read_cube(folder / CUBE, model)


def read_cube(path: Path, model: Model) -> Cube:
    """The cube in a file; raises BadData if the file is missing or was built from other tables."""
    advice = "run `python manage.py blast_radius --write`, look at what moves, and commit the new cube"
    if not path.exists():
        raise BadData(f"{path.name}: the cube of edition {model.edition} is missing; {advice}.")
    mark, leaders = _stored(path)
    if mark != signature(model):
        raise BadData(f"{path.name}: edition {model.edition} has changed since its cube was built; {advice}.")
    return leaders.reshape(_shape(model))


def stored_leaders(path: Path, model: Model) -> Cube | None:
    """The leaders in a file, whatever the tables that they were built from; None where they have another shape."""
    leaders = _stored(path)[1] if path.exists() else None
    return leaders.reshape(_shape(model)) if leaders is not None and len(leaders) == model.sheets else None


def _stored(path: Path) -> tuple[bytes, Cube]:
    content = lzma.decompress(path.read_bytes())
    return content[:MARK], np.frombuffer(content, np.uint8, offset=MARK)


def _shape(model: Model) -> list[int]:
    return [len(question.options) for question in model.questions.values()]


def write_cube(path: Path, model: Model, leaders: Cube) -> None:
    """Writes the cube with the signature of the tables that it was built from; equal input gives equal bytes."""
    path.write_bytes(lzma.compress(signature(model) + leaders.tobytes(), preset=9 | lzma.PRESET_EXTREME))


def signature(model: Model) -> bytes:
    """A hash of whatever can move a leader: tie order, options, weights, fits and premises, but no wording."""
    parts = (
        tuple(model.alternatives),
        [
            (q.key, tuple(q.options), sorted(q.use_when.options) if q.use_when else ())
            for q in model.questions.values()
        ],
        [
            (c.key, c.weight, [(option, sorted(fits.items())) for option, fits in c.fits.items()])
            for c in model.criteria.values()
        ],
        [
            (
                v.id,
                sorted((key, sorted(options)) for key, options in v.when.items()),
                v.use_when_below,
                sorted(v.removes),
            )
            for v in model.vetoes.values()
        ],
    )
    return hashlib.sha256(repr(parts).encode()).digest()

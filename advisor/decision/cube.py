"""The leader of every sheet as one array with an axis a question, and the file that it is kept in."""

from __future__ import annotations

import hashlib
import lzma
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from advisor.decision.loading import EDITIONS
from advisor.decision.model import Model
from advisor.decision.tables import BadData

CUBE = "cube.xz"
PRESET = 9 | lzma.PRESET_EXTREME
"""How hard a cube is compressed: half the bytes of the next lower level, in five times its seconds."""
MARK = hashlib.sha256().digest_size
"""Bytes at the start of the file: the signature of the tables that the cube was built from."""

type Cube = npt.NDArray[np.uint8]


def cube(model: Model, removed: frozenset[str] = frozenset()) -> Cube:
    """The leader of every sheet, as a position in tie order, read-only; raises BadData if it is not this model's.

    Hard limits can rule alternatives out on every sheet: there is a cube for each set of them that they can.
    """
    return read_cube(EDITIONS / model.edition / file_name(removed), model)


def file_name(removed: frozenset[str]) -> str:
    """The file of the cube in which some alternatives are ruled out."""
    return f"cube-without-{'-'.join(sorted(removed))}.xz" if removed else CUBE


@dataclass(frozen=True)
class Folded:
    """The cube as a table of the first half of the questions by the second, like rows and columns kept once.

    `row` and `column` say where a cell of each half is kept; `led` is alternative x row x column, 1 where it leads.
    """

    row: npt.NDArray[np.intp]
    column: npt.NDArray[np.intp]
    led: npt.NDArray[np.float32]


@cache
def table(model: Model, removed: frozenset[str] = frozenset()) -> Folded:
    """The folded cube of a model in which some alternatives are ruled out."""
    shape = _shape(model)
    leaders = cube(model, removed).reshape(int(np.prod(shape[: len(shape) // 2])), -1)
    rows, row = np.unique(leaders, axis=0, return_inverse=True)
    columns, column = np.unique(rows.T, axis=0, return_inverse=True)
    led = np.stack([np.equal(columns.T, alternative) for alternative in range(len(model.alternatives))])
    return Folded(row.ravel(), column.ravel(), led.astype(np.float32))


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
    path.write_bytes(lzma.compress(signature(model) + leaders.tobytes(), preset=PRESET))


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

"""Writes advisor/data/robustness.toml: how far a changed weight or fit moves the advice, over every answer sheet.

`make robustness`; a minute. The method page shows the figures, and a test refuses those of another model.
"""

from statistics import median

import numpy as np

from advisor.decision import twin
from advisor.decision.loading import ALWAYS, BASE, load_model
from advisor.decision.model import FULL_FIT, Model
from advisor.robustness import FILE

SCALE = 30
"""Scores are multiplied by it, so that a tenth and a third of a weight are whole numbers."""


class Cube:
    """Scores and leader of every sheet, -1 where ruled out; an axis a question, before them one for alternatives."""

    def __init__(self, model: Model) -> None:
        self.model = model
        slabs = list(twin.slabs(model))
        self.scores = SCALE * np.stack([np.stack([slab.scores[i] for slab in slabs]) for i in range(5)])
        admissible = np.stack([slab.admissible for slab in slabs])
        for i in range(5):
            self.scores[i][(admissible >> i & 1) == 0] = -1
        self.close = np.stack([slab.close for slab in slabs])
        self.leader = np.argmax(self.scores, axis=0)

    def row(self, key: str) -> np.ndarray:
        """The points of a row, alternative x option, in a shape that can be added to the scores."""
        criterion = self.model.criteria[key]
        options = [ALWAYS] if key == BASE else list(self.model.questions[key].options)
        points = [[criterion.weight * criterion.fits[o][a] for o in options] for a in self.model.alternatives]
        shape = [5, *(len(options) if key == other else 1 for other in self.model.questions)]
        return np.array(points, np.int16).reshape(shape)

    def moved_by_weight(self, key: str, part: int) -> float:
        """The share of sheets with another leader when a weight grows (or shrinks, if negative) by one part of it."""
        scores = self.scores + np.where(self.scores < 0, 0, self.row(key) * (SCALE // part)).astype(np.int16)
        return float(np.mean(np.argmax(scores, axis=0) != self.leader))

    def moved_by_fit(self, key: str, option: str, alternative: int, notch: int) -> float:
        """The share of sheets with another leader when one fit is a notch higher or lower."""
        options = [ALWAYS] if key == BASE else list(self.model.questions[key].options)
        axis = list(self.model.questions).index(key) if key != BASE else None
        at = tuple(options.index(option) if i == axis else slice(None) for i in range(len(self.model.questions)))
        scores = self.scores[(slice(None), *at)].copy()
        own = scores[alternative]
        own[own >= 0] += notch * self.model.criteria[key].weight * SCALE
        return float(np.count_nonzero(np.argmax(scores, axis=0) != self.leader[at]) / self.leader.size)

    def weights(self, part: int) -> dict[str, float]:
        """Row -> the larger of the shares that its weight moves, up and down."""
        keys = [key for key, criterion in self.model.criteria.items() if criterion.weight]
        return {key: max(self.moved_by_weight(key, sign * part) for sign in (1, -1)) for key in keys}

    def fits(self) -> dict[str, float]:
        """Cell, as "row, option, alternative" -> the larger of the shares that it moves, a notch up and down."""
        found = {}
        for key, criterion in self.model.criteria.items():
            for option, fits in criterion.fits.items():
                for i, alternative in enumerate(self.model.alternatives if criterion.weight else ()):
                    fit = fits[alternative]
                    notches = [notch for notch in (1, -1) if 0 <= fit + notch <= FULL_FIT]
                    moved = max(self.moved_by_fit(key, option, i, notch) for notch in notches)
                    found[f"{key}, {option}, {alternative}"] = moved
        return found

    def tied(self) -> int:
        """Sheets on which two or more share the best score, so that the order of ties decides."""
        return int(np.count_nonzero(np.sum(self.scores == self.scores.max(axis=0), axis=0) > 1))


def table(name: str, moved: dict[str, float]) -> str:
    """The figures of some changes as a table of TOML."""
    most = max(moved, key=moved.__getitem__)
    lines = [f"changes = {len(moved)}", f"idle = {sum(share == 0 for share in moved.values())}"]
    lines += [f"median = {median(moved.values()):.5f}", f"most = {moved[most]:.5f}", f'where = "{most}"']
    return "\n".join([f"\n[{name}]", *lines])


def measured(model: Model) -> str:
    """The file for a model."""
    cube = Cube(model)
    leads = np.bincount(cube.leader.ravel(), minlength=5)
    lines = [
        "# Made by `make robustness`. Shares of all answer sheets, each sheet counted once.",
        "# A change is of one weight or one fit alone, up or down, whichever moves more; `idle` ones move nothing.",
        f'model = "{model.digest}"',
        f"sheets = {cube.leader.size}",
        f"close = {np.count_nonzero(cube.close)}",
        f"tied = {cube.tied()}",
        "\n[leads]",
        *(f"{key} = {count}" for key, count in zip(model.alternatives, leads, strict=True)),
        table("weights_tenth", cube.weights(10)),
        table("weights_third", cube.weights(3)),
        table("fits_notch", cube.fits()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(measured(load_model()), "utf-8")

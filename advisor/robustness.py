"""How firm the advice is: what changed weights and fits move, as measured over every answer sheet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from advisor.decision import wording
from advisor.decision.model import Alternative, Model
from advisor.decision.tables import Table, read

FILE = Path(__file__).parent / "data" / "robustness.toml"
"""Written by `make robustness`."""


@dataclass(frozen=True)
class Moved:
    """How many sheets one change moves, as percentages: that of the middle one and the largest, and where that is."""

    changes: int
    idle: int
    median: str
    most: str
    where: str


@dataclass(frozen=True)
class Robustness:
    """What was counted over every sheet: who leads how often, close calls, ties, and what changes of ours move."""

    leads: tuple[tuple[Alternative, str, str], ...]
    close: str
    tied: str
    tenth: Moved
    third: Moved
    notch: Moved


def robustness(model: Model) -> Robustness | None:
    """The figures of `make robustness`; None where they are of another model."""
    file = read(FILE)
    if file.text("model") != model.digest:
        return None
    sheets, leads = file.whole("sheets"), file.table("leads")
    counted = [(alternative, leads.whole(key)) for key, alternative in model.alternatives.items()]
    return Robustness(
        leads=tuple((alternative, f"{n:,}", wording.percentage(n / sheets)) for alternative, n in counted),
        close=wording.percentage(file.whole("close") / sheets),
        tied=wording.percentage(file.whole("tied") / sheets),
        tenth=_moved(model, file.table("weights_tenth")),
        third=_moved(model, file.table("weights_third")),
        notch=_moved(model, file.table("fits_notch")),
    )


def _moved(model: Model, table: Table) -> Moved:
    key, *cell = table.text("where").split(", ")
    words = [model.questions[key].name if key in model.questions else "Base"]
    if cell:
        option, alternative = cell
        words += [model.questions[key].options[option].label] if key in model.questions else []
        words.append(model.alternatives[alternative].name)
    return Moved(
        table.whole("changes"),
        table.whole("idle"),
        f"{100 * float(table.number('median') or 0):.1f} %",
        f"{100 * float(table.number('most') or 0):.1f} %",
        ", ".join(words),
    )

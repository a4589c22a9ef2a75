"""A row of a table of measurements: figure, reference of the same run, ratio, target."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A figure; `good` is None where it is only shown beside a target."""

    id: str
    figure: str
    measured: float
    target: str
    against: str
    reference: float
    good: bool | None

    def __str__(self) -> str:
        verdict = {True: "reached", False: "MISSED", None: ""}[self.good]
        ratio = self.measured / self.reference if self.reference else float("nan")
        return (
            f"{self.id:4} {self.figure:46} {self.measured:12.5g} {self.against:30} {self.reference:12.5g} "
            f"{ratio:7.3f} {self.target:>9} {verdict}"
        )


HEADING = f"{'':4} {'figure':46} {'measured':>12} {'against':30} {'reference':>12} {'ratio':>7} {'target':>9}"


def at_most(id: str, figure: str, measured: float, most: float | None, against: str, reference: float) -> Row:
    """A ratio that may not be higher than `most`; without one it is only shown."""
    good = None if most is None else measured / reference <= most
    return Row(id, figure, measured, "" if most is None else f"<= {most:g}", against, reference, good)


def at_least(id: str, figure: str, measured: float, least: float | None, against: str, reference: float) -> Row:
    """A ratio that may not be lower than `least`; without one it is only shown."""
    good = None if least is None else measured / reference >= least
    return Row(id, figure, measured, "" if least is None else f">= {least:g}", against, reference, good)

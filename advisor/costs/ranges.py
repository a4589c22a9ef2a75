"""Low, typical and high: every figure of a bill has three ends."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

type End = Literal["low", "typical", "high"]
ENDS: tuple[End, ...] = ("low", "typical", "high")
CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """An amount of money rounded half up to cents."""
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Range:
    """Three amounts, low <= typical <= high."""

    low: Decimal
    typical: Decimal
    high: Decimal

    @classmethod
    def spanning(cls, low: Decimal, typical: Decimal, high: Decimal) -> Range:
        """The range around a typical value, whichever way the ends came out."""
        return cls(min(low, typical), typical, max(high, typical))

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.typical + other.typical, self.high + other.high)

    def times(self, factor: Decimal | int) -> Range:
        """All three ends times a factor of 0 or more."""
        return Range(self.low * factor, self.typical * factor, self.high * factor)


NOTHING = Range(Decimal("0.00"), Decimal("0.00"), Decimal("0.00"))


def total(ranges: list[Range]) -> Range:
    """The sum, end by end."""
    result = NOTHING
    for entry in ranges:
        result += entry
    return result

"""What the reader may give beside the answers: public keys, bounds, and messages for what is out of bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from advisor.costs.assumptions import load_assumptions
from advisor.costs.market import load_catalogue
from advisor.decision.model import shown

REGIONS = ("us", "eu")
CURRENCIES = ("usd", "eur")
DEFAULTS = {"provider": "aws", "region": "us", "currency": "usd"}


def keys() -> tuple[str, ...]:
    """Every key, in the order in which they stand in an address."""
    return ("provider", "region", "currency", *load_assumptions().keys("inputs"))


def choices(key: str) -> tuple[str, ...] | None:
    """The values that a key can take, None where it takes a number."""
    return {"provider": tuple(load_catalogue().names), "region": REGIONS, "currency": CURRENCIES}.get(key)


@dataclass(frozen=True)
class Inputs:
    """What was given; a number that was not is absent and follows from the answers."""

    provider: str = DEFAULTS["provider"]
    region: str = DEFAULTS["region"]
    currency: str = DEFAULTS["currency"]
    numbers: Mapping[str, Decimal] = field(default_factory=dict)

    def number(self, key: str) -> Decimal | None:
        """A number that was given, or its fixed default; None where it follows from the answers."""
        given = self.numbers.get(key)
        return given if given is not None else load_assumptions().entries[f"inputs.{key}"].figures.get("default")

    def as_query(self) -> dict[str, str]:
        """What differs from the defaults, as text under its public keys and in their order."""
        named = {"provider": self.provider, "region": self.region, "currency": self.currency}
        given = {key: value for key, value in named.items() if value != DEFAULTS[key]}
        return given | {
            key: _text(self.numbers[key])
            for key in load_assumptions().keys("inputs")
            if key in self.numbers and self.numbers[key] != self._default(key)
        }

    @staticmethod
    def _default(key: str) -> Decimal | None:
        return load_assumptions().entries[f"inputs.{key}"].figures.get("default")


class InputsRefused(ValueError):
    """Inputs out of bounds: `problems` maps each bad key to a sentence for the reader, `inputs` has the rest."""

    def __init__(self, problems: Mapping[str, str], inputs: Inputs) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems, self.inputs = dict(problems), inputs


def parse_inputs(given: Mapping[str, str]) -> Inputs:
    """Inputs from text under their public keys; raises InputsRefused with every problem at once."""
    problems: dict[str, str] = {}
    named = {}
    for key in DEFAULTS:
        allowed = choices(key) or ()
        if given.get(key, "") in allowed:
            named[key] = given[key]
        elif key in given:
            problems[key] = f"“{shown(given[key])}” is not a {key}. Choose one of: {', '.join(allowed)}."
    numbers = {}
    for key in load_assumptions().keys("inputs"):
        if text := given.get(key, "").strip():
            number = _number(text)
            limits = load_assumptions().entries[f"inputs.{key}"]
            least, most = limits.figures["least"], limits.figures["most"]
            if number is None or not least <= number <= most:
                problems[key] = f"{limits.names['label']}: give a number from {least} to {most}, not “{shown(text)}”."
            else:
                numbers[key] = number
    for key in ("entrypoints", "environments", "horizon"):
        if key in numbers and numbers[key] != numbers[key].to_integral_value():
            problems[key] = f"{load_assumptions().entries[f'inputs.{key}'].names['label']}: give a whole number."
            del numbers[key]
    inputs = Inputs(**named, numbers=numbers)
    if problems:
        raise InputsRefused(problems, inputs)
    return inputs


def _number(text: str) -> Decimal | None:
    """A plain number of at most nine digits before and three after the point, else None."""
    return Decimal(text) if re.fullmatch(r"\d{1,9}(\.\d{1,3})?", text, re.ASCII) else None


def _text(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

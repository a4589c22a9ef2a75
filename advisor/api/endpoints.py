"""The API, declared once: requests are checked against these declarations, its description is written from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.api import list_schemas, lists, plain, schemas
from advisor.api.shapes import Schema
from advisor.comparing import LONGEST, compare, comparison_as_dict, side
from advisor.costs.assumptions import load_assumptions
from advisor.costs.inputs import DEFAULTS, choices
from advisor.costs.inputs import keys as input_keys
from advisor.costs.market import load_catalogue
from advisor.costs.prices import editions as price_editions
from advisor.decision.growth import LEAST, MOST, PREFIX, growth_path
from advisor.decision.limits import KEY as LIMITS
from advisor.decision.limits import NONE as NO_LIMIT
from advisor.decision.loading import editions, load_model
from advisor.decision.model import UNSURE, shown
from advisor.decision.today import KEY as TODAY
from advisor.query import Query

STEERING = {"show": ("show",), "sides": ("a", "b"), "filters": ("alternative", "agreement")}
"""Groups of keys that are neither answers nor inputs nor editions."""
WHOLE = ("entrypoints", "environments", "horizon")


@dataclass(frozen=True)
class Key:
    """A key that a query may hold: what it means, and its values as JSON Schema."""

    name: str
    says: str
    schema: Schema
    required: bool = False


@dataclass(frozen=True)
class Endpoint:
    """An address under /api/v1/: the groups of keys that it takes, what it answers, and what that looks like."""

    name: str
    summary: str
    takes: tuple[str, ...]
    answer: Callable[[Query], dict[str, Any]]
    shape: str
    schema: Schema
    changes_daily: bool = True
    batch: bool = False

    @property
    def keys(self) -> list[Key]:
        """Every key that it takes, in the order in which they stand in an address."""
        return [key for group in self.takes for key in GROUPS[group]()]

    @property
    def steering(self) -> tuple[str, ...]:
        """Those of its keys that are neither answers nor inputs nor editions."""
        return tuple(name for group, names in STEERING.items() if group in self.takes for name in names)

    def problems(self, given: Mapping[str, str]) -> dict[str, str]:
        """What is wrong beyond the answers and inputs themselves: keys that it does not take, and `show`."""
        known = {key.name: key for key in self.keys}
        takes = f"It takes: {', '.join(known)}." if known else "It takes none."
        found = {key: f"“{shown(key)}” is not a key of {self.name}. {takes}" for key in given if key not in known}
        found |= {key: f"“{key}” has no value. Give one, or leave it out." for key in known if given.get(key) == ""}
        for key in {"show", *STEERING["filters"]} & set(known):
            if given.get(key) and given[key] not in (values := known[key].schema["enum"]):
                found[key] = f"“{shown(given[key])}” is not one to choose. Choose one of: {', '.join(values)}."
        for key in ("a", "b") if "sides" in self.takes else ():
            if problems := side(given.get(key, "")).problems:
                found[key] = " ".join(problems.values())
        return found


def _answers() -> Iterable[Key]:
    for question in load_model().questions.values():
        says = f"{question.wording} Left out means unsure."
        yield Key(question.key, says, {"type": "string", "enum": [*question.options, UNSURE]})


def _surrounding() -> Iterable[Key]:
    limits, today = load_model().limits, load_model().today
    one = f"({'|'.join(limits.limits)})"
    says = (
        f"{limits.wording} Joined by commas: {', '.join(limits.limits)}; or {NO_LIMIT} alone. In a batch also a list."
    )
    yield Key(LIMITS, says, {"type": "string", "pattern": f"^({NO_LIMIT}|{one}(,{one})*)$"})
    yield Key(TODAY, today.wording, {"type": "string", "enum": list(today.platforms)})


def _inputs() -> Iterable[Key]:
    for name in input_keys():
        if (values := choices(name)) is not None:
            says = f"The {name} that the bills are for; {DEFAULTS[name]} if left out."
            yield Key(name, says, {"type": "string", "enum": list(values)})
        else:
            limits = load_assumptions().entries[f"inputs.{name}"]
            bounds = {"minimum": int(limits.figures["least"]), "maximum": int(limits.figures["most"])}
            number = {"type": "integer"} if name in WHOLE else {"type": "number", "multipleOf": 0.001}
            yield Key(name, f"{limits.names['label']}. {limits.reason}", {**number, **bounds})


def _growth() -> Iterable[Key]:
    model = load_model()
    for key, growing in growth_path(model).growing.items():
        says = f"What each step of the path of growth multiplies “{model.questions[key].name}” by; {growing.factor}."
        yield Key(
            f"{PREFIX}{key}",
            says,
            {"type": "number", "multipleOf": 0.001, "minimum": int(LEAST), "maximum": int(MOST)},
        )


def _edition() -> Iterable[Key]:
    yield Key("edition", "The edition of the model; the newest if left out.", {"type": "string", "enum": editions()})


def _prices() -> Iterable[Key]:
    says = "The edition of the price book; the newest if left out."
    yield Key("prices", says, {"type": "string", "enum": price_editions()})


def _show() -> Iterable[Key]:
    says = "One provider's rows alone, or those of people."
    yield Key("show", says, {"type": "string", "enum": [*load_catalogue().names, "people"]})


def _sides() -> Iterable[Key]:
    says = "The query of a permalink, encoded; the whole permalink will do."
    for name in ("a", "b"):
        yield Key(name, says, {"type": "string", "minLength": 1, "maxLength": LONGEST}, required=True)


def _filters() -> Iterable[Key]:
    says = "Cases that run it, or for which it is advised, alone."
    yield Key("alternative", says, {"type": "string", "enum": list(load_model().alternatives)})
    yield Key("agreement", "Cases of this agreement alone.", {"type": "string", "enum": list(lists.VERDICTS)})


def _compared(query: Query) -> dict[str, Any]:
    return comparison_as_dict(compare(side(query.steering["a"]), side(query.steering["b"])))


GROUPS: dict[str, Callable[[], Iterable[Key]]] = {
    "answers": _answers,
    "surrounding": _surrounding,
    "inputs": _inputs,
    "growth": _growth,
    "edition": _edition,
    "prices": _prices,
    "show": _show,
    "sides": _sides,
    "filters": _filters,
}
ENDPOINTS = {
    endpoint.name: endpoint
    for endpoint in (
        Endpoint(
            "questions",
            "The questions with their answers",
            ("edition",),
            lists.questions,
            "Questions",
            list_schemas.QUESTIONS,
        ),
        Endpoint(
            "advice",
            "The advice for a sheet of answers, and what it costs",
            ("answers", "surrounding", "inputs", "growth", "edition", "prices"),
            plain.content,
            "Advice",
            schemas.ADVICE,
            batch=True,
        ),
        Endpoint(
            "compare",
            "Two sheets side by side",
            ("sides",),
            _compared,
            "Comparison",
            schemas.COMPARISON,
        ),
        Endpoint(
            "alternatives",
            "The five alternatives",
            ("edition",),
            lists.alternatives,
            "Alternatives",
            list_schemas.ALTERNATIVES,
        ),
        Endpoint(
            "prices",
            "The price book with its sources",
            ("prices", "show"),
            lists.prices,
            "Prices",
            list_schemas.PRICES,
            changes_daily=False,
        ),
        Endpoint(
            "cases",
            "Published cases beside the advice",
            ("filters", "edition", "prices"),
            lists.cases,
            "Cases",
            list_schemas.CASES,
            changes_daily=False,
        ),
        Endpoint(
            "editions",
            "The editions of model and prices",
            (),
            lists.all_editions,
            "Editions",
            list_schemas.EDITIONS,
        ),
    )
}

"""Problem documents (RFC 9457): what is wrong with a request, which key, and what is allowed instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from advisor.costs.assumptions import load_assumptions
from advisor.costs.inputs import choices
from advisor.costs.inputs import keys as input_keys
from advisor.costs.market import load_catalogue
from advisor.costs.prices import editions as price_editions
from advisor.decision.growth import LEAST, MOST, factor_keys
from advisor.decision.limits import KEY as LIMITS
from advisor.decision.limits import NONE as NO_LIMIT
from advisor.decision.loading import editions, load_model
from advisor.decision.model import UNSURE, Model, shown
from advisor.decision.today import KEY as TODAY

KINDS = {
    "invalid-query": (
        400,
        "These answers cannot be used",
        "A key is not known or is given twice, or its value is not allowed.",
    ),
    "invalid-body": (400, "The body cannot be used", "The body holds no line, or is not UTF-8."),
    "not-found": (404, "There is nothing here", "The address is none of this API's."),
    "method-not-allowed": (
        405,
        "This method is not answered here",
        "Everything is read with GET; POST is for batches alone.",
    ),
    "not-acceptable": (
        406,
        "No answer in a form that you accept",
        "Accept asks for a media type that this address does not have.",
    ),
    "too-large": (413, "That is too much at once", "A batch has at most 1,000 lines and 2 MB: send it in parts."),
    "unsupported-media-type": (
        415,
        "The body is not JSON lines",
        "A batch is sent as application/jsonl or application/x-ndjson.",
    ),
    "internal-error": (500, "Something broke on our side", "A fault of ours, not of the request."),
    "unavailable": (503, "Not available just now", "Try again after the seconds in Retry-After."),
}
"""Kind -> status, title, and what it means; the last part of a problem's `type`."""


def problem(kind: str, detail: str, **more: Any) -> dict[str, Any]:
    """A problem document of one of the kinds."""
    status, title, _ = KINDS[kind]
    link = f"{settings.ADVISOR_ORIGIN}/api/#problem-{kind}"
    return {"type": link, "title": title, "status": status, "detail": detail, **more}


def problems_as_dict(
    problems: Mapping[str, str], model: Model | None = None, keys: Sequence[str] | None = None
) -> dict[str, Any]:
    """What is wrong with a query, by key, each with what is allowed; the body of a 400. `keys` are those it takes."""
    known = model or load_model()
    names = (
        list(keys)
        if keys is not None
        else [*known.questions, LIMITS, TODAY, *input_keys(), *factor_keys(known), "edition", "prices"]
    )
    named = {shown(key): text for key, text in problems.items()}
    invalid = [
        {"key": shown(key), "detail": text, **(allowed(key, known) if key in names else {"keys": names})}
        for key, text in problems.items()
    ]
    return problem("invalid-query", " ".join(problems.values()), errors=named, invalid=invalid)


def unavailable_as_dict(detail: str) -> dict[str, Any]:
    """That something cannot be had just now; the body of a 503."""
    return problem("unavailable", detail)


def allowed(key: str, model: Model) -> dict[str, Any]:
    """What a key may be: its values, or the bounds of its number."""
    if key in model.questions:
        return {"allowed": [*model.questions[key].options, UNSURE]}
    if (values := choices(key)) is not None:
        return {"allowed": list(values)}
    if key in {"edition", "prices"}:
        return {"allowed": editions() if key == "edition" else price_editions()}
    if key == LIMITS:
        return {"allowed": [*model.limits.limits, NO_LIMIT]}
    if key == TODAY:
        return {"allowed": list(model.today.platforms)}
    if key in factor_keys(model):
        return {"minimum": str(LEAST), "maximum": str(MOST)}
    if key == "show":
        return {"allowed": [*load_catalogue().names, "people"]}
    if key in load_assumptions().keys("inputs"):
        figures = load_assumptions().entries[f"inputs.{key}"].figures
        return {"minimum": str(figures["least"]), "maximum": str(figures["most"])}
    return {}

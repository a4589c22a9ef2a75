"""A batch: one sheet a line in JSON lines, one answer a line in the same order, and nothing lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from advisor.api.plain import content
from advisor.api.problems import problems_as_dict
from advisor.decision.limits import KEY as LIMITS
from advisor.decision.model import AnswersRefused, shown
from advisor.query import Query, understand

LINES, MEGABYTES = 1_000, 2
NOTHING: Mapping[str, str] = {}
MEDIA_TYPES = ("application/jsonl", "application/x-ndjson")


class TooLarge(ValueError):
    """A batch of more lines or bytes than are answered at once."""


def lines_of(body: bytes) -> list[str]:
    """The lines of a body; raises TooLarge, or ValueError where it holds none or is not UTF-8."""
    if len(body) > MEGABYTES * 1_000_000:
        raise TooLarge(f"The body is larger than {MEGABYTES} MB. Send it in parts.")
    lines = body.decode("utf-8-sig").split("\n")
    if not lines[-1]:
        lines.pop()  # the end of the last line, not one more
    if not lines:
        raise ValueError("The body is empty. Send one JSON object a line, with Content-Length.")
    if len(lines) > LINES:
        raise TooLarge(f"The body has {len(lines):,} lines; {LINES:,} are answered at once. Send it in parts.")
    return lines


def answers(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The advice for each line, or in its place the problem with it and its number."""
    for number, line in enumerate(lines, start=1):
        try:
            query = sheet_of(line)
        except AnswersRefused as refused:
            yield {"line": number, **problems_as_dict(refused.problems)}
        else:
            yield content(query)


def sheet_of(line: str, shared: Mapping[str, str] = NOTHING) -> Query:
    """The query that a line stands for, with `shared` where it is silent; raises AnswersRefused."""
    try:
        given = json.loads(line, parse_float=Decimal, object_pairs_hook=_without_twins)
    except AnswersRefused:
        raise
    except (ValueError, RecursionError) as error:
        says = "it is nested too deep" if isinstance(error, RecursionError) else f"{error}"
        raise AnswersRefused({"": f"This line is not JSON: {says}."}) from error
    if not isinstance(given, dict):
        raise AnswersRefused({"": 'A line must be a JSON object such as {"services": "3-9"}.'})
    return query_of({**shared, **given})


def query_of(given: Mapping[str, Any], steering: Mapping[str, str] = NOTHING) -> Query:
    """The query that a table of plain values stands for; raises AnswersRefused with every problem at once."""
    given = {key: ",".join(value) if _is_list_of_limits(key, value) else value for key, value in given.items()}
    problems = {
        key: f"The value of “{shown(key)}” must be a string or a number."
        for key in given
        if not _is_value(given[key])
    }
    query = understand({key: _as_text(value) for key, value in given.items() if key not in problems})
    if problems or query.problems:
        raise AnswersRefused({**problems, **query.problems})
    return replace(query, steering=steering)


def _is_list_of_limits(key: str, value: Any) -> bool:
    return key == LIMITS and isinstance(value, list) and all(isinstance(limit, str) for limit in value)


def _is_value(value: Any) -> bool:
    return isinstance(value, str | int | Decimal) and not isinstance(value, bool)


def _as_text(value: str | int | Decimal) -> str:
    """A number as a reader would write it; one with a huge exponent stays as it is, and is then refused."""
    return f"{value:f}" if isinstance(value, Decimal) and abs(value.adjusted()) < 20 else str(value)


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [key for key, _ in pairs]
        twins = {key for key in names if names.count(key) > 1}
        raise AnswersRefused({key: f"“{shown(key)}” is given more than once. Give it once." for key in twins})
    return found

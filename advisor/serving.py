"""What programs ask for: the advice as JSON, as a decision record and as CSV."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advisor.api import problems_as_dict
from advisor.api.batch import MEDIA_TYPES, MEGABYTES, TooLarge, answers, lines_of
from advisor.api.endpoints import ENDPOINTS
from advisor.api.openapi import document
from advisor.api.plain import permalink
from advisor.api.problems import problem
from advisor.asking import bills_for
from advisor.decision.model import shown
from advisor.headers import open_to_all
from advisor.query import Query, fresh, read
from advisor.record import record
from advisor.reference import ReferencePage
from advisor.spreadsheet import bills_as_csv
from advisor.superseded import is_older, todays

JSON, MARKDOWN, CSV = "application/json", "text/markdown; charset=utf-8", "text/csv; charset=utf-8; header=present"
PROBLEM = "application/problem+json"


@require_safe
def advice_json(request: HttpRequest) -> HttpResponse:
    """The page's twin: the same bytes as those of the API."""
    return endpoint(request, "advice")


@require_safe
def advice_markdown(request: HttpRequest) -> HttpResponse:
    """The advice as a decision record for a repository."""
    return answered(request, read(request.GET), MARKDOWN, lambda query: record(query).encode(), suffix=".md")


@require_safe
def advice_csv(request: HttpRequest) -> HttpResponse:
    """The lines of all five bills for a spreadsheet."""
    return answered(
        request, read(request.GET), CSV, lambda query: bills_as_csv(bills_for(query)).encode(), suffix=".csv"
    )


def endpoint(request: HttpRequest, name: str) -> HttpResponse:
    """An address of the API, as it is declared."""
    declared = ENDPOINTS.get(name)
    if declared is None:
        return missing(request)
    methods = ["GET", "HEAD", "OPTIONS", *(["POST"] if declared.batch else [])]
    if request.method == "POST" and declared.batch:
        return _batch(request)
    if request.method not in {"GET", "HEAD"}:
        return _other_method(request, methods)
    if not request.accepts(JSON):
        return refused(problem("not-acceptable", f"This address answers in {JSON}.", allowed=[JSON]))
    query = read(request.GET, steering=declared.steering).with_problems(declared.problems(request.GET))
    keys = [key.name for key in declared.keys]
    return answered(request, query, JSON, lambda query: encoded(declared.answer(query)), keys=keys)


def _batch(request: HttpRequest) -> HttpResponseBase:
    accepted = request.get_preferred_type(list(MEDIA_TYPES))
    if accepted is None:
        says = f"A batch is answered in {' or '.join(MEDIA_TYPES)}."
        return refused(problem("not-acceptable", says, allowed=list(MEDIA_TYPES)))
    if request.content_type not in MEDIA_TYPES:
        says = f"Send the batch with Content-Type: {MEDIA_TYPES[0]}, not “{shown(request.content_type or '')}”."
        return refused(problem("unsupported-media-type", says, allowed=list(MEDIA_TYPES)))
    try:
        lines = lines_of(request.read(MEGABYTES * 1_000_000 + 1))
    except TooLarge as error:
        return refused(problem("too-large", str(error)))
    except ValueError as error:
        return refused(problem("invalid-body", str(error)))
    streamed = StreamingHttpResponse((encoded(answer) + b"\n" for answer in answers(lines)), content_type=accepted)
    return _never_kept(open_to_all(streamed))


def _other_method(request: HttpRequest, methods: list[str]) -> HttpResponse:
    """What OPTIONS asks before a request from another site; a problem for any method that is not answered."""
    allow = ", ".join(methods)
    if request.method == "OPTIONS":
        response = open_to_all(HttpResponse(status=204, headers={"Cache-Control": "public, max-age=86400"}))
        response["Access-Control-Allow-Methods"] = allow
        response["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
    else:
        says = f"“{shown(str(request.method))}” is not answered at this address."
        response = refused(problem("method-not-allowed", says, allowed=methods))
    response["Allow"] = allow
    return response


def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    if request.method not in {"GET", "HEAD"}:
        return _other_method(request, ["GET", "HEAD", "OPTIONS"])
    return answered(request, fresh(), JSON, lambda _: encoded(document()))


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """The reference page, generated from the OpenAPI document."""
    return render(request, "advisor/api.html", {"page": ReferencePage(document())})


def missing(request: HttpRequest, **_: str) -> HttpResponse:
    """What any other address under /api/ answers."""
    known = [*(f"/api/v1/{name}" for name in ENDPOINTS), "/api/v1/openapi.json"]
    return refused(problem("not-found", f"There is nothing at {shown(request.path, 80)}.", allowed=known))


def answered(
    request: HttpRequest,
    query: Query,
    media_type: str,
    body: Callable[[Query], bytes],
    *,
    suffix: str = "",
    keys: Sequence[str] | None = None,
) -> HttpResponse:
    """The body for a query; with `suffix` also under a file name of that ending."""
    if query.problems:
        return refused(problems_as_dict(query.problems, query.model, keys))
    response = HttpResponse(body(query), content_type=media_type)
    if query.answers:
        links = [f'<{permalink(query)}>; rel="canonical"']
        if is_older(query, today := todays(query)):
            links.append(f'<{permalink(today)}>; rel="latest-version"')
        response["Link"] = ", ".join(links)
    if suffix:
        name = f"do-you-need-kubernetes-{query.date.isoformat()}{suffix}"
        response["Content-Disposition"] = f'inline; filename="{name}"'
    return open_to_all(response)


def refused(problem: dict[str, Any]) -> HttpResponse:
    """A problem document; nobody keeps it."""
    response = HttpResponse(encoded(problem), status=problem["status"], content_type=PROBLEM)
    return _never_kept(open_to_all(response))


def for_programs(request: HttpRequest) -> bool:
    """Whether an address is for programs alone, failures included."""
    return request.path.startswith("/api/v1/") or request.path in {"/advice.json", "/advice.md", "/advice.csv"}


def encoded(data: Any) -> bytes:
    """JSON as every address of ours writes it."""
    return json.dumps(data, ensure_ascii=False).encode()


def _never_kept[R: HttpResponseBase](response: R) -> R:
    response["Cache-Control"] = "no-store"
    return response

"""The frame page: one question at a time, then the verdict, in places that belong to somebody else."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods

from advisor.costs.costs import costs
from advisor.costs.wording import in_short
from advisor.decision.advice import advise
from advisor.decision.model import shown
from advisor.forms import QuestionnaireForm, asked_questions
from advisor.headers import open_to_all
from advisor.pages import AdvicePage, shapes
from advisor.query import Query, read

STEERING = ("at", "asked", "show", "theme", "lang")
CHOICES = {"theme": ("auto", "light", "dark"), "lang": ("en",), "show": ("verdict",)}
"""What the frame takes beside answers; the first of each is what it does without being told."""


def read_frame(params: QueryDict) -> Query:
    """The query of a frame; a theme or language that there is not is one of its problems."""
    query = read(params, steering=STEERING)
    wrong = {
        key: f"“{shown(query.steering[key])}” is not a {key} of this widget. Choose one of: {', '.join(allowed)}."
        for key, allowed in CHOICES.items()
        if query.steering.get(key, allowed[0]) not in allowed
    }
    return query.with_problems(wrong)


@csp_override(settings.FRAME_CSP)
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def frame(request: HttpRequest) -> HttpResponse:
    """The frame page: the next question, or the verdict when all are answered or what is given settles it."""
    if request.method == "OPTIONS":
        return _for_frames(HttpResponse(status=204, headers={"Access-Control-Allow-Methods": "GET, HEAD, OPTIONS"}))
    query = read_frame(request.GET)
    asked = asked_questions(query)
    verdict = not query.problems and bool(query.answers) and (not asked or query.steering.get("show") == "verdict")
    context = _verdict(query) if verdict else _question(query, asked)
    context["theme"] = _given(query, "theme")
    response = render(request, "embed/frame.html", context, status=400 if context.get("refused") else 200)
    return _for_frames(response)


@csp_override(settings.FRAME_CSP)
def frame_failed(request: HttpRequest, status: int) -> HttpResponse:
    """An error page that may be framed where the frame may."""
    return _for_frames(render(request, "embed/failed.html", {"status": status}, status=status))


def _for_frames(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return open_to_all(response)


def _given(query: Query, key: str) -> str:
    allowed = CHOICES[key]
    value = query.steering.get(key, allowed[0])
    return value if value in allowed else allowed[0]


def _link(query: Query, **steering: str) -> str:
    """An address of the frame that keeps its theme."""
    theme = _given(query, "theme")
    kept = {} if theme == CHOICES["theme"][0] else {"theme": theme}
    return f"{settings.ADVISOR_ORIGIN}{reverse('embed')}?{query.encode(**kept, **steering)}"


def _back(query: Query, asked: list[str]) -> str | None:
    every = list(query.model.questions)
    position = every.index(asked[0]) if asked and asked[0] in every else len(every)
    return _link(query, at=every[position - 1]) if position and query.answers else None


def _question(query: Query, asked: list[str]) -> dict[str, Any]:
    """What a question page prints."""
    asked = asked[:1] if len(asked) >= len(query.model.questions) else asked
    so_far = advise(query.model, query.answers, query.context)
    form = QuestionnaireForm(query, asked, insist=query.steering.get("asked") in asked)
    theme = _given(query, "theme")
    return {
        "form": form,
        "first": query.model.questions.get(asked[0]) if asked else None,
        "shapes": shapes(so_far),
        "settled": so_far.unknowns.settled,
        "carried": form.carried | ({} if theme == CHOICES["theme"][0] else {"theme": theme}),
        "back": _back(query, asked),
        "verdict_link": _link(query, show="verdict"),
        "refused": bool(form.errors),
    }


def _verdict(query: Query) -> dict[str, Any]:
    """What the verdict page prints; the same advice and bills as everywhere."""
    given = advise(query.model, query.answers, query.context)
    bills = costs(given.sheet, query.inputs, query.book)
    page = AdvicePage(given, query)
    return {
        "page": page,
        "money": in_short(bills, given.recommended),
        "advice_link": f"{settings.ADVISOR_ORIGIN}{page.permalink}",
        # A host that asked for the verdict gets this link with it, which explains it without naming the answers.
        "explained": f"{settings.ADVISOR_ORIGIN}{reverse('method')}?{urlencode({'edition': query.model.edition})}",
        "restart": _link(Query(query.model, query.book, {}, query.inputs, query.steering)),
        "back": _back(query, []),
    }

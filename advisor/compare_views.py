"""Two sheets side by side: the page with its form, the JSON, and the PDF."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from advisor.api.problems import problem
from advisor.compare_page import ComparePage, HalfPage
from advisor.comparing import compare, comparison_as_dict, side
from advisor.decision.model import shown
from advisor.query import Query
from advisor.report.comparison import comparison_report
from advisor.report.pool import Busy, RenderingFailed
from advisor.serving import endpoint, refused

LABELS = {"a": "First link", "b": "Second link"}


@dataclass(frozen=True)
class Field:
    """A field for a permalink: its value, and what is wrong with it."""

    key: str
    label: str
    value: str
    problem: str


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """The comparison of the two queries in `a` and `b`; the form where one of them is missing or wrong."""
    sides, problems = _sides(request)
    fields = [_field(request, key, sides, problems) for key in LABELS]
    others = [says for key, says in problems.items() if key not in LABELS]
    complete = not problems and len(sides) == len(LABELS)
    page = ComparePage(compare(sides["a"], sides["b"])) if complete else None
    half = HalfPage(sides["a"]) if not problems and set(sides) == {"a"} else None
    context = {"page": page, "half": half, "fields": fields, "others": others, "problems": problems}
    return render(request, "advisor/compare.html", context, status=400 if problems else 200)


@require_safe
def comparison_json(request: HttpRequest) -> HttpResponse:
    """The page's twin: the same bytes as those of the API."""
    return endpoint(request, "compare")


@require_safe
def comparison_pdf(request: HttpRequest) -> HttpResponse:
    """The comparison as a PDF of a page or two, with its JSON attached."""
    sides, problems = _sides(request)
    if problems or len(sides) < len(LABELS):
        return refused(problem("invalid-query", " ".join(problems.values()) or "Give a and b.", errors=problems))
    found = compare(sides["a"], sides["b"])
    try:
        content = comparison_report(
            found, json.dumps(comparison_as_dict(found), ensure_ascii=False, indent=1).encode()
        )
    except (Busy, RenderingFailed) as error:
        response = refused(problem("unavailable", str(error)))
        response["Retry-After"] = str(getattr(error, "retry_after", 10))
        return response
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="do-you-need-kubernetes-compared.pdf"'
    return response


def _field(request: HttpRequest, key: str, sides: dict[str, Query], problems: dict[str, str]) -> Field:
    """A field with the address of what was understood, else with what was typed."""
    value = request.GET.get(key, "")[:4000]
    if key in sides and key not in problems:
        value = f"{settings.ADVISOR_ORIGIN}{reverse('advice')}?{sides[key].encode()}"
    return Field(key, LABELS[key], value, problems.get(key, ""))


def _sides(request: HttpRequest) -> tuple[dict[str, Query], dict[str, str]]:
    """The sides that are given, and what is wrong, by key of this page."""
    problems = {
        key: f"“{shown(key)}” is not a key of {reverse('compare')}. It takes: a, b."
        for key in request.GET
        if key not in LABELS
    }
    sides = {key: side(request.GET[key]) for key in LABELS if request.GET.get(key)}
    for key, query in sides.items():
        if query.problems:
            problems[key] = " ".join(query.problems.values())
        elif len(request.GET.getlist(key)) > 1:
            problems[key] = f"“{key}” is given more than once. Give it once."
    return sides, problems

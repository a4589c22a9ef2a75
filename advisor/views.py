"""The pages: each view parses the query, asks the core, and renders."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from advisor.api import advice_as_dict, problems_as_dict
from advisor.decision.advice import advise
from advisor.decision.loading import load_model
from advisor.forms import QuestionnaireForm
from advisor.method import MethodPage
from advisor.pages import AdvicePage, answer, examples, shapes
from advisor.query import Query, read

ASKED_ALL = "all"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The question, what it takes, and the first of the twelve."""
    query = Query(load_model(), {})
    form = QuestionnaireForm(query, list(query.model.questions)[:1])
    context = {
        "form": form,
        "start": True,
        "model": query.model,
        "sheets": f"{query.model.sheets:,}",
        "situations": examples(query.model),
    }
    return render(request, "advisor/start.html", context)


@require_safe
@vary_on_headers("HX-Request", "HX-History-Restore-Request")
def questions(request: HttpRequest) -> HttpResponse:
    """The next unanswered question; with `at` that one, with `all` every one of them."""
    query = read(request.GET, steering=("all", "at", "asked"))
    asked = _asked(query)
    if not asked and not query.problems:
        return _go(request, f"{reverse('advice')}?{query.encode()}")
    pressed = query.steering.get("asked")
    insist = pressed is not None and (pressed == ASKED_ALL or pressed in asked)
    form = QuestionnaireForm(query, asked, insist=insist)
    return _questionnaire(request, query, form)


def _asked(query: Query) -> list[str]:
    """The questions that this page asks; none when everything is answered and nothing is to be changed."""
    steering, every = query.steering, list(query.model.questions)
    if refused := [key for key in every if key in query.problems]:
        return refused
    if steering.get("all") == "1" and (steering.get("asked") != ASKED_ALL or query.open_questions):
        return every
    if steering.get("at") in every and steering.get("asked") is None:
        return [steering["at"]]
    if (pressed := steering.get("asked")) in every and pressed not in query.answers:
        return [pressed]
    return query.open_questions[:1]


def _questionnaire(request: HttpRequest, query: Query, form: QuestionnaireForm) -> HttpResponse:
    swap = request.htmx and not request.htmx.history_restore_request
    every = list(query.model.questions)
    position = every.index(form.asked[0]) if form.asked else len(every)
    so_far = advise(query.model, query.answers)
    context: dict[str, Any] = {
        "form": form,
        "swap": swap,
        "settled": so_far.unknowns.settled,
        "shapes": shapes(so_far),
        "given": [answer(query, key) for key in query.answers],
        "first": query.model.questions.get(form.asked[0]) if form.asked else None,
        "all_link": f"{reverse('questions')}?{query.encode(all='1')}",
        "advice_link": f"{reverse('advice')}?{query.encode()}",
        "back": f"{reverse('questions')}?{query.encode(at=every[position - 1])}" if position else None,
    }
    template = "advisor/questions.html" + ("#questionnaire" if swap else "")
    response = render(request, template, context, status=400 if form.errors else 200)
    if swap:
        here = f"{reverse('questions')}?{query.encode(at=form.asked[0])}"
        response["HX-Push-Url"] = "false" if form.errors else here
    return response


def _go(request: HttpRequest, link: str) -> HttpResponse:
    """A redirect that htmx carries out as a page load, so that the whole advice page is shown."""
    return HttpResponse(headers={"HX-Redirect": link}) if request.htmx else HttpResponseRedirect(link)


@require_safe
def advice(request: HttpRequest) -> HttpResponse:
    """The permalink: the advice for the answers in the query."""
    query = read(request.GET)
    if query.problems:
        return _questionnaire(request, query, QuestionnaireForm(query, _asked(query)))
    if not query.answers:
        return HttpResponseRedirect(reverse("questions"))
    page = AdvicePage(advise(query.model, query.answers), query)
    return render(request, "advisor/advice.html", {"page": page})


@require_safe
def advice_json(request: HttpRequest) -> HttpResponse:
    """The same advice as plain data; a query that cannot be used gives a problem document."""
    query = read(request.GET)
    if query.problems:
        problem = problems_as_dict(query.problems)
        return JsonResponse(problem, status=400, content_type="application/problem+json")
    content = advice_as_dict(advise(query.model, query.answers))
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False})


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How it decides: the whole model, generated from its data."""
    query = read(request.GET)
    context = {"page": MethodPage(query.model), "problems": query.problems.values()}
    return render(request, "advisor/method.html", context, status=400 if query.problems else 200)

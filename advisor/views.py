"""The pages: each view parses the query, asks the core, and renders."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django.views.defaults import bad_request as default_bad_request
from django.views.defaults import server_error

from advisor.answers import answer, assumptions, beside
from advisor.api import problems_as_dict, unavailable_as_dict
from advisor.api.problems import problem
from advisor.asking import advice_for, bills_for, growth_for
from advisor.cases.cases import load_casebook
from advisor.cases_page import VERDICTS, CasesPage
from advisor.costs.market import load_catalogue
from advisor.costs_page import CostsPage
from advisor.decision.model import shown
from advisor.decision.wording import headline
from advisor.embed.frame import frame_failed
from advisor.forms import (
    ASKED_ALL,
    BESIDE,
    CostForm,
    QuestionnaireForm,
    asked_is_settled,
    asked_questions,
)
from advisor.growth_page import GrowthPage
from advisor.method import MethodPage
from advisor.pages import AdvicePage, examples, shapes
from advisor.prices_page import PricesPage
from advisor.query import Query, fresh, read
from advisor.report.pool import Busy, RenderingFailed
from advisor.report.report import file_name, paper_of, report
from advisor.serving import for_programs, refused

RETRY_AFTER_FAILURE = 10
"""Seconds after which a report that failed is worth another try."""


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The question, what it takes, and the first of the twelve."""
    query = fresh()
    form = QuestionnaireForm(query, list(query.model.questions)[:1])
    context = {
        "form": form,
        "start": True,
        "query": query,
        "alternatives": query.model.alternatives.values(),
        "sheets": f"{query.model.sheets:,}",
        "prices": len(query.book.prices) + len(query.book.allowances) + len(query.book.people),
        "situations": examples(query.model),
    }
    return render(request, "advisor/start.html", context)


@require_safe
@vary_on_headers("HX-Request", "HX-History-Restore-Request")
def questions(request: HttpRequest) -> HttpResponse:
    """The next unanswered question; with `at` that one, with `all` every one of them."""
    query = read(request.GET, steering=("all", "at", "asked", "check"))
    asked = asked_questions(query)
    if query.steering.get("check") == "1" and query.answers and asked_is_settled(query):
        return _check(request, query)
    if not asked and not query.problems:
        return _go(request, f"{reverse('advice')}?{query.encode()}")
    pressed = query.steering.get("asked")
    insist = pressed is not None and (pressed == ASKED_ALL or pressed in asked)
    form = QuestionnaireForm(query, asked, insist=insist)
    return _questionnaire(request, query, form)


def _questionnaire(request: HttpRequest, query: Query, form: QuestionnaireForm) -> HttpResponse:
    swap = request.htmx and not request.htmx.history_restore_request
    every = list(query.model.questions)
    position = every.index(form.asked[0]) if form.asked and form.asked[0] in every else len(every)
    # An answer that is being changed is open again; on the page of all twelve every answer is there to be changed.
    left = advice_for(query if form.every else query.without(form.asked))
    if swap and form.every and not form.errors and "asked" not in query.steering:
        return render(request, "advisor/_possible.html", {"shapes": shapes(left)})
    so_far = advice_for(query)
    context: dict[str, Any] = {
        "form": form,
        "swap": swap,
        "settled": left.unknowns.settled,
        "shapes": shapes(left),
        "so_far": headline(so_far),
        "assumptions": assumptions(so_far, query) if query.answers else [],
        "given": [*(answer(query, key) for key in query.answers), *beside(query)],
        "beside_link": f"{reverse('questions')}?{query.encode(at=BESIDE[0])}",
        "first": query.model.questions.get(form.asked[0]) if form.asked else None,
        "all_link": f"{reverse('questions')}?{query.encode(all='1')}",
        "advice_link": f"{reverse('advice')}?{query.encode()}",
        "check_link": f"{reverse('questions')}?{query.encode(check='1')}",
        "back": f"{reverse('questions')}?{query.encode(at=every[position - 1])}" if position else None,
    }
    template = "advisor/questions.html" + ("#questionnaire" if swap else "")
    response = render(request, template, context, status=400 if form.errors else 200)
    if swap:
        response["HX-Push-Url"] = (
            "false" if form.errors else f"{reverse('questions')}?{query.encode(at=form.asked[0])}"
        )
    return response


def _check(request: HttpRequest, query: Query) -> HttpResponse:
    """All answers in a list, each with a link that changes it and comes back here."""
    page = AdvicePage(advice_for(query), query)
    answers = [answer(query, key, check="1") for key in query.model.questions]
    context = {"page": page, "answers": answers, "open": query.open_questions}
    if request.htmx and not request.htmx.history_restore_request:
        return _go(request, f"{reverse('questions')}?{query.encode(check='1')}")
    return render(request, "advisor/check.html", context)


def _go(request: HttpRequest, link: str) -> HttpResponse:
    """A redirect that htmx carries out as a page load, so that the whole advice page is shown."""
    return HttpResponse(headers={"HX-Redirect": link}) if request.htmx else HttpResponseRedirect(link)


@require_safe
def advice(request: HttpRequest) -> HttpResponse:
    """The permalink: the advice for the answers in the query, and what it costs; one address for equal queries."""
    query = read(request.GET)
    if query.problems and not query.only_inputs_are_wrong:
        return _questionnaire(request, query, QuestionnaireForm(query, asked_questions(query)))
    if not query.answers:
        return HttpResponseRedirect(
            f"{reverse('questions')}?{query.encode()}" if request.GET else reverse("questions")
        )
    if not query.problems and not query.is_canonical(request.META["QUERY_STRING"]):
        return HttpResponsePermanentRedirect(f"{reverse('advice')}?{query.encode()}")
    given, bills = advice_for(query), bills_for(query)
    page, priced = AdvicePage(given, query), CostsPage(bills, given, query)
    context = {
        "page": page,
        "costs": priced,
        "compared": list(zip(page.entries, priced.entries, strict=True)),
        "cost_form": CostForm(query, bills),
        "growth": GrowthPage(growth_for(query, given), given, query),
    }
    return render(request, "advisor/advice.html", context, status=400 if query.problems else 200)


@require_safe
def advice_pdf(request: HttpRequest) -> HttpResponse:
    """The report: the same advice and bills as a PDF, or a 503 that says when to come back."""
    query = read(request.GET, steering=("paper",))
    paper_problem = _paper_problem(query)
    if query.problems or paper_problem:
        problems = {**query.problems, **paper_problem}
        return _refused(request, problems_as_dict(problems), 400, f"{reverse('advice')}?{query.encode()}")
    if not query.answers:
        return HttpResponseRedirect(reverse("questions"))
    try:
        content = report(query)
    except (Busy, RenderingFailed) as error:
        response = _refused(request, unavailable_as_dict(str(error)), 503, f"{reverse('advice')}?{query.encode()}")
        response["Retry-After"] = str(getattr(error, "retry_after", RETRY_AFTER_FAILURE))
        return response
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name(query)}"'
    return response


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "advisor/accessibility.html")


def _paper_problem(query: Query) -> dict[str, str]:
    try:
        paper_of(query)
    except ValueError as error:
        return {"paper": str(error)}
    return {}


def _refused(request: HttpRequest, problem: dict[str, Any], status: int, back: str) -> HttpResponse:
    """A page for people, a problem document for programs that ask for JSON."""
    if "json" in request.headers.get("Accept", ""):
        response: HttpResponse = JsonResponse(problem, status=status, content_type="application/problem+json")
    else:
        response = render(request, "advisor/refused.html", {"problem": problem, "back": back}, status=status)
    return response


@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    """The price book with source, date and age of every row."""
    query = read(request.GET, steering=("show",))
    names = dict(load_catalogue().names)
    only, problems = query.steering.get("show") or None, list(query.problems.values())
    if only not in {None, "people", *names}:
        problems.append(f"There are no prices of that name. Choose one of: {', '.join([*names, 'people'])}.")
        only = None
    context = {"page": PricesPage(query.book, names, date.today(), only), "problems": problems}
    return render(request, "advisor/prices.html", context, status=400 if problems else 200)


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """What organisations said that they run, beside the advice for the same facts."""
    query = read(request.GET, steering=("alternative", "agreement"))
    problems, chosen = list(query.problems.values()), {}
    for name, known in (("alternative", query.model.alternatives), ("agreement", VERDICTS)):
        chosen[name] = query.steering.get(name, "")
        if chosen[name] and chosen[name] not in known:
            problems.append(f"“{shown(chosen[name])}” is not one to choose. Choose one of: {', '.join(known)}.")
            chosen[name] = ""
    context = {"page": CasesPage(query.model, load_casebook(), query.book, **chosen), "problems": problems}
    return render(request, "advisor/cases.html", context, status=400 if problems else 200)


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How it decides: the whole model, generated from its data."""
    query = read(request.GET)
    context = {"page": MethodPage(query.model), "problems": query.problems.values()}
    return render(request, "advisor/method.html", context, status=400 if query.problems else 200)


def failed(request: HttpRequest, *_: object) -> HttpResponse:
    """The page for a failure of ours; inside the frame it is one that may be framed, for programs a problem."""
    if for_programs(request):
        return refused(problem("internal-error", "It is not your request's fault. Try again later."))
    return frame_failed(request, 500) if request.path == reverse("embed") else server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that cannot be read; inside the frame it is one that may be framed."""
    return frame_failed(request, 400) if request.path == reverse("embed") else default_bad_request(request, exception)

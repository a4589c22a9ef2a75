"""What other sites and crawlers read: the picture beside a link, robots.txt and the sitemap."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from advisor.headers import open_to_all
from advisor.query import read
from advisor.report.card import card_of, picture
from advisor.report.pool import Busy, RenderingFailed

LASTING = ("start", "questions", "method", "cases", "prices", "embed-customize", "compare", "api", "accessibility")
"""The pages that do not depend on anybody's answers."""
DEFAULT_CARD = "cards/default.png"


@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """The verdict of a permalink as a picture for other sites; the one of the start page where there is none."""
    query = read(request.GET)
    if query.problems or not query.answers:
        return HttpResponseRedirect(static(DEFAULT_CARD))
    try:
        response = HttpResponse(picture(card_of(query)), content_type="image/png")
    except (Busy, RenderingFailed):
        response = HttpResponseRedirect(static(DEFAULT_CARD))
        response["Cache-Control"] = "no-store"
        return response
    return open_to_all(response)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: every page, but no report, since each one has to be made."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The pages that are the same for everybody."""
    pages = [settings.ADVISOR_ORIGIN + reverse(name) for name in LASTING]
    return render(request, "sitemap.xml", {"pages": pages}, content_type="application/xml; charset=utf-8")

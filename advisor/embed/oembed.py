"""oEmbed 1.0: what a site that is given one of our addresses puts in its place."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from advisor.decision.model import shown
from advisor.embed.frame import STEERING
from advisor.headers import open_to_all
from advisor.query import Query, read

EMBEDDABLE = ("start", "questions", "advice", "embed")
"""The pages that can be shown as the widget, with the answers in their address."""
TITLE = "Do you need Kubernetes? Questionnaire"
WIDTH, HEIGHT = 680, 560
"""Pixels of the frame where the consumer sets no smaller maximum."""
WIDGET = '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" allow="clipboard-write"></iframe>'
"""The one line that means the same in HTML and in JSX, and that every documentation tool takes."""
FALLBACK = '<blockquote><a href="{}">Do you need Kubernetes?</a></blockquote>'
"""What stays where frames are stripped. WordPress loads its script that fits the height only where it finds this."""


def widget(address: str, *, title: str = TITLE, width: str = "100%", height: int = HEIGHT) -> str:
    """The line that shows the frame at this address; width in CSS pixels or percent, height in pixels."""
    return format_html(WIDGET, address, title, width, height)


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """The description of an address of ours; parameters that oEmbed does not know are ignored."""
    params = request.GET
    if params.get("format", "json") != "json":
        return _problem(501, "This provider answers in JSON. Leave format out, or give format=json.")
    try:
        width, height = _within(params, "maxwidth", WIDTH), _within(params, "maxheight", HEIGHT)
    except ValueError as error:
        return _problem(400, str(error))
    query = _query_of(params.get("url", ""))
    if query is None:
        pages = ", ".join(reverse(name) for name in EMBEDDABLE)
        return _problem(404, f"url must be an address of {settings.ADVISOR_ORIGIN}: one of {pages}.")
    address = f"{settings.ADVISOR_ORIGIN}{reverse('embed')}"
    if query.answers:
        address += f"?{query.encode()}"
    content = {
        "version": "1.0",
        "type": "rich",
        "title": TITLE,
        "provider_name": "Do you need Kubernetes?",
        "provider_url": f"{settings.ADVISOR_ORIGIN}/",
        "cache_age": 86_400,
        "width": width,
        "height": height,
        "html": format_html(FALLBACK, f"{settings.ADVISOR_ORIGIN}/")
        + widget(address, width=str(width), height=height),
    }
    return open_to_all(JsonResponse(content, json_dumps_params={"ensure_ascii": False}))


def _within(params: QueryDict, key: str, most: int) -> int:
    """The size to give in pixels: ours, or the consumer's maximum where that is smaller."""
    value = params.get(key, str(most))
    if not (value.isascii() and value.isdecimal() and int(value[:9]) > 0):
        raise ValueError(f"{key} must be a number of pixels, 1 or more, not “{shown(value)}”.")
    return min(most, int(value[:9]))


def _query_of(url: str) -> Query | None:
    """The answers in an address of ours; None where it is no page of ours that can be embedded."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}" != settings.ADVISOR_ORIGIN:
        return None
    if parts.path not in {reverse(name) for name in EMBEDDABLE} | {""}:
        return None
    query = read(QueryDict(parts.query), steering=(*STEERING, "all"))
    return None if query.problems else query


def _problem(status: int, detail: str) -> HttpResponse:
    content = {"type": "about:blank", "title": "Nothing to embed", "status": status, "detail": detail}
    response = JsonResponse(content, status=status, content_type="application/problem+json")
    return open_to_all(response)

"""How often one client may ask for what is dear: counted in Redis for all replicas, else in each process."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from advisor.middleware import View
from advisor.production import metrics
from advisor.production.clients import client_of
from advisor.production.routes import route_of
from advisor.production.shared import shared

if TYPE_CHECKING:
    from redis import Redis

WINDOW = 60
"""Seconds over which requests are counted."""
LIMITED = {
    ("advice-pdf", "GET"): "ADVISOR_PDF_PER_MINUTE",
    ("card", "GET"): "ADVISOR_PDF_PER_MINUTE",
    ("compare-pdf", "GET"): "ADVISOR_PDF_PER_MINUTE",
    ("api-endpoint", "POST"): "ADVISOR_BATCH_PER_MINUTE",
}
"""Route and method -> the setting that says how often one client may ask in a minute; 0 is without a limit."""
log = logging.getLogger(__name__)


@dataclass
class Here:
    """Counts in this process alone."""

    _window: int = -1
    _counts: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, who: str) -> tuple[int, float]:
        """How often it has been asked in this window, this time included, and the seconds that the window lasts."""
        window, elapsed = divmod(time.monotonic(), WINDOW)
        with self._lock:
            if window != self._window:
                self._window, self._counts = int(window), Counter()
            self._counts[who] += 1
            return self._counts[who], WINDOW - elapsed


def count_there(redis: Redis, who: str) -> tuple[int, float]:
    """The same for all replicas: the server's clock alone counts, so that theirs may differ."""
    key = f"advisor:asked:{who}"
    with redis.pipeline(transaction=True) as pipeline:
        pipeline.set(key, 0, ex=WINDOW, nx=True)
        pipeline.incr(key)
        pipeline.pttl(key)
        _, asked, milliseconds = pipeline.execute()
    return int(asked), max(int(milliseconds), 0) / 1000


@cache
def here() -> Here:
    """The counts of this process."""
    return Here()


def seconds_to_wait(setting: str, client: str) -> int:
    """0 if the client may ask now, else the seconds after which it may; routes of one setting count together."""
    most = getattr(settings, setting)
    if not most:
        return 0
    who, replicas_share = f"{setting}:{client}", shared()
    counted = replicas_share.ask(lambda redis: count_there(redis, who)) if replicas_share else None
    asked, left = counted or here().count(who)
    return max(1, math.ceil(left)) if asked > most else 0


def limit(get_response: View) -> View:
    """Answers 429 where a client has asked too often for a route that is limited."""

    def middleware(request: HttpRequest) -> HttpResponse:
        route = route_of(request.path_info)
        method = "GET" if request.method == "HEAD" else str(request.method)
        setting = LIMITED.get((route, method))
        if setting and (wait := seconds_to_wait(setting, client_of(request))):
            metrics.LIMITED.labels(route).inc()
            return _too_many(request, wait)
        return get_response(request)

    return middleware


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """A page for people who ask for a report, a problem document for programs."""
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": "Too many requests",
        "status": 429,
        "detail": f"You have asked for this very often within a minute. Try again in {wait} seconds.",
    }
    if "html" in request.headers.get("Accept", ""):
        back = f"{reverse('advice')}?{request.META['QUERY_STRING']}"
        response = render(request, "advisor/refused.html", {"problem": problem, "back": back}, status=429)
    else:
        response = JsonResponse(problem, status=429, content_type="application/problem+json")
    response["Retry-After"] = str(wait)
    return response


def announce() -> None:
    """Says at start-up how limits are counted."""
    if settings.ADVISOR_REDIS:
        log.info("limits are counted in Redis, for all replicas together")
    else:
        log.warning("limits are counted in each process: ADVISOR_REDIS is not set")

"""What may be kept, by whom and how long: an ETag before anything is made, finished responses in memory.

Every page is a function of its address, this build and the day (one page counts days). So the tag of a response is
known before its query is even parsed, and whoever names that tag has got the response from this build before.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from advisor.api.endpoints import ENDPOINTS
from advisor.build import build
from advisor.compression import coding_of
from advisor.middleware import View
from advisor.production import metrics
from advisor.production.routes import NO_ROUTE, STATIC, route_of

FRESH = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=86400"
MINUTES = "public, max-age=300"
HOUR = "public, max-age=3600"
FOR_A_DAY = "public, max-age=86400, immutable"
FOR_EVER = "public, max-age=31536000, immutable"
NEVER = "no-store"


def _of_a_report(request: HttpRequest) -> str:
    return FOR_A_DAY if {"edition", "prices"} <= set(request.GET) else MINUTES


def _of_a_script(request: HttpRequest) -> str:
    return FOR_EVER if request.path_info.count(".") > 1 else HOUR  # v1.js moves, v1.0.0.js never does


def _of_the_api(request: HttpRequest) -> str:
    declared = ENDPOINTS.get(request.path_info.rpartition("/")[2])
    return HOUR if declared and not declared.changes_daily else FRESH


LIFETIMES: dict[str, str | Callable[[HttpRequest], str]] = {
    "advice-pdf": _of_a_report,
    "api": HOUR,
    "api-endpoint": _of_the_api,
    "card": MINUTES,
    "compare-pdf": MINUTES,
    "embed": MINUTES,
    "embed-card": MINUTES,
    "embed-script": _of_a_script,
    "method": HOUR,
    "oembed": MINUTES,
    "openapi": HOUR,
    "prices": HOUR,
    "robots": HOUR,
    "sitemap": HOUR,
    "accessibility": HOUR,
    "livez": NEVER,
    "readyz": NEVER,
    "version": NEVER,
}
"""Route -> Cache-Control of what it answers with 200 or a redirect. All others are FRESH; errors are never kept."""
TWO_RENDERINGS = frozenset({"questions", "embed-customize"})
"""Routes whose address has two renderings: a whole page, and the part that htmx swaps in."""
COUNTS_DAYS = frozenset({"prices"})
"""Routes that tell the days since something, counted to today."""
RENDERING = ("HX-Request", "HX-History-Restore-Request")
LARGEST = 512 * 1024


@dataclass(frozen=True)
class Kept:
    """A finished response."""

    headers: dict[str, str]
    content: bytes


@dataclass
class Memory:
    """The responses that were asked for last, up to so many bytes."""

    most: int
    _bytes: int = 0
    _kept: OrderedDict[str, Kept] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, name: str) -> Kept | None:
        """What was kept under that name."""
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    def put(self, name: str, kept: Kept) -> None:
        """Keeps it, and lets go of what has not been asked for longest."""
        with self._lock:
            if name not in self._kept:
                self._bytes += len(kept.content)
            self._kept[name] = kept
            while self._bytes > self.most:
                self._bytes -= len(self._kept.popitem(last=False)[1].content)


@cache
def memory() -> Memory:
    """The responses of this process."""
    return Memory(settings.ADVISOR_KEPT_MEGABYTES * 1024 * 1024)


def keep(get_response: View) -> View:
    """Gives responses their ETag and Cache-Control; answers 304 at once, and again what was made before.

    It stands outside of what sets the Content-Security-Policy: a 304 must not replace the frame's policy, and a kept
    response has its own.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        route = route_of(request.path_info)
        if request.method not in {"GET", "HEAD"} or route == STATIC:
            return _lasting(request, route, get_response(request))
        tag = etag(request, route)
        wanted = _named(request, "If-Match")
        if wanted and tag not in wanted and "*" not in wanted:
            return _lasting(request, route, HttpResponse(status=412))
        if tag in _named(request, "If-None-Match"):
            metrics.KEPT.labels("unchanged").inc()
            return _described(request, route, tag, HttpResponse(status=304))
        # A forged host must not be answered from memory, nor a client that takes another format.
        name = f"{tag} {request.META.get('HTTP_HOST')} {request.META.get('HTTP_ACCEPT')}"
        kept = memory().get(name)
        if kept is not None:
            metrics.KEPT.labels("memory").inc()
            return HttpResponse(kept.content, headers=kept.headers)
        response = _lasting(request, route, get_response(request))
        if response.status_code == 200 and response["Cache-Control"] != NEVER:
            metrics.KEPT.labels("made").inc()
            _described(request, route, tag, response)
            if request.method == "GET" and not response.streaming and len(response.content) <= LARGEST:
                memory().put(name, Kept(dict(response.items()), response.content))
        return response

    return middleware


def etag(request: HttpRequest, route: str) -> str:
    """A strong ETag: all that the bytes of the response depend on, as a hash."""
    parts = [build(), settings.ADVISOR_ORIGIN, request.path_info, request.META.get("QUERY_STRING", "")]
    parts.append(coding_of(request))
    parts += [request.headers.get(name, "") for name in RENDERING] if route in TWO_RENDERINGS else []
    parts += [date.today().isoformat()] if route in COUNTS_DAYS else []
    return f'"{hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]}"'


def _named(request: HttpRequest, header: str) -> list[str]:
    """The tags in a header; a proxy that compresses may have made them weak."""
    return [tag.removeprefix("W/") for tag in parse_etags(request.headers.get(header, ""))]


def _lasting(request: HttpRequest, route: str, response: HttpResponse) -> HttpResponse:
    """The response with the Cache-Control of its route; errors, and what is not there, are never kept."""
    if response.status_code >= 400 or route == NO_ROUTE:
        response.headers["Cache-Control"] = NEVER
    elif route != STATIC:
        lifetime = LIFETIMES.get(route, FRESH)
        response.headers.setdefault("Cache-Control", lifetime if isinstance(lifetime, str) else lifetime(request))
    return response


def _described(request: HttpRequest, route: str, tag: str, response: HttpResponse) -> HttpResponse:
    """The response with what a 304 has to say like the 200: ETag, Cache-Control, Vary."""
    response.headers["ETag"] = tag
    patch_vary_headers(response, ["Accept-Encoding", *(RENDERING if route in TWO_RENDERINGS else ())])
    return _lasting(request, route, response)

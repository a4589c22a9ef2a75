"""Middleware: headers that every response carries, and links cleaned of tracking keys."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from advisor.query import has_tracking, without_tracking

type View = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-write=(self)"


def response_headers(get_response: View) -> View:
    """Adds what Django has no setting for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        # The frame's own files load in a sandbox too, where no address is of the same origin.
        reach = "cross-origin" if request.path.startswith(f"{settings.STATIC_URL}embed/") else "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", reach)
        return response

    return middleware


class CompressText(GZipMiddleware):
    """Compresses pages, but no PDF: it would gain nothing and lose its strong ETag."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.headers.get("Content-Type") == "application/pdf":
            return response
        return super().process_response(request, response)


def drop_tracking_keys(get_response: View) -> View:
    """Sends a link with tracking keys on to the same link without them, so that they are neither used nor spread.

    The API refuses them like any unknown key: nobody adds them to a program's requests, and a script of another site
    could not follow the redirect.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        link = request.method in {"GET", "HEAD"} and not request.path.startswith("/api/v1/")
        if link and has_tracking(request.GET):
            rest = without_tracking(request.GET)
            return HttpResponseRedirect(request.path + (f"?{rest}" if rest else ""))
        return get_response(request)

    return middleware

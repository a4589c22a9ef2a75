"""Middleware: headers that every response carries, and links cleaned of tracking keys."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from advisor.query import has_tracking, without_tracking

HASHED = re.compile(rf"({re.escape(settings.STATIC_URL)}.+)\.[0-9a-f]{{12}}(\.\w+)")
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


def files_of_other_versions(get_response: View) -> View:
    """Answers for a hashed file of another version with the own one, which is kept for a minute only.

    While replicas roll from one version to the next, a page of one may ask the other for its files.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        hashed = HASHED.fullmatch(request.path_info) if response.status_code == 404 else None
        if hashed is None:
            return response
        request.path = request.path_info = hashed[1] + hashed[2]
        return get_response(request)

    return middleware


def bodiless_head(get_response: View) -> View:
    """Answers HEAD with the headers of GET alone: not every server drops the body itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.content = b""
        return response

    return middleware


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

"""For whoever looks after the server: does it live, can it answer, which version is it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

import advisor
from advisor.build import build
from advisor.costs.prices import load_book
from advisor.decision.advice import advise
from advisor.decision.loading import load_model
from advisor.middleware import View
from advisor.production.shared import shared


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """That the process answers; it depends on nothing."""
    return _plain({"status": "alive"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether pages can be answered: 200, or 503 where the model or the prices cannot be loaded.

    Redis is named and does not decide: all replicas share it, and would be taken out of service together for
    something that no page needs.
    """
    try:
        model, book = load_model(), load_book()
        advise(model, {})
    except Exception as error:
        return _plain({"status": "not ready", "because": type(error).__name__}, status=503)
    return _plain({"status": "ready", "edition": model.edition, "prices": book.edition, "redis": _redis()})


@require_safe
def version(request: HttpRequest) -> HttpResponse:
    """The version, the hash of everything in it, and the editions that answer where a link names none."""
    found = {"version": advisor.__version__, "build": build()}
    return _plain(found | {"edition": load_model().edition, "prices": load_book().edition})


PROBES = {"/livez": livez, "/readyz": readyz}


def answer_probes(get_response: View) -> View:
    """Answers probes before the Host header is checked: they come to the address of one replica, not to the site."""

    def middleware(request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else get_response(request)

    return middleware


def _redis() -> str:
    replicas_share = shared()
    if replicas_share is None:
        return "not used"
    return "ok" if replicas_share.ask(lambda redis: redis.ping()) else "failing: limits are counted per process"


def _plain(content: dict[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(content, status=status)

"""What a server does before its first request: loads what all pages need, and says how it counts."""

from __future__ import annotations

from django.conf import settings
from django.urls import get_resolver

from advisor.build import build
from advisor.costs.prices import load_book
from advisor.decision.advice import advise
from advisor.decision.loading import load_model
from advisor.production.limits import announce


def start() -> None:
    """Raises what is wrong with the data before anybody is served; workers that fork from here share its memory."""
    if settings.DEBUG:
        return
    _ = get_resolver().url_patterns
    load_book()
    advise(load_model(), {})
    build()
    announce()

"""The name of the route that answers a path: all that logs and metrics may say about an address."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import Resolver404, resolve

STATIC = "static"
NO_ROUTE = "none"


@lru_cache(maxsize=1024)
def route_of(path: str) -> str:
    """The route's name in the urlconf, "static" for files, "none" where nothing answers."""
    if path.startswith(settings.STATIC_URL):
        return STATIC
    try:
        return resolve(path).url_name or NO_ROUTE
    except Resolver404:
        return NO_ROUTE

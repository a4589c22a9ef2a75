"""What other sites may load: the headers that let them."""

from __future__ import annotations

from django.http.response import HttpResponseBase

EVERYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Allow",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Any site may load this; a frame in a sandbox, which has no origin of its own, as well."""


def open_to_all[R: HttpResponseBase](response: R) -> R:
    """The response with the headers that let other sites load it."""
    for name, value in EVERYWHERE.items():
        response[name] = value
    return response

"""Compresses text on its way out, equal input to equal bytes."""

from __future__ import annotations

import gzip
import re

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from advisor.middleware import View

LEAST = 200
"""Bytes below which compression gains nothing."""
TEXT = re.compile(r"text/|application/(json|problem\+json|javascript|xml)|image/svg\+xml")
REFUSED = re.compile(r";\s*q=0(\.0*)?\s*$")
CODINGS = {
    "br": lambda content: brotli.compress(content, quality=5),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
}
"""Best first. No page holds a secret, so their sizes need not be blurred against BREACH."""


def coding_of(request: HttpRequest) -> str:
    """The best coding that the client takes: br, gzip or identity."""
    offered = request.headers.get("Accept-Encoding", "").lower().split(",")
    taken = {part.partition(";")[0].strip() for part in offered if not REFUSED.search(part)}
    return next((coding for coding in CODINGS if coding in taken), "identity")


def compress_text(get_response: View) -> View:
    """Compresses pages and data; no PDF, which would gain nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        compressible = TEXT.match(response.get("Content-Type", "")) and not response.streaming
        if not compressible or response.has_header("Content-Encoding"):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        coding = coding_of(request)
        if coding in CODINGS and len(response.content) >= LEAST:
            response.content = CODINGS[coding](response.content)
            response.headers["Content-Encoding"] = coding
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return middleware

"""What came of each request, for whoever runs the server: an id, a line in the log, figures for Prometheus."""

from __future__ import annotations

import logging
import re
import time
import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from advisor.middleware import View
from advisor.production import metrics
from advisor.production.logs import REQUEST_ID
from advisor.production.routes import route_of

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
HEADER = "X-Request-ID"
log = logging.getLogger(__name__)


def observe(get_response: View) -> View:
    """Logs and counts each request by its route; the query, which holds the answers, is never looked at."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        token = REQUEST_ID.set(_id(request))
        try:
            response = get_response(request)
            _tell(request, response, time.perf_counter() - began)
            return response
        finally:
            REQUEST_ID.reset(token)

    return middleware


def _id(request: HttpRequest) -> str:
    """The id that a proxy of ours has given, else a new one: nobody else may write into the log."""
    given = request.headers.get(HEADER, "") if settings.ADVISOR_PROXY_HOPS else ""
    return given if ID.fullmatch(given) else uuid.uuid4().hex


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    route = route_of(request.path_info)
    method = request.method if request.method in METHODS else "other"
    response.headers[HEADER] = REQUEST_ID.get()
    metrics.REQUESTS.labels(route, method, response.status_code).inc()
    metrics.SECONDS.labels(route).observe(seconds)
    fields = {"method": method, "route": route, "status": response.status_code, "ms": round(seconds * 1000, 2)}
    log.info("request", extra={"fields": fields})

"""A Django that says hello, behind the middleware of a new project: the reference for requests a second."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def hello(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    return HttpResponse("<!doctype html><title>Hello</title><p>Hello, world</p>")


urlpatterns = [path("", hello)]

if os.environ.get("BENCH_HELLO"):
    settings.configure(
        ROOT_URLCONF="bench.hello",
        ALLOWED_HOSTS=["127.0.0.1"],
        SECRET_KEY="not a secret",
        MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
    )
    application = get_wsgi_application()

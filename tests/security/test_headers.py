"""The crawl: what every response says, whatever is asked."""

import re

import pytest
from django.conf import settings
from django.test import Client, override_settings

from advisor.build import build  # noqa: F401  # hashed once, before the crawl is timed
from tests.security.crawl import paths

ADDRESSES = sorted(set(paths()))
FRAMED = ("/embed/",)
LOADS = re.compile(
    rb'<(?:script|img|iframe|source|video|audio|embed|object|link)\b[^>]*?\b(?:src|href|data)="([^"]+)"'
)
NAMES = re.compile(rb'<link rel="(?:canonical|alternate|service-desc|describedby)"[^>]*>|<a\b[^>]*>')


@pytest.fixture(autouse=True)
def no_reports(monkeypatch):
    """Reports have tests of their own; here their headers count."""
    monkeypatch.setattr("advisor.views.report", lambda query: b"%PDF-")
    monkeypatch.setattr("advisor.compare_views.comparison_report", lambda *_: b"%PDF-")
    monkeypatch.setattr("advisor.sharing.picture", lambda card: b"\x89PNG")


def ask(address, method="get", **headers):
    return getattr(Client(raise_request_exception=False), method)(address, headers=headers, secure=True)


def policy(response):
    return dict(directive.strip().partition(" ")[::2] for directive in response["Content-Security-Policy"].split(";"))


def assert_strict(response, address):
    found = policy(response)
    assert found["default-src"] == "'none'"
    assert found["base-uri"] == "'none'"
    assert "unsafe" not in response["Content-Security-Policy"]
    framed = address.partition("?")[0] in FRAMED and "Location" not in response
    assert found["frame-ancestors"] == ("*" if framed else "'none'")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] in {"same-origin", "strict-origin-when-cross-origin"}
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] in {"same-origin", "cross-origin"}
    assert response["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert re.fullmatch("[0-9a-f]{32}", response["X-Request-ID"])
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "Server" not in response and "X-Powered-By" not in response


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_answers_with_strict_headers_no_cookie_and_nothing_from_elsewhere(address):
    response = ask(address)
    assert response.status_code < 500
    assert_strict(response, address)
    if response.status_code >= 400:
        assert response["Cache-Control"] == "no-store"
    if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
        assert_loads_nothing_foreign(response.content)


def assert_loads_nothing_foreign(html):
    own = settings.ADVISOR_ORIGIN.encode()
    for address in LOADS.findall(NAMES.sub(b"", html)):
        assert address.startswith((b"/static/", b"/embed/", b"data:", own + b"/")), address
    assert not re.search(rb'\sstyle="|<style|\son\w+="|<script(?![^>]*\ssrc=)|="javascript:', html)


@pytest.mark.parametrize(
    "address", ["/", "/advice/?ops=none", "/embed/", "/nowhere/", "/static/css/advisor.css", "/livez"]
)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_whatever_the_method_the_headers_are_strict(address, method):
    response = ask(address, method)
    assert_strict(response, address)
    assert response.status_code in ({404, 405} if not (address == "/embed/" and method == "options") else {204})


@pytest.mark.parametrize("address", ["/", "/advice/?ops=none", "/advice.json?ops=none", "/questions/"])
def test_a_failure_has_the_same_headers_and_tells_nothing(address, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("secret /etc/passwd")

    monkeypatch.setattr("advisor.views.fresh", fail)
    monkeypatch.setattr("advisor.views.read", fail)
    monkeypatch.setattr("advisor.serving.read", fail)
    response = ask(address)
    assert response.status_code == 500
    assert_strict(response, address)
    assert response["Cache-Control"] == "no-store"
    assert b"secret" not in response.content and b"Traceback" not in response.content


@pytest.mark.parametrize("host", ["evil.test", "advisor.test.evil.test", "advisor.test@evil.test", "", "[::1", "a b"])
def test_a_forged_host_is_refused_with_the_same_headers_and_not_repeated(host):
    response = ask("/advice/?ops=none", host=host)
    assert response.status_code == 400
    assert_strict(response, "/advice/")
    assert b"evil" not in response.content


@pytest.mark.parametrize(
    "name", ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override"]
)
def test_headers_that_proxies_set_change_nothing_where_there_is_no_proxy(name):
    address = ADDRESSES[0]
    plain, with_header = ask(address), ask(address, **{name: "evil.test"})
    assert plain.content == with_header.content
    assert plain.status_code == with_header.status_code


@override_settings(SECURE_SSL_REDIRECT=True)
def test_without_https_a_page_is_sent_there_and_a_probe_is_answered():
    response = Client(SERVER_NAME="advisor.test").get("/questions/")
    assert (response.status_code, response["Location"]) == (301, "https://advisor.test/questions/")
    assert Client(SERVER_NAME="advisor.test").get("/livez").status_code == 200

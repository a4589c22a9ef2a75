"""What holds for every address: headers, methods, errors, no cookies, no other site."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.query import TRACKING_KEYS, fresh
from tests.sheets import MODEL, sheet

ROOT = Path(__file__).parent.parent.parent
ADVICE = "/advice/?" + fresh(sheet()).encode()
UNFINISHED = "/advice/?" + fresh({"ops": "none"}).encode()
COMPARE = "/compare/?" + urlencode({"a": urlencode(sheet()), "b": urlencode(sheet(ops="one", team="11-40"))})
PAGES = [
    "/",
    "/questions/",
    "/questions/?all=1",
    ADVICE,
    UNFINISHED,
    "/method/",
    "/prices/",
    "/cases/",
    "/api/",
    "/compare/",
    COMPARE,
]
EVERYTHING = [
    *PAGES,
    "/advice.json?ops=none",
    "/advice.md?ops=none",
    "/advice.csv?ops=none",
    "/api/v1/openapi.json",
    "/api/v1/questions",
    "/api/v1/advice?ops=none",
    "/api/v1/advice?x=1",
    "/api/v1/nowhere",
    "/compare.json?a=team%3D1&b=team%3D2-3",
    "/compare/?a=x",
    "/nowhere/",
    "/advice/?x=1",
    "/advice.json?x=1",
    "/static/css/advisor.css",
]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("path", EVERYTHING)
def test_every_response_has_the_strict_headers_and_no_cookie(path):
    response = Client().get(path)
    assert response["Content-Security-Policy"] == CSP
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_loads_anything_from_another_site_or_styles_inline(path):
    html = Client().get(path).content.decode()
    loaded = re.findall(
        r'<(?:script|img|iframe|link rel="(?:stylesheet|preload|icon)")[^>]*?(?:src|href)="([^"]+)"', html
    )
    assert loaded
    assert all(address.startswith(("/static/", "data:image/svg+xml,")) for address in loaded)
    assert not re.search(r'\sstyle="|<style|\son\w+="|<script(?! src)', html)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_only_get_and_head_are_accepted(path, method):
    """The API's batch is the one exception, and OPTIONS there: see test_api.py."""
    assert getattr(Client(), method)(path).status_code == 405


@pytest.mark.parametrize("path", PAGES)
def test_head_is_answered_like_get_without_a_body(path):
    response = Client().head(path)
    assert response.status_code == 200
    assert response.content == b""


def test_a_wrong_address_gets_a_page_that_leads_on():
    response = Client().get("/nowhere/")
    assert response.status_code == 404
    assert "There is no page here" in response.content.decode()
    assert 'href="/questions/"' in response.content.decode()


def test_a_failure_gets_a_page_and_no_traceback(monkeypatch):
    def fail(*_):
        raise RuntimeError("secret")

    monkeypatch.setattr("advisor.views.advice_for", fail)
    response = Client(raise_request_exception=False).get(ADVICE)
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
    assert "secret" not in response.content.decode()


@pytest.mark.parametrize("key", ["utm_source", "utm_anything", *sorted(TRACKING_KEYS)])
def test_tracking_keys_are_dropped_by_a_redirect_and_the_answers_stay(key):
    response = Client().get(f"/advice/?services=3-9&{key}=x&team=1&team=2-3")
    assert response.status_code == 302
    assert response["Location"] == "/advice/?services=3-9&team=1&team=2-3"


def test_the_documented_tracking_keys_are_the_dropped_ones():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "`utm_*`" in readme
    assert all(f"`{key}`" in readme for key in TRACKING_KEYS)


KEYS = st.sampled_from(
    [
        *MODEL.questions,
        "edition",
        "prices",
        "provider",
        "region",
        "salary",
        "horizon",
        "at",
        "all",
        "asked",
        "x",
        "a",
        "b",
        "grow_team",
    ]
) | st.text(max_size=20)
VALUES = st.sampled_from(
    ["1", "unsure", "3-9", "one", MODEL.edition, "services", "all", "", "hetzner", "eu", "36", "-1", "1e9"]
) | st.text(max_size=60)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(
        [
            "/questions/",
            "/advice/",
            "/advice.json",
            "/advice.md",
            "/advice.csv",
            "/api/v1/advice",
            "/api/v1/prices",
            "/api/v1/editions",
            "/api/v1/compare",
            "/compare/",
            "/method/",
            "/prices/",
            "/cases/",
        ]
    ),
    st.lists(st.tuples(KEYS, VALUES), max_size=15),
    st.booleans(),
)
def test_no_query_makes_it_fail(path, pairs, htmx):
    response = Client().get(f"{path}?{urlencode(pairs)}", headers={"HX-Request": "true"} if htmx else {})
    assert response.status_code in {200, 301, 302, 400}


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_in_the_query_make_it_fail(raw):
    response = Client().get("/advice/", QUERY_STRING=raw.decode("latin-1").replace("\n", "").replace("\r", ""))
    assert response.status_code in {200, 301, 302, 400}


def run(**environment):
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("ADVISOR_", "DJANGO_"))}
    code = "import advisor.settings as s; print(s.ADVISOR_ORIGIN, s.ALLOWED_HOSTS)"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=clean | environment, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, "ADVISOR_ORIGIN is not set. Give the public address of this site"),
        ({"ADVISOR_ORIGIN": "advisor.example"}, "must be like https://advisor.example, without a path"),
        ({"ADVISOR_ORIGIN": "https://advisor.example/"}, "must be like https://advisor.example, without a path"),
        ({"ADVISOR_ORIGIN": "ftp://advisor.example"}, "must be like https://advisor.example"),
        ({"ADVISOR_DEBUG": "yes"}, "ADVISOR_DEBUG must be 1 or 0, not 'yes'."),
    ],
)
def test_settings_that_make_no_sense_are_refused_at_start_up(environment, says):
    result = run(**environment)
    assert result.returncode != 0
    assert says in result.stderr


def test_a_public_address_is_all_that_production_needs():
    result = run(ADVISOR_ORIGIN="https://advisor.example")
    assert result.stdout.strip() == "https://advisor.example ['advisor.example']"


def test_django_s_own_check_for_deployment_is_clean():
    environment = os.environ | {
        "ADVISOR_ORIGIN": "https://advisor.example",
        "ADVISOR_BEHIND_PROXY": "1",
        "ADVISOR_DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "advisor.settings",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr

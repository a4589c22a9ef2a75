"""No query, whatever is in it, makes a page fail, or comes back as anything but text. ADVISOR_QUERIES says how many."""

import os
import re
from urllib.parse import quote_plus

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.costs.inputs import keys as input_keys
from advisor.query import fresh
from tests.security.crawl import ARGUMENTS
from tests.sheets import MODEL, partial_sheets

INPUTS = int(os.environ.get("ADVISOR_QUERIES", "400"))
STEERING = [
    "at",
    "all",
    "asked",
    "show",
    "paper",
    "theme",
    "lang",
    "url",
    "format",
    "maxwidth",
    "height",
    "result",
    "edition",
    "prices",
]
HOSTILE = [
    "<script>alert(1)</script>",
    '"onload=alert(1) x="',
    "'",
    "%",
    "%s",
    "{{7*7}}",
    "{% load x %}",
    "../../etc/passwd",
    "\x00",
    "\r\nX-Evil: 1",
    "\u202e",
    "\ud7ff",
    "1e309",
    "-0",
    "NaN",
    "٣",
    "9" * 400,
    "${jndi:x}",
    "a" * 3000,
]
VALID = [option for question in MODEL.questions.values() for option in question.options]

keys = (
    st.sampled_from([*MODEL.questions, *input_keys(), *STEERING, "utm_source"])
    | st.text(max_size=12)
    | st.sampled_from(HOSTILE)
)
values = (
    st.sampled_from([*VALID, "unsure", "1", MODEL.edition, "", "hetzner", "eu", "all"])
    | st.sampled_from(HOSTILE)
    | st.text(max_size=40)
)
ROUTES = [
    reverse(pattern.name, args=arguments)
    for pattern in get_resolver().url_patterns
    if pattern.name
    for arguments in ARGUMENTS.get(pattern.name, [[]])
]
queries = st.tuples(partial_sheets().map(dict), st.lists(st.tuples(keys, values), max_size=6))


def encode(text):
    return quote_plus(text.encode("utf-8", "surrogatepass"))


@pytest.fixture(autouse=True, scope="module")
def no_reports():
    """The text of a report is made and its layout is not: that is another test's work."""
    patch = pytest.MonkeyPatch()
    patch.setattr("advisor.views.report", lambda query: b"%PDF-")
    patch.setattr("advisor.compare_views.comparison_report", lambda *_: b"%PDF-")
    patch.setattr("advisor.sharing.picture", lambda card: b"\x89PNG")
    yield
    patch.undo()


@pytest.mark.parametrize("part", range(4))
@settings(max_examples=max(INPUTS // 4, 1), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    path=st.sampled_from(ROUTES),
    query=queries,
    htmx=st.booleans(),
    accept=st.sampled_from(["text/html", "application/json", ""]),
)
def test_no_query_makes_it_fail_or_gets_through_as_markup(part, path, query, htmx, accept):
    answers, more = query
    pairs = [*answers.items(), *more]
    address = path + "?" + "&".join(f"{encode(key)}={encode(value)}" for key, value in pairs)
    headers = {"Accept": accept, **({"HX-Request": "true"} if htmx else {})}
    response = Client(raise_request_exception=True).get(address, headers=headers)
    assert response.status_code in {200, 204, 301, 302, 400, 404, 406, 501}, address
    assert b"\r\nX-Evil" not in response.serialize_headers()
    if response.get("Content-Type", "").startswith("text/html"):
        html = response.content.decode()
        assert not re.search('<script>alert|"onload=|\u202e', html)


@settings(max_examples=INPUTS // 4, deadline=None)
@given(st.sampled_from(ROUTES), st.binary(max_size=80))
def test_no_bytes_make_it_fail(path, raw):
    line = raw.decode("latin-1").replace("\n", "").replace("\r", "").replace("#", "")
    assert Client().get(path, QUERY_STRING=line).status_code in {200, 204, 301, 302, 400, 404, 406, 501}


def test_a_query_as_long_as_a_server_takes_is_answered():
    assert Client().get("/advice/?" + "&".join(f"k{n}=v" for n in range(550))).status_code == 400


def test_more_keys_than_django_reads_are_refused_and_not_a_failure():
    assert Client().get("/advice/?" + "&".join(f"k{n}=v" for n in range(1500))).status_code == 400


def test_a_permalink_stays_below_a_kilobyte():
    longest = {key: max(question.options, key=len) for key, question in MODEL.questions.items()}
    assert len(fresh(longest).encode()) < 1000

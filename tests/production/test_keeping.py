"""What may be kept: lifetimes, ETags, 304, memory, compression."""

import gzip
from urllib.parse import urlencode

import brotli
import pytest
from django.test import Client
from django.urls import get_resolver
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.production import keeping
from advisor.production.keeping import FOR_A_DAY, FOR_EVER, FRESH, HOUR, MINUTES, NEVER
from advisor.query import fresh
from tests.sheets import partial_sheets, sheet

QUERY = fresh(sheet()).encode()
LIFETIMES = [
    ("/", FRESH),
    ("/questions/", FRESH),
    (f"/advice/?{QUERY}", FRESH),
    (f"/advice.json?{QUERY}", FRESH),
    ("/method/", HOUR),
    ("/prices/", HOUR),
    ("/embed/", MINUTES),
    ("/embed/card.svg", MINUTES),
    (f"/oembed?{urlencode({'url': 'https://advisor.test/'})}", MINUTES),
    ("/embed/v1.js", HOUR),
    ("/embed/v1.0.0.js", FOR_EVER),
    ("/embed/customize/", FRESH),
]
NEVER_KEPT = [
    "/livez",
    "/readyz",
    "/version",
    "/nowhere/",
    "/advice/?x=1",
    "/advice.json?x=1",
    "/embed/v9.js",
    "/oembed",
]


def get(path, **headers):
    return Client().get(path, headers={key.replace("_", "-"): value for key, value in headers.items()})


@pytest.fixture
def memory(monkeypatch):
    found = keeping.Memory(1024 * 1024)
    monkeypatch.setattr(keeping, "memory", lambda: found)
    return found


@pytest.mark.parametrize(("path", "lifetime"), LIFETIMES)
def test_each_route_says_how_long_it_may_be_kept_and_has_a_strong_tag(path, lifetime):
    response = get(path)
    assert (response.status_code, response["Cache-Control"]) == (200, lifetime)
    assert response["ETag"].startswith('"')


@pytest.mark.parametrize("path", NEVER_KEPT)
def test_errors_and_health_are_never_kept(path):
    response = get(path)
    assert response["Cache-Control"] == NEVER
    assert "ETag" not in response


def test_the_lifetimes_name_only_routes_that_there_are():
    names = {pattern.name for pattern in get_resolver().url_patterns}
    assert set(keeping.LIFETIMES) | keeping.TWO_RENDERINGS | keeping.COUNTS_DAYS <= names


def test_a_report_with_both_editions_may_be_kept_for_a_day(monkeypatch):
    monkeypatch.setattr("advisor.views.report", lambda query: b"%PDF-")
    assert get(f"/advice.pdf?{QUERY}")["Cache-Control"] == FOR_A_DAY
    assert get("/advice.pdf?ops=none")["Cache-Control"] == MINUTES


@pytest.mark.parametrize("path", [path for path, _ in LIFETIMES])
@pytest.mark.parametrize("weak", ["", "W/"])
def test_who_has_it_gets_a_304_with_the_headers_of_the_200(path, weak):
    first = get(path, accept_encoding="br")
    again = get(path, accept_encoding="br", if_none_match=f'"other", {weak}{first["ETag"]}')
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])
    assert set(again["Vary"].split(", ")) == set(first["Vary"].split(", "))
    assert "Content-Security-Policy" not in again  # it would replace the kept one, which differs for the frame


def test_a_304_makes_nothing(monkeypatch):
    tag = get(f"/advice/?{QUERY}")["ETag"]
    monkeypatch.setattr("advisor.views.read", None)
    assert get(f"/advice/?{QUERY}", if_none_match=tag).status_code == 304


def test_the_tag_changes_with_answers_coding_rendering_origin_and_build(monkeypatch, settings):
    path = f"/questions/?{QUERY}&at=team"
    tags = [get(path)["ETag"], get(path.replace("3-9", "1"))["ETag"]]
    tags += [get(path, accept_encoding="gzip")["ETag"], get(path, hx_request="true")["ETag"]]
    tags.append(get(path, hx_request="true", hx_history_restore_request="true")["ETag"])
    settings.ADVISOR_ORIGIN = "https://other.test"
    tags.append(get(path)["ETag"])
    monkeypatch.setattr(keeping, "build", lambda: "another")
    tags.append(get(path)["ETag"])
    assert len(set(tags)) == len(tags) == 7


def test_only_the_page_that_counts_days_has_another_tag_tomorrow(monkeypatch):
    class Tomorrow(keeping.date):
        @classmethod
        def today(cls):
            return cls(2031, 1, 1)

    paths = [path for path, _ in LIFETIMES]
    today = [get(path)["ETag"] for path in paths]
    monkeypatch.setattr(keeping, "date", Tomorrow)
    changed = [path for path, tag in zip(paths, today, strict=True) if get(path)["ETag"] != tag]
    assert changed == ["/prices/"]


# --- memory ------------------------------------------------------------------------------------------------------


def test_a_page_is_made_once_and_answered_alike(memory, monkeypatch):
    first = get(f"/advice/?{QUERY}", accept_encoding="br")
    monkeypatch.setattr("advisor.views.read", None)
    again = get(f"/advice/?{QUERY}", accept_encoding="br")
    assert again.content == first.content
    ignored = {"x-request-id"}
    assert {k: v for k, v in again.items() if k.lower() not in ignored} == {
        k: v for k, v in first.items() if k.lower() not in ignored
    }


def test_a_part_for_htmx_is_never_given_as_a_page(memory):
    page, part = get("/questions/?team=1"), get("/questions/?team=1", hx_request="true")
    assert get("/questions/?team=1").content == page.content != part.content


def test_a_forged_host_is_not_answered_from_memory(memory):
    assert get("/method/").status_code == 200
    assert get("/method/", host="evil.test").status_code == 400


def test_neither_errors_nor_health_come_from_memory(memory):
    for path in NEVER_KEPT:
        get(path)
    assert not memory._kept


def test_the_frame_keeps_its_own_policy(memory):
    first, again = get("/embed/"), get("/embed/")
    assert "frame-ancestors *" in again["Content-Security-Policy"]
    assert first["Content-Security-Policy"] == again["Content-Security-Policy"]


def test_memory_lets_go_of_what_was_not_asked_for_longest():
    memory = keeping.Memory(100)
    for name in "abc":
        memory.put(name, keeping.Kept({}, b"x" * 40))
        memory.get("a")
    assert [memory.get(name) is not None for name in "abc"] == [True, False, True]
    memory.put("huge", keeping.Kept({}, b"x" * 101))
    assert memory._bytes == 0


# --- compression ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offered", "coding", "decoded"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("gzip;q=0", None, bytes),
        ("", None, bytes),
    ],
)
def test_text_is_compressed_with_what_the_client_takes(offered, coding, decoded):
    response = get("/method/", accept_encoding=offered)
    assert response.get("Content-Encoding") == coding
    assert decoded(response.content) == get("/method/").content
    assert int(response["Content-Length"]) == len(response.content)
    assert "Accept-Encoding" in response["Vary"]


def test_equal_pages_are_equal_bytes_when_compressed():
    assert get("/method/", accept_encoding="gzip").content == get("/method/", accept_encoding="gzip").content


# --- the canonical address -------------------------------------------------------------------------------------------


def test_equal_queries_have_one_address():
    mixed = "/advice/?team=4-10&services=3-9&provider=aws&vcpu="
    response = get(mixed)
    assert response.status_code == 301
    assert response["Cache-Control"] == FRESH  # the newest editions are another address tomorrow
    assert response["Location"] == "/advice/?" + fresh({"services": "3-9", "team": "4-10"}).encode()
    assert get(response["Location"]).status_code == 200


def test_what_is_not_sure_stays_in_the_address():
    assert "team=unsure" in get("/advice/?ops=none&team=unsure")["Location"]


@settings(max_examples=100, deadline=None)
@given(partial_sheets().filter(bool), st.randoms())
def test_every_order_of_keys_leads_to_an_address_that_stays(answers, random):
    pairs = list(answers.items())
    random.shuffle(pairs)
    response = get("/advice/?" + urlencode(pairs))
    canonical = "/advice/?" + fresh({key: answers[key] for key in fresh().model.questions if key in answers}).encode()
    assert response.get("Location", canonical) == canonical
    assert get(canonical).status_code == 200

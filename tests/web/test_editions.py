"""Editions: an old link keeps its answer to the byte, and its page says what today's edition would answer and why."""

import html
import io
import re
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.test import Client

from advisor.costs.prices import load_book
from advisor.decision.advice import advise
from advisor.decision.loading import load_model
from tests.editions import AFTER, BEFORE, BOOK, MODEL, RETIRED, ROW, SUCCESSOR, editions_in, write_second_edition
from tests.sheets import MODEL as FIRST
from tests.sheets import sheet

PINNED = {"edition": FIRST.edition, "prices": load_book().edition}
SHEETS = [
    sheet(),
    sheet(ops="part"),
    sheet(ops="one", team="11-40"),
    sheet(hosting="own", ops="one"),
    {"ops": "none"},
]


pytestmark = pytest.mark.xdist_group("editions")  # one worker writes them, once


@pytest.fixture(scope="module")
def retiring(tmp_path_factory):
    path = tmp_path_factory.mktemp("retiring")
    write_second_edition(path, retire=True)
    return path


@pytest.fixture
def second(second_edition, monkeypatch):
    with editions_in(second_edition, monkeypatch):
        yield


@pytest.fixture
def retired(retiring, monkeypatch):
    with editions_in(retiring, monkeypatch):
        yield


def words(response):
    assert response.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def moved():
    """A sheet whose advice the second edition changes."""
    old, new = load_model(FIRST.edition), load_model()
    for services in ("3-9", "10-29"):
        for team in FIRST.questions["team"].options:
            for ops in ("part", "one", "crew"):
                found = sheet(services=services, team=team, ops=ops, skills="production", scaling="many")
                if advise(old, found).recommended != advise(new, found).recommended:
                    return found
    raise AssertionError("the second edition moves nothing")


@pytest.mark.parametrize("path", ["/advice.json", "/api/v1/advice", "/advice.md", "/advice.csv"])
def test_an_old_link_is_answered_with_the_same_bytes_before_and_after(path, second_edition, monkeypatch):
    links = [f"{path}?{urlencode(answers | PINNED)}" for answers in SHEETS]
    before = [Client().get(link, follow=True).content for link in links]
    with editions_in(second_edition, monkeypatch):
        after = [Client().get(link, follow=True).content for link in links]
        newest = Client().get(f"{path}?{urlencode(SHEETS[0])}", follow=True).content
    assert after == before
    assert newest != before[0]


def test_a_link_without_an_edition_gets_the_current_one_and_its_canonical_link_names_it(second):
    response = Client().get("/advice/?" + urlencode(sheet()), follow=True)
    canonical = re.search(r'<link rel="canonical" href="([^"]+)"', response.content.decode())[1]
    assert html.unescape(canonical).endswith(f"&edition={MODEL}&prices={BOOK}")
    assert "Answered by" not in words(response)


def test_an_old_link_says_so_and_what_today_s_edition_would_answer_and_why(second):
    answers = moved()
    text = words(Client().get("/advice/?" + urlencode(answers | PINNED)))
    today = load_model().alternatives[advise(load_model(), answers).recommended].in_sentence
    assert f"Answered by the model of {PINNED['edition']} and the prices of {PINNED['prices']}." in text
    assert f"Today's edition would say: {today}." in text
    assert f"The weight of “{FIRST.questions[ROW].name}” went from {BEFORE} to {AFTER}." in text
    assert re.search(
        r"With newer prices the bill for .+ went from \$[\d,.]+ to \$[\d,.]+ a month \(\+\d+ %\)\.", text
    )


def test_an_old_link_whose_advice_stays_says_that_too(second):
    text = words(Client().get("/advice/?" + urlencode(sheet() | PINNED)))
    assert "Today's edition would still say: serverless containers." in text


def test_the_link_to_today_s_edition_leads_to_its_advice(second):
    answers = moved()
    page = Client().get("/advice/?" + urlencode(answers | PINNED), follow=True).content.decode()
    link = html.unescape(re.search(r'<a href="([^"]+)">Ask today', page)[1])
    assert f"edition={MODEL}&prices={BOOK}" in link
    assert "Answered by" not in words(Client().get(link))


def test_an_old_model_with_new_prices_is_told_apart_from_old_prices_with_the_new_model(second):
    old_model = words(Client().get("/advice/?" + urlencode(moved() | {"edition": FIRST.edition, "prices": BOOK})))
    assert "The weight of" in old_model
    assert "newer prices" not in old_model
    old_prices = words(
        Client().get("/advice/?" + urlencode(sheet() | {"edition": MODEL, "prices": PINNED["prices"]}), follow=True)
    )
    assert "The weight of" not in old_prices
    assert "With newer prices the bill for" in old_prices


def test_programs_are_told_of_the_newer_edition_beside_the_answer(second):
    old = Client().get("/api/v1/advice?" + urlencode(sheet() | PINNED), follow=True)
    assert re.search(rf'<https://advisor.test/advice/\?[^>]+edition={MODEL}[^>]*>; rel="latest-version"', old["Link"])
    assert "latest-version" not in Client().get("/api/v1/advice?" + urlencode(sheet()), follow=True)["Link"]


def test_the_list_of_editions_has_both_and_names_the_current_one(second):
    found = Client().get("/api/v1/editions", follow=True).json()
    assert [(each["edition"], each["current"]) for each in found["models"]] == [(FIRST.edition, False), (MODEL, True)]
    assert [(each["edition"], each["current"]) for each in found["prices"]] == [
        (PINNED["prices"], False),
        (BOOK, True),
    ]
    assert found["models"][0]["model"] == FIRST.digest


def test_a_retired_option_stays_readable_in_an_old_link(retired):
    answers = sheet(deploys=RETIRED)
    text = words(Client().get("/advice/?" + urlencode(answers | PINNED)))
    label = FIRST.questions["deploys"].options[RETIRED].label
    assert label in text
    assert f"It no longer has the answer “{label}” to Releases, which is left open." in text
    assert SUCCESSOR in load_model().questions["deploys"].options


def test_a_retired_option_stays_readable_in_a_link_without_an_edition(retired):
    response = Client().get("/advice/?" + urlencode(sheet(deploys=RETIRED)), follow=True)
    assert f"Answered by the model of {PINNED['edition']}." in words(response)
    assert f"edition={FIRST.edition}" in html.unescape(response.content.decode())


def test_an_answer_that_no_edition_knows_is_still_refused(retired):
    response = Client().get("/advice.json?" + urlencode(sheet(deploys="hourly")))
    assert response.status_code == 400
    assert SUCCESSOR in response.json()["invalid"][0]["allowed"]


def test_a_retired_option_is_refused_where_the_new_edition_is_named(retired):
    assert Client().get("/advice.json?" + urlencode(sheet(deploys=RETIRED) | {"edition": MODEL})).status_code == 400


def test_the_command_line_says_it_too(second):
    out = io.StringIO()
    call_command("advise", *(f"{k}={v}" for k, v in moved().items()), "--edition", FIRST.edition, stdout=out)
    assert out.getvalue().startswith(f"Answered by the model of {FIRST.edition}. Today's edition would say: ")

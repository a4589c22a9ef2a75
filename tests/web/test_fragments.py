"""Questions that are rendered once look as if they were rendered each time."""

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import fragments
from tests.sheets import MODEL, partial_sheets, sheet

PLACES = st.sampled_from(["/questions/", "/embed/"])
STEERING = st.sampled_from([{}, {"all": "1"}, {"at": "team"}, {"asked": "team"}, {"all": "1", "asked": "all"}])


def page(path, query, htmx):
    return Client().get(path, query, headers={"HX-Request": "true"} if htmx else {}).content


@settings(max_examples=60, deadline=None)
@given(PLACES, partial_sheets(), STEERING, st.booleans(), st.sampled_from([{}, {"ops": "nonsense"}]))
def test_every_form_looks_the_same_from_fragments_and_anew(path, answers, steering, htmx, wrong):
    if path == "/embed/":
        steering = {key: value for key, value in steering.items() if key != "all"}
    query = answers | steering | wrong
    page(path, query, htmx)
    kept = page(path, query, htmx)
    fragments._rendered.clear()
    assert kept == page(path, query, htmx)


def test_the_start_page_and_the_questionnaire_have_headings_of_their_own():
    first = [Client().get(path).content.decode() for path in ("/", "/questions/", "/")]
    wording = MODEL.questions["services"].wording
    assert f"<h2>{wording}" in first[0] and f"<h1>{wording}" in first[1]
    assert first[0] == first[2]


def test_a_fragment_is_rendered_once(monkeypatch):
    fragments._rendered.clear()
    Client().get("/questions/", sheet(team="1") | {"at": "ops"})
    assert len(fragments._rendered) == len(MODEL.questions)
    Client().get("/questions/", sheet(team="2-3") | {"at": "ops"})
    assert len(fragments._rendered) == len(MODEL.questions) + 1


@pytest.mark.parametrize("html", ["<script>alert(1)</script>", '"><img src=x>'])
def test_nothing_that_was_typed_is_remembered(html):
    fragments._rendered.clear()
    Client().get("/questions/", {"team": html, "at": "team"})
    assert all("alert" not in found and "src=x" not in found for found in fragments._rendered.values())


def test_there_is_an_end_to_what_is_remembered(monkeypatch):
    fragments._rendered.clear()
    monkeypatch.setattr(fragments, "MOST", 3)
    Client().get("/questions/?all=1")
    assert len(fragments._rendered) == 3

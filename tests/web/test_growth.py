"""When to ask again, on the page and in the JSON: the same numbers, and links that keep what they promise."""

import html
import re
from decimal import Decimal
from urllib.parse import urlencode

from django.http import QueryDict
from django.test import Client
from hypothesis import given, settings

from advisor.decision.advice import advise
from advisor.decision.flips import flips
from advisor.decision.growth import growth
from advisor.query import Query, read
from tests.sheets import MODEL, sheet, sheets

GROWS = sheet(ops="one", skills="production", deploys="several-weekly")


def page(**answers):
    return Client().get("/advice/?" + urlencode(answers), follow=True)


def section(response):
    """The words of the section, and its links."""
    text = response.content.decode()
    part = text[text.index('id="growth"') : text.index("</section>", text.index('id="growth"'))]
    words = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", part)))
    return words, [html.unescape(link) for link in re.findall(r'<a[^>]+href="(/advice/[^"]+)"', part)]


@settings(max_examples=15, deadline=None)
@given(sheets())
def test_page_and_json_have_the_same_numbers(answers):
    found = Client().get("/advice.json?" + urlencode(answers)).json()["growth"]
    expected = growth(MODEL, answers, flips(MODEL, answers), {})
    words, _ = section(page(**answers))
    assert [each["recommended"] for each in found["path"]] == [step.recommended for step in expected.steps]
    for step in found["path"]:
        title = f"Step {step['step']}" if step["step"] else "Today"
        numbers = " ".join(str(number) for number in step["numbers"].values())
        assert f"{title} {numbers} {MODEL.alternatives[step['recommended']].name}" in words
    for level in found["next"]:
        if level["to"]:
            question = MODEL.questions[level["question"]]
            assert f"{question.name}: {question.options[level['to']].label} now" in words


def test_every_link_leads_to_the_advice_that_is_promised():
    _, links = section(page(**GROWS))
    expected = growth(MODEL, GROWS, flips(MODEL, GROWS), {})
    promised = [level.recommended for level in expected.levels if level.to] + [s.recommended for s in expected.steps]
    assert len(links) == len(promised)
    for link, alternative in zip(links, promised, strict=True):
        assert Client().get(link.replace("/advice/", "/advice.json")).json()["recommended"] == alternative


def test_other_factors_stand_in_the_link_and_in_every_answer():
    response = page(**GROWS, grow_team="3", grow_services="1.5")
    words, _ = section(response)
    assert "services x 1.5, team x 3, releases a month x 1.5" in words
    canonical = html.unescape(re.search(r'rel="canonical" href="([^"]+)"', response.content.decode())[1])
    assert "&grow_team=3&edition=" in canonical  # the usual factor is left out
    assert (
        Client().get("/advice.json?" + urlencode(GROWS | {"grow_team": "3"})).json()["growth"]["factors"]["team"]
        == "3"
    )


def test_a_factor_that_cannot_be_used_is_told_beside_its_field_and_the_advice_stays():
    response = page(**GROWS, grow_team="50")
    assert response.status_code == 400
    words, _ = section(response)
    assert "Growth of Team: give a number from 1 to 10, not “50”." in words
    assert MODEL.alternatives[advise(MODEL, GROWS).recommended].in_sentence in response.content.decode()


def test_the_picture_says_in_words_what_it_shows():
    title = re.search(r'<svg class="path"[^>]*><title>([^<]+)</title>', page(**GROWS).content.decode())[1]
    assert html.unescape(title).startswith("Today serverless containers; then, from step ")
    still = page(**sheet(work="database")).content.decode()
    assert "On this path the advice stays as it is: a VPS." in still


def test_an_unfinished_sheet_grows_from_what_was_assumed_and_limits_hold_all_the_way():
    path = Client().get("/advice.json?services=3-9&team=4-10&ops=one&limits=licence").json()["growth"]["path"]
    assert path[0]["answers"]["services"] == "3-9"
    assert all(step["recommended"] != "nomad" for step in path)


def test_a_restart_in_the_frame_keeps_its_own_keys_and_factors_stay_out_of_them():
    asked = read(QueryDict("grow_team=3&ops=none&theme=dark"), steering=("theme",))
    assert dict(asked.steering) == {"theme": "dark"}
    assert dict(asked.factors) == {"team": Decimal(3)}
    assert (
        Query(asked.model, asked.book, {}, asked.inputs, asked.steering)
        .encode(**asked.steering)
        .endswith("theme=dark")
    )

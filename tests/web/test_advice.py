"""The permalink: what the advice page shows, and its JSON twin."""

import html as htmllib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.test import Client
from hypothesis import given, settings

from advisor.api import advice_as_dict, costs_as_dict
from advisor.costs.costs import costs
from advisor.costs.inputs import Inputs
from advisor.costs.prices import load_book
from advisor.decision.advice import advise
from advisor.decision.reasons import largest_row
from advisor.decision.scoring import leader
from advisor.decision.wording import behind, headline
from advisor.pages import AdvicePage
from advisor.query import fresh
from tests.sheets import MODEL, partial_sheets, sheet, sheets

CARRIED = {"edition": MODEL.edition, "prices": load_book().edition}


def page(**answers):
    return Client().get("/advice/?" + urlencode(answers), follow=True)


def text(response):
    """The visible words of a page, white space folded."""
    body = re.sub(r"<(script|style|title|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", htmllib.unescape(re.sub(r"<[^>]+>", " ", body)))


def links(response, path):
    found = re.findall(r'href="([^"]+)"', response.content.decode())
    return [htmllib.unescape(link) for link in found if urlsplit(htmllib.unescape(link)).path == path]


def ordered(answers):
    return {key: answers[key] for key in MODEL.questions if key in answers}


def test_no_answers_lead_to_the_empty_form():
    assert Client().get("/advice/")["Location"] == "/questions/"


@settings(max_examples=25, deadline=None)
@given(sheets())
def test_every_figure_of_the_advice_stands_on_the_page(answers):
    advice, words = advise(MODEL, answers), text(page(**answers))
    others = words[words.index("Why not the others") : words.index("Cautions")]
    assert f"{advice.held} of the article's 5 reasons" in words
    if advice.rival:
        assert f"{advice.points_for} for " in words
        assert f" {advice.points_against} " in words
    for reason in advice.reasons:
        assert reason.text in words
    for ranked in advice.ranking:
        name = MODEL.alternatives[ranked.alternative].name
        assert f"How {name} comes to {ranked.score} points" in words
        for veto in ranked.vetoes:
            assert veto.text in words
        if ranked.alternative != advice.recommended and not ranked.vetoes:
            against = largest_row(MODEL, advice.sheet, advice.recommended, ranked.alternative)
            name = MODEL.alternatives[ranked.alternative].name
            standing = f"{name} {behind(advice.ranking[0].score - ranked.score)}"
            assert f"{standing} {against.text}" in others if against else standing in others
    for caution in (*advice.cautions, *advice.notes, *advice.next_steps):
        assert caution.text in words
    for weak in advice.weak_fits:
        assert weak.text in words


@settings(max_examples=25, deadline=None)
@given(partial_sheets())
def test_every_sheet_whatever_is_missing_has_a_page(answers):
    response = page(**answers)
    if answers:
        assert response.status_code == 200
        assert f"<title>{headline(advise(MODEL, answers))} ·" in response.content.decode()


def test_a_flip_is_a_link_to_the_changed_sheet_which_says_what_was_promised():
    answers = sheet(ops="part")
    response, advice = page(**answers), advise(MODEL, sheet(ops="part"))
    assert advice.flips
    for flip in advice.flips:
        changed = answers | {change.question: change.to for change in flip.changes}
        link = f"/advice/?{urlencode({key: changed[key] for key in MODEL.questions} | CARRIED)}"
        assert link in links(response, "/advice/")
        assert advise(MODEL, changed).recommended == flip.recommended


def test_pairs_are_shown_where_no_single_answer_changes_the_advice():
    words = text(page(**sheet(hosting="own", deploys="monthly", work="uncontained", team="1")))
    assert "No single changed answer would. These pairs would:" in words


def test_where_nothing_near_changes_the_advice_the_page_says_so():
    words = text(page(**sheet(services="30-up", hosting="own", deploys="weekly", work="database")))
    assert "No single answer, and no pair of answers one level away, would change this advice." in words


def test_a_tie_is_named():
    words = text(page(**sheet(work="batch", team="41-up", ops="part")))
    assert "Level on points: managed Kubernetes. A tie goes to the simpler one." in words


def test_who_is_also_named_is_said_with_the_reason():
    words = text(page(**sheet(deploys="several-weekly", ops="crew")))
    assert "Also worth a look: managed Kubernetes, because 4 of the article's five reasons hold." in words


def test_a_quote_that_is_disputed_is_shown_with_the_remark():
    words = text(page(**sheet(services="30-up", ops="one", team="41-up", servers="11-up")))
    assert "Disputed: the company's own account differs." in words


def test_every_answer_can_be_changed():
    change = [
        dict(parse_qsl(urlsplit(link).query))["at"] for link in links(page(**sheet()), "/questions/") if "at=" in link
    ]
    assert set(change) >= set(MODEL.questions)


def test_every_link_that_can_be_shared_carries_the_edition():
    for response in (page(**sheet()), page(ops="none"), Client().get("/")):
        shared = links(response, "/advice/")
        assert shared
        assert all(urlencode(CARRIED) in link for link in shared)


def test_the_canonical_link_uses_the_public_address_and_never_the_host_header():
    response = Client().get("/advice/?" + urlencode(sheet() | CARRIED), headers={"Host": "127.0.0.1"})
    html = response.content.decode()
    assert f'<link rel="canonical" href="https://advisor.test/advice/?services=3-9&amp;' in html  # noqa: F541
    assert "127.0.0.1" not in html


def test_the_order_of_the_keys_does_not_matter():
    turned = dict(reversed(sheet().items()))
    assert page(**turned).content == page(**sheet()).content


@settings(max_examples=25, deadline=None)
@given(partial_sheets())
def test_the_json_is_the_same_advice(answers):
    response = Client().get("/advice.json?" + urlencode(answers))
    found, advice = response.json(), advise(MODEL, answers)
    assert found.pop("permalink") == f"https://advisor.test/advice/?{urlencode(ordered(answers) | CARRIED)}"
    assert found.pop("growth")["path"]
    bills = costs_as_dict(costs(advice.sheet, Inputs(), load_book()))
    assert found == advice_as_dict(advice) | {"costs": bills}


def test_a_bad_query_gives_programs_a_problem_document():
    response = Client().get("/advice.json?team=5&colour=red")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert set(response.json()["errors"]) == {"team", "colour"}
    assert "1, 2-3, 4-10" in response.json()["errors"]["team"]


def test_the_method_page_shows_every_clause_veto_and_fit():
    response = Client().get("/method/")
    words = text(response)
    assert len(re.findall(r'class="entry" id="[AJ]\d+"', response.content.decode())) == 79 + len(MODEL.judgements)
    for veto in MODEL.vetoes.values():
        assert veto.text in words
    for clause in MODEL.clauses.values():
        assert clause.quote in words
    assert response.content.count(b'<td class="is-') == 5 * 47


def test_the_method_page_counts_from_the_data():
    words = text(Client().get("/method/"))
    assert "79 sentences of the article are numbered as clauses; 51 of them act in points or vetoes." in words
    assert "Of 100 cells below a full fit, " in words


def test_clause_tags_lead_to_the_clause():
    html, method = page(**sheet()).content.decode(), Client().get("/method/").content.decode()
    tags = set(re.findall(r'class="tag" href="/method/\?edition=[\d-]+#([AJ]\d+)"', html))
    assert len(tags) > 5
    assert all(f'id="{tag}"' in method for tag in tags)


@given(sheets())
@settings(max_examples=25, deadline=None)
def test_the_map_has_every_option_once_with_what_is_advised_then(answers):
    shown = AdvicePage(advise(MODEL, answers), fresh(answers))
    for (key, question), (name, places) in zip(MODEL.questions.items(), shown.map, strict=True):
        assert name == question.name
        for option, place in zip(question.options, places, strict=True):
            assert place.alternative.key == leader(MODEL, {**answers, key: option})
            assert place.here == (answers[key] == option)
            assert f"{key}={option}" in place.link

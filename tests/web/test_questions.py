"""The questionnaire: the next question, what is carried along, and what is refused."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client
from hypothesis import given, settings

from advisor.costs.prices import load_book
from advisor.decision.advice import advise
from advisor.decision.model import UNSURE, complete
from advisor.decision.unknowns import unknowns
from advisor.decision.wording import headline
from tests.sheets import MODEL, sheet, sheets

HTMX = {"HX-Request": "true"}
CARRIED = {"edition": MODEL.edition, "prices": load_book().edition}
EVERY = list(MODEL.questions)


def get(path, headers=None, **query):
    return Client().get(path + (f"?{urlencode(query)}" if query else ""), headers=headers)


def text(response):
    return response.content.decode()


def radios(html):
    return set(re.findall(r'<input type="radio" name="([a-z]+)"', html))


def hidden(html):
    return dict(re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"', html))


def test_the_start_page_asks_the_first_question_and_preselects_nothing():
    html = text(get("/"))
    assert radios(html) == {"services"}
    assert "checked" not in html
    assert "Do you need Kubernetes?" in html


def test_an_empty_query_is_the_empty_form():
    response = get("/questions/")
    assert response.status_code == 200
    assert radios(text(response)) == {"services"}
    assert hidden(text(response)) == CARRIED


def test_it_asks_the_next_unanswered_question_and_carries_the_answers_along():
    html = text(get("/questions/", services="3-9", hosting="cloud"))
    assert radios(html) == {"targets"}
    assert hidden(html) == {"services": "3-9", "hosting": "cloud", **CARRIED}
    assert "Question 2 of 12" in html


def test_unsure_is_an_answer_and_goes_on_to_the_next_question():
    assert radios(text(get("/questions/", services=UNSURE))) == {"targets"}


def test_every_question_offers_not_sure():
    for key in EVERY:
        assert f'name="{key}" value="unsure"' in text(get("/questions/", at=key))


def test_at_opens_one_question_with_its_answer_chosen():
    html = text(get("/questions/", at="team", **sheet()))
    assert radios(html) == {"team"}
    assert re.search(r'value="4-10"[^>]*checked', html)
    assert set(hidden(html)) == {*EVERY, *CARRIED} - {"team"}


def test_all_asks_all_twelve_on_one_page():
    html = text(get("/questions/", all="1", team="1"))
    assert radios(html) == {*EVERY, "today"}
    assert re.search(r'name="team" value="1"[^>]*checked', html)


def test_a_finished_sheet_goes_to_its_permalink():
    response = get("/questions/", **sheet(), asked="reason")
    assert response.status_code == 302
    assert response["Location"] == f"/advice/?{urlencode(sheet() | CARRIED)}"


def test_continue_without_an_answer_is_an_error_that_says_what_to_do():
    response = get("/questions/", services="3-9", asked="targets")
    assert response.status_code == 400
    html = text(response)
    assert "<title>Error: " in html
    assert html.count("Choose an answer. “Not sure” is one too.") == 2
    assert 'href="#targets_0"' in html
    assert 'id="targets_0"' in html
    assert hidden(html)["services"] == "3-9"


def test_all_twelve_with_gaps_marks_each_gap_and_keeps_the_answers():
    response = get("/questions/", all="1", asked="all", team="1")
    assert response.status_code == 400
    html = text(response)
    assert html.count('class="error"') == 11
    assert re.search(r'name="team" value="1"[^>]*checked', html)


def test_all_twelve_complete_goes_to_the_permalink():
    assert get("/questions/", all="1", asked="all", **sheet()).status_code == 302


def test_htmx_gets_the_question_alone_and_the_address_to_show():
    response = get("/questions/", HTMX, services="3-9", asked="services")
    html = text(response)
    assert "<!doctype" not in html
    assert html.count("<title>Where must it run? ·") == 1
    assert "autofocus" in html
    assert response["HX-Push-Url"] == f"/questions/?services=3-9&{urlencode(CARRIED)}&at=targets"
    assert "HX-Request" in response["Vary"]


def test_htmx_and_the_page_show_the_same_question():
    whole, part = text(get("/questions/", services="3-9")), text(get("/questions/", HTMX, services="3-9"))
    assert (radios(whole), hidden(whole)) == (radios(part), hidden(part))


def test_history_restore_gets_the_whole_page():
    response = get("/questions/", {**HTMX, "HX-History-Restore-Request": "true"}, services="3-9")
    assert text(response).startswith("<!doctype html>")


def test_an_error_does_not_enter_the_history():
    response = get("/questions/", HTMX, asked="services")
    assert response.status_code == 400
    assert response["HX-Push-Url"] == "false"


@pytest.mark.parametrize("path", ["/questions/", "/advice/"])
def test_an_unknown_key_beside_all_twelve_answers_is_told_to_htmx_too(path):
    response = get(path, HTMX, **sheet(), show="1")
    assert response.status_code == 400
    assert response["HX-Push-Url"] == "false"
    assert "“show”" in text(response)


def test_htmx_is_sent_to_the_advice_by_a_page_load():
    response = get("/questions/", HTMX, **sheet(), asked="reason")
    assert response["HX-Redirect"].startswith("/advice/?services=3-9&")
    assert response.content == b""


def test_what_is_no_longer_possible_is_struck_out_in_words_too():
    html = text(get("/questions/", ops="none"))
    assert "<s>Managed Kubernetes</s>" in html
    assert "is out" in html
    assert "<s>A VPS</s>" not in html


@pytest.mark.parametrize("path", ["/questions/", "/advice/"])
@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("teem=1", "“teem” is not a question. The questions are: services, targets"),
        ("team=5", "“5” is not an answer to “team”. The answers are: 1, 2-3, 4-10, 11-40, 41-up, unsure."),
        ("team=1&team=2-3", "“team” is given more than once. Give it once."),
        ("edition=1999-01-01", "There is no edition “1999-01-01”. The editions are: "),
        ("%3Cscript%3Ealert(1)%3C/script%3E=1", "“&lt;script&gt;alert(1)&lt;/script&gt;” is not a question."),
        ("team=", "“” is not an answer to “team”."),
    ],
)
def test_a_bad_query_is_refused_in_words_and_nothing_answered_is_lost(path, bad, says):
    good = {key: option for key, option in sheet().items() if key != "team"}
    response = Client().get(f"{path}?{urlencode(good)}&{bad}")
    html = text(response)
    assert response.status_code == 400
    assert says in html
    assert "There is a problem" in html
    assert {key: value for key, value in hidden(html).items() if key in good} == good


def test_a_bad_option_opens_its_own_question():
    assert radios(text(get("/questions/", services="3-9", team="5"))) == {"team"}


def test_only_bad_keys_beside_a_whole_sheet_offer_the_advice_without_them():
    html = text(get("/advice/", **sheet(), colour="red"))
    assert "Read the advice without what could not be used" in html
    assert f"/advice/?services=3-9&amp;targets=one&amp;hosting=cloud" in html  # noqa: F541


def follow(answers, path="/questions/"):
    """Answers question by question as a browser without JavaScript does; gives the last response."""
    client, query = Client(), {}
    response = client.get(path)
    for _ in EVERY:
        html = text(response)
        (asked,) = radios(html)
        query = {**hidden(html), asked: answers[asked], "asked": asked}
        response = client.get("/questions/", query)
    return response


@settings(max_examples=15, deadline=None)
@given(sheets())
def test_answering_without_javascript_ends_at_the_same_advice_as_the_core(answers):
    response = follow(answers)
    location = urlsplit(response["Location"])
    assert dict(parse_qsl(location.query)) == {**answers, **CARRIED}
    html = text(Client().get(response["Location"]))
    assert f"<title>{headline(advise(MODEL, answers))} ·" in html


def test_what_is_still_possible_does_not_count_the_answer_that_is_being_changed():
    answers = sheet()
    html = text(get("/questions/", **answers, at="hosting"))
    assert "cannot change the advice" not in html
    struck = set(re.findall(r"<s>([^<]+)</s>", html))
    left = unknowns(MODEL, complete(MODEL, {key: answers[key] for key in answers if key != "hosting"})).possible
    assert len(left) > 1
    assert "What we would assume" not in html
    assert struck == {a.name for key, a in MODEL.alternatives.items() if key not in left}


def test_on_the_page_of_all_twelve_the_line_of_what_is_possible_is_asked_for_alone():
    html = text(get("/questions/", all="1"))
    assert re.search(r'id="possible"[^>]* hx-get="/questions/\?all=1"', html)
    part = get("/questions/", HTMX, all="1", hosting="own")
    assert "HX-Push-Url" not in part
    assert "<form" not in text(part)
    assert "<s>Serverless containers</s>" in text(part)

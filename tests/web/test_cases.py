"""The gallery of published cases, its filters, and the figures that it shares with the method page."""

import html as htmllib
import re

from django.test import Client

from advisor.cases.agreement import report
from advisor.cases.cases import load_casebook
from advisor.cases_page import VERDICTS
from advisor.decision.wording import headline
from tests.sheets import MODEL

REPORT = report(MODEL, load_casebook())


def get(query=""):
    return Client().get(f"/cases/?{query}")


def text(response):
    return re.sub(r"\s+", " ", htmllib.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def shown(response):
    return re.findall(r'<li class="case [^"]*" id="([^"]+)"', response.content.decode())


def card(html, id):
    """The markup of one case alone."""
    return html[html.index(f'id="{id}"') :].split('<li class="case ')[0]


def test_every_case_stands_there_with_what_they_run_what_we_say_why_and_the_source():
    response = get()
    words, html = text(response), response.content.decode()
    assert shown(response) == [judged.case.id for judged in REPORT.judged]
    for judged in REPORT.judged:
        case = judged.case
        assert case.organisation in words
        assert case.runs in words
        assert headline(judged.advice) in words
        assert not case.why or case.why in words
        assert all(htmllib.escape(source.address) in html for source in case.sources)


def test_disagreements_stand_among_the_others_in_the_same_form():
    html = get().content.decode()
    for judged in REPORT.judged:
        entry = card(html, judged.case.id)
        assert f'class="verdict-tag verdict-{judged.verdict}">{VERDICTS[judged.verdict]}' in entry
        assert all(part in entry for part in ("<dt>They run</dt>", "<dt>We say</dt>", "<dt>Why</dt>"))


def test_the_filters_are_a_form_that_works_without_javascript():
    html = get().content.decode()
    assert '<form class="filter" action="/cases/" method="get">' in html
    assert "<script" not in html
    by_alternative = shown(get("alternative=nomad&agreement="))
    assert by_alternative == [j.case.id for j in REPORT.judged if "nomad" in {j.case.outcome, j.advice.recommended}]
    assert shown(get("agreement=differs")) == ["comic-relief"]
    assert shown(get("agreement=fair&alternative=vps")) == ["openstreetmap", "software-should-work"]
    assert "1 of 51 cases" in text(get("agreement=differs"))


def test_filters_that_fit_nothing_lead_back():
    response = get("agreement=differs&alternative=vps")
    assert response.status_code == 200
    assert "No case fits both." in text(response)


def test_an_unknown_filter_is_refused_with_the_known_ones():
    response = get("agreement=maybe")
    assert response.status_code == 400
    assert "Choose one of: agrees, fair, differs, miss, unscored." in text(response)
    assert len(shown(response)) == 51


def test_the_page_says_how_cases_were_chosen_and_what_is_wrong_with_them():
    words = text(get())
    assert "How they were chosen." in words
    assert "of the 51 rest on a case study of somebody who sells the thing" in words
    assert "before: AWS Elastic Beanstalk" in words
    assert "When managed Kubernetes was not on offer yet:" in words


def test_cards_print_names_and_never_keys_or_guesses():
    words = text(get())
    assert re.findall(r"\b[a-z]+_[a-z_]+\b", words) == []
    for guess in ("probably", "general knowledge", "inferred: inferred", "garbled", "kept out of scoring"):
        assert guess not in words.lower(), guess


def test_every_case_that_is_not_counted_says_so_and_why():
    for judged in REPORT.judged:
        if judged.verdict == "unscored":
            assert "Not counted: " in judged.case.note, judged.case.id


def test_the_first_sentences_say_what_is_known_of_the_second_reader_and_every_card_what_that_reader_says():
    response = get()
    words, html = text(response), response.content.decode()
    opening = words[words.index("Published cases What") : words.index("How often")]
    assert "A second reader said, from the same facts and without knowing what they run" in opening
    assert "That was one reader, and nothing more is recorded" in opening
    for judged in REPORT.judged:
        entry = card(html, judged.case.id)
        second = judged.case.second_opinion
        assert ("<dt>Second reader</dt>" in entry) == (second is not None)
        if second:
            told = re.sub(r"<[^>]+>", " ", entry.split("<dt>Second reader</dt>")[1].split("</div>")[0])
            assert MODEL.alternatives[second.best].name in told
            assert all(MODEL.alternatives[key].in_sentence in told for key in second.acceptable - {second.best})


def test_gallery_and_method_page_show_the_figures_of_the_test():
    figures, left_out = REPORT.figures, REPORT.left_out
    for words in (text(get()), text(Client().get("/method/"))):
        for counts in (figures, left_out):
            line = f"{counts.cases} {counts.strict} ({100 * counts.strict / counts.cases:.0f} %) {counts.lenient} "
            assert line in words


def test_a_case_leads_to_its_advice():
    link = re.search(
        r'<a href="(/advice/\?[^"]+)">The advice in full<span class="unseen"> for Spotify', get().content.decode()
    )
    response = Client().get(htmllib.unescape(link[1]))
    assert "So far: managed Kubernetes." in text(response)


def test_every_page_links_to_the_gallery():
    assert '<a href="/cases/">Cases</a>' in Client().get("/").content.decode()

"""Two sheets side by side: every figure is that of the two advices, and the carrier is the difference that moves it."""

import html
import json
import re
from fractions import Fraction
from itertools import permutations
from urllib.parse import parse_qs, urlencode, urlsplit

import pikepdf
import pytest
from django.test import Client
from hypothesis import given, settings

from advisor.comparing import compare, comparison_as_dict, side
from advisor.decision import wording
from advisor.decision.advice import advise
from advisor.decision.scoring import leader
from advisor.report.comparison import comparison_job
from advisor.report.rendering import render
from tests.editions import editions_in
from tests.sheets import MODEL, sheet, sheets

LATER = sheet(services="10-29", servers="11-up", scaling="many", team="11-40", skills="production", ops="one")


def link(a, b, path="/compare/"):
    return f"{path}?{urlencode({'a': urlencode(a), 'b': urlencode(b)})}"


def words(response):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def found(a, b):
    return compare(side(urlencode(a)), side(urlencode(b)))


@settings(max_examples=15, deadline=None)
@given(sheets(), sheets())
def test_page_and_json_have_the_figures_of_the_two_advices(a, b):
    data, text = Client().get(link(a, b, "/compare.json"), follow=True).json(), words(Client().get(link(a, b)))
    for name, answers in (("a", a), ("b", b)):
        advice = Client().get("/advice.json?" + urlencode(answers)).json()
        assert data[name]["recommended"] == advice["recommended"]
        assert data[name]["answers"] == advice["answers"]
        for ranked in advice["ranking"]:
            row = next(each for each in data["alternatives"] if each["alternative"] == ranked["alternative"])
            assert row["points"][name] == ranked["score"]
            assert row["monthly"][name] == advice["costs"]["bills"][ranked["alternative"]]["monthly"]["typical"]
        assert advice["headline"] in text
    assert {each["key"] for each in data["differences"]} == {key for key in a if a[key] != b[key]}
    assert data["moved"] == (data["a"]["recommended"] != data["b"]["recommended"])


@settings(max_examples=15, deadline=None)
@given(sheets(), sheets())
def test_the_parts_of_a_move_add_up_to_one_and_there_are_none_without_a_move(a, b):
    comparison = found(a, b)
    parts = [each.part for each in comparison.differences if each.part is not None]
    if len(comparison.differences) <= 10:
        assert sum(parts) == (1 if comparison.moved else 0)
        assert bool(parts) == comparison.moved


def test_a_part_is_how_often_the_difference_is_the_step_over_all_orders():
    a, b = sheet(), sheet(ops="one", team="11-40", services="10-29", scaling="many")
    keys = [key for key in a if a[key] != b[key]]
    counted = dict.fromkeys(keys, 0)
    orders = list(permutations(keys))
    advised = leader(MODEL, b)
    for order in orders:
        now = dict(a)
        for key in order:
            before = leader(MODEL, now) == advised
            now[key] = b[key]
            counted[key] += (leader(MODEL, now) == advised) - before
    comparison = found(a, b)
    assert comparison.moved
    assert {each.key: each.part for each in comparison.differences} == {
        key: Fraction(n, len(orders)) for key, n in counted.items()
    }


def test_the_carrier_is_named_with_whether_it_is_enough_on_its_own():
    text = words(Client().get(link(sheet(), LATER)))
    assert "From serverless containers to managed Kubernetes" in text
    assert "“Platform people” carries most of it. On its own it is not enough." in text
    assert comparison_as_dict(found(sheet(), LATER))["carrier"] == "ops"


def test_a_single_difference_is_what_moves_it():
    a, b = sheet(), sheet(hosting="own")
    assert advise(MODEL, a).recommended != advise(MODEL, b).recommended
    assert "“Cloud services” is what moves it: no other answer differs." in words(Client().get(link(a, b)))


def test_two_equal_sheets_and_two_of_equal_advice_say_so():
    assert "The two sheets are the same." in words(Client().get(link(sheet(), sheet())))
    text = words(Client().get(link(sheet(), sheet(skills="production"))))
    assert "The same for both: serverless containers" in text
    assert "What differs does not move the advice" in text


def test_inputs_and_currencies_are_differences_that_move_no_advice():
    comparison = comparison_as_dict(
        found(sheet(), sheet() | {"provider": "hetzner", "region": "eu", "currency": "eur"})
    )
    assert [each["key"] for each in comparison["differences"]] == ["provider", "region", "currency"]
    assert comparison["moved"] is False


@pytest.mark.parametrize(
    "prefix", ["", "?", "/advice/?", "https://advisor.test/advice/?", "https://other.example/questions/?"]
)
def test_a_side_may_be_a_permalink_or_what_stands_behind_its_question_mark(prefix):
    assert side(f"{prefix}{urlencode(sheet())}").answers == sheet()


def test_tracking_keys_in_a_pasted_link_do_no_harm():
    assert side(f"https://advisor.test/advice/?{urlencode(sheet())}&utm_source=x").answers == sheet()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("https://advisor.test/method/", "There are no answers in"),
        ("team=5", "“5” is not an answer to “team”."),
        ("colour=red", "“colour” is not a question."),
        ("x" * 2001, "longer than 2,000 characters"),
        ("https://[", "This is no link."),
    ],
)
def test_a_side_that_cannot_be_used_is_told_beside_its_field_and_nothing_is_lost(text, says):
    response = Client().get("/compare/?" + urlencode({"a": text, "b": "team=1"}), follow=True)
    assert response.status_code == 400
    assert says in words(response)
    assert html.escape(text) in response.content.decode()
    assert 'value="https://advisor.test/advice/?team=1&amp;' in response.content.decode()
    api = Client().get("/api/v1/compare?" + urlencode({"a": text, "b": "team=1"}), follow=True)
    assert (api.status_code, set(api.json()["errors"])) == (400, {"a"})


def test_without_links_there_is_the_form_and_how_to_get_a_link():
    response = Client().get("/compare/")
    assert "paste the links of two pieces of advice" in words(response)
    assert '<a href="/questions/">Answer the questions</a>; the page with the advice has “Compare”' in html.unescape(
        response.content.decode()
    )


def suggestions(response):
    """The comparisons to choose from: the supposition, the alternative, the link."""
    cards = re.findall(
        r'<li><a href="([^"]+)"><span>(.+?)</span> <strong.+?</svg>\s+(.+?)</strong>', response.content.decode()
    )
    return [(html.unescape(says), name, html.unescape(address)) for address, says, name in cards]


@pytest.mark.parametrize(
    "answers",
    [
        sheet(),
        {"services": "3-9", "ops": "part"},
        sheet(services="1", targets="several", servers="idle", scaling="none", deploys="weekly", work="batch"),
    ],
)
def test_with_one_link_everything_that_would_change_it_is_a_comparison_away(answers):
    response = Client().get("/compare/", {"a": urlencode(answers)}, follow=True)
    advice = advise(MODEL, answers)
    changes = [*(advice.flips or advice.pairs)]
    assert len(changes) >= 3
    assert [(says, name) for says, name, _ in suggestions(response)] == [
        (wording.supposing(MODEL, each), MODEL.alternatives[each.recommended].name) for each in changes
    ]
    for each, (_, name, address) in zip(changes, suggestions(response), strict=True):
        data = Client().get(address.replace("/compare/", "/compare.json"), follow=True).json()
        assert {d["key"] for d in data["differences"]} == {change.question for change in each.changes}
        assert data["a"]["recommended"] == advice.recommended
        assert data["b"]["recommended"] == each.recommended
        assert name in words(Client().get(address, follow=True))


def test_with_one_link_that_nothing_would_change_the_page_says_so():
    settled = sheet(targets="moving", servers="idle", load="steady", scaling="none", services="2", ops="none")
    settled |= {"deploys": "several-weekly", "work": "uncontained", "reason": "trend"}
    assert not (advise(MODEL, settled).flips or advise(MODEL, settled).pairs)
    response = Client().get("/compare/", {"a": urlencode(settled)}, follow=True)
    assert suggestions(response) == []
    assert "No single answer, and no pair of answers one level away, would change this advice." in words(response)


@pytest.mark.parametrize("given", [urlencode(sheet()), f"?{urlencode(sheet())}", f"/advice/?{urlencode(sheet())}"])
def test_a_field_shows_the_whole_address_which_is_taken_as_it_stands(given):
    page = Client().get("/compare/", {"a": given}, follow=True).content.decode()
    value = html.unescape(re.search(r'name="a" value="([^"]+)"', page)[1])
    assert value.startswith("https://advisor.test/advice/?services=")
    assert side(value).answers == sheet()


def test_costs_that_are_alike_on_both_sides_take_one_column():
    alike = Client().get(link(sheet(), sheet(reason="standard")), follow=True).content.decode()
    assert alike.count("A month, A and B</th>") == 1
    assert "A month, B</th>" not in alike
    different = Client().get(link(sheet(), LATER), follow=True).content.decode()
    assert "A month, A and B" not in different
    assert different.count("A month, B</th>") == 1


def test_the_canonical_link_names_both_editions_and_stays_below_a_kilobyte_and_a_half():
    page = Client().get(link(sheet(), LATER), follow=True).content.decode()
    canonical = html.unescape(re.search(r'rel="canonical" href="([^"]+)"', page)[1])
    for query in parse_qs(urlsplit(canonical).query).values():
        assert f"edition={MODEL.edition}" in query[0]
    assert len(canonical) < 1500
    assert (
        Client().get(canonical.removeprefix("https://advisor.test"), follow=True).content.decode()
        == Client().get(canonical.removeprefix("https://advisor.test"), follow=True).content.decode()
    )


def test_the_advice_page_growth_and_the_other_way_round_lead_to_comparisons():
    page = Client().get("/advice/?" + urlencode(sheet()), follow=True).content.decode()
    links = [html.unescape(each) for each in re.findall(r'href="(/compare/[^"]+)"', page)]
    assert len(links) == 2
    assert all(Client().get(each, follow=True).status_code == 200 for each in links)
    turned = html.unescape(
        re.search(r'href="([^"]+)">Turn it round', Client().get(link(sheet(), LATER), follow=True).content.decode())[
            1
        ]
    )
    assert "From managed Kubernetes to serverless containers" in words(Client().get(turned))


@pytest.mark.xdist_group("editions")
def test_two_editions_of_one_sheet_are_compared(second_edition, monkeypatch):
    with editions_in(second_edition, monkeypatch):
        data = Client().get(link(sheet() | {"edition": MODEL.edition}, sheet(), "/compare.json"), follow=True).json()
    assert [each["key"] for each in data["differences"]] == ["edition"]
    assert data["a"]["edition"] == MODEL.edition != data["b"]["edition"]


def test_the_pdf_has_the_same_figures_and_the_data_attached(tmp_path):
    comparison = found(sheet(), LATER)
    data = json.dumps(comparison_as_dict(comparison)).encode()
    path = tmp_path / "compared.pdf"
    path.write_bytes(render(comparison_job(comparison, data)))
    with pikepdf.open(path) as pdf:
        (name,) = pdf.attachments
        assert json.loads(pdf.attachments[name].get_file().read_bytes()) == comparison_as_dict(comparison)
        assert pdf.docinfo["/Title"] == "From serverless containers to managed Kubernetes. Do you need Kubernetes?"
        assert len(pdf.pages) <= 2


def test_a_pdf_of_what_cannot_be_compared_is_a_problem():
    assert Client().get("/compare.pdf?a=team%3D1", follow=True).status_code == 400

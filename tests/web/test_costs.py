"""The costs on the page: the same figures as in the JSON and on the command line, and the form that changes them."""

import dataclasses
import html as htmllib
import io
import json
import re
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.asking import advice_for, bills_for
from advisor.costs.inputs import Inputs
from advisor.costs.market import load_catalogue
from advisor.costs.prices import load_book
from advisor.costs_page import HEADROOM, CostsPage
from advisor.decision.advice import advise
from advisor.prices_page import price_row
from advisor.query import understand
from tests.sheets import MODEL, partial_sheets, sheet, sheets

MARKETS = list(load_catalogue().markets)
CARRIED = {"edition": MODEL.edition, "prices": load_book().edition}


def get(path, headers=None, **query):
    return Client().get(f"{path}?{urlencode(query)}", headers=headers, follow=True)


def text(response):
    return re.sub(r"\s+", " ", htmllib.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


@settings(max_examples=25, deadline=None)
@given(partial_sheets().filter(bool), st.sampled_from(MARKETS), st.sampled_from(["usd", "eur"]))
def test_page_json_and_command_line_agree_to_the_cent(answers, place, currency):
    query = {**answers, "provider": place[0], "region": place[1], "currency": currency}
    words, content = text(get("/advice/", **query)), get("/advice.json", **query).json()["costs"]
    out = io.StringIO()
    call_command("advise", *(f"{k}={v}" for k, v in query.items()), "--costs", "--format", "json", stdout=out)
    assert json.loads(out.getvalue())["costs"] == content
    sign = {"usd": "$", "eur": "€"}[currency]
    for bill in content["bills"].values():
        if bill["availability"] != "sold":
            assert bill["says"] in words
            continue
        for amount in (
            bill["machines"]["typical"],
            bill["people"]["typical"],
            bill["monthly"]["typical"],
            bill["horizon"]["typical"],
        ):
            assert f"{sign}{float(amount):,.2f}" in words
        for line in bill["lines"]:
            assert line["label"] in words
            assert all(f"{sign}{float(line[end]):,.2f}" in words for end in ("low", "typical", "high"))
            assert all(id in words for id in line["sources"])


def test_an_input_changes_the_bill_and_stands_in_every_link():
    response = get("/advice/", **sheet(), provider="hetzner", region="eu", horizon="12")
    assert "at Hetzner, Falkenstein, Nuremberg, Helsinki" in text(response)
    assert "12 months, with what is spent once" in text(response)
    links = re.findall(r'href="(/advice/\?[^"#]+)"', response.content.decode())
    carrying = [link for link in links if "provider=hetzner" in link]
    assert len(carrying) >= len(links) - 3  # all but "Back to our assumptions" and those priced elsewhere


def test_the_form_passes_on_all_that_it_does_not_ask():
    given = sheet() | {"limits": "failover", "today": "servers", "grow_team": "3"}
    html = get("/advice/", **given, provider="gcp").content.decode()
    form = re.search(r'<form action="/advice/#costs".*?</form>', html, re.S)[0]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', form))
    assert given | CARRIED == {key: value for key, value in hidden.items() if key not in {"provider", "region"}}
    assert form.count('name="provider"') == 1
    back = htmllib.unescape(re.search(r'<a href="([^"]+)#costs">Back to our assumptions', form)[1])
    assert parse_qs(urlsplit(back).query) == {key: [value] for key, value in (given | CARRIED).items()}


def test_inputs_never_change_the_advice():
    plain, priced = (
        get("/advice.json", **sheet()).json(),
        get("/advice.json", **sheet(), discount="90", salary="1000").json(),
    )
    for answer in (plain, priced):
        answer.pop("costs")
        answer.pop("permalink")
    assert plain == priced


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("horizon", "0", "Horizon, months: give a number from 1 to 120, not “0”."),
        ("salary", "lots", "Gross salary of an engineer, a year: give a number from 1000 to 1000000, not “lots”."),
        ("provider", "ibm", "“ibm” is not a provider. Choose one of: aws, gcp, azure"),
        ("prices", "1999-01-01", "There is no price edition “1999-01-01”."),
    ],
)
def test_a_bad_input_gives_the_form_back_with_a_message(key, value, says):
    response = get("/advice/", **sheet(), **{key: value}, discount="10")
    assert response.status_code == 400
    assert says in text(response)
    if key != "prices":
        html = response.content.decode()
        assert f'href="#cost-{key}"' in html
        assert f'id="cost-{key}"' in html
        assert re.search(r'name="discount" value="10"', html)
        assert "No. Use serverless containers." in text(response)


def test_a_server_that_nobody_prices_is_said_on_the_page():
    response = get("/advice/", **sheet(), memory="64")
    assert response.status_code == 200
    assert "our price book has no price for a server with 2 vCPU and 64 GiB" in text(response)


def test_a_bad_input_gives_programs_a_problem_document():
    response = get("/advice.json", **sheet(), horizon="0")
    assert response.status_code == 400
    assert "from 1 to 120" in response.json()["errors"]["horizon"]


def test_an_empty_field_of_the_form_follows_from_the_answers():
    blank = dict.fromkeys(("vcpu", "memory", "storage", "salary"), "")
    assert get("/advice/", **sheet(), **blank).content == get("/advice/", **sheet()).content


def test_whatever_is_taken_from_a_page_that_was_priced_again_has_the_new_inputs():
    html = get("/advice/", **sheet(), provider="gcp", discount="20").content.decode()
    assert " hx-" not in html  # a part that is swapped in would leave the rest as it was
    for path in ("/advice.pdf", "/advice.md", "/advice.json", "/advice.csv", "/card.png"):
        links = re.findall(rf'"[^"]*({re.escape(path)}\?[^"]+)"', html)
        assert links
        assert all("provider=gcp" in link and "discount=20" in link for link in links)


def test_the_questionnaire_carries_the_inputs_along():
    html = get("/questions/", services="3-9", provider="gcp", horizon="12").content.decode()
    assert '<input type="hidden" name="provider" value="gcp">' in html
    assert '<input type="hidden" name="horizon" value="12">' in html


def test_the_picture_has_words_for_those_who_do_not_see_it():
    html = get("/advice/", **sheet(deploys="several-weekly")).content.decode()
    titles = re.findall(r'class="cost-bar"[^>]+role="img"><title>([^<]+)</title>', html)
    assert len(titles) == 5
    assert any(
        title.startswith("Serverless containers: machines $623.48 and people $967.34 a month") for title in titles
    )


def test_what_is_not_sold_is_said_with_a_link_that_prices_it_elsewhere():
    response = get("/advice/", **sheet(), provider="hetzner", region="eu")
    assert "Hetzner sells no managed Kubernetes." in text(response)
    link = re.search(r'<a href="([^"]+)">Price it at OVH</a>', response.content.decode())
    assert "OVH" in text(Client().get(htmllib.unescape(link[1]).split("#")[0]))


def test_every_source_on_the_page_leads_to_its_row_on_the_prices_page():
    advice, prices = get("/advice/", **sheet()).content.decode(), get("/prices/").content.decode()
    ids = set(re.findall(r'href="/prices/\?prices=[\d-]+#([^"]+)"', advice))
    assert len(ids) > 15
    assert all(f'id="{id}"' in prices for id in ids)


def test_old_prices_are_marked_and_counted_from_the_edition():
    words = text(get("/advice/", **sheet()))
    assert "2024-07-01 (older than a year, not current)" in words
    assert "2026-05-03 (older than 90 days)" in words


def test_the_prices_page_shows_every_entry_with_source_date_and_confidence():
    book, html = load_book(), get("/prices/").content.decode()
    for id in (*book.prices, *book.allowances, *book.people):
        assert f'<tr role="row" id="{id}">' in html
    words = text(get("/prices/"))
    assert all(entry in words for entry in (*book.missing, *book.left_out))
    assert words.count(" confidence") >= len(book.prices)


def test_the_prices_page_can_show_one_provider():
    html = get("/prices/", show="hetzner").content.decode()
    assert '<tr role="row" id="hetzner.lb11">' in html
    assert '<tr role="row" id="aws.ipv4.hour">' not in html


def test_an_unknown_provider_on_the_prices_page_is_refused_with_the_known_ones():
    response = get("/prices/", show="ibm")
    assert response.status_code == 400
    assert "Choose one of: aws, gcp, azure" in text(response)


def test_the_json_names_its_price_edition_and_rate():
    content = get("/advice.json", **sheet()).json()["costs"]
    assert content["prices_edition"] == load_book().edition
    assert content["exchange_rate"] == {"usd_per_eur": "1.1133", "as_of": "2026-10-28"}


def test_the_default_inputs_are_aws_in_the_us_in_dollars():
    assert (Inputs().provider, Inputs().region, Inputs().currency) == ("aws", "us", "usd")
    assert advise(MODEL, sheet()).recommended == "serverless"


@settings(max_examples=25, deadline=None)
@given(sheets(), st.sampled_from(MARKETS))
def test_what_is_not_ruled_out_fits_into_the_picture_and_what_is_broken_is_dearer(answers, place):
    query = understand({**answers, "provider": place[0], "region": place[1]})
    advice, bills = advice_for(query), bills_for(query)
    page = CostsPage(bills, advice, query)
    ruled_out = {ranked.alternative for ranked in advice.ranking if ranked.vetoes}
    left = [e.bill.monthly.typical for e in page.entries if e.bar and e.alternative.key not in ruled_out]
    for entry in page.entries:
        if entry.bar:
            assert entry.bar.machines + entry.bar.people <= 100.01
            if left and entry.bill.monthly.typical == max(left):
                assert entry.bar.machines + entry.bar.people == pytest.approx(float(100 / HEADROOM), abs=0.02)
            if left:
                assert entry.bar.broken == (entry.bill.monthly.typical > max(left) * HEADROOM)


@pytest.mark.parametrize(
    ("source", "origin"),
    [
        ("github:mixxor/eu-cloud-prices prices/hetzner.json@40e3af6", "mixxor/eu-cloud-prices"),
        ("https://www.bls.gov/oes/current, read by hand", "bls.gov"),
        ("pypi:awscli==1.46.3:awscli/examples/x.rst (last change 2022)", "awscli 1.46.3, a Python package"),
        ("BLS OOH text at https://example.org/", "BLS OOH text"),
        ("source not identified; see the note", "source not identified"),
    ],
)
def test_a_source_has_a_short_name(source, origin):
    row = next(iter(load_book().prices.values()))
    provenance = dataclasses.replace(row.provenance, source=source)
    entry = price_row(load_book(), dataclasses.replace(row, provenance=provenance), date(2026, 11, 24))
    assert (entry.origin, entry.source) == (origin, source)

"""The decision record and the CSV: the same figures as the page, clean for the tools that read them."""

import csv
import io
import os
import re
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.asking import bills_for
from advisor.costs.costs import costs
from advisor.costs.wording import in_short
from advisor.decision import wording
from advisor.decision.advice import advise
from advisor.markdown import bullet, paragraph, plain
from advisor.record import record
from advisor.spreadsheet import COLUMNS, bills_as_csv
from scripts.write_examples import FOLDER, records
from tests.report.situations import SITUATIONS, generated, query
from tests.sheets import MODEL, sheet

LINT = Path(__file__).parent.parent / "markdownlint/node_modules/.bin/markdownlint-cli2"
SHEETS = [asked.answers for seed in range(4) for asked in generated(seed, 25)]
SECTIONS = [
    "## Context and Problem Statement",
    "## Decision Drivers",
    "## Considered Options",
    "## Decision Outcome",
    "### Consequences",
    "## Pros and Cons of the Options",
    "## When to Revisit",
    "## More Information",
]


def unwrapped(markdown):
    """The words of a record in one line, without what escapes them."""
    return re.sub(r"\\(.)", r"\1", re.sub(r"\s+", " ", markdown))


@pytest.mark.parametrize("name", SITUATIONS)
def test_it_has_every_section_of_madr_in_order(name):
    lines = record(SITUATIONS[name]).splitlines()
    assert [line for line in lines if line in SECTIONS] == SECTIONS
    assert lines[:4] == ["---", "status: proposed", f"date: {SITUATIONS[name].date.isoformat()}", "---"]


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_of_the_advice_stands_in_the_record(seed):
    for asked in generated(seed, 15):
        text, advice = unwrapped(record(asked)), advise(asked.model, asked.answers)
        bills = costs(asked.answers, asked.inputs, asked.book)
        expected = [wording.closeness(advice), wording.balance(advice), wording.checklist(advice)]
        expected += [reason.text for reason in (*advice.reasons, *advice.cautions, *advice.notes, *advice.next_steps)]
        expected += [veto.text for ranked in advice.ranking for veto in ranked.vetoes]
        expected += [wording.supposing(MODEL, flip) for flip in (*advice.flips, *advice.pairs)]
        sign = {"USD": "$", "EUR": "€"}[bills.currency]
        expected += [f"{sign}{b.monthly.typical:,.2f}" for b in bills.bills.values() if b.monthly]
        expected += [f"https://advisor.test/advice/?{asked.encode()}", MODEL.digest]
        assert [each for each in expected if each not in text] == []


def test_the_options_stand_in_the_order_of_the_ranking_and_the_chosen_one_is_named():
    text = record(SITUATIONS["team"])
    names = [MODEL.alternatives[r.alternative].name for r in advise(MODEL, SITUATIONS["team"].answers).ranking]
    assert re.findall(r"^### (.+)$", text, re.M)[1:6] == names
    assert f"Chosen option: “{names[0]}”, because daily releases on plain servers mean" in unwrapped(text)


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_outcome_leads_with_the_first_reason_and_then_says_how_close_it_is(name):
    asked = SITUATIONS[name]
    advice, text = advise(asked.model, asked.answers), unwrapped(record(asked))
    outcome = text[text.index("## Decision Outcome") : text.index("### Consequences")]
    first = wording.continued(advice.reasons[0].text)
    assert f"”, because {first} {wording.closeness(advice)} The balance: {wording.balance(advice)}" in outcome


def test_a_sentence_that_continues_another_keeps_the_capital_of_a_name_alone():
    texts = [veto.text for veto in MODEL.vetoes.values()]
    texts += [reason.text for ranked in SHEETS for reason in advise(MODEL, ranked).reasons]
    everything = " ".join(texts)
    for text in texts:
        first = re.match(r"[\w-]+", text)[0]
        named = re.search(rf"[a-z,;] {first}\b", everything) is not None
        assert wording.continued(text).startswith(first if named else first[0].lower() + first[1:])


@pytest.mark.parametrize("seed", range(2))
def test_costs_speak_for_the_cheapest_and_against_the_dearest_of_those_with_a_bill(seed):
    for asked in generated(seed + 10, 15):
        text, bills = unwrapped(record(asked)), bills_for(asked)
        sums = {key: bill.monthly.typical for key, bill in bills.bills.items() if bill.monthly}
        for key in MODEL.alternatives:
            says = in_short(bills, key)
            if key not in sums:
                assert f"Neutral, because it has no bill: {says}" in text
            elif min(sums.values()) == max(sums.values()):
                assert f"Neutral, because of its costs: {says}" in text
            elif sums[key] == min(sums.values()):
                assert f"Good, because it is the cheapest of those with a bill: {says}" in text
            elif sums[key] == max(sums.values()):
                assert f"Bad, because it is the dearest of those with a bill: {says}" in text
            else:
                assert f"Neutral, because of its costs: {says}" in text


def test_the_article_is_named_where_it_is_first_mentioned_and_under_more_information():
    text = unwrapped(record(SITUATIONS["team"]))
    assert text.index(wording.ARTICLE) < text.index("the article's")
    assert f"* The article: {wording.ARTICLE}" in text[text.index("## More Information") :]


def test_an_unfinished_sheet_chooses_nothing_and_says_what_to_find_out():
    text = unwrapped(record(query({"services": "10-29"})))
    assert advise(MODEL, {"services": "10-29"}).too_little
    assert "# Where to run our services: not settled yet" in text
    assert "No option is chosen yet." in text
    assert "To find out first: " in text
    assert "When more of the answers are known." in text


def test_what_was_assumed_stands_in_the_context_and_what_runs_today_in_the_consequences():
    text = unwrapped(record(replace(SITUATIONS["unfinished"], limits=("licence",), today="servers")))
    advice = advise(MODEL, SITUATIONS["unfinished"].answers)
    for key, option in advice.assumed.items():
        question = MODEL.questions[key]
        assert f"* {question.name}: not known, assumed: {question.options[option].label}" in text
    assert MODEL.limits.label("licence") in text
    assert "The advisor's estimate of the move: " in text


def test_it_is_to_be_revisited_before_its_prices_are_a_year_old():
    asked = SITUATIONS["team"]
    day = date.fromisoformat(asked.book.edition) + timedelta(days=365)
    assert f"* On {day.isoformat()} at the latest" in record(asked)


@pytest.mark.skipif(not LINT.exists() and not os.environ.get("CI"), reason="markdownlint is not installed: no npm")
def test_markdownlint_finds_nothing_with_its_own_rules(tmp_path):
    for seed in range(3):
        for number, asked in enumerate(generated(seed, 70)):
            (tmp_path / f"{seed}-{number}.md").write_text(record(asked), "utf-8")
    for name, asked in SITUATIONS.items():
        (tmp_path / f"{name}.md").write_text(record(asked), "utf-8")
    result = subprocess.run([LINT, "*.md"], cwd=tmp_path, capture_output=True, text=True)
    assert "Linting: 215 file(s)" in result.stdout
    assert result.returncode == 0, result.stderr


def test_the_examples_in_docs_are_current():
    """`make examples` writes them anew."""
    assert {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")} == records()
    assert len(records()) >= 5


@settings(max_examples=200)
@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(" *_`<>[]#+-1.)|~&;"),
        min_size=1,
        max_size=300,
    )
)
def test_no_text_turns_into_markup_or_a_long_line_with_spaces(text):
    for block in (paragraph(plain(text)), bullet(plain(text))):
        assert all(len(line) <= 80 or " " not in line.lstrip("* ") for line in block.splitlines())
        for line in block.removeprefix("* ").splitlines():
            assert not re.match(r"\s*([-+*#>](\s|$)|\d+[.)](\s|$))", line), block
        assert not re.search(r"(?<!\\)(\\\\)*[<\[](?!https?:)", block)


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_csv_has_every_line_of_every_bill_and_adds_up():
    bills = costs(sheet(), SITUATIONS["team"].inputs, SITUATIONS["team"].book)
    found = rows(bills_as_csv(bills))
    for key, bill in bills.bills.items():
        lines = [row for row in found if row["alternative"] == key]
        assert [row["label"] for row in lines] == [line.label for line in bill.lines]
        monthly = [row for row in lines if row["group"] != "once"]
        assert f"{sum(float(row['typical']) for row in monthly):.2f}" == str(bill.monthly.typical)


def test_an_alternative_without_a_bill_has_a_row_that_says_why():
    (row,) = [
        r for r in rows(Client().get("/advice.csv?hosting=own").content.decode()) if r["alternative"] == "serverless"
    ]
    assert row["availability"] == "not_sold"
    assert row["detail"].startswith("Not on offer")
    assert row["typical"] == ""


def test_the_csv_follows_rfc_4180():
    response = Client().get("/advice.csv?" + urlencode(sheet()))
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    text = response.content.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert text.split("\r\n")[0] == ",".join(COLUMNS)
    assert {len(row) for row in csv.reader(io.StringIO(text, newline=""))} == {len(COLUMNS)}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_text_is_taken_for_a_formula(monkeypatch, start):
    bills = costs(sheet(hosting="own"), SITUATIONS["team"].inputs, SITUATIONS["team"].book)
    object.__setattr__(bills.bills["serverless"], "says", f"{start}HYPERLINK(1)")
    (row,) = [row for row in rows(bills_as_csv(bills)) if row["alternative"] == "serverless"]
    assert row["detail"] == f"'{start}HYPERLINK(1)"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/advice.md", "text/markdown; charset=utf-8"),
        ("/advice.csv", "text/csv; charset=utf-8; header=present"),
        ("/advice.json", "application/json"),
    ],
)
def test_it_is_kept_for_five_minutes_and_then_asked_for_on_condition(path, media_type):
    first = Client().get(f"{path}?{urlencode(sheet())}", follow=True)
    assert first["Content-Type"] == media_type
    assert first["Cache-Control"] == "public, max-age=300, stale-while-revalidate=86400, stale-if-error=86400"
    assert re.fullmatch(r'"[0-9a-f]{32}"', first["ETag"])
    again = Client().get(f"{path}?{urlencode(sheet())}", headers={"If-None-Match": first["ETag"]}, follow=True)
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"]
    other = Client().get(
        f"{path}?{urlencode(sheet(ops='part'))}", headers={"If-None-Match": first["ETag"]}, follow=True
    )
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["/advice.md", "/advice.csv", "/advice.json"])
def test_what_cannot_be_used_gets_a_problem_document_with_the_allowed_values(path):
    response = Client().get(f"{path}?team=5&colour=red&horizon=x", follow=True)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    found = {entry["key"]: entry for entry in response.json()["invalid"]}
    assert found["team"]["allowed"] == ["1", "2-3", "4-10", "11-40", "41-up", "unsure"]
    assert found["horizon"]["minimum"] == "1"
    assert "colour" in found
    assert response.json()["type"] == "https://advisor.test/api/#problem-invalid-query"


def test_the_advice_page_leads_to_the_record_the_json_and_the_csv():
    page = Client().get("/advice/?" + urlencode(sheet()), follow=True).content.decode()
    for name in ("md", "json", "csv"):
        assert f'href="/advice.{name}?services=3-9&amp;' in page
    assert 'data-copy-address="/advice.md?' in page

"""Hard limits and what runs today on the web: asked, carried, refused, shown, and in every answer."""

import html as htmllib
import io
import json
import re
import subprocess
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.test import Client

from tests.sheets import MODEL, sheet


def get(query, path="/advice/", **headers):
    return Client().get(f"{path}?{query}", headers=headers, follow=path == "/advice/")


def text(response):
    return re.sub(r"\s+", " ", htmllib.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


SHEET = urlencode(sheet())


def test_repeated_limits_become_one_canonical_value_in_the_order_of_the_file():
    html = get(f"{SHEET}&limits=licence&limits=disk&today=servers").content.decode()
    assert "reason=open&amp;limits=disk,licence&amp;today=servers&amp;edition=" in html.replace("&", "&amp;").replace(
        "&amp;amp;", "&amp;"
    )


def test_the_page_shows_limits_as_an_answer_a_veto_with_source_and_a_caution():
    words = text(get(f"{SHEET}&limits=disk"))
    assert "Hard limits It keeps its state on local disks of the platform Change" in words
    assert "State on local disks does not survive on serverless containers" in words
    assert "Cloud Run: ephemeral disk" in words
    assert "A managed database, an object store or a network file system" in words
    assert "No. Use serverless containers." not in words


def test_the_provider_decides_where_a_limit_depends_on_it():
    advised = {
        provider: get(f"{SHEET}&limits=sockets&provider={provider}", "/advice.json").json()["recommended"]
        for provider in ("aws", "gcp")
    }
    assert advised["aws"] == "serverless" != advised["gcp"]


def test_limits_are_checkboxes_and_today_radios_on_one_page_beside_the_twelve():
    html = get(f"{SHEET}&limits=disk&today=paas&at=limits", "/questions/").content.decode()
    assert html.count('type="checkbox" name="limits"') == len(MODEL.limits.limits) + 1
    assert re.search(r'name="limits" value="disk"[^>]*checked', html)
    assert re.search(r'name="today" value="paas"[^>]*checked', html)
    assert 'type="hidden" name="limits"' not in html
    assert "<title>Hard limits, and what runs today" in html


def test_twelve_answers_are_enough_and_the_page_beside_them_leads_back_to_the_advice():
    assert get(f"{SHEET}&asked=reason", "/questions/").status_code == 302
    response = get(f"{SHEET}&limits=disk&limits=licence&asked=limits", "/questions/")
    assert response.status_code == 302
    assert "&limits=disk,licence&edition=" in response["Location"]
    assert "limits" not in get(f"{SHEET}&asked=limits", "/questions/")["Location"]


def test_a_step_carries_limits_and_today_along():
    html = get("services=3-9&limits=disk,windows&today=nomad", "/questions/").content.decode()
    assert '<input type="hidden" name="limits" value="disk,windows">' in html
    assert '<input type="hidden" name="today" value="nomad">' in html


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("limits=dsik", "“dsik” is not a hard limit."),
        ("limits=none,disk", "“none” cannot stand beside other limits."),
        ("today=mainframe", "“mainframe” is not an answer to “today”."),
    ],
)
def test_what_cannot_be_used_is_said_where_it_is_asked_and_nothing_is_lost(bad, says):
    response = get(f"{SHEET}&{bad}")
    assert response.status_code == 400
    assert text(response).count(says) == 2
    assert 'name="services" value="3-9"' in response.content.decode()
    key = bad.split("=")[0]
    assert says in get(f"{SHEET}&{bad}", "/advice.json").json()["errors"][key]


def test_json_and_command_line_agree():
    out = io.StringIO()
    pairs = [f"{key}={option}" for key, option in sheet().items()]
    call_command("advise", *pairs, "limits=licence,disk", "today=paas", "--format", "json", stdout=out)
    said = json.loads(out.getvalue())
    page = get(f"{SHEET}&limits=disk,licence&today=paas", "/advice.json").json()
    page.pop("costs")
    assert said == page
    assert (said["limits"], said["today"], said["move"]["status"]) == (["disk", "licence"], "paas", "move")


def test_a_line_of_a_batch_takes_limits_as_a_list(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({**sheet(), "limits": ["licence", "disk"]}) + "\n"))
    out = io.StringIO()
    call_command("advise", "--batch", stdout=out)
    assert json.loads(out.getvalue())["limits"] == ["disk", "licence"]


def test_moving_staying_and_hints_stand_on_the_page():
    words = text(get(f"{urlencode(sheet(services='1', scaling='many'))}&today=servers"))
    assert "One service, of which many parts grow on their own?" in words
    assert "the first three steps" in words
    assert "That is our estimate" in words
    assert "A working platform raises the bar for moving." in words
    assert "Stay. What you run is what would be advised." in text(get(f"{SHEET}&today=paas"))


def test_the_method_page_shows_every_limit_with_condition_and_sources():
    words = text(Client().get("/method/"))
    for limit in MODEL.limits.limits.values():
        assert limit.label in words
        for _, effect in (*limit.vetoes, *limit.cautions):
            assert effect.text in words
    assert "At Google Cloud, Azure, rules out serverless containers" in words
    for judgement in MODEL.judgements.values():
        assert all(source.title in words for source in judgement.sources)


def test_the_report_has_limits_move_and_hints(tmp_path):
    path = tmp_path / "report.pdf"
    pairs = [f"{key}={option}" for key, option in sheet(services="1", scaling="many").items()]
    call_command("advise", *pairs, "limits=disk", "today=kubernetes", "--pdf", str(path), stdout=io.StringIO())
    words = " ".join(subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True).stdout.split())
    for part in ("local disks", "From what runs today", "One service, of which many parts", "limits=disk"):
        assert part in words


def test_the_questionnaire_says_what_it_would_assume():
    words = text(get("services=3-9&ops=none", "/questions/"))
    assert "Your answers so far (2)" in words
    assert "So far: serverless containers. What we would assume for the rest Places: In one place" in words


def test_an_unfinished_page_prints_each_assumption_with_links_that_confirm_and_change_it():
    html = get("services=3-9&team=4-10&ops=none").content.decode()
    assumed = html[html.index('id="assumed"') : html.index("<h2>Still possible")]
    confirm = htmllib.unescape(re.search(r'<a href="(/advice/[^"]+)">Right<span class="unseen">: Places', assumed)[1])
    assert "targets=one" in confirm
    before, after = (
        text(Client().get(link, follow=True)) for link in ("/advice/?services=3-9&team=4-10&ops=none", confirm)
    )
    assert re.search(r"So far: [^.]+\.", before)[0] == re.search(r"So far: [^.]+\.", after)[0]
    assert "at=targets" in assumed


def test_the_widget_says_what_it_assumed_too():
    words = text(get("services=3-9&ops=none&show=verdict", "/embed/"))
    assert "For the rest we assumed: places “In one place”;" in words


def test_a_bad_limit_in_the_widget_is_asked_again_and_never_an_error_page():
    response = get("services=3-9&limits=dsik", "/embed/")
    assert response.status_code == 400
    assert "“dsik” is not a hard limit." in text(response)


def test_where_too_little_is_known_the_page_leads_with_the_question_to_answer():
    html = get("team=41-up").content.decode()
    assert "Too little is known yet." in html
    assert html.index("Find out first:") < html.index('<p class="lead">0 of the article')
    assert get("team=4-10&ops=none&services=3-9").content.decode().count("Find out first:") == 1

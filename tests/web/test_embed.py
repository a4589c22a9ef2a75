"""The widget's addresses: who may frame and load what, the frame page, the site script, oEmbed, the customizer."""

import base64
import hashlib
import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from hypothesis import given, settings

from advisor.costs.costs import costs
from advisor.costs.wording import in_short
from advisor.decision.advice import advise
from advisor.decision.wording import headline
from advisor.embed.customize import LEAST, MOST
from advisor.embed.script import LOADERS, loaders, newest
from advisor.environment import framers
from advisor.query import fresh
from advisor.recipes import load_recipes
from tests.sheets import MODEL, partial_sheets, sheet, sheets

ORIGIN = "https://advisor.test"
FRAME_CSP = (
    f"default-src 'none'; script-src 'self' {ORIGIN}; style-src 'self' {ORIGIN}; font-src 'none'; "
    f"img-src 'self' data: {ORIGIN}; connect-src 'self' {ORIGIN}; form-action 'self'; base-uri 'none'; frame-ancestors *"
)
COMPLETE = urlencode(sheet() | fresh().carried)
FRAMES = ["/embed/", f"/embed/?{COMPLETE}", "/embed/?theme=dark&services=1", "/embed/?x=1", "/embed/?team=5"]


def get(path, **headers):
    return Client().get(path, headers=headers)


def text(response):
    return unescape(response.content.decode())


# --- who may frame it ---


@pytest.mark.parametrize("path", FRAMES)
def test_the_frame_and_its_errors_may_be_framed_and_everything_else_of_its_policy_stays_strict(path):
    response = get(path)
    assert response["Content-Security-Policy"] == FRAME_CSP
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "clipboard-write=(self)" in response["Permissions-Policy"]
    assert "X-Frame-Options" not in response
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/questions/", f"/advice/?{COMPLETE}", "/advice.json", "/method/", "/prices/", "/nowhere/", "/oembed"),
        *("/embed/customize/", "/embed/nowhere/", "/embed/card.svg", "/embed/v1.js", "/embed/v9.js", "/embed"),
    ],
)
def test_every_other_address_refuses_to_be_framed(path):
    assert "frame-ancestors 'none'" in get(path)["Content-Security-Policy"]


def test_a_failure_inside_the_frame_is_a_page_that_may_be_framed(monkeypatch):
    def fail(*_):
        raise RuntimeError("secret")

    monkeypatch.setattr("advisor.embed.frame.advise", fail)
    response = Client(raise_request_exception=False).get("/embed/")
    assert response.status_code == 500
    assert response["Content-Security-Policy"] == FRAME_CSP
    assert response["Cache-Control"] == "no-store"
    assert "Something broke on our side" in text(response)
    assert "secret" not in text(response)


def test_a_query_too_long_to_read_is_a_framed_page_too():
    response = get("/embed/?" + "&".join(f"a{n}=1" for n in range(1001)))
    assert response.status_code == 400
    assert response["Content-Security-Policy"] == FRAME_CSP
    assert "cannot be read" in text(response)


def test_an_operator_may_say_who_frames_it(monkeypatch):
    monkeypatch.setenv("FRAMERS", "https://docs.example, https://*.wiki.example:8443")
    assert framers("FRAMERS") == ["https://docs.example", "https://*.wiki.example:8443"]
    monkeypatch.delenv("FRAMERS")
    assert framers("FRAMERS") == ["*"]


@pytest.mark.parametrize(
    "value", ["docs.example", "https://docs.example/", "https://a; script-src *", "'self'", "https://a,,https:// b"]
)
def test_framers_that_are_no_origins_are_refused(monkeypatch, value):
    monkeypatch.setenv("FRAMERS", value)
    with pytest.raises(ImproperlyConfigured, match="FRAMERS must list origins"):
        framers("FRAMERS")


def test_a_sandboxed_page_may_ask_first_and_then_read():
    response = Client().options("/embed/", headers={"Origin": "null", "Access-Control-Request-Method": "GET"})
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/embed/", "/embed/v1.js", "/embed/card.svg", "/embed/customize/", "/oembed"])
def test_nothing_else_than_reading_is_accepted(path, method):
    assert getattr(Client(), method)(path).status_code == 405


@pytest.mark.parametrize("name", ["frame.css", "frame.js"])
def test_the_files_of_the_frame_load_in_a_sandbox(name):
    response = get(f"/static/embed/{name}")
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert get("/static/css/advisor.css")["Cross-Origin-Resource-Policy"] == "same-origin"


# --- the frame page ---


def test_it_asks_the_first_open_question():
    page = text(get("/embed/?services=1&hosting=cloud"))
    assert MODEL.questions["targets"].wording in page
    assert page.count("<fieldset") == 1
    assert '<input type="hidden" name="hosting" value="cloud"' in page


@settings(max_examples=40, deadline=None)
@given(sheets())
def test_a_complete_sheet_gets_the_verdict_the_reasons_and_the_costs_of_the_advice_page(answers):
    advice = advise(MODEL, answers)
    page = text(get(f"/embed/?{urlencode(answers)}"))
    assert headline(advice) in re.sub("<[^>]*>", "", page)
    assert all(reason.text in page for reason in advice.reasons)
    assert page.count("<li><p>") == len(advice.reasons)
    query = fresh(answers)
    assert in_short(costs(answers, query.inputs, query.book), advice.recommended) in page


@settings(max_examples=40, deadline=None)
@given(partial_sheets())
def test_whatever_is_answered_the_link_leads_to_the_full_advice_with_the_same_answers(answers):
    response = get(f"/embed/?{urlencode(answers)}&show=verdict")
    assert response.status_code == 200
    if answers:
        link = re.search(
            r'<a class="primary" href="([^"]+)" target="_blank" rel="noopener">', response.content.decode()
        )
        address = unescape(link[1])
        assert address.startswith(f"{ORIGIN}/advice/?")
        assert dict(parse_qsl(urlsplit(address).query)).items() >= answers.items()


def test_what_a_page_is_handed_never_names_an_answer():
    page = get(f"/embed/?{COMPLETE}").content.decode()
    link = unescape(re.search(r'data-link="([^"]+)"', page)[1])
    assert link == f"{ORIGIN}/method/?edition={MODEL.edition}"
    assert get(link.removeprefix(ORIGIN)).status_code == 200


def test_continue_without_an_answer_is_an_error_beside_the_question():
    response = get("/embed/?asked=services")
    assert response.status_code == 400
    assert "Choose an answer" in text(response)


def test_a_wrong_answer_asks_that_question_again_and_the_rest_stays():
    response = get(f"/embed/?{urlencode(sheet(team='5'))}")
    assert response.status_code == 400
    assert "“5” is not an answer to “team”" in text(response)
    assert MODEL.questions["team"].wording in text(response)
    assert 'name="services" value="3-9"' in text(response)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_stays_through_the_questions(theme):
    page = text(get(f"/embed/?services=1&theme={theme}"))
    assert f'data-theme="{theme}"' in page
    assert f'name="theme" value="{theme}"' in page
    assert "data-theme" not in text(get("/embed/?theme=auto"))


@pytest.mark.parametrize(("key", "allowed"), [("theme", "auto, light, dark"), ("lang", "en")])
def test_a_theme_or_language_that_there_is_not_is_told_and_the_question_is_asked(key, allowed):
    response = get(f"/embed/?{key}=xx")
    assert response.status_code == 400
    assert f"“xx” is not a {key} of this widget. Choose one of: {allowed}." in text(response)
    assert MODEL.questions["services"].wording in text(response)


def test_english_may_be_asked_for():
    assert get("/embed/?lang=en").status_code == 200


def test_where_the_rest_cannot_change_it_the_verdict_is_offered():
    settled = "services=1&targets=one&hosting=own&work=database"
    page = text(get(f"/embed/?{settled}"))
    assert "The rest cannot change it" in page
    assert "Use a VPS" in re.sub("<[^>]*>", "", text(get(f"/embed/?{settled}&show=verdict")))


def test_an_unchanged_frame_is_not_sent_again():
    first = get("/embed/?services=1")
    assert first["Cache-Control"] == "public, max-age=300"
    assert get("/embed/?services=1", If_None_Match=first["ETag"]).status_code == 304
    assert get("/embed/?services=2")["ETag"] != first["ETag"]
    assert get("/embed/?services=1&theme=dark")["ETag"] != first["ETag"]


# --- the site script ---


def test_a_published_version_of_the_script_never_changes():
    for version, loader in loaders().items():
        digest = base64.b64encode(hashlib.sha384(loader.content).digest()).decode()
        assert loader.integrity == f"sha384-{digest}", f"{version}.js has changed; publish a new version instead"
    assert {path.stem for path in LOADERS.glob("*.js")} == {*loaders(), "source"}


def test_the_newest_version_is_built_from_the_source():
    mark = hashlib.sha256((LOADERS / "source.js").read_bytes()).hexdigest()[:16]
    assert newest().content.startswith(f"/*! k8s-advisor {newest().version}, source {mark} */".encode())


def test_the_moving_address_gives_the_newest_and_the_pinned_one_its_own_for_ever():
    moving, pinned = get("/embed/v1.js"), get(f"/embed/v{newest().version}.js")
    assert moving.content == pinned.content == newest().content
    assert moving["Cache-Control"] == "public, max-age=3600"
    assert pinned["Cache-Control"] == "public, max-age=31536000, immutable"
    assert moving["Access-Control-Allow-Origin"] == "*"
    assert moving["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert get("/embed/v0.0.1.js").status_code == 404


def test_the_script_is_asked_for_again_without_being_sent_again():
    assert get("/embed/v1.js", If_None_Match=get("/embed/v1.js")["ETag"]).status_code == 304


# --- oEmbed and the card ---


def oembed(**parameters):
    return get("/oembed?" + urlencode(parameters))


@pytest.mark.parametrize("path", ["", "/", "/questions/", "/embed/", f"/advice/?{COMPLETE}"])
def test_oembed_describes_the_pages_that_can_be_embedded(path):
    content = oembed(url=ORIGIN + path, dnt="1").json()
    assert (content["version"], content["type"]) == ("1.0", "rich")
    frame = unescape(
        re.fullmatch(
            r'<blockquote><a href=[^<>]*>[^<>]*</a></blockquote><iframe src="([^"]+)" [^<>]*></iframe>',
            content["html"],
        )[1]
    )
    assert frame.startswith(f"{ORIGIN}/embed/")
    assert get(frame.removeprefix(ORIGIN)).status_code == 200
    assert ("services=3-9" in frame) == ("?" in path)


@pytest.mark.parametrize(("most", "given"), [(1, 1), (559, 559), (560, 560), (561, 560), (10**12, 560)])
def test_the_height_respects_the_maximum(most, given):
    content = oembed(url=ORIGIN, maxheight=most, maxwidth=500).json()
    assert content["height"] == given
    assert content["width"] == 500
    assert f'width="500" height="{given}"' in content["html"]


@pytest.mark.parametrize("value", ["0", "-1", "many", "", "1.5"])
def test_a_maximum_that_is_no_size_is_refused(value):
    response = oembed(url=ORIGIN, maxwidth=value)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert "maxwidth must be a number of pixels" in response.json()["detail"]


@pytest.mark.parametrize(
    "url",
    ["", "https://other.test/", f"{ORIGIN}/nowhere/", f"{ORIGIN}/advice/?x=1", "http://[", f"{ORIGIN}.evil.test/"],
)
def test_an_address_that_is_not_ours_is_not_found(url):
    assert oembed(url=url).status_code == 404


def test_another_format_is_not_implemented():
    assert oembed(url=ORIGIN, format="xml").status_code == 501
    assert oembed(url=ORIGIN, format="json").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/questions/", f"/advice/?{COMPLETE}", "/method/", "/prices/", "/embed/", "/embed/customize/", "/nowhere/"],
)
def test_every_page_leads_to_its_oembed(path):
    page = get(path).content.decode()
    link = unescape(re.search(r'type="application/json\+oembed"[^>]*href="([^"]+)"', page)[1])
    assert link.startswith(f"{ORIGIN}/oembed?url=")
    response = get(link.removeprefix(ORIGIN))
    assert response.status_code == 200
    assert ("services=3-9" in response.json()["html"]) == (path == f"/advice/?{COMPLETE}")


def test_the_card_is_a_picture_that_loads_nothing():
    response = get("/embed/card.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "<title>Do you need Kubernetes?" in text(response)
    assert not re.search(r"<(script|style|image|use|text)|href|url\(", text(response))


# --- the customizer ---


def snippets(path):
    return {
        key: unescape(code)
        for key, code in re.findall(r'id="code-([\w-]+)"><code>(.*?)</code>', get(path).content.decode(), re.S)
    }


def test_the_line_is_the_universal_one_until_something_is_chosen():
    assert snippets("/embed/customize/")["line"] == (
        f'<iframe src="{ORIGIN}/embed/" title="Do you need Kubernetes? Questionnaire" width="100%" height="560" '
        'loading="lazy" allow="clipboard-write"></iframe>'
    )


def test_the_choices_are_in_every_line_and_in_the_preview():
    path = "/embed/customize/?theme=dark&height=700&result=1&services=3-9&team="
    lines, page = snippets(path), get(path).content.decode()
    frame = f"{ORIGIN}/embed/?services=3-9&amp;theme=dark"
    assert f'<iframe src="{frame}"' in lines["line"]
    assert 'height="700"' in lines["line"]
    assert "data-share-result" in lines["line"]
    assert lines["element"].startswith('<k8s-advisor theme="dark" height="700" start="services=3-9" share-result>')
    assert "k8s-advisor:result" in lines["listener"]
    assert f'<iframe src="{frame}"' in page
    assert all(
        lines["line"] in recipe for key, recipe in lines.items() if key in {"plain2", "mkdocs2", "docusaurus2"}
    )


def test_the_pinned_line_names_the_hash_of_the_newest_version():
    assert snippets("/embed/customize/")["pinned"] == (
        f'<script src="{ORIGIN}/embed/v{newest().version}.js" integrity="{newest().integrity}" crossorigin async></script>'
    )


def test_there_is_a_recipe_for_every_tool_whatever_is_chosen():
    page = text(get("/embed/customize/?theme=light"))
    for key, recipe in load_recipes().items():
        assert f'id="recipe-{key}"' in page
        assert recipe.note in page
        assert f"{recipe.tool} {recipe.version}" in page


@pytest.mark.parametrize(("height", "fits"), [(LEAST - 1, 0), (LEAST, 1), (MOST, 1), (MOST + 1, 0), ("tall", 0)])
def test_a_height_out_of_bounds_is_told_and_the_other_choices_stay(height, fits):
    response = get(f"/embed/customize/?theme=dark&height={height}")
    assert response.status_code == (200 if fits else 400)
    assert ("Height: give a whole number of pixels" in text(response)) == (not fits)
    assert '<option value="dark" selected' in text(response)


def test_every_parameter_is_documented():
    page = text(get("/embed/customize/"))
    for name in [*MODEL.questions, "theme", "lang", "show", "edition", "start", "share-result", "data-share-result"]:
        assert f"<code>{name}</code>" in page


def test_the_readme_names_the_setting():
    assert "`ADVISOR_FRAME_ANCESTORS`" in (Path(__file__).parent.parent.parent / "README.md").read_text("utf-8")


def test_every_line_to_copy_has_an_id_of_its_own():
    ids = re.findall(r' id="([^"]*)"', get("/embed/customize/").content.decode())
    assert "code-mkdocs1" in ids
    assert len(ids) == len(set(ids))

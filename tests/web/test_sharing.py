"""What other sites and crawlers get: cards, canonical links, robots, the sitemap; and links to the tracker."""

import re
import struct
from html import unescape
from urllib.parse import unquote, urlencode
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from advisor.environment import address
from advisor.report import report
from advisor.report.pool import Busy
from tests.sheets import MODEL, sheet

ORIGIN = "https://advisor.test"
ANSWERS = urlencode(sheet(ops="part"))


def get(path, **headers):
    return Client().get(path, headers=headers, follow=path.startswith("/advice/"))


def page(path):
    """The page at an address, which may lead to its canonical one first."""
    return Client().get(path, follow=True)


def of_meta(path, name):
    html = page(path).content.decode()
    return [unescape(value) for value in re.findall(rf'<meta (?:property|name)="{name}" content="([^"]*)"', html)]


def size(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


@pytest.fixture(scope="module")
def renderers():
    """The pool of this process, ended after the tests."""
    yield report.renderers()
    report.renderers().stop()


def test_a_permalink_has_a_card_of_its_own_and_every_other_page_the_common_one():
    (image,) = of_meta(f"/advice/?{ANSWERS}", "og:image")
    assert image.startswith(f"{ORIGIN}/card.png?services=3-9")
    assert of_meta(f"/advice/?{ANSWERS}", "og:title") == ["No. Use serverless containers."]
    for path in ("/", "/method/", "/prices/", "/accessibility/"):
        assert of_meta(path, "og:image") == [f"{ORIGIN}/static/cards/default.png"]
    assert size(b"".join(get("/static/cards/default.png").streaming_content)) == (1200, 630)


@pytest.mark.xdist_group("serving")
def test_a_card_is_a_picture_of_1200_by_630_that_any_site_may_show(renderers):
    response = get(f"/card.png?{ANSWERS}")
    assert response["Content-Type"] == "image/png"
    assert size(response.content) == (1200, 630)
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert get(f"/card.png?{ANSWERS}", If_None_Match=response["ETag"]).status_code == 304


@pytest.mark.xdist_group("serving")
def test_sheets_that_look_alike_on_a_card_share_it_and_others_do_not(renderers, monkeypatch):
    made = []
    monkeypatch.setattr(
        report, "renderers", lambda: type("", (), {"render": lambda _, job: made.append(job) or b"x"})()
    )
    get(f"/card.png?{urlencode(sheet(hosting='own', ops='part'))}")
    get(f"/card.png?{urlencode(sheet(hosting='own', ops='part', work='web'))}&provider=gcp")
    assert len(made) == 1
    get(f"/card.png?{urlencode(sheet(services='30-up', ops='part', hosting='own'))}")
    assert len(made) == 2


def test_a_card_that_cannot_be_made_now_is_the_common_one_and_is_not_kept(monkeypatch):
    def busy(_):
        raise Busy(5)

    monkeypatch.setattr("advisor.sharing.picture", busy)
    response = get(f"/card.png?{ANSWERS}")
    assert (response.status_code, response["Location"]) == (302, "/static/cards/default.png")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("query", ["", "x=1", "services=5"])
def test_without_answers_to_show_the_card_is_the_common_one(query):
    assert get(f"/card.png?{query}")["Location"] == "/static/cards/default.png"


def test_pages_with_answers_are_not_indexed_and_the_others_are():
    for path in (f"/advice/?{ANSWERS}", "/questions/?services=1", "/questions/?services=1&check=1", "/nowhere/"):
        assert of_meta(path, "robots") == ["noindex"]
    for path in ("/", "/method/", "/prices/", "/embed/customize/", "/accessibility/"):
        assert of_meta(path, "robots") == []
        assert f'<link rel="canonical" href="{ORIGIN}{path}">' in get(path).content.decode()


def test_robots_names_the_sitemap_and_the_sitemap_names_pages_that_exist():
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in get("/robots.txt").content.decode()
    response = get("/sitemap.xml")
    assert response["Content-Type"].startswith("application/xml")
    found = [node.text for node in ElementTree.fromstring(response.content).iter() if node.tag.endswith("loc")]
    assert f"{ORIGIN}/method/" in found
    for link in found:
        assert get(link.removeprefix(ORIGIN)).status_code == 200


# --- the tracker ---


def test_without_a_tracker_no_page_offers_one(settings):
    settings.ADVISOR_TRACKER = ""
    for path in (f"/advice/?{ANSWERS}", "/prices/?show=aws", "/accessibility/"):
        assert "is wrong" not in get(path).content.decode()


def test_the_tracker_gets_the_permalink_and_nothing_else(settings):
    settings.ADVISOR_TRACKER = "https://tracker.example/new?body={permalink}"
    html = page(f"/advice/?{ANSWERS}").content.decode()
    link = unescape(re.search(r'href="(https://tracker[^"]+)"[^>]*>This advice is wrong because', html)[1])
    assert unquote(link.partition("body=")[2]) == (
        f"{ORIGIN}/advice/?{ANSWERS}&edition={MODEL.edition}&prices=2026-11-22"
    )
    assert "&" not in link.partition("body=")[2]
    prices = get("/prices/?show=aws").content.decode()
    link = unescape(re.search(r'href="(https://tracker[^"]+)"[^>]*>This price is wrong', prices)[1])
    assert unquote(link.partition("body=")[2]).startswith(f"{ORIGIN}/prices/?prices=2026-11-22#aws")


@pytest.mark.parametrize(
    "value", ["http://t.example/{permalink}", "https://t.example/", "{permalink}", "javascript:{permalink}"]
)
def test_a_tracker_that_cannot_work_is_refused_at_start_up(monkeypatch, value):
    monkeypatch.setenv("TRACKER", value)
    with pytest.raises(ImproperlyConfigured, match="TRACKER must be an https address"):
        address("TRACKER", holding="{permalink}")


def test_no_tracker_and_a_good_one_are_taken(monkeypatch):
    assert address("TRACKER", holding="{permalink}") == ""
    monkeypatch.setenv("TRACKER", "https://t.example/new?x={permalink}")
    assert address("TRACKER", holding="{permalink}") == "https://t.example/new?x={permalink}"

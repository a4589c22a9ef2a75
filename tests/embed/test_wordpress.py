"""A real WordPress that is given the address, and one that is given the line."""

import re
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.embed.blog import PACKAGE, wordpress
from tests.embed.building import recipe_for
from tests.embed.visiting import until
from tests.sheets import sheet

pytestmark = pytest.mark.docs_tools
VERSION = (
    re.search(r"\$wp_version = '([\d.]+)'", (PACKAGE / "wp-includes/version.php").read_text("utf-8"))
    if PACKAGE.is_dir()
    else None
)
TITLES = {"address": "WordPress, the address pasted", "line": "WordPress, a Custom HTML block"}
BLOCKS = {
    "address": (
        '<!-- wp:embed {{"url":"{0}"}} --><figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n{0}\n'
        "</div></figure><!-- /wp:embed -->"
    ),
    "line": "<!-- wp:html -->{0}<!-- /wp:html -->",
}


@pytest.fixture(scope="module")
def posts(advisor, tmp_path_factory):
    """The addresses of two posts, one for each step of the recipe, as the editor stores them."""
    steps = recipe_for("wordpress", advisor).steps
    texts = {slug: BLOCKS[slug].format(step.text) for slug, step in zip(BLOCKS, steps, strict=True)}
    with wordpress(tmp_path_factory.mktemp("wordpress"), advisor, texts) as addresses:
        yield addresses


@pytest.fixture
def tick(results, chromium):
    """Notes that a way of embedding passed some checks."""

    engine = f"Chromium {chromium.version.partition('.')[0]}"
    return lambda way, *checks: results.tick(TITLES[way], VERSION[1], engine, *checks)


def test_wordpress_finds_the_frame_by_the_address_and_puts_it_into_its_sandbox(posts):
    with urllib.request.urlopen(posts["address"]) as answer:
        html = answer.read().decode()
    (frame,) = re.findall(r"<iframe[^>]*/embed/[^>]*>", html)
    assert 'sandbox="allow-scripts"' in frame
    assert "#?secret=" in frame


@pytest.mark.parametrize("way", TITLES)
def test_the_whole_flow_by_mouse(posts, visit, tick, way):
    visitor = visit(posts[way])
    before = visitor.page.evaluate("history.length")
    widget = visitor.widget()
    widget.frame.wait_for_load_state()
    visitor.page.wait_for_timeout(500)
    shown = visitor.shifts
    widget.answer(sheet())
    assert widget.verdict == widget.expected
    tick(way, "verdict")
    assert visitor.page.evaluate("history.length") == before
    tick(way, "Back button")
    assert visitor.shifts - shown <= 0.05
    if shown <= 0.05:  # WordPress shows what it has found by an address late, and that moves the page
        tick(way, "layout shift")
    assert widget.stored() == []
    tick(way, "no cookie")
    assert visitor.complaints == []
    tick(way, "console")


def test_the_height_follows_by_wordpress_own_messages(posts, visit, tick):
    visitor = visit(posts["address"])
    widget = visitor.widget()
    widget.answer(sheet(), after=widget.fits)
    tick("address", "height")


def test_the_link_to_the_full_advice_opens_by_wordpress_own_message(posts, visit, advisor):
    visitor = visit(posts["address"])
    widget = visitor.widget()
    widget.answer(sheet())
    widget.inside.get_by_role("link", name="Read the full advice").click()
    until(5, lambda: visitor.page.url, lambda url: url.startswith(f"{advisor}/advice/?"))
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    visitor.complaints.clear()  # the page of the advice is not the host's


@pytest.mark.parametrize("way", TITLES)
def test_by_keyboard_alone(posts, visit, tick, way):
    widget = visit(posts[way]).widget()
    widget.answer_by_keyboard(sheet(ops="part"))
    assert widget.verdict == widget.expected
    tick(way, "keyboard")

"""What users of other widgets complain of, one test each."""

import zipfile

import pytest
from playwright.sync_api import expect

from advisor.embed.script import newest
from tests.embed.building import build, run, universal_line
from tests.embed.pages import TALL, element, page
from tests.embed.sites import ON_EVERY_RUN
from tests.embed.visiting import until
from tests.sheets import MODEL, sheet

FIRST, SECOND, THIRD, *_ = MODEL.questions
SITES = {site.name: site for site in ON_EVERY_RUN}
RESET = "* { box-sizing: border-box } iframe { padding: 8px; border: 4px solid; max-width: 100% }"


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("css", ["", RESET], ids=["plain", "under-a-css-reset"])
def test_nothing_is_cut_off_and_there_is_no_second_scrollbar(host, advisor, visit, width, css):
    visitor = visit(host.put("/", page(advisor, css=css)), viewport={"width": width, "height": 800})
    widget = visitor.widget()
    widget.answer(sheet(), after=widget.fits)


def test_without_the_script_a_question_longer_than_the_frame_can_be_scrolled_to_its_end(host, advisor, visit):
    visitor = visit(host.put("/", page(advisor, script=None)), viewport={"width": 320, "height": 800})
    widget = visitor.widget()
    assert widget.height == 564  # 560 and the border that browsers draw
    widget.answer(sheet(), after=lambda: widget.inside.locator("button, a").last.scroll_into_view_if_needed())
    assert widget.verdict == widget.expected


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_after_next_the_page_is_not_left_far_below_the_question(host, advisor, visit, motion):
    address = host.put("/", page(advisor, before=TALL, after=TALL))
    visitor = visit(address, viewport={"width": 320, "height": 300}, reduced_motion=motion)
    widget = visitor.widget()
    until(5, lambda: visitor.heard("height"), bool)
    widget.choose(sheet()[FIRST])  # the button is below a frame that is higher than the window
    top = lambda: round(widget.box.bounding_box()["y"])  # noqa: E731
    until(5, top, lambda y: 0 <= y <= 150)


def test_the_page_stays_where_it_is_while_the_top_of_the_frame_is_in_view(host, advisor, visit):
    visitor = visit(host.put("/", page(advisor, before='<p style="height: 60px">Short.</p>', after=TALL)))
    widget = visitor.widget()
    visitor.page.evaluate("scrollTo(0, 40)")
    widget.choose(sheet()[FIRST])
    widget.asked()
    visitor.page.wait_for_timeout(300)
    assert visitor.heard("step")
    assert visitor.page.evaluate("scrollY") == 40


@pytest.mark.parametrize("css", ["", RESET, "iframe { height: 100vh }"])
def test_the_height_does_not_grow_for_ever(host, advisor, visit, css):
    visitor = visit(host.put("/", page(advisor, css=css)))
    widget = visitor.widget()
    widget.choose(sheet()[FIRST])
    widget.asked()
    for width in (400, 1280, 500, 1280):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.page.wait_for_timeout(150)
    height, said = widget.height, len(visitor.heard("height"))
    visitor.page.wait_for_timeout(700)
    assert (widget.height, len(visitor.heard("height"))) == (height, said)
    assert height < 1500


@pytest.mark.parametrize("late", ["**/embed/", "**/embed/v1.js"], ids=["frame", "script"])
def test_the_console_has_no_noise_when_frame_or_script_come_late(host, advisor, visit, late):
    visitor = visit(host.put("/", page(advisor)), late=late)
    widget = visitor.widget()
    until(8, lambda: visitor.heard("height"), bool)
    widget.answer(sheet(), after=widget.fits)
    assert visitor.complaints == []


@pytest.mark.parametrize("body", [universal_line, lambda _: element()], ids=["line", "element"])
def test_it_works_under_a_strict_content_security_policy(host, advisor, visit, body):
    policy = f"default-src 'none'; frame-src {advisor}; script-src {advisor}"
    visitor = visit(host.put("/", page(advisor, body(advisor)), Content_Security_Policy=policy))
    widget = visitor.widget()
    widget.answer(sheet(), after=widget.fits)
    assert widget.verdict == widget.expected


def test_under_a_policy_without_scripts_the_line_works_at_its_fixed_height(host, advisor, visit):
    policy = f"default-src 'none'; frame-src {advisor}"
    visitor = visit(host.put("/", page(advisor, script=None), Content_Security_Policy=policy))
    widget = visitor.widget()
    widget.answer(sheet())
    assert widget.verdict == widget.expected


@pytest.mark.parametrize("name", ["mkdocs", "zensical"])
def test_it_appears_on_every_page_that_instant_navigation_brings(name, hosted, visit):
    visitor = visit(hosted(SITES[name]).origin + "/", color_scheme="light")
    visitor.page.wait_for_load_state("networkidle")  # the themes fetch their list of pages first
    visitor.page.evaluate("window.same = true")
    go = lambda title: visitor.page.locator(f'a:visible:has-text("{title}")').first.click()  # noqa: E731
    SITES[name].switch(visitor.page, "dark")
    for _ in range(2):
        go("Choosing a platform")
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Choosing a platform")
        widget = visitor.widget()
        widget.choose(sheet()[FIRST])
        widget.fits()
        until(3, widget.theme, "dark".__eq__)
        go("Two services at once")
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Two services at once")
        widget = visitor.widget(1)
        widget.choose(sheet()[FIRST])
        widget.fits()
    assert visitor.page.evaluate("window.same"), "the page was loaded anew: nothing was tried"


@pytest.mark.parametrize("builder", ["latex", "epub", "text", "man"])
def test_no_dead_frame_stands_in_a_pdf_or_an_e_book(builder, tmp_path, advisor):
    source = build(SITES["furo"], advisor, tmp_path).parent
    run(["sphinx-build", "-q", "-b", builder, ".", "printed"], source)
    files = list((source / "printed").rglob("*"))
    for book in (file for file in files if file.suffix == ".epub"):
        with zipfile.ZipFile(book) as parts:
            text = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith("html"))
    if builder != "epub":
        text = "".join(file.read_text("utf-8") for file in files if file.suffix in {".tex", ".txt", ".7"})
    assert "Do you need Kubernetes?" in text
    assert "iframe" not in text


def test_back_leaves_the_page_at_once(host, advisor, visit):
    host.put("/before", "<!doctype html><title>Before</title><p>Before")
    address = host.put("/", page(advisor))
    visitor = visit(f"{host.origin}/before")
    visitor.page.goto(address)
    widget = visitor.widget()
    for key in (FIRST, SECOND, THIRD):
        widget.choose(sheet()[key])
    widget.asked()
    visitor.page.go_back()
    assert visitor.page.title() == "Before"


def test_a_script_at_its_own_address_never_changes_and_a_browser_can_check_that(host, advisor, visit):
    pinned = f'<script src="{advisor}/embed/v{newest().version}.js" integrity="{newest().integrity}" crossorigin="anonymous" async></script>'
    visitor = visit(host.put("/", page(advisor, script=None, head=pinned)))
    widget = visitor.widget()
    widget.answer(sheet(), after=widget.fits)


def test_a_script_that_was_changed_is_not_run_and_the_questions_are_asked_all_the_same(host, advisor, visit):
    wrong = "sha384-" + "A" * 64
    pinned = f'<script src="{advisor}/embed/v{newest().version}.js" integrity="{wrong}" crossorigin="anonymous" async></script>'
    visitor = visit(host.put("/", page(advisor, script=None, head=pinned)))
    widget = visitor.widget()
    widget.answer(sheet())
    assert widget.verdict == widget.expected
    assert visitor.heard("height") == []
    (blocked,) = visitor.complaints
    assert "integrity" in blocked
    visitor.complaints.clear()

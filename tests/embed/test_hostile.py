"""Pages and frames that mean harm, and places that allow little."""

import pytest
from playwright.sync_api import expect

from advisor.decision.advice import advise
from tests.embed.building import universal_line
from tests.embed.host import hosting
from tests.embed.pages import TALL, element, page
from tests.embed.visiting import until
from tests.sheets import MODEL, sheet

FIRST, *_, LAST = MODEL.questions
FORGED = """(message) => parent.postMessage({ type: "k8s-advisor", v: 1, ...message }, "*")"""
HELLO = """(message) => document.querySelector("iframe").contentWindow
  .postMessage({ type: "k8s-advisor", v: 1, ev: "hello", ...message }, "*")"""
SHARING = universal_line("{}").replace("></iframe>", " data-share-result></iframe>")


def settled(widget):
    """The height of a frame that has told its own."""
    widget.fits()
    return widget.height


def test_a_height_that_is_none_changes_nothing(host, advisor, visit):
    visitor = visit(host.put("/", page(advisor)))
    widget = visitor.widget()
    before = settled(widget)
    for height in ("-5", "NaN", "Infinity * 0", "null", "undefined", "({})", "'<b>'", "[]", "79"):
        widget.frame.evaluate(f"({FORGED})({{ ev: 'height', height: {height} }})")
        visitor.page.wait_for_timeout(100)
        assert widget.height == before, height


def test_a_height_beyond_20000_is_taken_as_20000(host, advisor, visit):
    visitor = visit(host.put("/", page(advisor)))
    widget = visitor.widget()
    settled(widget)
    for height in ("20001", "1e9", "Infinity", "Number.MAX_VALUE"):
        widget.box.evaluate("(frame) => frame.style.height = '560px'")
        assert widget.height == 560
        widget.frame.evaluate(f"({FORGED})({{ ev: 'height', height: {height} }})")
        until(3, lambda: widget.height, lambda seen: seen == 20000)


@pytest.mark.parametrize(
    "message",
    [
        {"ev": "height", "height": 5000},
        {"ev": "ready"},
        {"ev": "step"},
        {"ev": "result", "verdict": "vps", "url": "https://evil.test/", "version": "1"},
    ],
    ids=lambda message: message["ev"],
)
@pytest.mark.parametrize("path", ["/", "/embed/"])
def test_another_frame_on_the_page_can_move_nothing_and_raise_no_event(host, advisor, visit, message, path):
    with hosting() as other:
        rogue = f'<iframe id="rogue" src="{other.put(path, "<title>Rogue</title>")}" data-share-result></iframe>'
        shared = SHARING.format(advisor)
        visitor = visit(host.put("/", page(advisor, shared, before=rogue + TALL)), also=other.origin)
        widget = visitor.widget(1 if path == "/embed/" else 0)
        before = settled(widget)
        visitor.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        scrolled = visitor.page.evaluate("scrollY")
        frame = visitor.page.locator("#rogue").element_handle().content_frame()
        frame.evaluate(FORGED, message)
        visitor.page.evaluate(
            f"postMessage({{ type: 'k8s-advisor', v: 1, ev: '{message['ev']}', height: 5000 }}, '*')"
        )
        visitor.page.wait_for_timeout(150)
        assert widget.height == before
        assert visitor.page.locator("#rogue").bounding_box()["height"] < 200
        assert visitor.raised == []
        assert visitor.page.evaluate("scrollY") == scrolled
        assert frame.evaluate("heard") == [], "the site script answered a frame that is not ours"


def test_another_frame_cannot_speak_to_the_questionnaire(host, advisor, visit):
    with hosting() as other:
        rogue = f'<iframe id="rogue" src="{other.put("/", "<title>Rogue</title>")}"></iframe>'
        visitor = visit(
            host.put("/", page(advisor, before=rogue, script=None)), also=other.origin, color_scheme="light"
        )
        widget = visitor.widget()
        frame = visitor.page.locator("#rogue").element_handle().content_frame()
        for ev in ("hello", "theme"):
            message = {"type": "k8s-advisor", "v": 1, "ev": ev, "theme": "dark", "share": True}
            frame.evaluate("(message) => parent.frames[1].postMessage(message, '*')", message)
        visitor.page.wait_for_timeout(150)
        assert widget.frame.evaluate("heard").__len__() == 2, "the messages did not arrive: nothing was tried"
        assert widget.theme() == "light"
        assert not widget.inside.locator("#notice").is_visible()
        assert [data for data in visitor.heard() if data["ev"] != "ready"] == []


def test_before_hello_the_frame_says_nothing_but_ready_and_that_ten_times_at_most(host, advisor, visit):
    visitor = visit(host.put("/", page(advisor, script=None)))
    widget = visitor.widget()
    widget.answer(sheet())
    visitor.page.wait_for_timeout(4600)
    said = visitor.heard()
    assert 1 <= len(said) <= 10
    assert said == [{"type": "k8s-advisor", "v": 1, "ev": "ready"}] * len(said)


def test_a_second_hello_cannot_ask_for_the_verdict(host, advisor, visit):
    visitor = visit(host.put("/", page(advisor)))
    widget = visitor.widget()
    settled(widget)
    visitor.page.evaluate(HELLO, {"share": True, "theme": "dark", "origin": "https://evil.test"})
    widget.answer(sheet())
    visitor.page.evaluate(HELLO, {"share": True})
    visitor.page.wait_for_timeout(150)
    assert visitor.heard("result") == []
    assert visitor.raised == []


def test_a_theme_that_there_is_not_is_passed_over(host, advisor, visit):
    visitor = visit(host.put("/", page(advisor)), color_scheme="light")
    widget = visitor.widget()
    settled(widget)
    for theme in ("'drak'", "null", "({})", "'light dark'", "'\\u0022><b>'"):
        visitor.page.evaluate(f"({HELLO})({{ ev: 'theme', theme: {theme} }})")
        visitor.page.wait_for_timeout(100)
        assert widget.frame.evaluate("document.documentElement.dataset.theme") in {"light", "auto"}, theme
        assert widget.theme() == "light", theme


def test_a_host_that_asks_gets_the_verdict_and_no_answer_after_the_visitor_was_told(host, advisor, visit):
    visitor = visit(host.put("/", page(advisor, SHARING.format(advisor))))
    widget = visitor.widget()
    expect(widget.inside.locator("#notice")).to_contain_text("receives your verdict, never your answers")
    answers = sheet(ops="part")
    widget.answer(answers)
    (result,) = until(5, lambda: visitor.raised, bool)
    assert result["tag"] == "iframe"
    assert set(result["detail"]) == {"verdict", "url", "version"}
    assert result["detail"]["verdict"] == advise(MODEL, answers).recommended
    assert result["detail"]["version"] == MODEL.edition
    assert result["detail"]["url"].startswith(f"{advisor}/")
    told = str(visitor.heard())
    assert not [f"{key}={value}" for key, value in answers.items() if f"{key}={value}" in told]
    assert set().union(*visitor.heard()) == {"type", "v", "ev", "height", "verdict", "url", "version"}


def test_a_host_that_asks_gets_nothing_where_the_visitor_declines(host, advisor, visit):
    visitor = visit(host.put("/", page(advisor, SHARING.format(advisor))))
    widget = visitor.widget()
    widget.inside.locator("#decline").click()
    widget.answer(sheet())
    visitor.page.wait_for_timeout(200)
    assert visitor.heard("result") == []
    assert visitor.raised == []


def test_the_element_has_its_attributes_and_its_event(host, advisor, visit):
    attributes = f'lang="en" theme="dark" height="700" title="Ask" start="{FIRST}=3-9" share-result'
    visitor = visit(host.put("/", page(advisor, element(attributes))), color_scheme="light")
    widget = visitor.widget()
    assert widget.box.get_attribute("title") == "Ask"
    assert widget.height >= 700
    assert widget.theme() == "dark"
    assert widget.asked() == list(MODEL.questions)[1]
    answers = sheet()
    widget.given[FIRST] = "3-9"
    widget.answer(answers, after=widget.fits)
    assert widget.verdict == widget.expected
    (result,) = until(5, lambda: visitor.raised, bool)
    assert result["tag"] == "k8s-advisor"
    assert result["detail"]["verdict"] == advise(MODEL, answers | {FIRST: "3-9"}).recommended


def test_the_element_is_a_link_where_scripts_do_not_run(host, advisor, visit):
    visitor = visit(host.put("/", page(advisor, element())), java_script_enabled=False)
    expect(visitor.page.get_by_role("link", name="Do you need Kubernetes?")).to_be_visible()


def test_the_script_leaves_nothing_in_the_page_but_the_element(host, advisor, visit):
    names = "() => Object.getOwnPropertyNames(window).filter((name) => isNaN(name)).sort()"
    visitor = visit(host.put("/", page(advisor, "", script=None)))
    before = visitor.page.evaluate(names)
    visitor.page.add_script_tag(url=f"{advisor}/embed/v1.js")
    visitor.page.wait_for_function("() => customElements.get('k8s-advisor')")
    assert visitor.page.evaluate(names) == before


def test_the_script_twice_on_a_page_does_no_harm(host, advisor, visit):
    again = f'<script src="{advisor}/embed/v1.js" async></script>'
    visitor = visit(host.put("/", page(advisor, SHARING.format(advisor), head=again)))
    widget = visitor.widget()
    widget.answer(sheet(), after=widget.fits)
    until(5, lambda: visitor.raised, bool)
    visitor.page.wait_for_timeout(150)
    assert len(visitor.raised) == 1


def test_in_a_sandbox_without_an_origin_it_answers_and_fits(host, advisor, visit):
    line = universal_line(advisor).replace("<iframe", '<iframe sandbox="allow-scripts"')
    visitor = visit(host.put("/", page(advisor, line)))
    before = visitor.page.evaluate("history.length")
    widget = visitor.widget()
    widget.answer(sheet(), after=widget.fits)
    assert widget.verdict == widget.expected
    assert visitor.page.evaluate("history.length") == before
    expect(widget.inside.locator(".address")).to_be_visible()
    assert widget.inside.locator(".address").input_value().startswith(f"{advisor}/advice/?")


def test_without_javascript_every_question_is_a_page_of_the_frame(host, advisor, visit):
    visitor = visit(host.put("/", page(advisor)), java_script_enabled=False)
    widget = visitor.widget()
    answers = sheet()
    for key in MODEL.questions:
        widget.inside.locator(f'label:has(input[name="{key}"][value="{answers[key]}"])').click()
        widget.given[key] = answers[key]
        widget.inside.get_by_role("button", name="Continue").click()
        if key != LAST:
            expect(widget.inside.locator(f'input[name="{key}"][type=radio]')).to_have_count(0)
    expect(widget.inside.get_by_role("heading", level=1)).to_have_text(widget.expected)


def test_with_third_party_cookies_and_storage_blocked_it_works(host, advisor, playwright_browser, visit):
    visitor = visit(host.put("/", page(advisor)), browser=playwright_browser("--test-third-party-cookie-phaseout"))
    widget = visitor.widget()
    denied = "() => { try { return localStorage.length < 0 } catch { return true } }"
    assert widget.frame.evaluate(denied), "the browser blocks nothing: nothing was tried"
    widget.answer(sheet(), after=widget.fits)
    assert widget.verdict == widget.expected


def test_a_visitor_who_meets_an_error_stays_in_the_frame_and_can_go_on(host, advisor, visit):
    visitor = visit(host.put("/", page(advisor)))
    widget = visitor.widget()
    widget.inside.get_by_role("button", name="Continue").click()
    expect(widget.inside.locator(".problems")).to_be_visible()
    widget.fits()
    visitor.page.context.set_offline(True)
    widget.choose(sheet()[FIRST])
    expect(widget.inside.locator("#failed")).to_be_visible()
    visitor.page.context.set_offline(False)
    widget.given.clear()
    widget.answer(sheet(), after=widget.fits)
    assert widget.verdict == widget.expected
    visitor.complaints.clear()  # the browser itself logs that it is offline and that an answer had status 400


WORDPRESS = """
  const frame = document.querySelector("iframe");
  window.opened = null;
  addEventListener("message", ({ data, source }) => {
    if (source !== frame.contentWindow || data.secret !== "abc123") return;
    frame.removeAttribute("style");
    if (data.message === "height") frame.height = data.value;
    if (data.message === "link") window.opened = data.value;
  });
"""
HIDDEN = 'style="position: absolute; clip: rect(1px, 1px, 1px, 1px)"'


@pytest.mark.parametrize("late", [False, True], ids=["in-time", "late"])
def test_in_the_sandbox_of_wordpress_it_shows_itself_grows_and_hands_on_its_link(host, advisor, visit, late):
    line = universal_line(advisor).replace("/embed/", "/embed/#?secret=abc123").replace('loading="lazy"', HIDDEN)
    line = line.replace("<iframe", '<iframe sandbox="allow-scripts" security="restricted"')
    visitor = visit(
        host.put("/", page(advisor, line, script=None, after="" if late else f"<script>{WORDPRESS}</script>"))
    )
    if late:
        visitor.page.wait_for_timeout(300)
        visitor.page.evaluate(
            WORDPRESS + "frame.contentWindow.postMessage({ message: 'ready', secret: 'abc123' }, '*')"
        )
    widget = visitor.widget()
    until(3, lambda: widget.box.get_attribute("style"), lambda style: style is None)
    widget.answer(sheet(), after=widget.fits)
    assert widget.verdict == widget.expected
    heights = [message["data"]["value"] for message in visitor.page.evaluate("heard") if "message" in message["data"]]
    assert heights == sorted(heights)
    widget.inside.get_by_role("link", name="Read the full advice").click()
    opened = until(3, lambda: visitor.page.evaluate("opened"), bool)
    assert opened.startswith(f"{advisor}/advice/?")

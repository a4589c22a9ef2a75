"""The plain page of a host in Firefox and in WebKit."""

import time

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.embed import table
from tests.embed.building import universal_line
from tests.embed.engines import ENGINES, DrivenWidget
from tests.embed.pages import page
from tests.embed.sites import ON_EVERY_RUN
from tests.embed.visiting import until
from tests.sheets import MODEL, sheet

pytestmark = pytest.mark.docs_tools
PLAIN = ON_EVERY_RUN[0]
THEME = """
  const [red, green, blue] = getComputedStyle(document.documentElement).backgroundColor.match(/[\\d.]+/g).map(Number);
  return red + green + blue < 384 ? "dark" : "light";
"""
SECOND = list(MODEL.questions)[1]


@pytest.fixture(scope="module", params=ENGINES)
def driver(request, tmp_path_factory):
    """A browser of an engine."""
    with ENGINES[request.param](tmp_path_factory.mktemp("driver")) as driver:
        driver.set_window_size(1280, 950)
        driver.engine = request.param
        yield driver


@pytest.fixture
def tick(results, driver):
    """Notes that the plain page passed some checks in this engine."""

    engine = f"{driver.engine} {driver.capabilities['browserVersion']}"
    return lambda *checks: results.tick(PLAIN.title, table.versions(PLAIN), engine, *checks)


def test_the_whole_flow_by_mouse(driver, hosted, tick):
    driver.get(hosted(PLAIN).origin + PLAIN.address("kubernetes"))
    before = driver.execute_script("return history.length")
    widget = DrivenWidget(driver)
    while key := widget.asked():
        widget.fits()
        widget.choose(sheet()[key])
    widget.fits()
    assert widget.verdict == widget.expected
    tick("verdict", "height")
    assert driver.execute_script("return history.length") == before
    tick("Back button")
    with widget.inside():
        assert driver.get_cookies() == []
    assert driver.get_cookies() == []
    tick("no cookie")


def test_by_keyboard_alone(driver, hosted, tick):
    driver.get(hosted(PLAIN).origin + PLAIN.address("kubernetes"))
    widget = DrivenWidget(driver)
    while widget.asked():
        widget.choose_by_keyboard()
    assert widget.verdict == widget.expected
    tick("keyboard")


def test_it_follows_the_theme_toggle_of_the_site(driver, hosted, tick):
    driver.get(hosted(PLAIN).origin + PLAIN.address("kubernetes"))
    widget = DrivenWidget(driver)
    until(5, lambda: widget.evaluate(THEME), "light".__eq__)
    for theme in ("dark", "light"):
        driver.find_element("css selector", "#theme").click()
        until(5, lambda: widget.evaluate(THEME), theme.__eq__)
    tick("theme")


def test_two_on_a_page_are_independent(driver, hosted, tick):
    driver.get(hosted(PLAIN).origin + PLAIN.address("two"))
    first, second = DrivenWidget(driver, 0), DrivenWidget(driver, 1)
    second.choose_by_keyboard()  # WebKit's driver misses with its pointer where a page has several frames
    while first.asked():
        first.choose_by_keyboard()
    assert first.verdict == first.expected
    assert second.asked() == SECOND
    second.fits()
    tick("two on a page")


def test_axe_finds_nothing_in_the_frame(driver, hosted, tick):
    driver.get(hosted(PLAIN).origin + PLAIN.address("kubernetes"))
    widget = DrivenWidget(driver)

    def faults():
        with widget.inside():
            run = "const done = arguments[arguments.length - 1]; axe.run(document).then((found) => done(found.violations))"
            found = driver.execute_async_script(f"{AXE_SCRIPT}; {run}")
        return [(fault["id"], fault["nodes"][0]["html"]) for fault in found]

    assert faults() == []
    while key := widget.asked():
        widget.choose(sheet()[key])
    assert faults() == []
    tick("axe")


def test_in_a_sandbox_without_an_origin_it_answers_and_fits(driver, host, advisor):
    line = universal_line(advisor).replace("<iframe", '<iframe sandbox="allow-scripts"')
    driver.get(host.put("/", page(advisor, line)))
    before = driver.execute_script("return history.length")
    widget = DrivenWidget(driver)
    while key := widget.asked():
        widget.choose(sheet()[key])
    widget.fits()
    assert widget.verdict == widget.expected
    time.sleep(0.2)
    assert driver.execute_script("return history.length") == before

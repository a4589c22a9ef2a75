"""The whole questionnaire in sites that the real tools build, from a foreign origin, in Chromium."""

import random

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.embed.sites import ON_EVERY_RUN, WITH_NPM
from tests.embed.visiting import until
from tests.sheets import MODEL

EVERY = [*ON_EVERY_RUN, *(pytest.param(site, marks=pytest.mark.docs_tools) for site in WITH_NPM)]
on_every_site = pytest.mark.parametrize("site", EVERY, ids=lambda site: site.name)
on_sites_with_a_toggle = pytest.mark.parametrize(
    "site", [entry for entry in EVERY if getattr(entry, "values", [entry])[0].switch], ids=lambda site: site.name
)
MOST_SHIFT = 0.05


def sheet_for(site, number=0):
    """Some answers, others for each site, the same in every run."""
    some = random.Random(f"{site.name} {number}")
    return {key: some.choice(list(question.options)) for key, question in MODEL.questions.items()}


def faults(frame):
    """What axe finds in a frame."""
    violations = Axe().run(frame).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:200], v["nodes"][0]["failureSummary"]) for v in violations]


@on_every_site
def test_the_whole_flow_by_mouse(site, hosted, visit, tick):
    visitor = visit(hosted(site).origin + site.address("kubernetes"))
    before = visitor.page.evaluate("history.length")
    widget = visitor.widget()
    widget.answer(sheet_for(site), after=widget.fits)
    assert widget.verdict == widget.expected
    tick(site, "verdict", "height")
    assert visitor.page.evaluate("history.length") == before
    tick(site, "Back button")
    assert visitor.shifts <= MOST_SHIFT
    tick(site, "layout shift")
    assert widget.stored() == []
    assert visitor.context.cookies() == []
    tick(site, "no cookie")
    assert visitor.complaints == []
    tick(site, "console")


@on_every_site
def test_by_keyboard_alone(site, hosted, visit, tick):
    visitor = visit(hosted(site).origin + site.address("kubernetes"))
    widget = visitor.widget()
    widget.answer_by_keyboard(sheet_for(site, 1))
    assert widget.verdict == widget.expected
    tick(site, "keyboard")


@on_sites_with_a_toggle
def test_it_follows_the_theme_toggle_of_the_site(site, hosted, visit, tick):
    visitor = visit(hosted(site).origin + site.address("kubernetes"), color_scheme="light")
    widget = visitor.widget()
    until(3, widget.theme, "light".__eq__)
    for theme in ("dark", "light"):
        site.switch(visitor.page, theme)
        until(3, lambda: bool(visitor.page.locator(site.dark).count()), (theme == "dark").__eq__)
        until(3, widget.theme, theme.__eq__)
    tick(site, "theme")


@on_every_site
def test_two_on_a_page_are_independent(site, hosted, visit, tick):
    visitor = visit(hosted(site).origin + site.address("two"))
    first, second = visitor.widget(0), visitor.widget(1)
    for answer in list(sheet_for(site, 2).values())[:2]:
        second.choose(answer)
    first.answer(sheet_for(site, 3))
    assert first.verdict == first.expected
    assert second.asked() == list(MODEL.questions)[2]
    second.choose(list(sheet_for(site, 2).values())[2])
    second.asked()
    second.fits()
    assert first.verdict == first.expected
    tick(site, "two on a page")


@on_every_site
def test_axe_finds_nothing_in_the_frame(site, hosted, visit, tick):
    widget = visit(hosted(site).origin + site.address("kubernetes")).widget()
    seen = faults(widget.frame)
    # Between the first question and the verdict the frame is the same on every site: once is enough.
    widget.answer(sheet_for(site), after=lambda: seen.extend(faults(widget.frame)) if site.name == "plain" else None)
    assert seen + faults(widget.frame) == []
    tick(site, "axe")

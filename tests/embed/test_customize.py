"""The customizer in a real browser: choices change the preview and the lines at once, and lines can be copied."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def customizer(chromium, advisor):
    """Opens the customizer of an advisor that knows its address, since the preview is a frame of it."""
    contexts = []

    def open_(query="", **options):
        contexts.append(chromium.new_context(viewport={"width": 1280, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        page.goto(f"{advisor}/embed/customize/{query}")
        return page

    yield open_
    for context in contexts:
        assert context.cookies() == []
        context.close()


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_choice_changes_the_preview_and_the_line(customizer, advisor, javascript):
    page = customizer(java_script_enabled=javascript)
    page.get_by_label("Theme").select_option("dark")
    page.get_by_label("Services", exact=True).select_option("3-9")
    if not javascript:
        page.get_by_role("button", name="Show it").click()
    expect(page.locator("#code-line")).to_contain_text("/embed/?services=3-9&amp;theme=dark")
    expect(page.locator(".preview iframe")).to_have_attribute("src", f"{advisor}/embed/?services=3-9&theme=dark")
    expect(page.get_by_label("Theme")).to_have_value("dark")
    assert "theme=dark" in page.url
    assert "services=3-9" in page.url


def test_a_line_can_be_copied_after_a_choice(customizer):
    page = customizer(permissions=["clipboard-read", "clipboard-write"])
    page.get_by_label("Theme").select_option("light")
    expect(page.locator("#code-line")).to_contain_text("theme=light")
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#code-line").inner_text()


def test_a_bad_height_is_told_at_once_and_the_last_good_choices_stay(customizer):
    page = customizer("?theme=dark")
    page.get_by_label("Height at first").fill("12")
    page.get_by_label("Height at first").blur()
    expect(page.get_by_role("alert")).to_contain_text("whole number of pixels from 200 to 2,000")
    expect(page.locator("#code-line")).to_contain_text("theme=dark")

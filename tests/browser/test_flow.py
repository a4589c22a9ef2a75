"""The whole flow in a real browser: by mouse, by keyboard alone, without JavaScript, with the back button."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from advisor.costs.prices import load_book
from advisor.decision.advice import advise
from advisor.decision.wording import headline
from tests.sheets import MODEL, sheet

EVERY = list(MODEL.questions)
CARRIED = {"edition": MODEL.edition, "prices": load_book().edition}
SHEET = sheet(ops="part")
VERDICT = headline(advise(MODEL, SHEET))


def ask(page, key):
    """Waits until a question is shown."""
    expect(page.get_by_role("heading", name=MODEL.questions[key].wording)).to_be_visible()


def choose(page, key):
    page.locator(f'label:has(input[name="{key}"][value="{SHEET[key]}"])').click()
    page.get_by_role("button", name="Continue").click()


def at_the_advice(page):
    expect(page.get_by_role("heading", level=1)).to_have_text(VERDICT)
    assert dict(parse_qsl(urlsplit(page.url).query)) == {**SHEET, **CARRIED}


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_by_mouse_from_the_start_page_to_the_advice(open_page, javascript):
    page = open_page("/", java_script_enabled=javascript)
    for key in EVERY:
        ask(page, key)
        choose(page, key)
    at_the_advice(page)


def test_by_keyboard_alone(open_page):
    page = open_page("/questions/")
    for key in EVERY:
        ask(page, key)
        radios = page.locator(f'input[type="radio"][name="{key}"]')
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == key:
                break
        page.keyboard.press("Space")
        for _ in range(list(MODEL.questions[key].options).index(SHEET[key])):
            page.keyboard.press("ArrowDown")
        expect(radios.and_(page.locator(f'[value="{SHEET[key]}"]'))).to_be_checked()
        page.keyboard.press("Enter")
    at_the_advice(page)


def test_all_twelve_on_one_page(open_page):
    page = open_page("/questions/?all=1")
    for key in EVERY:
        page.locator(f'label:has(input[name="{key}"][value="{SHEET[key]}"])').click()
    page.get_by_role("button", name="Show the advice").click()
    at_the_advice(page)


def test_the_back_button_goes_back_one_question_and_forward_again(open_page):
    page = open_page("/questions/")
    for key in EVERY[:3]:
        ask(page, key)
        choose(page, key)
    ask(page, EVERY[3])
    for key in (EVERY[2], EVERY[1]):
        page.go_back()
        ask(page, key)
    page.go_forward()
    ask(page, EVERY[2])
    choose(page, EVERY[2])
    ask(page, EVERY[3])


def test_back_from_the_advice_shows_the_last_question(open_page):
    page = open_page("/questions/?" + urlencode({k: v for k, v in SHEET.items() if k != "reason"}))
    ask(page, "reason")
    choose(page, "reason")
    at_the_advice(page)
    page.go_back()
    ask(page, "reason")


def test_an_address_that_was_reached_by_htmx_survives_a_reload(open_page):
    page = open_page("/questions/")
    choose(page, "services")
    ask(page, "targets")
    page.reload()
    ask(page, "targets")
    assert "services=3-9" in page.url


def test_after_a_step_title_and_focus_are_those_of_the_new_question(open_page):
    page = open_page("/questions/")
    choose(page, "services")
    ask(page, "targets")
    expect(page).to_have_title(f"{MODEL.questions['targets'].wording} · Do you need Kubernetes?")
    assert page.evaluate("document.activeElement.tagName") == "LEGEND"
    assert page.evaluate("window.scrollY") == 0


def test_after_a_step_a_low_window_shows_the_page_from_its_top(open_page):
    page = open_page("/questions/", viewport={"width": 390, "height": 500})
    choose(page, "services")
    ask(page, "targets")
    assert page.evaluate("window.scrollY") == 0


def test_an_answer_changed_from_the_list_leads_back_to_the_list(open_page):
    page = open_page("/questions/?" + urlencode(SHEET | {"check": "1"}))
    page.get_by_role("link", name="Change Cloud services").click()
    ask(page, "hosting")
    page.locator('label:has(input[value="own"])').click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(page.locator(".answers")).to_contain_text("No, everything must run on our own hardware")
    page.get_by_role("link", name="Show the advice").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(headline(advise(MODEL, SHEET | {"hosting": "own"})))


def test_continue_without_an_answer_moves_the_focus_to_the_error_which_leads_to_the_field(open_page):
    page = open_page("/questions/")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "services_0"
    choose(page, "services")
    ask(page, "targets")


def test_the_live_line_says_what_drops_out(open_page):
    page = open_page("/questions/?" + urlencode({"at": "ops"}))
    line = page.get_by_role("status")
    expect(line.locator("s")).to_have_count(0)
    page.locator('label:has(input[name="ops"][value="none"])').click()
    page.get_by_role("button", name="Continue").click()
    expect(line.locator("s")).to_have_text(["Nomad", "Managed Kubernetes", "Self-hosted Kubernetes"])


def test_an_answer_can_be_changed_from_the_advice(open_page):
    page = open_page("/advice/?" + urlencode(SHEET))
    page.get_by_role("link", name="Change Cloud services").last.click()
    ask(page, "hosting")
    page.locator('label:has(input[value="own"])').click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(headline(advise(MODEL, SHEET | {"hosting": "own"})))


def test_a_flip_leads_to_the_advice_that_it_promises(open_page):
    page = open_page("/advice/?" + urlencode(SHEET))
    flip = page.locator(".cards a").first
    promised = flip.locator("strong").inner_text().strip()
    flip.click()
    expect(page.locator("h1 .named").first).to_have_text(re.compile(promised, re.I))


def test_the_link_can_be_copied(open_page):
    page = open_page("/advice/?" + urlencode(SHEET), permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"https://advisor.test/advice/?{urlencode(SHEET | CARRIED)}"


def test_a_wrong_answer_in_the_address_asks_that_question_again_and_goes_on(open_page):
    page = open_page("/advice/?" + urlencode(SHEET | {"team": "5"}))
    expect(page.get_by_role("alert")).to_contain_text("“5” is not an answer to “team”.")
    choose(page, "team")
    at_the_advice(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_assumptions_can_be_adjusted_and_the_verdict_stays(open_page, javascript):
    page = open_page("/advice/?" + urlencode(SHEET), java_script_enabled=javascript)
    page.locator("summary", has_text="Adjust the assumptions").click()
    page.get_by_label("Provider").select_option("gcp")
    page.get_by_label("Horizon, months").fill("12")
    page.get_by_role("button", name="Price it again").click()
    expect(page.locator("#costs")).to_contain_text("at Google Cloud, us-central1")
    expect(page.locator("#costs")).to_contain_text("12 months, with what is spent once")
    expect(page.get_by_role("heading", level=1)).to_have_text(VERDICT)
    assert "provider=gcp" in page.url
    assert page.locator("h1").count() == 1


def test_a_bad_assumption_is_told_where_it_stands_and_nothing_is_lost(open_page):
    page = open_page("/advice/?" + urlencode(SHEET))
    page.locator("summary", has_text="Adjust the assumptions").click()
    page.get_by_label("Horizon, months").fill("1000")
    page.get_by_label("Discount").fill("20")
    page.get_by_role("button", name="Price it again").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Horizon, months: give a number from 1 to 120")
    alert.get_by_role("link").click()
    assert page.evaluate("document.activeElement.name") == "horizon"
    expect(page.get_by_label("Discount")).to_have_value("20")
    expect(page.get_by_role("heading", level=1)).to_have_text(VERDICT)


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_the_report_is_downloaded_and_the_button_says_that_it_is_being_made(open_page, javascript):
    page = open_page("/advice/?" + urlencode(SHEET), java_script_enabled=javascript, accept_downloads=True)
    with page.expect_download(timeout=90_000) as download:
        page.get_by_role("link", name="Download the PDF").click()
        if javascript:
            expect(page.get_by_role("link", name="Making the PDF …")).to_be_visible()
    assert download.value.suggested_filename == "do-you-need-kubernetes-2026-11-24-serverless.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    if javascript:
        expect(page.get_by_role("link", name="Download the PDF")).to_be_visible()


def test_the_decision_record_is_copied_as_markdown(open_page):
    page = open_page("/advice/?" + urlencode(SHEET), permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy it as Markdown").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("---\nstatus: proposed\n")
    assert copied == page.evaluate(
        "fetch(document.querySelector('[data-copy-address]').dataset.copyAddress).then(r => r.text())"
    )

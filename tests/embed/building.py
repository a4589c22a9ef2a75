"""Builds the fixture sites: a copy of each, with its tool's recipe applied as a reader would, and the real tool run."""

import os
import re
import shutil
import subprocess
import textwrap
from collections.abc import Iterable
from pathlib import Path

from advisor.recipes import Recipe, Step, load_recipes, render
from tests.embed.sites import Site
from tests.serving import ROOT

SITES = Path(__file__).parent / "sites"
BIN = ROOT / ".venv-docs" / "bin"
QUIET = {"NO_COLOR": "1", "DISABLE_MKDOCS_2_WARNING": "true", "ASTRO_TELEMETRY_DISABLED": "1"}
MARKER = re.compile(r"^([ ]*)[^\n]*K8S-ADVISOR[^\n]*$", re.MULTILINE)


def universal_line(origin: str, query: str = "") -> str:
    """The one line that works everywhere."""
    return (
        f'<iframe src="{origin}/embed/{query}" title="Do you need Kubernetes? Questionnaire" width="100%" height="560"'
        ' loading="lazy" allow="clipboard-write"></iframe>'
    )


def recipe_for(tool: str, origin: str) -> Recipe:
    """A tool's recipe for an advisor at an origin."""
    recipe = load_recipes()[tool]
    return render(recipe, script=f"{origin}/embed/v1.js", widget=universal_line(origin), origin=origin)


def build(site: Site, origin: str, folder: Path, address: str = "http://localhost") -> Path:
    """Builds a site for an advisor at an origin in an empty folder; returns what is to be served at an address."""
    source = shutil.copytree(SITES / site.recipe, folder / "source", ignore=shutil.ignore_patterns("node_modules"))
    if site.pages_folder is not None:
        shutil.copytree(SITES / "pages", source / site.pages_folder, dirs_exist_ok=True)
        (source / site.pages_folder / "index.md").rename(source / site.pages_folder / site.index)
    if (SITES / site.recipe / "package.json").is_file():
        modules = SITES / site.recipe / "node_modules"
        shutil.copytree(modules, source / "node_modules", symlinks=True, copy_function=_link)
    follow(recipe_for(site.recipe, origin).steps, source)
    if site.command:
        run(site.command, source, SITE_URL=f"{address}/")
    return source / site.output


def follow(steps: Iterable[Step], source: Path) -> None:
    """Puts each step's text at the first marker of its file, or at the file's end; then fills other pages alike."""
    last: dict[str, Step] = {}
    for step in steps:
        file = source / step.file
        file.parent.mkdir(parents=True, exist_ok=True)
        old = file.read_text("utf-8") if file.exists() else ""
        file.write_text(_at_marker(old, step.text) if MARKER.search(old) else f"{old}\n{step.text}\n", "utf-8")
        last[file.suffix] = step
    for file in sorted(source.rglob("two.*")):
        text = file.read_text("utf-8")
        for step in (step for step in steps if Path(step.file).suffix == file.suffix and MARKER.search(text)):
            text = _at_marker(text, step.text)
        while MARKER.search(text):
            text = _at_marker(text, last[file.suffix].text)
        file.write_text(text, "utf-8")


def _at_marker(text: str, replacement: str) -> str:
    return MARKER.sub(lambda match: textwrap.indent(replacement, match[1]), text, count=1)


def run(command: Iterable[str], folder: Path, **variables: str) -> str:
    """Runs a tool; raises AssertionError with all that it said if it fails."""
    command = [str(BIN / part) if (BIN / part).is_file() else part for part in command]
    result = subprocess.run(
        command, cwd=folder, env=os.environ | QUIET | variables, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, f"{' '.join(command)}\n{result.stdout[-3000:]}\n{result.stderr[-3000:]}"
    return result.stdout + result.stderr


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)

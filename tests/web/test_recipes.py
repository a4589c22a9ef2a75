"""The recipes of the documentation tools, and how loudly unsound ones are refused."""

import re
import shutil

import pytest

from advisor.decision.tables import BadData
from advisor.recipes import RECIPES, TOOLS, load_recipes, render

FILLED = {
    "script": "https://advisor.test/embed/v1.js",
    "widget": '<iframe src="https://advisor.test/embed/?theme=dark"></iframe>',
    "origin": "https://advisor.test",
}


def test_there_is_a_recipe_for_each_of_the_nine_tools_in_the_order_of_the_page():
    assert (
        list(load_recipes())
        == list(TOOLS)
        == ["plain", "mkdocs", "zensical", "sphinx", "docusaurus", "vitepress", "starlight", "hugo", "wordpress"]
    )


@pytest.mark.parametrize("tool", TOOLS)
def test_a_rendered_recipe_has_the_readers_line_and_no_placeholder_left(tool):
    rendered = render(load_recipes()[tool], **FILLED)
    texts = [step.text for step in rendered.steps]
    assert any(FILLED["widget"] in text for text in texts)
    assert not re.search(r"\{(script|widget|origin)\}", "".join(texts))
    assert tool == "wordpress" or any(FILLED["script"] in text for text in texts)


def test_a_directive_of_myst_is_no_placeholder():
    (step,) = [step for step in load_recipes()["sphinx"].steps if step.file.endswith(".md")]
    assert "```{only} html" in step.text


def test_what_is_filled_in_is_not_filled_in_again():
    rendered = render(load_recipes()["plain"], **(FILLED | {"widget": "{script}"}))
    assert rendered.steps[1].text == "{script}"


def test_a_line_that_is_two_lines_is_refused():
    with pytest.raises(ValueError, match="one line"):
        render(load_recipes()["sphinx"], **(FILLED | {"widget": "<iframe\nsrc>"}))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('title = "Plain HTML"', "", r"plain.toml: title is missing"),
        ('version = "5"', "", r"plain.toml, \[tool\]: version is missing"),
        ('version = "5"', 'version = "5"\nlink = ""', r"plain.toml, \[tool\]: unknown key link"),
        ('{widget}"', '{widgets}"', r"plain.toml, \[steps 2\]: unknown placeholder {widgets}; known are origin"),
        ('text = "{widget}"', 'text = "nothing"', "no step puts the questionnaire anywhere"),
        ("once:", "once", r"\[steps 1\]: says must end with a colon"),
        ('"kubernetes.html"', '"/etc/passwd"', "path inside the site"),
        ('"kubernetes.html"', '"../kubernetes.html"', "path inside the site"),
        ('"html"', '"htlm"', "unknown language 'htlm'; known are html"),
    ],
)
def test_an_unsound_recipe_is_refused_with_its_place(tmp_path, old, new, says):
    folder = shutil.copytree(RECIPES, tmp_path / "recipes")
    text = (folder / "plain.toml").read_text("utf-8")
    assert old in text
    (folder / "plain.toml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(BadData, match=says):
        load_recipes(folder)


def test_a_missing_recipe_and_one_for_an_unknown_tool_are_refused(tmp_path):
    folder = shutil.copytree(RECIPES, tmp_path / "recipes")
    (folder / "hugo.toml").rename(folder / "jekyll.toml")
    with pytest.raises(BadData, match=r"jekyll.toml: no tool has that key"):
        load_recipes(folder)
    (folder / "jekyll.toml").unlink()
    with pytest.raises(BadData, match=r"hugo.toml: there is no such file"):
        load_recipes(folder)

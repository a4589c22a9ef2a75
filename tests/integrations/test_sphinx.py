"""The Sphinx extension, installed with pip from its folder and built by every kind of builder."""

import re
import subprocess
import zipfile
from html import unescape

import pytest

from tests.embed.building import BIN
from tests.serving import ROOT

pytestmark = pytest.mark.xdist_group("sphinx")
ORIGIN = "https://advisor.test"
CONF = f"""
project = author = copyright = "Harbour"
version = release = "1"
extensions = ["sphinx_k8s_advisor", "myst_parser"]
exclude_patterns = ["out", "trees"]
latex_documents = [("index", "harbour.tex", project, author, "manual")]
man_pages = [("index", "harbour", project, author, 7)]
texinfo_documents = [("index", "harbour", project, author, "harbour", "", "")]
k8s_advisor_origin = "{ORIGIN}"
"""
WIDGET = """
.. k8s-advisor::
   :theme: dark
   :height: 480
   :start: ?services=3-9&team=4-10
   :title: Is it "time"?
   :share-result:
"""
TOC = "\n.. toctree::\n\n   other\n   myst\n"
INDEX = f"Harbour\n=======\n{WIDGET}\n.. k8s-advisor::\n{TOC}"
LINK = f"{ORIGIN}/questions/?services=3-9&team=4-10"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder into which pip has installed the extension."""
    target = tmp_path_factory.mktemp("installed")
    options = ["--quiet", "--no-build-isolation", "--no-deps", "--no-index", "--target", target]
    subprocess.run([BIN / "python", "-m", "pip", "install", *options, ROOT / "integrations/sphinx"], check=True)
    return target


def sphinx_build(installed, folder, builder, index, conf, jobs=1):
    """Runs Sphinx over a small documentation, warnings being errors."""
    (folder / "conf.py").write_text(conf, "utf-8")
    (folder / "index.rst").write_text(index, "utf-8")
    (folder / "other.rst").write_text("Other\n=====\n\nNothing to ask here.\n", "utf-8")
    (folder / "myst.md").write_text("# Markdown\n\n```{k8s-advisor}\n:theme: light\n```\n", "utf-8")
    options = ["-q", "-W", "-j", str(jobs), "-d", folder / "trees", "-b", builder, folder, folder / "out"]
    environment = {"PYTHONPATH": str(installed), "PATH": "/usr/bin:/bin", "NO_COLOR": "1"}
    return subprocess.run(
        [BIN / "sphinx-build", *options], env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def sphinx(installed, tmp_path):
    """Builds a small documentation with one builder; gives its output folder, or raises AssertionError."""

    def build(builder, index=INDEX, conf=CONF, jobs=1):
        result = sphinx_build(installed, tmp_path, builder, index, conf, jobs)
        assert result.returncode == 0, result.stderr
        return tmp_path / "out"

    return build


def attributes(tag):
    """A tag's attributes as the browser reads them."""
    return {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}


@pytest.mark.parametrize(
    ("builder", "jobs", "page", "other"),
    [
        ("html", 1, "index.html", "other.html"),
        ("html", 2, "index.html", "other.html"),
        ("dirhtml", 1, "index.html", "other/index.html"),
        ("singlehtml", 1, "index.html", None),
    ],
)
def test_web_pages_get_the_questionnaire_and_only_they_get_the_script_once(sphinx, builder, jobs, page, other):
    out = sphinx(builder, jobs=jobs)
    text = (out / page).read_text("utf-8")
    first, second, *more = re.findall("<iframe[^>]*>", text)
    assert attributes(first) == {
        "src": f"{ORIGIN}/embed/?services=3-9&team=4-10&theme=dark",
        "title": 'Is it "time"?',
        "width": "100%",
        "height": "480",
        "loading": "lazy",
        "allow": "clipboard-write",
    }
    assert first.endswith(" data-share-result>")
    assert attributes(second)["src"] == f"{ORIGIN}/embed/"
    assert attributes(second)["height"] == "560"
    assert "data-share-result" not in second
    assert len(more) == (1 if builder == "singlehtml" else 0)
    assert re.findall(r"<script[^>]*advisor[^>]*>", text) == [f'<script async="async" src="{ORIGIN}/embed/v1.js">']
    assert unescape(text).count(f'href="{LINK}"') == 1
    if other:
        assert "advisor.test" not in (out / other).read_text("utf-8")


def test_a_page_in_myst_markdown_gets_the_questionnaire(sphinx):
    text = (sphinx("html") / "myst.html").read_text("utf-8")
    assert f'src="{ORIGIN}/embed/?theme=light"' in text


def test_a_pinned_script_carries_its_hash(sphinx):
    conf = f'{CONF}k8s_advisor_script = "/embed/v1.0.0.js"\nk8s_advisor_integrity = "sha384-abc"\n'
    (script,) = re.findall(
        r"<script[^>]*advisor[^>]*>", (sphinx("html", conf=conf) / "index.html").read_text("utf-8")
    )
    wanted = {"src": f"{ORIGIN}/embed/v1.0.0.js", "integrity": "sha384-abc", "crossorigin": "anonymous"}
    assert wanted.items() <= attributes(script).items()


@pytest.mark.parametrize(
    ("builder", "file"),
    [
        ("latex", "harbour.tex"),
        ("text", "index.txt"),
        ("man", "harbour.7"),
        ("texinfo", "harbour.texi"),
        ("xml", "index.xml"),
        ("epub", "index.xhtml"),
        ("htmlhelp", "index.html"),
    ],
)
def test_everything_else_gets_a_link_with_its_address_and_no_frame(sphinx, builder, file):
    out = sphinx(builder, conf=CONF + 'epub_show_urls = "no"\nhtmlhelp_basename = "harbour"\n')
    text = unescape((out / file).read_text("utf-8"))
    for escaped, plain in {
        r"\_": "_",
        r"\&": "&",
        r"\-": "-",
        r"\#": "#",
        r"\sphinxhyphen{}": "-",
        "@/": "",
        r"\:": "",
    }.items():
        text = text.replace(escaped, plain)
    assert LINK in re.sub(r"\s+", " ", text)
    assert f"{ORIGIN}/" in text.replace(LINK, "")
    assert "Do you need Kubernetes?" in text
    assert "iframe" not in text
    assert "v1.js" not in text


def test_an_epub_has_no_frame_and_no_script_in_any_of_its_files(sphinx):
    (book,) = sphinx("epub").glob("*.epub")
    with zipfile.ZipFile(book) as files:
        pages = [files.read(name).decode() for name in files.namelist() if name.endswith(("html", "opf"))]
    assert len(pages) > 3
    assert not [page for page in pages if "<iframe" in page or "embed" in page]


WRONG = {
    ":theme: drak": 'choose from "auto", "light", or "dark"',
    ":height: 79": "whole number of pixels from 80 to 20000, without a unit",
    ":height: 20001": "whole number of pixels from 80 to 20000",
    ":height: 500px": "without a unit",
    ":height: -1": "whole number of pixels",
    ":start: three to nine": "as they stand in an address of the advisor: services=3-9",
    ":start: services=": "as they stand in an address of the advisor",
    ":start: theme=dark": "theme is no answer; an option of its own sets it",
    ":title:": "argument required",
    ":colour: red": 'unknown option: "colour"',
}


@pytest.fixture(scope="module")
def refusals(installed, tmp_path_factory):
    """What a build says of each wrong option, and its exit code; one build for all of them."""
    folder = tmp_path_factory.mktemp("wrong")
    lines = ["Harbour", "======="]
    at = {}
    for option in WRONG:
        at[option] = len(lines) + 2
        lines += ["", ".. k8s-advisor::", f"   {option}"]
    result = sphinx_build(installed, folder, "html", "\n".join(lines) + TOC, CONF)
    said = dict(re.findall(r"index\.rst:(\d+): (.*?)(?=\n\S*index\.rst:|\Z)", result.stderr, re.DOTALL))
    return result.returncode, {option: said.get(str(line), "") for option, line in at.items()}


@pytest.mark.parametrize("option", WRONG)
def test_a_wrong_option_fails_the_build_with_what_to_do(refusals, option):
    code, said = refusals
    assert WRONG[option] in said[option]
    assert code != 0


@pytest.mark.parametrize("height", ["80", "20000"])
def test_the_least_and_the_greatest_height_are_taken(sphinx, height):
    out = sphinx("html", index=f"Harbour\n=======\n\n.. k8s-advisor::\n   :height: {height}\n{TOC}")
    assert f'height="{height}"' in (out / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", 'Add to conf.py: k8s_advisor_origin = "https://advisor.example"'),
        ('k8s_advisor_origin = ""', "Add to conf.py"),
        ('k8s_advisor_origin = "advisor.example"', "is 'advisor.example'; write scheme and host"),
        ('k8s_advisor_origin = "ftp://advisor.example"', "write scheme and host"),
        ('k8s_advisor_origin = "https://advisor.example/embed/"', "write scheme and host, nothing more"),
        ('k8s_advisor_origin = "https://advisor.example?x=1"', "write scheme and host, nothing more"),
        (f'k8s_advisor_origin = "{ORIGIN}"\nk8s_advisor_script = "v1.js"', "write a path of the advisor"),
    ],
)
def test_a_missing_or_unusable_address_stops_the_build_with_what_to_write(sphinx, line, says):
    with pytest.raises(AssertionError, match=re.escape(says)):
        sphinx("html", conf=re.sub("k8s_advisor_origin.*\n", f"{line}\n", CONF))


def test_a_slash_at_the_end_of_the_address_does_no_harm(sphinx):
    text = (sphinx("html", conf=CONF.replace(ORIGIN, f"{ORIGIN}/")) / "index.html").read_text("utf-8")
    assert f'src="{ORIGIN}/embed/"' in text

"""The Hugo shortcode in a site that Hugo builds."""

import re
import shutil
from html import unescape

import pytest

from tests.embed.building import run
from tests.serving import ROOT

ORIGIN = "https://advisor.test"
LAYOUTS = ROOT / "integrations" / "hugo" / "layouts"


@pytest.fixture
def hugo(tmp_path):
    """Builds one page with some Markdown; gives its HTML, or raises AssertionError with Hugo's words."""

    def build(markdown, origin=ORIGIN):
        shutil.copytree(LAYOUTS, tmp_path / "layouts")
        (tmp_path / "layouts/all.html").write_text("{{ .Content }}", "utf-8")
        (tmp_path / "hugo.toml").write_text(
            f'disableKinds = ["taxonomy", "term", "rss", "sitemap"]\n[params]\nk8sAdvisorOrigin = "{origin}"\n',
            "utf-8",
        )
        (tmp_path / "content").mkdir()
        (tmp_path / "content/page.md").write_text(f"---\ntitle: Page\n---\n{markdown}\n", "utf-8")
        run(["hugo", "--panicOnWarning"], tmp_path)
        return unescape((tmp_path / "public/page/index.html").read_text("utf-8"))

    return build


def test_without_parameters_it_is_the_universal_line(hugo):
    html = hugo("{{< k8s-advisor >}}")
    assert (
        f'<iframe src="{ORIGIN}/embed/" title="Do you need Kubernetes? Questionnaire" width="100%" height="560"'
        ' loading="lazy" allow="clipboard-write"></iframe>' in html
    )


def test_every_parameter_reaches_the_frame(hugo):
    html = hugo(
        '{{< k8s-advisor origin="https://other.test/" theme="dark" height="480" start="?services=3-9&team=4-10"'
        ' title="Is it \\"time\\"?" share-result=true >}}'
    )
    assert 'src="https://other.test/embed/?services=3-9&team=4-10&theme=dark"' in html
    assert 'title="Is it "time"?"' in html
    assert 'height="480"' in html
    assert " data-share-result>" in html
    assert 'src="https://other.test/embed/v1.js"' in html


def test_two_on_a_page_have_one_script(hugo):
    html = hugo("{{< k8s-advisor >}}\n\nand\n\n{{< k8s-advisor >}}")
    assert len(re.findall("<iframe", html)) == 2
    assert re.findall("<script[^>]*>", html) == [f'<script src="{ORIGIN}/embed/v1.js" async>']


@pytest.mark.parametrize("height", ["80", "20000"])
def test_the_least_and_the_greatest_height_are_taken(hugo, height):
    assert f'height="{height}"' in hugo(f'{{{{< k8s-advisor height="{height}" >}}}}')


@pytest.mark.parametrize(
    ("parameter", "says"),
    [
        ('theme="drak"', 'theme is "drak"; write auto, light or dark'),
        ('height="79"', "write pixels from 80 to 20000, without a unit"),
        ('height="20001"', "write pixels from 80 to 20000, without a unit"),
        ('height="500px"', "without a unit"),
        ('start="three to nine"', "write answers as they stand in an address"),
        ('start="services=<b>"', "write answers as they stand in an address"),
        ('colour="red"', 'unknown parameter "colour"; known are origin, theme'),
        ('origin="advisor.test"', "to scheme and host, such as https://advisor.example"),
        ('origin="https://advisor.test/embed/"', "to scheme and host"),
    ],
)
def test_a_wrong_parameter_stops_the_build_with_what_to_write(hugo, parameter, says):
    with pytest.raises(AssertionError, match=re.escape(says)):
        hugo(f"{{{{< k8s-advisor {parameter} >}}}}")


def test_a_missing_address_stops_the_build_with_what_to_write(hugo):
    with pytest.raises(AssertionError, match=r"set params.k8sAdvisorOrigin in the site's configuration"):
        hugo("{{< k8s-advisor >}}", origin="")

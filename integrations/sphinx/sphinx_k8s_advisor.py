"""A directive that puts the questionnaire into HTML pages, and a link to it into everything else."""

from __future__ import annotations

import re
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

__version__ = "1.0.0"

TITLE = "Do you need Kubernetes?"
HEIGHTS = range(80, 20_001)
ORIGIN = 'k8s_advisor_origin = "https://advisor.example"'


class k8s_advisor(nodes.General, nodes.Element):  # noqa: N801 - docutils names visitors after it
    """The place of a questionnaire, with the options of its directive as attributes."""


def height(value: str | None) -> int:
    """The height until the site script knows the real one, in CSS pixels; raises ValueError."""
    if value is None or not value.strip().isdecimal() or int(value) not in HEIGHTS:
        raise ValueError(f"give a whole number of pixels from {HEIGHTS[0]} to {HEIGHTS[-1]}, without a unit")
    return int(value)


def start(value: str | None) -> str:
    """Preset answers as a query, such as `services=3-9&team=4-10`; raises ValueError."""
    query = (value or "").strip().removeprefix("?")
    try:
        answers = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=True))
    except ValueError:
        answers = {}
    if not answers or not all(re.fullmatch("[a-z_]+", key) and answer for key, answer in answers.items()):
        raise ValueError("give answers as they stand in an address of the advisor: services=3-9&team=4-10")
    if own := {"theme", "lang", "height", "title"} & answers.keys():
        raise ValueError(f"{min(own)} is no answer; an option of its own sets it")
    return urlencode(answers)


def theme(value: str | None) -> str:
    """auto, light or dark; raises ValueError."""
    return directives.choice(value, ("auto", "light", "dark"))


class Questionnaire(SphinxDirective):
    """`.. k8s-advisor::`."""

    option_spec = {  # noqa: RUF012 - docutils wants it so
        "height": height,
        "share-result": directives.flag,
        "start": start,
        "theme": theme,
        "title": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """The node, which each kind of output turns into what it can show."""
        options = {name.replace("-", "_"): value for name, value in self.options.items()}
        options["share_result"] = "share-result" in self.options
        node = k8s_advisor("", **options)
        self.set_source_info(node)
        return [node]


class LinkWhereNoFrameLives(SphinxPostTransform):
    """Puts a link in the place of the frame, with its address: in print or in an e-book the frame would be dead."""

    default_priority = 400

    def run(self, **_: Any) -> None:
        """Replaces every node unless pages for a web site are built."""
        if shows_frames(self.app.builder):
            return
        for node in list(self.document.findall(k8s_advisor)):
            address = page_address(self.config, node)
            link = nodes.reference("", address, refuri=address, internal=False)
            node.replace_self(nodes.paragraph("", "", nodes.Text(f"{node.get('title', TITLE)} "), link))


def shows_frames(builder: Builder) -> bool:
    """Whether a builder makes pages for a web site; e-books and help files are HTML too, but read offline."""
    return builder.format == "html" and not getattr(builder, "embedded", False)


def page_address(config: Config, node: nodes.Element) -> str:
    """The address of the questionnaire on a page of its own."""
    return f"{config.k8s_advisor_origin}/" + (f"questions/?{node['start']}" if "start" in node else "")


def frame_address(config: Config, node: nodes.Element) -> str:
    """The address of the questionnaire in a frame."""
    parts = [node.get("start", ""), f"theme={node['theme']}" if node.get("theme", "auto") != "auto" else ""]
    query = "&".join(filter(None, parts))
    return f"{config.k8s_advisor_origin}/embed/" + (f"?{query}" if query else "")


def visit_html(self: Any, node: nodes.Element) -> None:
    """The frame, and below it a link for those whose browser shows no frames of other sites."""
    share = " data-share-result" if node["share_result"] else ""
    title = node.get("title", f"{TITLE} Questionnaire")
    self.body.append(
        f'<figure class="k8s-advisor" style="margin: 1em 0">\n'
        f'<iframe src="{escape(frame_address(self.config, node))}" title="{escape(title)}" width="100%"'
        f' height="{node.get("height", 560)}" loading="lazy" allow="clipboard-write"{share}></iframe>\n'
        f'<figcaption><a href="{escape(page_address(self.config, node))}">'
        "Open the questions on a page of their own</a></figcaption>\n</figure>\n"
    )
    raise nodes.SkipNode


def add_script(
    app: Sphinx, page: str, template: str, context: dict[str, Any], document: nodes.document | None
) -> None:
    """Adds the site script, once, to a page with a questionnaire and to no other."""
    if document is None or not shows_frames(app.builder) or next(document.findall(k8s_advisor), None) is None:
        return
    integrity = app.config.k8s_advisor_integrity
    pinned = {"integrity": integrity, "crossorigin": "anonymous"} if integrity else {}
    app.add_js_file(
        f"{app.config.k8s_advisor_origin}{app.config.k8s_advisor_script}", loading_method="async", **pinned
    )


def check_config(app: Sphinx, config: Config) -> None:
    """Refuses an address that is missing or unusable before anything is built; drops a slash at its end."""
    origin = config.k8s_advisor_origin
    if not origin:
        raise ConfigError(f"sphinx_k8s_advisor needs the address of the advisor. Add to conf.py: {ORIGIN}")
    parts = urlsplit(origin) if isinstance(origin, str) else urlsplit("")
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ConfigError(f"k8s_advisor_origin is {origin!r}; write scheme and host, nothing more, such as {ORIGIN}")
    if not str(config.k8s_advisor_script).startswith("/embed/"):
        raise ConfigError(
            f"k8s_advisor_script is {config.k8s_advisor_script!r}; write a path of the advisor, such as /embed/v1.js"
        )
    config.k8s_advisor_origin = origin.rstrip("/")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Tells Sphinx about the directive and its settings."""
    app.add_config_value("k8s_advisor_origin", None, "env", types=(str,))
    app.add_config_value("k8s_advisor_script", "/embed/v1.js", "html", types=(str,))
    app.add_config_value("k8s_advisor_integrity", None, "html", types=(str,))
    app.add_node(k8s_advisor, html=(visit_html, None))
    app.add_directive("k8s-advisor", Questionnaire)
    app.add_post_transform(LinkWhereNoFrameLives)
    app.connect("config-inited", check_config)
    app.connect("html-page-context", add_script)
    return {"version": __version__, "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}

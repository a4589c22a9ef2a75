"""Renders reports and cards from HTML. It runs in processes of its own; the web processes never import WeasyPrint."""

from __future__ import annotations

import atexit
import logging
import os
import resource
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

logging.getLogger("weasyprint").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)

STATIC = Path(__file__).parent.parent.parent / "static"
REPORT, CARD = STATIC / "css" / "report.css", STATIC / "css" / "card.css"
PAPERS = ("A4", "Letter")

PDF_UA = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""
"""Says that the file is PDF/UA-1 too, in the way that PDF/A wants it said."""


@dataclass(frozen=True)
class Job:
    """All that rendering needs: equal jobs give equal bytes. `created` is a day as 2026-11-24."""

    html: str
    paper: str
    attachment: bytes
    created: str
    key: str


@dataclass(frozen=True)
class Card:
    """A page of 1200 x 630 pixels that becomes a picture."""

    html: str


def prepare(memory: int) -> None:
    """Makes a fresh process ready: polite to the web processes, and capped at so many bytes of memory."""
    os.nice(19)
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    os.environ.setdefault("XDG_CACHE_HOME", tempfile.mkdtemp(prefix="fontconfig-"))
    _tools(REPORT)


def render(job: Job | Card) -> bytes:
    """The PDF of a report, or the PNG of a card."""
    return render_card(job) if isinstance(job, Card) else render_report(job)


def render_card(card: Card) -> bytes:
    """The PNG, 1200 x 630."""
    from io import BytesIO

    import pypdfium2
    from weasyprint import HTML

    fonts, sheet = _tools(CARD)
    html = HTML(string=card.html, base_url=STATIC.as_uri() + "/", url_fetcher=_fetcher())
    with pypdfium2.PdfDocument(html.write_pdf(stylesheets=[sheet], font_config=fonts)) as document:
        picture = document[0].render(scale=96 / 72).to_pil()  # a CSS pixel is 3/4 of a point
    content = BytesIO()
    picture.quantize(64).save(content, "PNG", optimize=True)
    return content.getvalue()


def render_report(job: Job) -> bytes:
    """The PDF: tagged, PDF/UA-1 and PDF/A-3a, with the advice attached as JSON."""
    from weasyprint import CSS, HTML, Attachment

    fonts, sheet = _tools(REPORT)
    day = datetime.fromisoformat(job.created).replace(tzinfo=UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(day.timestamp()))
    fetcher = _fetcher()
    attachment = Attachment(
        string=job.attachment,
        name="advice.json",
        description="The advice and the bills as data",
        created=day,
        modified=day,
        relationship="Source",
        url_fetcher=fetcher,
    )
    page = CSS(string=f"@page {{ size: {job.paper} }}", url_fetcher=fetcher)
    pdf = HTML(string=job.html, base_url=STATIC.as_uri() + "/", url_fetcher=fetcher).write_pdf(
        stylesheets=[sheet, page],
        font_config=fonts,
        attachments=[attachment],
        pdf_variant="pdf/a-3a",
        pdf_identifier=job.key.encode()[:32],
        finisher=_say_pdf_ua,
    )
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _tools(stylesheet: Path) -> tuple[FontConfiguration, CSS]:
    """The fonts and a stylesheet, parsed once a process."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    return fonts, CSS(filename=stylesheet, font_config=fonts, url_fetcher=_fetcher())


atexit.register(_tools.cache_clear)  # fonts are given back while Python still stands


def _fetcher() -> Any:
    """Fetches bundled files and data: alone, without redirects; anything else stops the rendering."""
    from urllib.parse import unquote, urlsplit

    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Bundled(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            bundled = parts.scheme == "file" and not parts.netloc
            if bundled and Path(unquote(parts.path)).resolve().is_relative_to(STATIC.resolve()):
                return super().fetch(url, headers)
            if parts.scheme == "data":
                return super().fetch(url, headers)
            raise FatalURLFetchingError(f"The report must not ask for {url[:80]!r}.")

    return Bundled(allowed_protocols={"file", "data"}, allow_redirects=False, fail_on_errors=True)


def _say_pdf_ua(document: Any, pdf: Any) -> None:
    """Adds PDF/UA to the metadata, and leaves them readable without decompression."""
    number = int(str(pdf.catalog["Metadata"].decode() if isinstance(pdf.catalog["Metadata"], bytes) else pdf.catalog["Metadata"]).split()[0])  # fmt: skip  # noqa: E501
    stream = pdf.objects[number]
    packet = b"".join(part if isinstance(part, bytes) else str(part).encode() for part in stream.stream)
    stream.stream = [packet.replace(b"</rdf:RDF>", PDF_UA.encode())]
    stream.compress = False

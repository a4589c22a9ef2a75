"""The PDF of a comparison, by the same renderers and in the same look as the report."""

from __future__ import annotations

import hashlib

import segno
from django.conf import settings
from django.template.loader import render_to_string

from advisor.build import build
from advisor.compare_page import ComparePage
from advisor.comparing import Comparison
from advisor.report.rendering import PAPERS, Job
from advisor.report.report import once


def comparison_report(found: Comparison, attachment: bytes) -> bytes:
    """The PDF; from the cache if it was made before. Raises Busy or RenderingFailed."""
    made = comparison_job(found, attachment)
    return once(made.key, lambda: made)


def comparison_job(found: Comparison, attachment: bytes) -> Job:
    """What the renderer gets."""
    page = ComparePage(found)
    link = f"{settings.ADVISOR_ORIGIN}{page.permalink}"
    created = max(query.date for query in found.queries).isoformat()
    context = {
        "page": page,
        "link": link,
        "qr": segno.make(link, error="l").svg_data_uri(border=0, dark="#1a1b1e"),
        "created": created,
    }
    return Job(
        html=render_to_string("advisor/compare_report.html", context),
        paper=PAPERS[0],
        attachment=attachment,
        created=created,
        key=hashlib.sha256("\n".join(["compare", link, build()]).encode()).hexdigest(),
    )

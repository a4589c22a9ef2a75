"""From a query to a report: what is printed, under which key, from the cache or from a renderer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from advisor.api import content
from advisor.asking import advice_for, bills_for, growth_for
from advisor.build import build
from advisor.costs_page import CostsPage
from advisor.decision import wording
from advisor.decision.model import shown
from advisor.growth_page import GrowthPage
from advisor.pages import AdvicePage
from advisor.prices_page import PriceRow
from advisor.query import Query
from advisor.report import store
from advisor.report.pool import Renderers, RenderingFailed
from advisor.report.rendering import PAPERS, Card, Job

FIRST_PAGE = 6
"""So many changes that would lead to other advice stand on the first page, the others further on."""

LONG_LINK = 400
"""Characters of a link that find room beside its code; a longer one stands at the end."""


@cache
def renderers() -> Renderers:
    """The pool of this web process, as large as the settings say."""
    return Renderers(
        workers=settings.ADVISOR_PDF_WORKERS,
        waiting=settings.ADVISOR_PDF_QUEUE,
        seconds=settings.ADVISOR_PDF_SECONDS,
        memory=settings.ADVISOR_PDF_MEGABYTES * 1024 * 1024,
    )


def paper_of(query: Query) -> str:
    """The paper that was asked for, A4 by default; raises ValueError where there is no such paper."""
    asked = query.steering.get("paper", PAPERS[0])
    known = {paper.lower(): paper for paper in PAPERS}
    if asked.lower() not in known:
        raise ValueError(f"“{shown(asked)}” is not a paper. Choose one of: {', '.join(known)}.")
    return known[asked.lower()]


def key(query: Query) -> str:
    """What a report depends on, as a hash: answers, inputs, editions, paper, public address and this build."""
    parts = (query.encode(), paper_of(query), settings.ADVISOR_ORIGIN, build())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def report(query: Query) -> bytes:
    """The PDF; kept from before, or made once for all who ask meanwhile. Raises Busy or RenderingFailed."""
    return once(key(query), lambda: job(query))


def once(name: str, asked: Callable[[], Job | Card]) -> bytes:
    """The PDF or picture of that name, by one renderer for all who ask meanwhile. Raises Busy or RenderingFailed."""
    if found := store.kept(name):
        return found
    with store.a_place(), store.alone(name):
        if found := store.kept(name):
            return found
        try:
            made = renderers().render(asked())
        except RenderingFailed as error:
            store.remember_failure(name, error)
            raise
        store.keep(name, made)
        return made


def job(query: Query) -> Job:
    """What the renderer gets: only the validated advice has reached the template."""
    given, bills = advice_for(query), bills_for(query)
    link = f"{settings.ADVISOR_ORIGIN}{reverse('advice')}?{query.encode()}"
    created = query.date.isoformat()
    page, priced = AdvicePage(given, query), CostsPage(bills, given, query)
    rival = given.rival or next(r.alternative for r in given.ranking if r.alternative != given.recommended)
    context = {
        "page": page,
        "article": wording.ARTICLE,
        "first": page.what_ifs[:FIRST_PAGE],
        "more": page.what_ifs[FIRST_PAGE:],
        "costs": priced,
        "compared": list(zip(page.entries, priced.entries, strict=True)),
        "billed": [
            e for key in (given.recommended, rival) for e in priced.entries if e.alternative.key == key and e.monthly
        ],
        "assumed": priced.assumptions_of({given.recommended, rival}),
        "sources": _by_source(priced.sources_of({given.recommended, rival})),
        "answers": list(zip(page.answers[::2], page.answers[1::2], strict=True)),
        "growth": GrowthPage(growth_for(query, given), given, query),
        "link": link,
        "long_link": len(link) > LONG_LINK,
        "qr": segno.make(link, error="l").svg_data_uri(border=0, dark="#1a1b1e"),
        "created": created,
        "origin": settings.ADVISOR_ORIGIN,
    }
    return Job(
        html=render_to_string("advisor/report.html", context),
        paper=paper_of(query),
        attachment=json.dumps(content(query), ensure_ascii=False, indent=1).encode(),
        created=created,
        key=key(query),
    )


def _by_source(rows: list[PriceRow]) -> list[tuple[str, str, str, list[PriceRow]]]:
    """Where prices were read, the day, age and confidence, and the prices that share all of them."""
    found: dict[tuple[str, str, str], list[PriceRow]] = {}
    for row in rows:
        trust = ", ".join(filter(None, [row.age, f"{row.confidence} confidence"]))
        found.setdefault((row.origin, row.as_of, trust), []).append(row)
    return [(*shared, rows) for shared, rows in found.items()]


def file_name(query: Query) -> str:
    """A name that sorts by date and says what is advised."""
    advised = advice_for(query)
    created = query.date.isoformat()
    return f"do-you-need-kubernetes-{created}-{advised.recommended.replace('_', '-')}.pdf"

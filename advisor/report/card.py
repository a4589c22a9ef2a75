"""The picture that other sites show beside a link: the verdict on a card, made without a browser."""

from __future__ import annotations

import hashlib

from django.template.loader import render_to_string

from advisor.asking import advice_for
from advisor.build import build
from advisor.decision.loading import load_model
from advisor.pages import AdvicePage
from advisor.query import Query
from advisor.report.rendering import Card
from advisor.report.report import once


def card_of(query: Query) -> Card:
    """The card of a query. What it shows is all that it depends on, so many permalinks share one."""
    page = AdvicePage(advice_for(query), query)
    return Card(html=render_to_string("advisor/card.html", {"page": page}))


def default_card() -> Card:
    """The card of every page that has no verdict."""
    return Card(html=render_to_string("advisor/card.html", {"alternatives": load_model().alternatives.values()}))


def key(card: Card) -> str:
    """What a card's bytes depend on, as a hash."""
    return hashlib.sha256(f"card\n{card.html}\n{build()}".encode()).hexdigest()


def picture(card: Card) -> bytes:
    """The PNG; from the cache if it was made before. Raises Busy or RenderingFailed."""
    return once(key(card), lambda: card)

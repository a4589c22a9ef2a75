"""The gate: what may enter a new edition of the price book, and the new edition's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from advisor.costs.prices import PriceBook
from advisor.costs.refresh.adapters import RATE_ID
from advisor.costs.refresh.quotes import Quote

MOST_MOVED = Decimal("0.25")
TWICE = (Decimal("1.9"), Decimal("2.1"))

type Verdict = Literal["same", "moved", "refused"]


@dataclass(frozen=True)
class Change:
    """An entry of the book beside its quote; `why` says why it was refused."""

    id: str
    old: Decimal
    quote: Quote
    verdict: Verdict
    why: str = ""

    @property
    def moved_by(self) -> Decimal:
        """The change as a share of the old amount; 0 where that was 0."""
        return (self.quote.amount - self.old) / self.old if self.old else Decimal(0)


def judge(
    book: PriceBook, quotes: Iterable[Quote], pairs: Iterable[tuple[str, str]], *, force: bool = False
) -> list[Change]:
    """A verdict on every quote, in the order of the book; two different quotes for one id are refused.

    With `force` a large move and a broken pair are let through; a wrong currency or an amount of 0 never is.
    """
    by_id: dict[str, Quote] = {}
    ambiguous = set()
    for quote in quotes:
        if quote.id in by_id and by_id[quote.id].amount != quote.amount:
            ambiguous.add(quote.id)
        by_id[quote.id] = quote
    changes = [_judge(book, quote, quote.id in ambiguous, force) for quote in by_id.values()]
    if not force:
        changes = _pairs(changes, book, pairs)
    order = {id: place for place, id in enumerate([RATE_ID, *book.prices])}
    return sorted(changes, key=lambda change: order.get(change.id, len(order)))


def _judge(book: PriceBook, quote: Quote, ambiguous: bool, force: bool) -> Change:
    if quote.id == RATE_ID:
        old, currency = book.rate.usd_per_eur, "USD"
    elif quote.id in book.prices:
        old, currency = book.prices[quote.id].amount, book.prices[quote.id].currency
    else:
        return Change(quote.id, Decimal(0), quote, "refused", "is not in the price book")
    change = Change(quote.id, old, quote, "same" if quote.amount == old else "moved")
    why = ""
    if ambiguous:
        why = "several different prices match"
    elif quote.currency != currency:
        why = f"the currency is {quote.currency} and was {currency}"
    elif quote.amount <= 0 < old:
        why = "the amount is not above 0"
    elif abs(change.moved_by) > MOST_MOVED and not force:
        why = f"moved by {100 * change.moved_by:+.0f} %, more than {100 * MOST_MOVED:.0f} %; --force lets it in"
    return Change(quote.id, old, quote, "refused", why) if why else change


def _pairs(changes: list[Change], book: PriceBook, pairs: Iterable[tuple[str, str]]) -> list[Change]:
    """Refuses both of a pair of machines whose prices no longer stand at about one to two."""
    amounts = {id: price.amount for id, price in book.prices.items()}
    amounts |= {change.id: change.quote.amount for change in changes if change.verdict != "refused"}
    broken: dict[str, str] = {}
    for small, large in pairs:
        ratio = amounts[large] / amounts[small] if amounts[small] else Decimal(0)
        if not TWICE[0] <= ratio <= TWICE[1]:
            broken |= {small: f"{large} is {ratio:.2f} times it, not 2; --force lets it in"}
            broken |= {large: f"is {ratio:.2f} times {small}, not 2; --force lets it in"}
    return [
        Change(change.id, change.old, change.quote, "refused", broken[change.id])
        if change.id in broken and change.verdict == "moved"
        else change
        for change in changes
    ]


def new_edition(text: str, edition: str, changes: Iterable[Change]) -> str:
    """The text of a book with what was let in: amount, date and source; everything else stays as it was."""
    kept = {change.id: change for change in changes if change.verdict != "refused"}
    rate = kept.pop(RATE_ID, None)
    blocks = re.split(r"(?m)^(?=\[)", text)
    blocks[0] = re.sub(r'(?m)^edition = ".*"$', f'edition = "{edition}"', blocks[0])
    blocks[0] = re.sub(r"(?m)^# Made by .*$", "# Refreshed by manage.py refresh_prices; do not edit.", blocks[0])
    if rate:
        fields = {"usd_per_eur": f"{rate.quote.amount.normalize():f}", "as_of": f'"{rate.quote.as_of}"'}
        lines = [f"{key} = {value}" for key, value in (fields | {"source": f'"{rate.quote.source}"'}).items()]
        blocks.insert(1, "[[rates]]\n" + "\n".join(lines) + "\n\n")
    return "".join(_with_quote(block, kept) for block in blocks)


def _with_quote(block: str, kept: Mapping[str, Change]) -> str:
    found = re.match(r'\[prices\."([^"]+)"\]', block)
    if not found or found[1] not in kept:
        return block
    quote = kept[found[1]].quote
    fields = {
        "amount": f"{quote.amount.normalize():f}",
        "source": f'"{quote.source}"',
        "as_of": f'"{quote.as_of}"',
        "confidence": '"high"',
    }
    for key, value in fields.items():
        block = re.sub(rf"(?m)^{key} = .*$", f"{key} = {value}".replace("\\", "\\\\"), block)
    return re.sub(r"(?m)^(note|source_license) = .*\n", "", block)  # they spoke of the old source

"""What the model and the price book hold, as plain data."""

from __future__ import annotations

from typing import Any

from advisor.api.plain import permalink, plain_number
from advisor.cases.agreement import Judged, Verdict, report
from advisor.cases.cases import load_casebook
from advisor.costs.prices import PriceBook, Provenance
from advisor.costs.prices import editions as price_editions
from advisor.decision.loading import editions, load_model
from advisor.decision.model import UNSURE
from advisor.query import Query


def questions(query: Query) -> dict[str, Any]:
    """The questions of an edition with their options."""
    return {
        "edition": query.model.edition,
        "questions": [
            {
                "key": question.key,
                "name": question.name,
                "wording": question.wording,
                "hint": question.hint,
                "why": question.why,
                "options": [
                    {
                        "key": option.key,
                        "label": option.label,
                        "number": None if option.number is None else plain_number(option.number),
                    }
                    for option in question.options.values()
                ],
            }
            for question in query.model.questions.values()
        ],
    }


def alternatives(query: Query) -> dict[str, Any]:
    """The alternatives of an edition, simplest first."""
    names = ("key", "name", "long_name", "description", "colour", "mark")
    return {
        "edition": query.model.edition,
        "alternatives": [{name: getattr(a, name) for name in names} for a in query.model.alternatives.values()],
    }


def prices(query: Query) -> dict[str, Any]:
    """The price book of an edition; with `show` one provider's rows, or those of people."""
    book, only = query.book, query.steering.get("show") or None
    return {
        "edition": book.edition,
        "prices": [
            {
                "id": row.id,
                "provider": row.provider,
                "service": row.service,
                "what": row.what,
                "amount": plain_number(row.amount),
                "currency": row.currency.lower(),
                "unit": row.unit,
                "region": row.region,
                **_provenance(row.provenance, book),
            }
            for row in book.prices.values()
            if only in {None, row.provider}
        ],
        "allowances": [
            {
                "id": row.id,
                "provider": row.provider,
                "service": row.service,
                "what": row.what,
                "amount": plain_number(row.amount),
                "unit": row.unit,
                "region": row.region,
                **_provenance(row.provenance, book),
            }
            for row in book.allowances.values()
            if only in {None, row.provider}
        ],
        "people": [
            {
                "id": row.id,
                "what": row.what,
                **{
                    end: None if getattr(row, end) is None else plain_number(getattr(row, end))
                    for end in ("low", "typical", "high")
                },
                "unit": row.unit,
                **_provenance(row.provenance, book),
            }
            for row in book.people.values()
            if only in {None, "people"}
        ],
        "missing": list(book.missing),
    }


def _provenance(provenance: Provenance, book: PriceBook) -> dict[str, str]:
    return {
        "source": provenance.source,
        "as_of": provenance.as_of,
        "confidence": provenance.confidence,
        "age": provenance.age(book.day),
        "note": provenance.note,
    }


VERDICTS: tuple[Verdict, ...] = ("agrees", "fair", "differs", "miss", "unscored")
"""How the advice agrees with a case, the best first."""


def cases(query: Query) -> dict[str, Any]:
    """The published cases with their advice; `alternative` and `agreement` leave some of them."""
    alternative, agreement = (query.steering.get(key, "") for key in ("alternative", "agreement"))
    judged = report(query.model, load_casebook()).judged
    return {
        "edition": query.model.edition,
        "cases": [
            _case(query, each)
            for each in judged
            if alternative in {"", each.case.outcome, each.advice.recommended} and agreement in {"", each.verdict}
        ],
    }


def _case(query: Query, judged: Judged) -> dict[str, Any]:
    case, advice = judged.case, judged.advice
    given = {key: option for key, option in advice.answers.items() if option != UNSURE}
    return {
        "id": case.id,
        "organisation": case.organisation,
        "year": case.year,
        "runs": case.runs,
        "outcome": case.outcome,
        "satisfied": case.satisfied,
        "acceptable": sorted(case.acceptable),
        "recommended": advice.recommended,
        "closeness": advice.closeness,
        "agreement": judged.verdict,
        "why": case.why,
        "answers": given,
        "assumed": dict(advice.assumed),
        "sources": [
            {"title": source.title, "address": source.address, "kind": source.kind} for source in case.sources
        ],
        "permalink": permalink(Query(query.model, query.book, given)),
    }


def all_editions(query: Query) -> dict[str, Any]:
    """Every edition that a link can name, oldest first."""
    models, books = editions(), price_editions()
    return {
        "models": [
            {"edition": edition, "current": edition == models[-1], "model": load_model(edition).digest}
            for edition in models
        ],
        "prices": [{"edition": edition, "current": edition == books[-1]} for edition in books],
    }

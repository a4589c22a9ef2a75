"""Advice as plain data for programs: the page's JSON twin and the command line's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from advisor.asking import advice_for, bills_for, growth_for
from advisor.costs.costs import Bill, Costs
from advisor.costs.lines import Line
from advisor.costs.ranges import Range
from advisor.decision import wording
from advisor.decision.advice import Advice, Ranked
from advisor.decision.flips import Change, Flip
from advisor.decision.growth import Growth
from advisor.decision.model import Veto
from advisor.decision.reasons import Reason
from advisor.decision.scoring import Row
from advisor.decision.today import Move
from advisor.query import Query


def advice_as_dict(advice: Advice) -> dict[str, Any]:
    """The advice under its public keys.

    What is computed rests on `answers` and, where they are unsure, on `assumed`; `shares` is the plausible weight
    of the completions that each alternative leads, `sheets` their plain number.
    """
    return {
        "edition": advice.model.edition,
        "model": advice.model.digest,
        "answers": dict(advice.answers),
        "assumed": dict(advice.assumed),
        "limits": list(advice.context.limits),
        "today": advice.context.today or None,
        "recommended": advice.recommended,
        "headline": wording.headline(advice),
        "closeness": advice.closeness,
        "closeness_text": wording.closeness(advice),
        "close_call": list(advice.close_call),
        "also_named": list(advice.also_named),
        "tied_with": list(advice.tied_with),
        "rival": advice.rival,
        "points_for": advice.points_for,
        "points_against": advice.points_against,
        "reasons": [_reason(reason) for reason in advice.reasons],
        "ranking": [_ranked(ranked, advice.certain) for ranked in advice.ranking],
        "checklist": {
            "held": advice.held,
            "lines": [
                {"question": key, "clause": line.clause, "holds": advice.checklist[key]}
                for key, line in advice.model.checklist.items()
            ],
        },
        "flips": [{**_change(flip.changes[0]), "recommended": flip.recommended} for flip in advice.flips],
        "pairs": [_pair(pair) for pair in advice.pairs],
        "cautions": [_remark(caution) for caution in advice.cautions],
        "weak_fits": [{**_row(weak.row), "text": weak.text} for weak in advice.weak_fits],
        "notes": [_remark(note) for note in advice.notes],
        "next_steps": [_remark(step) for step in advice.next_steps],
        "judged": [
            {
                "on": entry.on,
                "text": entry.text,
                "judgements": list(entry.judgements),
                "alone": entry.alone,
                "points": entry.points,
            }
            for entry in advice.judged
        ],
        "move": _move(advice.move) if advice.move else None,
        "hints": [{"id": hint.id, "text": hint.text, "questions": list(hint.change)} for hint in advice.hints],
        "shares": {key: round(share, 4) for key, share in advice.unknowns.shares.items()},
        "sheets": dict(advice.unknowns.sheets),
        "heaviest": advice.unknowns.heaviest,
        "too_little": advice.too_little,
        "possible": list(advice.unknowns.possible),
        "settled": advice.unknowns.settled,
        "ask_first": advice.unknowns.ask_first,
    }


def content(query: Query, *, with_costs: bool = True) -> dict[str, Any]:
    """Everything that is said in return for a query: the JSON of page, report, API and command line."""
    bills = {"costs": costs_as_dict(bills_for(query))} if with_costs else {}
    advice = advice_for(query)
    return {
        **advice_as_dict(advice),
        "growth": growth_as_dict(growth_for(query, advice)),
        **bills,
        "permalink": permalink(query),
    }


def growth_as_dict(growth: Growth) -> dict[str, Any]:
    """When to ask again, under its public keys."""
    return {
        "next": [
            {"question": level.question, "now": level.now, "to": level.to, "recommended": level.recommended}
            for level in growth.levels
        ],
        "factors": {key: plain_number(factor) for key, factor in growth.factors.items()},
        "path": [
            {
                "step": step.number,
                "numbers": dict(step.numbers),
                "answers": dict(step.answers),
                "recommended": step.recommended,
                "closeness": step.closeness,
            }
            for step in growth.steps
        ],
    }


def permalink(query: Query) -> str:
    """The address at which a query is answered for ever, as the same page."""
    return f"{settings.ADVISOR_ORIGIN}{reverse('advice')}?{query.encode()}"


def _reason(reason: Reason) -> dict[str, Any]:
    return {"text": reason.text, "clauses": list(reason.clauses), "questions": list(reason.questions)}


def _remark(reason: Reason) -> dict[str, Any]:
    return {"id": reason.id, **_reason(reason)}


def _move(move: Move) -> dict[str, Any]:
    return {
        "status": move.status,
        "text": move.text,
        "steps": list(move.steps),
        "effort": move.effort or None,
        "caution": move.caution or None,
        "clauses": list(move.clauses),
    }


def _ranked(ranked: Ranked, certain: tuple[Veto, ...]) -> dict[str, Any]:
    return {
        "alternative": ranked.alternative,
        "score": ranked.score,
        "vetoes": [
            {"id": veto.id, "clauses": list(veto.clauses), "certain": veto in certain} for veto in ranked.vetoes
        ],
        "contributions": [_row(row) for row in ranked.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "criterion": row.criterion,
        "option": row.option,
        "weight": row.weight,
        "fit": row.fit,
        "points": row.points,
        "clauses": list(row.clauses),
    }


def _change(change: Change) -> dict[str, str]:
    return {"question": change.question, "to": change.to}


def _pair(pair: Flip) -> dict[str, Any]:
    return {"changes": [_change(change) for change in pair.changes], "recommended": pair.recommended}


def costs_as_dict(costs: Costs) -> dict[str, Any]:
    """The bills under their public keys: amounts as strings with cents, unit prices exact in their own currency."""
    return {
        "provider": costs.inputs.provider,
        "region": costs.inputs.region,
        "currency": costs.inputs.currency,
        "prices_edition": costs.book.edition,
        "exchange_rate": {
            "usd_per_eur": str(costs.book.rate.usd_per_eur),
            "as_of": costs.book.rate.as_of.isoformat(),
        },
        "inputs": {
            "vcpu": plain_number(costs.workload.vcpu),
            "memory": plain_number(costs.workload.memory),
            "storage": plain_number(costs.workload.storage),
            "egress": plain_number(costs.workload.egress),
            "entrypoints": costs.workload.entrypoints,
            "environments": costs.workload.environments,
            "horizon": costs.horizon,
            **{key: plain_number(number) for key, number in costs.inputs.numbers.items() if key not in SIZES},
        },
        "bills": {key: _bill(bill) for key, bill in costs.bills.items()},
        "crossover": {
            "utilisation": None if costs.crossover is None else str(costs.crossover),
            "against": "vps",
        },
        "hours_available": None if costs.hours_available is None else plain_number(costs.hours_available),
    }


SIZES = frozenset({"vcpu", "memory", "storage", "egress", "entrypoints", "environments", "horizon"})


def _bill(bill: Bill) -> dict[str, Any]:
    sums = ("machines", "people", "once", "monthly", "horizon")
    return {
        "availability": bill.availability,
        "says": bill.says,
        "priced_at": bill.priced_at,
        "lines": [_line(line) for line in bill.lines],
        **{name: _range(getattr(bill, name)) for name in sums},
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "group": line.group,
        "label": line.label,
        "detail": line.detail,
        "quantity": plain_number(line.quantity),
        "unit": line.unit,
        "unit_price": plain_number(line.unit_price),
        "unit_currency": line.unit_currency.lower(),
        "low": str(line.amount.low),
        "typical": str(line.amount.typical),
        "high": str(line.amount.high),
        "sources": list(line.sources),
        "assumption": line.assumption or None,
    }


def _range(amounts: Range | None) -> dict[str, str | None]:
    ends = ("low", "typical", "high")
    return {end: None if amounts is None else str(getattr(amounts, end)) for end in ends}


def plain_number(number: Decimal) -> str:
    """A number without an exponent and without zeros at the end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

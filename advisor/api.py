"""Advice as plain data for programs: the page's JSON twin and the command line's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.decision import wording
from advisor.decision.advice import Advice, Ranked
from advisor.decision.flips import Change, Flip
from advisor.decision.reasons import Reason
from advisor.decision.scoring import Row


def advice_as_dict(advice: Advice) -> dict[str, Any]:
    """The advice under its public keys; score, closeness and points are null unless all answers are given."""
    return {
        "edition": advice.model.edition,
        "model": advice.model.digest,
        "answers": dict(advice.answers),
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
        "ranking": [_ranked(ranked) for ranked in advice.ranking],
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
        "shares": {key: round(share, 6) for key, share in advice.unknowns.shares.items()},
        "possible": list(advice.unknowns.possible),
        "settled": advice.unknowns.settled,
        "ask_first": advice.unknowns.ask_first,
    }


def problems_as_dict(problems: Mapping[str, str]) -> dict[str, Any]:
    """What is wrong with a query, by key; the body of a 400."""
    return {
        "type": "about:blank",
        "title": "These answers cannot be used",
        "status": 400,
        "detail": " ".join(problems.values()),
        "errors": dict(problems),
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {"text": reason.text, "clauses": list(reason.clauses), "questions": list(reason.questions)}


def _remark(reason: Reason) -> dict[str, Any]:
    return {"id": reason.id, **_reason(reason)}


def _ranked(ranked: Ranked) -> dict[str, Any]:
    return {
        "alternative": ranked.alternative,
        "score": ranked.score,
        "vetoes": [{"id": veto.id, "clauses": list(veto.clauses)} for veto in ranked.vetoes],
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

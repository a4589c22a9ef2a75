"""What a query is answered: the one place where page, report, record, API and command line ask the core."""

from __future__ import annotations

from advisor.costs.costs import Costs, costs
from advisor.decision.advice import Advice, advise
from advisor.decision.growth import Growth, growth
from advisor.query import Query


def advice_for(query: Query) -> Advice:
    """The advice for a query."""
    return advise(query.model, query.answers, query.context)


def growth_for(query: Query, advice: Advice) -> Growth:
    """When to ask again, from the sheet that the advice rests on."""
    limits = query.model.limits.vetoes(query.limits, query.inputs.provider)
    return growth(query.model, advice.sheet, advice.flips, query.factors, limits)


def bills_for(query: Query) -> Costs:
    """The bills for a query."""
    return costs(advice_for(query).sheet, query.inputs, query.book)

"""What today's edition would answer to a link of an older one, and which changes make the difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from advisor.asking import advice_for, bills_for
from advisor.costs.wording import exact
from advisor.decision.changes import ModelChange, changes, usable
from advisor.decision.limits import NONE as NO_LIMIT
from advisor.decision.loading import BASE
from advisor.decision.model import UNSURE, Model
from advisor.query import Query, fresh

SHOWN = 3
"""So many changes are named; the comparison of the two has the rest."""


@dataclass(frozen=True)
class Superseded:
    """An older edition's answer beside today's: one sentence, the changes behind it, and the link to today's."""

    answered_by: str
    link: str
    compare_link: str
    says: str
    because: tuple[str, ...]

    @property
    def line(self) -> str:
        """All of it in one line."""
        return " ".join([self.says, *(f"{reason[0].upper()}{reason[1:]}." for reason in self.because)])


def superseded(query: Query) -> Superseded | None:
    """The line for a link of an older edition of model or prices; None where both are the newest."""
    today = todays(query)
    if not is_older(query, today):
        return None
    then, now = (advice_for(each).recommended for each in (query, today))
    name = today.model.alternatives[now].in_sentence
    says = f"Today's edition would {'still ' if then == now else ''}say: {name}."
    return Superseded(
        answered_by=" and ".join(_older(query, today)),
        link=f"{reverse('advice')}?{today.encode()}",
        compare_link=f"{reverse('compare')}?{urlencode({'a': query.encode(), 'b': today.encode()})}",
        says=says,
        because=tuple(_because(query, today, moved=then != now)),
    )


def is_older(query: Query, today: Query) -> bool:
    """Whether one of the editions of a query is not the newest."""
    return query.model is not today.model or query.book is not today.book


def _older(query: Query, today: Query) -> Iterator[str]:
    if query.model is not today.model:
        yield f"the model of {query.model.edition}"
    if query.book is not today.book:
        yield f"the prices of {query.book.edition}"


def todays(query: Query) -> Query:
    """The same question to the newest editions, with the answers that they still take."""
    newest = fresh()
    answers = usable(newest.model, query.answers)
    unsure = {key: UNSURE for key in newest.model.questions if query.answers.get(key) == UNSURE}
    ordered = {key: (answers | unsure)[key] for key in newest.model.questions if key in answers | unsure}
    limits = tuple(key for key in query.limits if key in {NO_LIMIT, *newest.model.limits.limits})
    runs = query.today if query.today in newest.model.today.platforms else ""
    surrounding = {"limits": limits, "today": runs}
    return replace(
        query, model=newest.model, book=newest.book, answers=ordered, problems={}, steering={}, **surrounding
    )


def _because(query: Query, today: Query, *, moved: bool) -> Iterator[str]:
    yield from _retired(query, today)
    found = changes(query.model, today.model, advice_for(query).sheet, advice_for(today).sheet)
    yield from (_in_words(query.model, today.model, change) for change in found[:SHOWN])
    if len(found) > SHOWN:
        yield f"{len(found) - SHOWN} more changes of weights, fits and vetoes touch these answers"
    if moved and not found and query.model is not today.model:
        yield "it weighs open questions otherwise"
    yield from _prices(query, today)


def _retired(query: Query, today: Query) -> Iterator[str]:
    for key, option in query.answers.items():
        if key not in today.answers:
            question = query.model.questions[key]
            label = question.options[option].label if option in question.options else option
            yield f"it no longer has the answer “{label}” to {question.name}, which is left open"


def _in_words(old: Model, new: Model, change: ModelChange) -> str:
    if change.kind == "veto":
        veto = (new if change.on in new.vetoes else old).vetoes[change.on]
        if change.before == change.after:
            return f"the veto “{veto.text}” rules out others"
        return f"the veto “{veto.text}” {'is new' if change.after else 'no longer holds'}"
    model = old if change.on in old.questions else new
    row = model.questions[change.on].name if change.on != BASE else "what each costs everybody"
    if change.kind == "weight":
        return f"the weight of “{row}” went from {change.before} to {change.after}"
    name = old.alternatives[str(change.alternative)].in_sentence
    return f"the fit of {name} on “{row}” went from {change.before} to {change.after}"


def _prices(query: Query, today: Query) -> Iterator[str]:
    """How the bill of what was advised has moved with the prices alone."""
    if query.book is today.book:
        return
    advised = advice_for(query).recommended
    then, now = (bills_for(replace(query, book=book)).bills[advised].monthly for book in (query.book, today.book))
    name, currency = query.model.alternatives[advised].in_sentence, query.inputs.currency.upper()
    if then is None or now is None:
        yield "the prices are newer"
    elif then.typical == now.typical:
        yield f"the newer prices leave the bill for {name} as it was"
    else:
        by = (100 * (now.typical - then.typical) / then.typical) if then.typical else Decimal(0)
        yield (
            f"with newer prices the bill for {name} went from {exact(then.typical, currency)} to "
            f"{exact(now.typical, currency)} a month ({by:+.0f} %)"
        )

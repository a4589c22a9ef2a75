"""What was said, and what was assumed in its place, in words and with the links that change it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from advisor.decision.advice import Advice
from advisor.decision.limits import KEY as LIMITS
from advisor.decision.model import UNSURE
from advisor.forms import NOT_SURE
from advisor.query import Query

NOT_ANSWERED = "Not answered"


@dataclass(frozen=True)
class Answer:
    """An answer in words, or what was assumed in its place, with the link that changes it."""

    name: str
    label: str
    given: bool
    change: str
    assumed: bool = False


@dataclass(frozen=True)
class Assumption:
    """What was assumed for an open question, with the links that say so and that change it."""

    answer: Answer
    confirm: str


def answer(query: Query, key: str, **steering: str) -> Answer:
    """The answer to a question in words, with the link that changes it (and takes `steering` along)."""
    question = query.model.questions[key]
    option = query.answers.get(key)
    label = NOT_SURE if option == UNSURE else question.options[option].label if option else NOT_ANSWERED
    return Answer(
        question.name, label, option is not None, f"{reverse('questions')}?{query.encode(at=key, **steering)}"
    )


def assumed(advice: Advice, query: Query, key: str) -> Answer:
    """What was assumed for an open question, with the link that changes it."""
    question = advice.model.questions[key]
    label = question.options[advice.assumed[key]].label
    change = f"{reverse('questions')}?{query.encode(at=key)}"
    return Answer(question.name, label, given=False, change=change, assumed=True)


def assumptions(advice: Advice, query: Query) -> list[Assumption]:
    """Everything that was assumed, with the links that say so and that change it."""
    return [
        Assumption(
            assumed(advice, query, key),
            f"{reverse('advice')}?{query.with_answers(**{key: option}).encode()}",
        )
        for key, option in advice.assumed.items()
    ]


def beside(query: Query) -> list[Answer]:
    """What was said beside the twelve answers: hard limits and what runs today, with the link that changes it."""
    limits, today = query.model.limits, query.model.today
    change = f"{reverse('questions')}?{query.encode(at=LIMITS)}"
    said = {limits.name: "; ".join(map(limits.label, query.limits))}
    if query.today:
        said[today.name] = today.platforms[query.today].label
    return [Answer(name, label, given=True, change=change) for name, label in said.items() if label]

"""The query string: the answers under their public keys, read with refusals and written in one canonical form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict

from advisor.costs.inputs import Inputs, InputsRefused, parse_inputs
from advisor.costs.inputs import keys as input_keys
from advisor.costs.prices import PriceBook, load_book
from advisor.costs.prices import editions as price_editions
from advisor.decision.context import Context
from advisor.decision.growth import PREFIX, factor_keys, growth_path, read_factors
from advisor.decision.limits import KEY as LIMITS
from advisor.decision.limits import read_limits
from advisor.decision.loading import editions, load_model
from advisor.decision.model import UNSURE, AnswersRefused, Model, complete, shown
from advisor.decision.today import KEY as TODAY
from advisor.decision.today import read_today

TRACKING_PREFIX = "utm_"
TRACKING_KEYS = frozenset(
    {"_ga", "_gl", "dclid", "fbclid", "gbraid", "gclid", "igshid", "li_fat_id", "mc_cid", "mc_eid", "msclkid"}
    | {"mtm_campaign", "mtm_kwd", "mtm_source", "ttclid", "twclid", "wbraid", "yclid"}
)
"""Keys that other sites add to links; they are dropped by a redirect, with all that begin with `utm_`."""


@dataclass(frozen=True)
class Query:
    """A query string as understood: the editions it names, answers, inputs, and what is wrong with the rest.

    `answers` holds only valid answers that were given (`unsure` is one), in question order; `inputs` what was given
    for the costs, `factors` for the path of growth (by question); `limits` and `today` what surrounds the answers;
    `steering` the page's own keys; `problems` maps
    each bad key to a sentence for the reader.
    """

    model: Model
    book: PriceBook
    answers: Mapping[str, str]
    inputs: Inputs = field(default_factory=Inputs)
    steering: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    today: str = ""
    factors: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def open_questions(self) -> list[str]:
        """The questions that have not been answered, `unsure` included, in order."""
        return [key for key in self.model.questions if key not in self.answers]

    def with_answers(self, **changed: str) -> Query:
        """The same query with some answers changed or added."""
        answers = {**self.answers, **changed}
        ordered = {key: answers[key] for key in self.model.questions if key in answers}
        return replace(self, answers=ordered, steering={}, problems={})

    def without(self, keys: Iterable[str]) -> Query:
        """The same query with some questions open again."""
        again = set(keys)
        return replace(self, answers={key: option for key, option in self.answers.items() if key not in again})

    @property
    def context(self) -> Context:
        """What surrounds the answers, as the decision takes it."""
        return Context(self.limits, self.today, self.inputs.provider)

    def with_problems(self, problems: Mapping[str, str]) -> Query:
        """The same query with some more problems."""
        return replace(self, problems={**self.problems, **problems})

    @property
    def only_inputs_are_wrong(self) -> bool:
        """Whether nothing but inputs for the costs and factors of growth has a problem."""
        return bool(self.problems) and set(self.problems) <= {*input_keys(), *factor_keys(self.model)}

    @property
    def surrounding(self) -> dict[str, str]:
        """Limits and what runs today under their keys, where they were given."""
        given = {LIMITS: ",".join(self.limits), TODAY: self.today}
        return {key: value for key, value in given.items() if value}

    @property
    def carried(self) -> dict[str, str]:
        """What a form passes on beside the answers: limits, what runs today, inputs, factors of growth, editions."""
        editions = {"edition": self.model.edition, "prices": self.book.edition}
        return {**self.surrounding, **self.inputs.as_query(), **self._factors, **editions}

    def hidden(self, asked: Iterable[str]) -> dict[str, str]:
        """The answers and what is carried beside them, without the keys that a form asks itself."""
        own = set(asked)
        return {key: value for key, value in {**self.answers, **self.carried}.items() if key not in own}

    @property
    def _factors(self) -> dict[str, str]:
        path = growth_path(self.model)
        return {
            f"{PREFIX}{key}": f"{self.factors[key].normalize():f}"
            for key, growing in path.growing.items()
            if key in self.factors and self.factors[key] != growing.factor
        }

    @property
    def date(self) -> date:
        """The day of what is said in return: that of the newer of its two editions."""
        return date.fromisoformat(max(self.model.edition, self.book.edition))

    def encode(self, **steering: str) -> str:
        """The canonical query: answers in question order, limits, today, inputs, editions, the page's own keys."""
        return urlencode({**self.answers, **self.carried, **steering}, safe=",")

    def is_canonical(self, raw: str) -> bool:
        """Whether a query string says the same in the same order; how its characters are escaped does not count."""
        return parse_qsl(raw, keep_blank_values=True) == parse_qsl(self.encode())


def fresh(answers: Mapping[str, str] | None = None) -> Query:
    """A query of the newest editions with some answers."""
    return Query(load_model(), load_book(), answers or {})


def has_tracking(params: QueryDict) -> bool:
    """Whether the query string holds keys that only serve to follow people around."""
    return any(_is_tracking(key) for key in params)


def without_tracking(params: QueryDict) -> str:
    """The query string without those keys, otherwise as it was."""
    return urlencode([(key, value) for key in params if not _is_tracking(key) for value in params.getlist(key)])


def _is_tracking(key: str) -> bool:
    return key in TRACKING_KEYS or key.startswith(TRACKING_PREFIX)


def read(params: QueryDict, steering: tuple[str, ...] = ()) -> Query:
    """Reads a query string in which a page takes the keys of `steering` beside answers and edition."""
    problems = {
        key: f"“{shown(key)}” is given more than once. Give it once."
        for key in params
        if len(params.getlist(key)) > 1 and key != LIMITS
    }
    single = {key: ",".join(params.getlist(key)) for key in params if key not in problems}  # limits alone may repeat
    return understand(single, steering).with_problems(problems)


def understand(given: Mapping[str, str], steering: tuple[str, ...] = ()) -> Query:
    """The query that some keys and values stand for, each of them given once."""
    single, problems = dict(given), dict[str, str]()
    named = "edition" in single
    model = load_model(_edition("edition", "edition", single, editions(), problems))
    if not named:
        model = _model_that_takes(single, model)
    book = load_book(_edition("prices", "price edition", single, price_editions(), problems))
    inputs = _inputs({key: single.pop(key) for key in input_keys() if key in single}, problems)
    factors = _factors({key: single.pop(key) for key in factor_keys(model) if key in single}, model, problems)
    own = {key: single.pop(key) for key in steering if key in single}
    limits = _limits(model, single.pop(LIMITS, ""), problems)
    today = _today(model, single.pop(TODAY, ""), problems)
    answers = single
    try:
        complete(model, single)
    except AnswersRefused as refused:
        problems |= refused.problems
        answers = {key: option for key, option in single.items() if key not in refused.problems}
    ordered = {key: answers[key] for key in model.questions if key in answers}
    return Query(model, book, ordered, inputs, own, problems, limits, today, factors)


def _model_that_takes(given: Mapping[str, str], newest: Model) -> Model:
    """The newest edition that has every answer given: a link without an edition may hold one that was retired."""

    def takes(model: Model) -> bool:
        return all(
            given[key] in {UNSURE, *question.options} for key, question in model.questions.items() if key in given
        )

    older = (load_model(edition) for edition in reversed(editions()[:-1]))
    return newest if takes(newest) else next(filter(takes, older), newest)


def _limits(model: Model, given: str, problems: dict[str, str]) -> tuple[str, ...]:
    try:
        return read_limits(model, [given])
    except AnswersRefused as refused:
        problems |= refused.problems
        return ()


def _today(model: Model, given: str, problems: dict[str, str]) -> str:
    try:
        return read_today(model, given)
    except AnswersRefused as refused:
        problems |= refused.problems
        return ""


def _inputs(given: dict[str, str], problems: dict[str, str]) -> Inputs:
    """The inputs that are within bounds; adds a problem for each other one."""
    try:
        return parse_inputs(given)
    except InputsRefused as refused:
        problems |= refused.problems
        return refused.inputs


def _factors(given: dict[str, str], model: Model, problems: dict[str, str]) -> dict[str, Decimal]:
    """The factors that are within bounds; adds a problem for each other one."""
    factors = {}
    for key, text in given.items():
        try:
            factors |= read_factors(model, {key: text})
        except AnswersRefused as refused:
            problems |= refused.problems
    return factors


def _edition(key: str, name: str, single: dict[str, str], known: list[str], problems: dict[str, str]) -> str | None:
    """The edition that was asked for; None, for the newest one, where none was or, with a problem, there is none."""
    edition = single.pop(key, None)
    if edition is None or edition in known:
        return edition
    problems[key] = f"There is no {name} “{shown(edition)}”. The editions are: {', '.join(known)}."
    return None

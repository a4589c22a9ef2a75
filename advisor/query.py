"""The query string: the answers under their public keys, read with refusals and written in one canonical form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from advisor.decision.loading import editions, load_model
from advisor.decision.model import AnswersRefused, Model, complete, shown

TRACKING_PREFIX = "utm_"
TRACKING_KEYS = frozenset(
    {"_ga", "_gl", "dclid", "fbclid", "gbraid", "gclid", "igshid", "li_fat_id", "mc_cid", "mc_eid", "msclkid"}
    | {"mtm_campaign", "mtm_kwd", "mtm_source", "ttclid", "twclid", "wbraid", "yclid"}
)
"""Keys that other sites add to links; they are dropped by a redirect, with all that begin with `utm_`."""


@dataclass(frozen=True)
class Query:
    """A query string as understood: the model of its edition, the answers given, and what is wrong with the rest.

    `answers` holds only valid answers that were given (`unsure` is one), in question order; `steering` the page's
    own keys; `problems` maps each bad key to a sentence for the reader.
    """

    model: Model
    answers: Mapping[str, str]
    steering: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def open_questions(self) -> list[str]:
        """The questions that have not been answered, `unsure` included, in order."""
        return [key for key in self.model.questions if key not in self.answers]

    def with_answers(self, **changed: str) -> Query:
        """The same query with some answers changed or added."""
        answers = {**self.answers, **changed}
        ordered = {key: answers[key] for key in self.model.questions if key in answers}
        return Query(self.model, ordered)

    def encode(self, **steering: str) -> str:
        """The canonical query string: answers in question order, then the edition, then the page's own keys."""
        return urlencode({**self.answers, "edition": self.model.edition, **steering})


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
        if len(params.getlist(key)) > 1
    }
    single = {key: params[key] for key in params if key not in problems}
    model = _model(single.pop("edition", None), problems)
    own = {key: single.pop(key) for key in steering if key in single}
    answers = {}
    for key, option in single.items():
        try:
            complete(model, {key: option})
        except AnswersRefused as refused:
            problems |= refused.problems
        else:
            answers[key] = option
    ordered = {key: answers[key] for key in model.questions if key in answers}
    return Query(model, ordered, own, problems)


def _model(edition: str | None, problems: dict[str, str]) -> Model:
    """The model of that edition; the newest one, with a problem, where there is none."""
    known = editions()
    if edition is None or edition in known:
        return load_model(edition)
    problems["edition"] = f"There is no edition “{shown(edition)}”. The editions are: {', '.join(known)}."
    return load_model()

"""Hard limits: what no weight can outvote, acting through vetoes and cautions alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations
from typing import TYPE_CHECKING

from advisor.decision.model import AnswersRefused, Remark, Veto, shown
from advisor.decision.tables import Table

if TYPE_CHECKING:
    from advisor.decision.model import Model

KEY = "limits"
NONE = "none"


@dataclass(frozen=True)
class Condition:
    """When a veto or caution of a limit acts: at which providers (all where empty), beside which other limits."""

    providers: frozenset[str]
    together: frozenset[str]

    def holds(self, given: Collection[str], provider: str) -> bool:
        """Whether it acts for these limits at this provider."""
        return self.together <= set(given) and (not self.providers or provider in self.providers)


@dataclass(frozen=True)
class Limit:
    """One hard limit with what it does, each under its condition."""

    key: str
    label: str
    vetoes: tuple[tuple[Condition, Veto], ...]
    cautions: tuple[tuple[Condition, Remark], ...]


@dataclass(frozen=True)
class Limits:
    """The question about hard limits, in words, with its limits in the order of the file."""

    name: str
    wording: str
    hint: str
    why: str
    none: str
    limits: Mapping[str, Limit]

    def vetoes(self, given: Collection[str], provider: str) -> tuple[Veto, ...]:
        """The vetoes that these limits put on alternatives at this provider."""
        acting = (each for key in given if key != NONE for each in self.limits[key].vetoes)
        return tuple(veto for condition, veto in acting if condition.holds(given, provider))

    def cautions(self, given: Collection[str], provider: str) -> dict[str, Remark]:
        """The cautions that these limits give at this provider, whatever is advised."""
        acting = (each for key in given if key != NONE for each in self.limits[key].cautions)
        return {remark.id: remark for condition, remark in acting if condition.holds(given, provider)}

    @cached_property
    def removable(self) -> tuple[frozenset[str], ...]:
        """Every set of alternatives that some limits together rule out at some provider, the empty one first."""
        single = {veto.removes for limit in self.limits.values() for _, veto in limit.vetoes}
        some = chain.from_iterable(combinations(single, count) for count in range(len(single) + 1))
        return tuple(sorted({frozenset().union(*each) for each in some}, key=lambda each: (len(each), sorted(each))))

    def label(self, key: str) -> str:
        """A limit in words."""
        return self.none if key == NONE else self.limits[key].label


def read_limits(model: Model, given: Iterable[str]) -> tuple[str, ...]:
    """Limits by key, repeated or joined by commas, in the order of the file; raises AnswersRefused."""
    keys = {key.strip() for value in given for key in value.split(",") if key.strip()}
    known = (*model.limits.limits, NONE)
    if unknown := sorted(keys - set(known)):
        problem = f"“{shown(unknown[0])}” is not a hard limit. The limits are: {', '.join(known)}."
        raise AnswersRefused({KEY: problem})
    if NONE in keys and len(keys) > 1:
        raise AnswersRefused({KEY: f"“{NONE}” cannot stand beside other limits. Take it out, or give it alone."})
    return tuple(key for key in known if key in keys)


def load_limits(file: Table, alternatives: Collection[str], cited: Collection[str]) -> Limits:
    """The limits of limits.toml; raises BadData where they are not sound."""
    words = ("name", "wording", "hint", "why", "none")
    tables = dict(file.only(*words, "limits").table("limits").tables())
    if NONE in tables:
        raise file.refuse(f"no limit may be called {NONE!r}")
    return Limits(
        **{word: file.text(word) for word in words},
        limits={key: _limit(key, table, tables, alternatives, cited) for key, table in tables.items()},
    )


def _limit(
    key: str, table: Table, known: Collection[str], alternatives: Collection[str], cited: Collection[str]
) -> Limit:
    table.only("label", "vetoes", "cautions")
    vetoes, cautions = [], []
    for number, entry in enumerate(table.list_of_tables("vetoes"), start=1):
        entry.only("providers", "together", "removes", "clauses", "text")
        veto = Veto(
            id=f"limit-{key}" + (f"-{number}" if number > 1 else ""),
            when={},
            use_when_below=None,
            removes=frozenset(_among(entry, "removes", alternatives)),
            clauses=_among(entry, "clauses", cited),
            text=entry.text("text"),
            limit=key,
        )
        vetoes.append((_condition(entry, known), veto))
    for number, entry in enumerate(table.list_of_tables("cautions"), start=1):
        entry.only("providers", "together", "advised", "clauses", "text")
        remark = Remark(
            id=f"limit-{key}-{number}",
            advised=frozenset(_among(entry, "advised", alternatives, ())),
            when={},
            clauses=_among(entry, "clauses", cited),
            text=entry.text("text"),
            limit=key,
        )
        cautions.append((_condition(entry, known), remark))
    if not (vetoes or cautions):
        raise table.refuse("does nothing: it has no veto and no caution")
    return Limit(key, table.text("label"), tuple(vetoes), tuple(cautions))


def _condition(entry: Table, limits: Collection[str]) -> Condition:
    return Condition(frozenset(entry.names("providers", ())), frozenset(_among(entry, "together", limits, ())))


def _among(entry: Table, key: str, known: Collection[str], default: tuple[str, ...] | None = None) -> tuple[str, ...]:
    names = entry.names(key, default)
    if not set(names) <= set(known) or (default is None and not names):
        raise entry.refuse(f"{key} must name some of {', '.join(sorted(known))}")
    return names

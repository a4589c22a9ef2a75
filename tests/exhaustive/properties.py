"""The properties that hold on every answer sheet, and for each one a model that breaks it.

R1 to R15 are written a second time here, from the article and not from the vetoes file, so that a mistake in
the data shows.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from advisor.decision import twin
from advisor.decision.model import Model
from tests.exhaustive.everything import Everything, favouring, reversed_levels, without_veto
from tests.sheets import MODEL

K, M, N, S, V = "kubernetes", "managed_kubernetes", "nomad", "serverless", "vps"
FAMILY = (K, M)
EVERY = MODEL.sheets


@dataclass(frozen=True)
class Property:
    """A sentence that holds on every sheet: `check` counts the sheets that break it, `broken` breaks it."""

    id: str
    says: str
    check: Callable[[Everything], int]
    broken: Callable[[], Everything]


def count(where: np.ndarray) -> int:
    return int(np.count_nonzero(where))


def never(alternatives: Iterable[str], **answers: Iterable[str]) -> Callable[[Everything], int]:
    """Under these answers none of the alternatives leads or stands in a close call."""

    def check(all_: Everything) -> int:
        return count(all_.where(**answers) & ((all_.advised & all_.bits(alternatives)) > 0))

    return check


def breaking(*vetoes: str, favoured: Iterable[str] = FAMILY) -> Callable[[], Everything]:
    """The model without some vetoes, in which the alternatives that they rule out would win on points."""
    return lambda: Everything(favouring(without_veto(MODEL, *vetoes), *favoured))


KM_VETOES = [
    "one-app",
    "small-no-yaml",
    "idle",
    "three-fine",
    "no-scaling",
    "no-time",
    "few-reasons",
    "architecture",
    "trend",
]
K_VETOES = ["managed-always", "crew", "raw-skills", "crew-of-three", "own-hardware"]


def rule(id: str, says: str, alternatives: Iterable[str], vetoes: list[str], **answers: Iterable[str]) -> Property:
    return Property(id, says, never(alternatives, **answers), breaking(*vetoes, favoured=alternatives))


def p1_no_veto_is_broken(all_: Everything) -> int:
    """Looks at the vetoes of the committed model, whatever model the sheets were scored with."""
    broken = np.zeros(all_.leader.shape, bool)
    for at, first in enumerate(next(iter(MODEL.questions.values())).options):
        for veto in MODEL.vetoes.values():
            broken[at] |= twin.premise(MODEL, first, veto) & ((all_.advised[at] & all_.bits(veto.removes)) > 0)
    return count(broken)


def p2_something_is_left(all_: Everything) -> int:
    return count(all_.admissible == 0)


def u1_one_line_is_not_enough(all_: Everything) -> int:
    return count((all_.held <= 1) & ((all_.advised & all_.bits(FAMILY)) > 0))


def u2_unnamed(all_: Everything, from_line: int = 4) -> np.ndarray:
    """Where at least that many lines hold and an admissible one of K and M neither leads nor is close."""
    left = all_.admissible & all_.bits(FAMILY) & ~all_.advised
    return (all_.held >= from_line) & (left > 0)


def u2_four_lines_name_kubernetes(all_: Everything) -> int:
    also_named = u2_unnamed(all_, all_.model.also_named.held_at_least)
    return count(u2_unnamed(all_) & ~also_named)


CHAINS = {
    "services": [V, S, N, FAMILY],
    "deploys": [V, N, S, FAMILY],
    "targets": [S, V, N, FAMILY],
    "scaling": [V, N, S, FAMILY],
    "servers": [V, S, N, FAMILY],
    "team": [V, S, N, FAMILY],
    "ops": [S, V, N, FAMILY],
    "skills": [S, V, N, FAMILY],
    "load": [V, N, FAMILY, S],
}


def monotone(key: str) -> Callable[[Everything], int]:
    """One level more of this never moves the leader to the left along the chain."""

    def check(all_: Everything) -> int:
        place = {
            name: at
            for at, names in enumerate(CHAINS[key])
            for name in ([names] if isinstance(names, str) else names)
        }
        places = np.array([place[name] for name in all_.order], np.int8)[all_.leader]
        levels = len(all_.model.questions[key].options)
        return sum(
            count(places[all_.along(key, level + 1)] < places[all_.along(key, level)]) for level in range(levels - 1)
        )

    return check


def mf_nothing_more_leaves_the_family(all_: Everything) -> int:
    inside = np.isin(all_.leader, [all_.order.index(name) for name in FAMILY])
    left = 0
    for key in CHAINS:
        if key != "load":
            for level in range(len(all_.model.questions[key].options) - 1):
                left += count(inside[all_.along(key, level)] & ~inside[all_.along(key, level + 1)])
    return left


type Rule = Callable[[list[np.ndarray]], np.ndarray]


def highest(scores: list[np.ndarray]) -> np.ndarray:
    return np.argmax(np.stack(scores), axis=0)


def nearest_to_the_mean(scores: list[np.ndarray]) -> np.ndarray:
    """A rule that looks at the others, as min-max sums and TOPSIS do: it breaks IIA."""
    stacked = np.stack(scores).astype(np.int32)
    left = stacked >= 0
    mean = np.where(left, stacked, 0).sum(axis=0) // np.maximum(left.sum(axis=0), 1)
    return np.argmin(np.where(left, abs(stacked - mean - 20), 10_000), axis=0)


def iia_removing_a_loser_changes_nothing(all_: Everything, choose: Rule = highest) -> int:
    changed = 0
    for at in range(all_.leader.shape[0]):  # slab by slab, to keep the memory small
        admissible = [all_.admissible[at] >> i & 1 for i in range(len(all_.order))]
        scores = [np.where(ok, points[at], -1) for ok, points in zip(admissible, all_.scores, strict=True)]
        before = choose(scores)
        for i in range(len(all_.order)):
            without = [np.where(j == i, -1, points) for j, points in enumerate(scores)]
            changed += count((choose(without) != before) & (before != i))
    return changed


def dom_no_dominated_alternative_is_advised(all_: Everything) -> int:
    found = 0
    for at, first in enumerate(next(iter(all_.model.questions.values())).options):
        for i, weak in enumerate(all_.order):
            for j, strong in enumerate(all_.order):
                if i != j:
                    nothing_for_it = twin.margins(all_.model, first, weak, strong) == 0
                    something_against = twin.margins(all_.model, first, strong, weak) > 0
                    both = (all_.advised[at] >> i & 1) & (all_.admissible[at] >> j & 1)
                    found += count(nothing_for_it & something_against & (both > 0))
    return found


def matter(all_: Everything) -> int:
    """The number of questions that change the advice on no sheet."""
    idle = 0
    for key in all_.questions:
        first = all_.leader[all_.along(key, 0)]
        levels = range(1, len(all_.model.questions[key].options))
        idle += not any((all_.leader[all_.along(key, level)] != first).any() for level in levels)
    return idle


def with_also_named(model: Model, held: int) -> Model:
    return dataclasses.replace(model, also_named=dataclasses.replace(model.also_named, held_at_least=held))


def with_everything_close() -> Everything:
    spoilt = Everything(MODEL)
    spoilt.close = np.full_like(spoilt.close, 31)
    return spoilt


def with_vps_removed() -> Everything:
    veto = MODEL.vetoes["database"]
    whole = dataclasses.replace(veto, removes=veto.removes | {V})
    return Everything(dataclasses.replace(MODEL, vetoes={**MODEL.vetoes, "database": whole}))


def without_reason() -> Everything:
    criterion = dataclasses.replace(MODEL.criteria["reason"], weight=0)
    model = without_veto(MODEL, "architecture", "trend")
    return Everything(dataclasses.replace(model, criteria={**model.criteria, "reason": criterion}))


PROPERTIES = [
    Property("P1", "neither the leader nor a member of a close call breaks a veto", p1_no_veto_is_broken, breaking("trend")),
    Property("P2", "an alternative is always left", p2_something_is_left, with_vps_removed),
    rule("R1", "one app with one target: no Kubernetes", FAMILY, ["one-app", "few-reasons", "no-scaling"], services=["1"], targets=["one"]),
    rule("R2", "three people of whom nobody knows YAML: no Kubernetes", FAMILY, ["small-no-yaml"], team=["1", "2-3"], skills=["nobody"]),
    rule("R3", "two idle servers: no Kubernetes", FAMILY, ["idle"], servers=["idle"]),
    rule("R4", "fine on three servers: no Kubernetes", FAMILY, ["three-fine"], servers=["fine"]),
    rule("R5", "to fix the architecture: no Kubernetes", FAMILY, ["architecture"], reason=["fix"]),
    rule("R6", "because it is trendy: no Kubernetes", FAMILY, ["trend"], reason=["trend"]),
    rule("R7", "managed where it is available: not self-hosted", [K], ["managed-always"], hosting=["cloud"]),
    rule("R8", "no crew: not self-hosted", [K], ["crew"], ops=["none", "part", "one"]),
    rule("R9", "nobody has time: no Kubernetes", FAMILY, ["no-time"], ops=["none"]),
    rule("R10", "mostly a database: a VPS", [K, M, N, S], ["database"], work=["database"]),
    rule("R11", "a single app without scaling: no Kubernetes", FAMILY, ["no-scaling"], services=["1"], scaling=["none"]),
    rule("R12", "programs that are no containers: Nomad or a VPS", [K, M, S], ["uncontained"], work=["uncontained"]),
    rule("R13", "nobody knows the basics: not self-hosted", [K], ["raw-skills"], skills=["nobody"]),
    rule("R14", "three people: not self-hosted", [K], ["crew-of-three"], team=["1", "2-3"]),
    rule("R15", "nobody has time: not Nomad either", [N], ["nomad-owner"], ops=["none"]),
    rule("J24", "one web application in one place: not Nomad either (our judgement)", [N], ["one-web-app"], services=["1"], targets=["one"], work=["web"]),
    rule("J2", "own hardware: neither managed Kubernetes nor serverless (our judgement)", [M, S], ["own-hardware"], hosting=["own"]),
    Property("U1", "at most one line of the checklist: no Kubernetes", u1_one_line_is_not_enough, breaking("few-reasons")),
    Property("U2", "four lines, Kubernetes admissible: it leads, is close, or is named", u2_four_lines_name_kubernetes, lambda: Everything(with_also_named(MODEL, 6))),
    *(
        Property(f"M{i}", f"{'burstier' if key == 'load' else 'more'} {key} never moves the leader to the left", monotone(key), lambda key=key: Everything(reversed_levels(MODEL, key)))
        for i, key in enumerate(CHAINS, start=1)
    ),
    Property("MF", "none of eight quantities, going up, leaves the Kubernetes family", mf_nothing_more_leaves_the_family, lambda: Everything(reversed_levels(MODEL, "services"))),
    Property("IIA", "removing an alternative that is not advised changes nothing", iia_removing_a_loser_changes_nothing, lambda: Everything(MODEL)),
    Property("DOM", "no dominated alternative leads or stands in a close call", dom_no_dominated_alternative_is_advised, with_everything_close),
    Property("MATTER", "every question changes the advice on some sheet", matter, without_reason),
]  # fmt: skip

"""From answers and inputs to a workload: how much of everything, at each end of the range."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from advisor.costs.assumptions import Assumptions
from advisor.costs.inputs import Inputs
from advisor.costs.ranges import ENDS, End
from advisor.decision.model import UNSURE, Answers

LARGE_FROM = 11
SMALL_UP_TO = 3
BY_COST = {
    "load": ("bursts", "swings", "steady"),
    "skills": ("production", "some", "nobody"),
}
"""Options in the order of rising cost, where that is not their order in the assumptions."""


@dataclass(frozen=True)
class Workload:
    """What has to run, at one end of the range; memory in GiB, storage and egress in GB, egress a month.

    `size` is the assumption that it rests on. `vcpu` and `memory` are the size of one server, `ordinary_...` the
    size that the answers give where the reader gave another one. `usual_utilisation` is the typical one.
    """

    end: End
    size: str
    servers: int
    idle: bool
    vcpu: Decimal
    memory: Decimal
    ordinary_vcpu: Decimal
    ordinary_memory: Decimal
    services: Decimal
    releases: Decimal
    team: Decimal
    skills: str
    load: str
    utilisation: Decimal
    usual_utilisation: Decimal
    fill: Decimal
    environments: int
    entrypoints: int
    egress: Decimal
    storage: Decimal
    database_memory: Decimal

    @property
    def small(self) -> bool:
        """Up to three servers."""
        return self.servers <= SMALL_UP_TO

    @property
    def large(self) -> bool:
        """From eleven servers on."""
        return self.servers >= LARGE_FROM

    @property
    def staging(self) -> int:
        """Environments beside production."""
        return self.environments - 1


def workloads(answers: Answers, inputs: Inputs, assumptions: Assumptions) -> dict[End, Workload]:
    """The workload at each end; an unknown answer spans its options, and typical is the middle one."""
    return {end: _workload(answers, inputs, assumptions, end) for end in ENDS}


def _workload(answers: Answers, inputs: Inputs, assumptions: Assumptions, end: End) -> Workload:
    def option(question: str, known: list[str]) -> str:
        return _option(answers.get(question, UNSURE), known, end)

    def banded(question: str, id: str) -> Decimal:
        known = list(assumptions.entries[id].figures)
        return assumptions.figure(id, option(question, known))

    servers = option("servers", assumptions.keys("workload"))
    size = f"workload.{servers}"
    load = option("load", list(BY_COST["load"]))
    team = banded("team", "team")

    def given(key: str, default: Decimal) -> Decimal:
        number = inputs.number(key)
        return default if number is None else number

    egress_factor = Decimal(1) if inputs.number("egress") is not None else assumptions.end("egress", end)
    alone = team == 1 or servers == "idle"
    environments = assumptions.figure("environments", "one" if alone else "more")
    return Workload(
        end=end,
        size=size,
        servers=int(assumptions.figure(size, "servers")),
        idle=servers == "idle",
        vcpu=given("vcpu", assumptions.figure(size, "vcpu")),
        memory=given("memory", assumptions.figure(size, "memory")),
        ordinary_vcpu=assumptions.figure(size, "vcpu"),
        ordinary_memory=assumptions.figure(size, "memory"),
        services=banded("services", "services"),
        releases=banded("deploys", "releases"),
        team=team,
        skills=option("skills", list(BY_COST["skills"])),
        load=load,
        utilisation=assumptions.end(f"utilisation.{load}", end),
        usual_utilisation=assumptions.end(f"utilisation.{load}", "typical"),
        fill=assumptions.end(f"fill.{servers}", end),
        environments=int(given("environments", environments)),
        entrypoints=int(given("entrypoints", assumptions.figure(size, "entrypoints"))),
        egress=given("egress", assumptions.figure(size, "egress")) * egress_factor,
        storage=given("storage", assumptions.figure(size, "storage")),
        database_memory=assumptions.figure(size, "database_memory"),
    )


def _option(answer: str, known: list[str], end: End) -> str:
    if answer != UNSURE:
        return answer
    return {"low": known[0], "typical": known[len(known) // 2], "high": known[-1]}[end]

"""The people in a bill: hours that recur, hours that are spent once, and what an hour costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from advisor.costs.assumptions import Assumptions
from advisor.costs.inputs import Inputs
from advisor.costs.lines import Group, Item
from advisor.costs.prices import PriceBook
from advisor.costs.ranges import End, to_cents
from advisor.costs.sizing import Workload

FACTOR = {"low": "low_factor", "high": "high_factor"}


@dataclass(frozen=True)
class Wage:
    """What an hour of an engineer costs the employer, with where that comes from."""

    an_hour: Decimal
    currency: str
    sources: tuple[str, ...]
    detail: str


def wage(inputs: Inputs, assumptions: Assumptions, book: PriceBook) -> Wage:
    """Salary x employer's share / hours a year, to the cent; a salary that was given is in the bill's currency."""
    reference = assumptions.entries[f"salary.{inputs.region}"].names
    multiplier = book.people[reference["multiplier"]].typical
    salary, currency = inputs.number("salary"), inputs.currency.upper()
    sources: tuple[str, ...] = (reference["multiplier"],)
    if salary is None:
        salary, currency = book.people[reference["salary"]].typical, reference["currency"]
        sources = (reference["salary"], reference["multiplier"])
    assert salary is not None and multiplier is not None, "the references of the salary have a typical value"
    hours = assumptions.figure("full_time", "year")
    detail = f"{salary:,f} {currency} a year x {multiplier:f} / {hours:f} h"
    return Wage(to_cents(salary * multiplier / hours), currency, sources, detail)


def running(alternative: str, workload: Workload, machines: int, inputs: Inputs, assumptions: Assumptions) -> Decimal:
    """Hours a month that running the alternative takes, at one end of the range."""
    given = inputs.number(f"hours_{alternative}")
    if given is not None:
        return given
    figures = assumptions.entries[f"hours.{alternative}"].figures
    if "base" not in figures:
        return figures[{"low": "low", "high": "high"}.get(workload.end, "large" if workload.large else "small")]

    def of(key: str) -> Decimal:
        return figures.get(key, Decimal(0))

    hours = (
        of("base")
        + of("further_server") * (workload.servers - 1)
        + of("service") * workload.services
        + of("further_service") * (workload.services - 1)
        + of("machine") * machines
        + of("release") * workload.releases
        + of("further_environment") * workload.staging
    )
    return hours * factor(f"hours.{alternative}", workload.end, assumptions)


def factor(id: str, end: End, assumptions: Assumptions) -> Decimal:
    """How far the low and high end are from typical hours."""
    return assumptions.figure(id, FACTOR[end]) if end in FACTOR else Decimal(1)


def once(alternative: str, workload: Workload, assumptions: Assumptions) -> dict[str, Decimal]:
    """Hours spent once, at one end: setting up and moving, and learning."""
    spread = assumptions.end("once", workload.end)
    people = assumptions.entries["learning.people"].figures
    experts = people["large"] if workload.team >= people["large_from"] else people["small"]
    experts = min(people["kubernetes"] if alternative == "kubernetes" else experts, workload.team)
    setting_up = assumptions.figure("setup", alternative) + workload.services * assumptions.figure(
        "moving", alternative
    )
    learning = assumptions.figure("learning.skills", workload.skills) * (
        experts * assumptions.figure("learning.platform", alternative)
        + (workload.team - experts) * assumptions.figure("learning.others", alternative)
    )
    return {"setup": setting_up * spread, "learning": learning * spread}


def items(
    alternative: str,
    workload: Workload,
    machines: int,
    own_database: bool,
    inputs: Inputs,
    assumptions: Assumptions,
    book: PriceBook,
) -> Iterator[Item]:
    """The people's lines at one end of the range."""
    pay = wage(inputs, assumptions, book)

    def line(group: Group, label: str, hours: Decimal, assumption: str) -> Item:
        return Item(
            group, label, f"at {pay.detail}", hours, "hour", pay.an_hour, pay.currency, pay.sources, assumption
        )

    given = inputs.number(f"hours_{alternative}") is not None
    hours = running(alternative, workload, machines, inputs, assumptions)
    yield line("people", "Running it", hours, f"inputs.hours_{alternative}" if given else f"hours.{alternative}")
    if own_database and not given:
        database = assumptions.figure("hours.database", "hours") * factor("hours.database", workload.end, assumptions)
        yield line("people", "Running the database", database, "hours.database")
    spent = once(alternative, workload, assumptions)
    yield line("once", "Setting up and moving", spent["setup"], "setup")
    yield line("once", "Learning", spent["learning"], "learning.platform")

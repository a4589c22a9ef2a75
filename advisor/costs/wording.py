"""Money and differences in words."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from advisor.costs.costs import Bill, Costs, Difference
from advisor.costs.ranges import Range

SIGNS = {"USD": "$", "EUR": "€"}
ABOUT_THE_SAME = Decimal("0.05")
"""A difference below this share of the dearer bill is said to be about the same."""


def exact(amount: Decimal, currency: str) -> str:
    """An amount to the cent: "$1,240.35"."""
    return f"{SIGNS[currency]}{amount:,.2f}"


def whole(amount: Decimal, currency: str) -> str:
    """An amount without cents: "$1,240"."""
    return f"{SIGNS[currency]}{amount:,.0f}"


def about(amount: Decimal, currency: str) -> str:
    """An amount to two significant digits: "$1,200"."""
    magnitude = max(0, amount.adjusted() - 1)
    unit = Decimal(10) ** magnitude
    rounded = (amount / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit
    return f"{SIGNS[currency]}{rounded:,.0f}"


def spread(amounts: Range, currency: str) -> str:
    """The two ends: "$580 to $1,106"."""
    return f"{whole(amounts.low, currency)} to {whole(amounts.high, currency)}"


def in_short(costs: Costs, alternative: str) -> str:
    """What an alternative costs a month, in one sentence; what its bill says instead where it has no sums."""
    bill, currency = costs.bills[alternative], costs.currency
    if bill.machines is None or bill.people is None:
        return bill.says
    machines, people = about(bill.machines.typical, currency), about(bill.people.typical, currency)
    return (
        f"About {machines} a month for machines ({spread(bill.machines, currency)}) "
        f"and {people} for people's hours ({spread(bill.people, currency)})."
    )


def difference(found: Difference, name: str, other: str, costs: Costs) -> str:
    """What an alternative costs more or less than another, and whether most of that is people."""
    start = name[0].upper() + name[1:]
    dearer = max(_monthly(costs, found.alternative), _monthly(costs, found.other))
    if abs(found.monthly) <= ABOUT_THE_SAME * dearer:
        return f"{start} would cost about as much a month as {other}."
    how = "more" if found.monthly > 0 else "less"
    amount = about(abs(found.monthly), costs.currency)
    return f"{start} would cost about {amount} {how} a month than {other}{_whose(found)}."


def _whose(found: Difference) -> str:
    """Most of it people, most of it machines, or nothing where one outweighs the other."""
    machines = found.monthly - found.people
    if found.people * found.monthly > 0 and abs(found.people) > abs(found.monthly) / 2:
        return ", most of it people"
    if machines * found.monthly > 0 and abs(machines) > abs(found.monthly) / 2:
        return ", most of it machines"
    return ""


def crossover(costs: Costs) -> str:
    """From which load on servers are cheaper than serverless, compute alone; empty where a price is missing."""
    if costs.crossover is None:
        return ""
    used = costs.workload.fill * costs.workload.utilisation
    return (
        f"Compute alone, serverless containers are cheaper than servers while less than "
        f"{100 * costs.crossover:.0f} % of the peak is used on average; here it is about {100 * used:.0f} %."
    )


def counted(costs: Costs) -> str:
    """What runs in every bill, in a sentence: "Counted are 6 servers of 4 vCPU and 8 GiB ..."."""
    work = costs.workload
    servers = f"{work.servers} server{'s' if work.servers > 1 else ''}"
    beside = {0: "", 1: ", and a second environment for tests"}.get(
        work.staging, f", and {work.staging} more environments"
    )
    return (
        f"Counted are {servers} of {work.vcpu.normalize():f} vCPU and {work.memory.normalize():f} GiB for "
        f"production{beside}."
    )


def hours_counted(bill: Bill) -> str:
    """The hours a month that a bill counts on: "14 h"; empty where it has no people."""
    line = next((line for line in bill.lines if line.group == "people"), None)
    return f"{line.quantity:.0f}\u00a0h" if line else ""


def hours(costs: Costs, alternative: str, name: str) -> str:
    """Whether the people whom the reader has are enough for what the bill counts on; empty where they are."""
    line = next((line for line in costs.bills[alternative].lines if line.group == "people"), None)
    if line is None or costs.hours_available is None or line.quantity <= costs.hours_available:
        return ""
    return (
        f"This counts on {line.quantity:.0f} hours a month for {name}; by your answer people can give "
        f"{costs.hours_available:.0f}. The rest comes out of somebody's product work."
    )


def _monthly(costs: Costs, alternative: str) -> Decimal:
    monthly = costs.bills[alternative].monthly
    return monthly.typical if monthly else Decimal(0)

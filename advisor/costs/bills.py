"""A bill for each alternative: one short function each says what it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from advisor.costs.lines import Item, of_price
from advisor.costs.market import PriceMissing
from advisor.costs.parts import (
    Shop,
    addresses,
    balancers,
    database,
    discounted,
    egress,
    nat,
    servers,
)
from advisor.costs.prices import HOURS_A_MONTH, Price
from advisor.costs.sizing import Workload

SECONDS_AN_HOUR = 3600
STEADY = "steady"


def vps(shop: Shop) -> Iterator[Item]:
    """Plain servers, one at the low end of idle; a load balancer if there is more than one."""
    work = shop.workload
    count = production_servers(work)
    staging = work.staging * int(shop.figure("staging.servers", "large" if work.large else "small"))
    yield from servers(
        shop, "compute", "Servers", count + staging, work.vcpu, work.memory, small=work.small, disk="server"
    )
    if count > 1:
        yield from balancers(shop, "traffic", "Load balancer", work.entrypoints, work.egress)
    yield from addresses(shop, count + staging)
    yield from egress(shop, _machine(shop), count + staging)
    yield from database(shop, beside=False)


def nomad(shop: Shop) -> Iterator[Item]:
    """Clients as many as servers are needed, and three small Nomad servers, or none at the low end."""
    work = shop.workload
    staging = work.staging * int(shop.figure("staging.servers", "small"))
    quorum = int(shop.figure("nomad_servers", "nodes"))
    on_clients = work.end == "low" and work.servers >= quorum
    memory = shop.figure("nomad_servers", "memory_high" if work.end == "high" else "memory")
    own = 0 if on_clients else quorum
    yield from servers(
        shop, "control", "Nomad servers", own, shop.figure("nomad_servers", "vcpu"), memory, small=True
    )
    yield from servers(shop, "compute", "Clients", work.servers + staging, work.vcpu, work.memory, small=work.small)
    yield from _cluster_traffic(shop, work.servers + staging + own, 1 if work.servers > 1 else 0)
    yield from database(shop, beside=True)


def managed_kubernetes(shop: Shop) -> Iterator[Item]:
    """The provider's fee for each cluster, and workers with what the system reserves."""
    work = shop.workload
    low = work.end == "low"
    clusters = 1 if low else work.environments
    staging = 0 if low else work.staging * int(shop.figure("staging.workers", "large" if work.large else "small"))
    yield from _fees(shop, clusters)
    count = workers(shop)
    yield from servers(shop, "compute", "Workers", count + staging, work.vcpu, work.memory, small=work.small)
    yield from _cluster_traffic(shop, count + staging, 1)
    yield from database(shop, beside=True)


def kubernetes(shop: Shop) -> Iterator[Item]:
    """Three control-plane nodes with a load balancer of their own, workers, and a small test cluster."""
    work = shop.workload
    nodes = int(shop.figure("control_plane", "nodes"))
    staging = work.staging * int(shop.figure("staging.kubernetes", "nodes"))
    count = workers(shop)
    size = work.ordinary_vcpu, work.ordinary_memory
    yield from servers(shop, "control", "Control-plane nodes", nodes, *size, small=work.small)
    yield from balancers(shop, "control", "Load balancer of the control plane", 1)
    yield from servers(shop, "compute", "Workers", count, work.vcpu, work.memory, small=work.small)
    yield from servers(shop, "compute", "Test cluster", staging, *size, small=work.small)
    yield from _cluster_traffic(shop, nodes + count + staging, 1)
    yield from database(shop, beside=True)


def serverless(shop: Shop) -> Iterator[Item]:
    """vCPU and memory for the billed share of the peak, by the cheaper way of billing; ingress where it costs."""
    facts = shop.market.facts("serverless")
    if facts is None:
        raise PriceMissing(shop.market.facts("missing")["serverless"])
    yield from min((_billed(shop, way) for way in facts["billing"]), key=_sum)
    if not facts["ingress_included"]:
        yield from balancers(shop, "traffic", "Load balancer", shop.workload.entrypoints, shop.workload.egress)
        yield from nat(shop, 0)
    yield from egress(shop, None, 0)
    yield from database(shop, beside=True)


BILLS: dict[str, Callable[[Shop], Iterator[Item]]] = {
    "vps": vps,
    "serverless": serverless,
    "nomad": nomad,
    "managed_kubernetes": managed_kubernetes,
    "kubernetes": kubernetes,
}
"""Alternative -> the function that lists its machines at one end of the range."""


def production_servers(work: Workload) -> int:
    """The servers of a VPS set-up: one is enough for idle work at the low end."""
    return 1 if work.idle and work.end == "low" else work.servers


def workers(shop: Shop, *, autoscaled: bool = True) -> int:
    """Worker nodes: at least three (A73), more where the system's share takes too much of them."""
    work, least = shop.workload, int(shop.figure("workers", "least"))
    count = max(least, _ceiling(work.servers / (1 - _reserve(shop))))
    if autoscaled and work.end == "low" and work.load != STEADY:
        share = work.usual_utilisation + shop.figure("autoscaling", "headroom")
        count = min(count, max(least, _ceiling(count * share)))
    return count


def machines_run(alternative: str, shop: Shop) -> int:
    """The machines that running hours are counted for."""
    if alternative == "managed_kubernetes":
        return workers(shop, autoscaled=False)
    return shop.workload.servers + int(shop.figure("nomad_servers", "nodes"))


def _reserve(shop: Shop) -> Decimal:
    shares = shop.assumptions.entries["reserve"].figures
    fitting = [Decimal(size) for size in shares if Decimal(size) <= shop.workload.memory]
    return shares[f"{max(fitting, default=Decimal(next(iter(shares)))):f}"]


def _fees(shop: Shop, clusters: int) -> Iterator[Item]:
    """The provider's fee, less a credit; at the high end that of extended support, in production alone."""
    market, end = shop.market, shop.workload.end
    price = market.price("cluster", "managed control plane")
    if end == "low" and (cheaper := market.optional("cluster_low")):
        price = cheaper
    extended = market.optional("cluster_extended") if end == "high" else None
    first = extended or price
    label = "Control plane: production"
    fee = of_price("control", label, 1, first)
    if credit := market.allowance("cluster_credit"):
        covered = min(fee.quantity, (credit.amount / first.amount).to_integral_value(ROUND_FLOOR))
        fee = Item(
            "control", label, f"{first.what}, less the free credit", fee.quantity - covered, fee.unit, fee.unit_price,
            fee.currency, (first.id, credit.id),
        )  # fmt: skip
    yield fee
    if clusters > 1:
        yield of_price(
            "control", "Control planes: other environments", clusters - 1, price, assumption="environments"
        )


def _cluster_traffic(shop: Shop, machines: int, balanced: int) -> Iterator[Item]:
    work = shop.workload
    yield from balancers(shop, "traffic", "Load balancer", balanced * work.entrypoints, work.egress)
    yield from nat(shop, machines)
    if shop.market.optional("nat") is None:
        yield from addresses(shop, machines)
    yield from egress(shop, _machine(shop), machines)


def _machine(shop: Shop) -> Price | None:
    """The server whose included traffic counts."""
    if shop.own_server is not None:
        return None
    return shop.market.machine(shop.workload.vcpu, shop.workload.memory, shop.workload.end, small=shop.workload.small)


def _billed(shop: Shop, way: dict[str, str]) -> list[Item]:
    """vCPU and memory of one way of billing."""
    work, facts, book = shop.workload, shop.market.facts("serverless"), shop.market.book
    share = work.fill * work.utilisation * work.servers
    floor = Decimal(0) if facts["scales_to_zero"] else work.services * shop.figure("serverless_floor", "tasks")
    staging = 1 + work.staging * shop.figure("serverless_staging", "share")
    items = []
    for label, key, size in (("vCPU", "vcpu", work.vcpu), ("Memory", "memory", work.memory)):
        price = book.prices[way[key]]
        running = max(share * size, floor * shop.figure("serverless_floor", key)) * staging
        hours = running * HOURS_A_MONTH
        quantity = hours if price.unit.endswith("-hour") else hours * SECONDS_AN_HOUR
        sources: tuple[str, ...] = (price.id,)
        if grant := way.get(f"free_{key}"):
            quantity = max(Decimal(0), quantity - book.allowances[grant].amount)
            sources = (price.id, grant)
        unit = "vCPU" if key == "vcpu" else "GiB"
        detail = f"{running:.2f} {unit} on average, {facts['name']}: {price.what}"
        item = Item(
            "compute", label, detail, quantity, price.unit, price.amount, price.currency, sources,
            f"utilisation.{work.load}",
        )  # fmt: skip
        items.append(discounted(shop, item))
    return items


def _sum(items: list[Item]) -> Decimal:
    return sum((item.quantity * item.unit_price for item in items), Decimal(0))


def _ceiling(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_CEILING))

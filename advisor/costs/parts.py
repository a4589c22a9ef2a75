"""The parts that bills are made of: servers, disks, load balancers, traffic, the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from typing import Any

from advisor.costs.assumptions import Assumptions
from advisor.costs.lines import Group, Item, of_price
from advisor.costs.market import Market, PriceMissing
from advisor.costs.prices import Price
from advisor.costs.sizing import Workload

ONE = Decimal(1)


@dataclass(frozen=True)
class Shop:
    """Where a bill is priced: a market, a workload at one end, and what the reader pays instead of list prices.

    `own_hardware` rules managed services out. `own_server` is what a server of one's own costs a month, all in, in
    `currency`; rented machines stand in where it is None. `discount` is a share, 0 to 1.
    """

    market: Market
    workload: Workload
    assumptions: Assumptions
    currency: str
    discount: Decimal
    own_hardware: bool
    own_server: Decimal | None

    def figure(self, id: str, key: str) -> Decimal:
        """One figure of an assumption."""
        return self.assumptions.figure(id, key)


def servers(
    shop: Shop,
    group: Group,
    label: str,
    count: int,
    vcpu: Decimal,
    memory: Decimal,
    *,
    small: bool,
    disk: str = "node",
) -> list[Item]:
    """So many servers of at least that size, with their root disks where the price includes none."""
    if not count:
        return []
    if shop.own_server is not None:
        detail = f"{count} servers of your own"
        own = Decimal(count), "server-month", shop.own_server, shop.currency
        return [Item(group, label, detail, *own, assumption="inputs.server_cost")]
    price = shop.market.machine(vcpu, memory, shop.workload.end, small=small)
    machines = of_price(group, label, count, price, assumption=shop.workload.size)
    return [discounted(shop, machines), *disks(shop, group, f"Root disks: {label.lower()}", count, disk)]


def discounted(shop: Shop, item: Item) -> Item:
    """The item with the reader's discount on its unit price."""
    if not shop.discount:
        return item
    detail = f"{item.detail}, less {100 * shop.discount:f} %"
    return replace(item, unit_price=item.unit_price * (1 - shop.discount), detail=detail)


def disks(shop: Shop, group: Group, label: str, count: int, size: str) -> list[Item]:
    """Root disks for servers whose price includes none."""
    if shop.market.facts("disk_included"):
        return []
    gigabytes = shop.figure("disk", size)
    return [volume(shop, group, label, gigabytes, count, assumption="disk")]


def volume(shop: Shop, group: Group, label: str, gigabytes: Decimal, count: int, *, assumption: str) -> Item:
    """Block storage, by the GB or in disks of a fixed size."""
    price = shop.market.price("disk", "block storage")
    unit_size = shop.market.facts("disk_size")
    each = (gigabytes / unit_size).to_integral_value(ROUND_CEILING) if unit_size else gigabytes
    detail = f"{count} x {gigabytes:f} GB, {price.what}"
    return of_price(group, label, each * count, price, detail=detail, assumption=assumption)


def balancers(shop: Shop, group: Group, label: str, count: int, gigabytes: Decimal = Decimal(0)) -> Iterator[Item]:
    """Load balancers with what they need: capacity units, public addresses, traffic."""
    if shop.own_server is not None or not count:
        return
    market = shop.market
    for number, price in enumerate(market.prices("balancer", "load balancer")):
        yield of_price(
            group, label if not number else f"{label}: {price.what}", count, price, assumption=shop.workload.size
        )
    if addresses := market.facts("balancer_addresses"):
        yield of_price(
            group, f"{label}: public addresses", count * addresses, market.price("address", "public address")
        )
    if gigabytes and (traffic := market.optional("balancer_traffic")):
        yield of_price(group, f"{label}: traffic", gigabytes, traffic)


def nat(shop: Shop, machines: int) -> Iterator[Item]:
    """The way out for servers in private networks, where the provider charges for it."""
    gateway, traffic = shop.market.optional("nat"), shop.market.optional("nat_traffic")
    if shop.own_server is not None or gateway is None or traffic is None:
        return
    share = shop.market.facts("nat_machines")
    count = Decimal(min(machines, share)) / share if share else shop.assumptions.end("nat", shop.workload.end)
    yield of_price("traffic", "NAT gateway", count, gateway, assumption="nat")
    yield of_price("traffic", "NAT gateway: traffic", shop.workload.egress, traffic, assumption=shop.workload.size)


def addresses(shop: Shop, count: int) -> list[Item]:
    """A public IPv4 address for each plain server, where it is charged for."""
    price = shop.market.optional("address")
    if shop.own_server is not None or price is None:
        return []
    return [of_price("traffic", "Public addresses", count, price)]


def egress(shop: Shop, machine: Price | None, machines: int) -> Iterator[Item]:
    """Outgoing traffic beyond what is free or included, tier by tier."""
    market, left = shop.market, shop.workload.egress
    if shop.own_server is not None:
        return
    included = Decimal(0)
    sources: list[str] = []
    if free := market.allowance("egress_free"):
        included += free.amount
        sources.append(free.id)
    if a_machine := market.allowance("egress_included_a_machine"):
        included += a_machine.amount * 1024 * machines
        sources.append(a_machine.id)
    if machine and machine.machine:
        included += machine.machine.traffic * machines
    billed = max(Decimal(0), left - included)
    tiers = list(zip(market.facts("egress"), market.facts("egress_from"), strict=True))
    for number, (id, start) in enumerate(tiers):
        end = tiers[number + 1][1] if number + 1 < len(tiers) else None
        within = max(Decimal(0), (min(billed, Decimal(end)) if end is not None else billed) - start)
        if within or not number:
            price = market.book.prices[id]
            quantity = within / 1000 if price.unit == "TB" else within
            label = "Outgoing traffic" if not number else f"Outgoing traffic beyond {start:,} GB"
            detail = f"{left:f} GB, {min(left, included):f} GB of it free" if included else f"{left:f} GB"
            item = of_price("traffic", label, quantity, price, detail=detail, assumption="egress")
            yield replace(item, sources=(*item.sources, *sources))


def database(shop: Shop, *, beside: bool) -> Iterator[Item]:
    """The database outside (A71): managed where the book prices one that is large enough, else on a machine.

    With `beside` that machine is one of its own; without, the database stands on a server that is there already,
    except at the high end.
    """
    copies = _copies(shop)
    managed = managed_database(shop, copies)
    if managed is not None:
        yield from managed
        return
    workload = shop.workload
    if beside or workload.end == "high":
        memory = max(workload.database_memory, shop.figure("workload.idle", "memory"))
        yield from servers(
            shop, "state", "Database machine", copies, Decimal(2), memory, small=workload.small, disk="server"
        )
    if shop.own_server is None:
        yield volume(shop, "state", "Database storage", workload.storage, copies, assumption=workload.size)


def managed_database(shop: Shop, copies: int) -> list[Item] | None:
    """A managed PostgreSQL with storage; None on own hardware and where the book has none that is large enough."""
    facts = shop.market.facts("database")
    if facts is None or shop.own_hardware:
        return None
    instances = _instances(shop, facts, copies)
    if instances is None:
        return None
    items = [discounted(shop, item) for item in instances]
    if storage := facts.get("storage"):
        price = shop.market.book.prices[storage]
        quantity = shop.workload.storage * copies
        items.append(of_price("state", "Database storage", quantity, price, assumption=shop.workload.size))
    return items


def _instances(shop: Shop, facts: dict[str, Any], copies: int) -> list[Item] | None:
    """The machines of a managed database; with a standby twice the machine, or the price of a cluster."""
    book, needed = shop.market.book, shop.workload.database_memory
    for size in facts.get("sizes", []):
        if size["memory"] >= needed:
            ready = copies > 1 and "highly_available" in size
            prices = [book.prices[id] for id in size["highly_available" if ready else "ids"]]
            count = 1 if ready else copies
            return [
                of_price("state", "Managed PostgreSQL", count, price, assumption=shop.workload.size)
                for price in prices
            ]
    if "vcpu" not in facts:
        return None
    vcpu, memory = book.prices[facts["vcpu"]], book.prices[facts["memory"]]
    cores = max(ONE, (needed / 4).to_integral_value(ROUND_CEILING))
    return [
        of_price("state", "Managed PostgreSQL: vCPU", cores * copies, vcpu, assumption=shop.workload.size),
        of_price("state", "Managed PostgreSQL: memory", needed * copies, memory, assumption=shop.workload.size),
    ]


def has_managed_database(shop: Shop) -> bool:
    """Whether the bill's database is a managed service."""
    try:
        return managed_database(shop, _copies(shop)) is not None
    except PriceMissing:
        return False


def _copies(shop: Shop) -> int:
    """Machines of the database: two with a standby."""
    end = shop.workload.end
    if end == "low" or shop.workload.servers < shop.figure("high_availability", f"{end}_from"):
        return 1
    return int(shop.figure("high_availability", "factor"))

"""The bills: the reviewer's checks, properties over generated workloads, and bills worked by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.api import costs_as_dict
from advisor.costs.assumptions import load_assumptions
from advisor.costs.bills import BILLS, workers
from advisor.costs.costs import Costs, costs, difference
from advisor.costs.inputs import Inputs, parse_inputs
from advisor.costs.lines import GROUPS, MACHINE_GROUPS
from advisor.costs.market import load_catalogue, market
from advisor.costs.parts import Shop
from advisor.costs.prices import load_book
from advisor.costs.ranges import total
from advisor.costs.sizing import workloads
from advisor.decision.model import UNSURE
from tests.sheets import MODEL, sheet

BOOK = load_book()
MARKETS = list(load_catalogue().markets)
HYPERSCALERS = ["aws", "gcp", "azure"]
SERVERS = ["idle", "fine", "4-10", "11-up"]
IDLE = sheet(services="1", servers="idle", load="steady", deploys="weekly", team="1", ops="part")


def priced(answers, **inputs) -> Costs:
    return costs(answers, parse_inputs(inputs), BOOK)


def line(bill, label):
    return next(line for line in bill.lines if line.label == label)


def partial():
    return st.fixed_dictionaries({key: st.sampled_from([*q.options, UNSURE]) for key, q in MODEL.questions.items()})


def inputs():
    return st.builds(
        lambda place, currency, discount, horizon: parse_inputs(
            {"provider": place[0], "region": place[1], "currency": currency, "discount": str(discount), "horizon": str(horizon)}
        ),
        st.sampled_from(MARKETS), st.sampled_from(["usd", "eur"]), st.integers(0, 90), st.integers(1, 120),
    )  # fmt: skip


def anything():
    """Inputs of every kind, up to their bounds."""
    limits = {key: load_assumptions().entries[f"inputs.{key}"].figures for key in load_assumptions().keys("inputs")}
    numbers = {key: st.integers(int(of["least"]), int(of["most"])).map(str) for key, of in limits.items()}
    named = st.tuples(st.sampled_from(MARKETS), st.sampled_from(["usd", "eur"])).map(
        lambda drawn: {"provider": drawn[0][0], "region": drawn[0][1], "currency": drawn[1]}
    )
    return st.builds(
        lambda named, given: parse_inputs(named | given), named, st.fixed_dictionaries({}, optional=numbers)
    )


# --- the reviewer's checks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", HYPERSCALERS)
def test_a_managed_control_plane_is_73_dollars_a_month(provider):
    """EKS, GKE standard and AKS standard: $0.10 an hour; GKE's free credit covers the first cluster."""
    bill = priced(sheet(), provider=provider).bills["managed_kubernetes"]
    label = "Control plane: production" if provider != "gcp" else "Control planes: other environments"
    assert line(bill, label).amount.typical == Decimal("73.00")


def test_gke_s_free_credit_covers_one_cluster():
    bill = priced(IDLE, provider="gcp").bills["managed_kubernetes"]
    assert line(bill, "Control plane: production").amount.typical == 0
    assert "gcp.gke.free_credit" in line(bill, "Control plane: production").sources


def test_three_t3_medium_in_us_east_1_are_91_10():
    servers = line(priced(sheet(servers="fine", team="1")).bills["vps"], "Servers")
    assert servers.quantity * servers.unit_price == Decimal("91.104")
    assert servers.amount.typical == Decimal("91.10")
    assert servers.sources[0] == "aws.ec2.t3.medium.us-east-1"


@settings(max_examples=60, deadline=None)
@given(partial(), inputs())
def test_self_hosted_kubernetes_is_never_below_six_nodes(answers, given_inputs):
    bill = costs(answers, given_inputs, BOOK).bills["kubernetes"]
    if bill.availability == "sold":
        work = workloads(answers, given_inputs, load_assumptions())
        for one in work.values():
            shop = Shop(
                market(given_inputs.provider, given_inputs.region, BOOK),
                one,
                load_assumptions(),
                "USD",
                Decimal(0),
                False,
                None,
            )
            assert 3 + workers(shop) >= 6
        nodes = [entry.detail for entry in bill.lines if entry.label in {"Control-plane nodes", "Workers"}]
        assert sum(int(detail.split()[0]) for detail in nodes) >= 6


@pytest.mark.parametrize("provider", ["aws", "gcp", "azure", "linode"])
def test_for_one_app_on_idle_servers_the_vps_is_the_cheapest_of_the_servers(provider):
    bills = priced(IDLE, provider=provider).bills
    for other in ("nomad", "managed_kubernetes", "kubernetes"):
        assert bills["vps"].machines.typical < bills[other].machines.typical
        assert bills["vps"].people.typical < bills[other].people.typical


def test_a_load_balancer_falls_inside_the_article_s_range():
    """A35: $15 to $30. AWS: hour, one capacity unit and two addresses; GCP: hour and traffic."""
    aws = [
        entry.amount.typical
        for entry in priced(sheet()).bills["vps"].lines
        if entry.label.startswith("Load balancer")
    ]
    gcp = [
        entry.amount.typical
        for entry in priced(sheet(), provider="gcp").bills["vps"].lines
        if entry.label.startswith("Load balancer")
    ]
    assert 15 <= sum(aws) <= 30
    assert 15 <= sum(gcp) <= 30


@pytest.mark.parametrize("place", MARKETS)
@pytest.mark.parametrize("servers", SERVERS)
def test_serverless_never_rises_as_the_load_becomes_burstier(place, servers):
    before = None
    for load in ("steady", "swings", "bursts"):
        bill = priced(sheet(servers=servers, load=load), provider=place[0], region=place[1]).bills["serverless"]
        if bill.machines is None:
            return
        if before:
            assert bill.machines.low <= before.low
            assert bill.machines.typical <= before.typical
            assert bill.machines.high <= before.high
        before = bill.machines


@pytest.mark.parametrize("provider", HYPERSCALERS)
@pytest.mark.parametrize("servers", SERVERS)
def test_the_crossover_lies_between_10_and_90_per_cent(provider, servers):
    assert Decimal("0.10") <= priced(sheet(servers=servers), provider=provider).crossover <= Decimal("0.90")


@pytest.mark.parametrize(
    ("provider", "servers", "expected"), [("aws", "fine", "0.42"), ("aws", "4-10", "0.82"), ("gcp", "4-10", "0.33")]
)
def test_the_crossover_is_that_of_the_formulas(provider, servers, expected):
    assert priced(sheet(servers=servers), provider=provider).crossover == Decimal(expected)


# --- properties ----------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(partial(), inputs())
def test_every_bill_is_sound(answers, given_inputs):
    """No negative line, low <= typical <= high, sums exact to the cent, no sums where there is nothing to sum."""
    found = costs(answers, given_inputs, BOOK)
    assert set(found.bills) == set(BILLS) == set(MODEL.alternatives)
    for bill in found.bills.values():
        if bill.availability != "sold":
            assert bill.says
            assert bill.monthly is bill.machines is bill.people is bill.once is bill.horizon is None
            continue
        assert bill.lines
        for entry in bill.lines:
            assert 0 <= entry.amount.low <= entry.amount.typical <= entry.amount.high
            assert entry.group in GROUPS
            assert entry.sources or entry.assumption
            assert all(id in BOOK.prices or id in BOOK.allowances or id in BOOK.people for id in entry.sources)
            assert entry.amount.typical == entry.amount.typical.quantize(Decimal("0.01"))
        by_group = {group: total([e.amount for e in bill.lines if e.group == group]) for group in GROUPS}
        assert bill.machines == total([by_group[group] for group in MACHINE_GROUPS])
        assert bill.monthly == bill.machines + by_group["people"]
        assert bill.horizon == bill.monthly.times(found.horizon) + by_group["once"]


@settings(max_examples=150, deadline=None)
@given(partial(), anything())
def test_no_input_within_its_bounds_breaks_a_bill(answers, given_inputs):
    found = costs(answers, given_inputs, BOOK)
    costs_as_dict(found)
    for bill in found.bills.values():
        assert bill.availability != "sold" or 0 <= bill.monthly.low <= bill.monthly.typical <= bill.monthly.high


@settings(max_examples=60, deadline=None)
@given(partial(), inputs())
def test_a_typical_line_is_its_quantity_times_its_unit_price_converted(answers, given_inputs):
    found = costs(answers, given_inputs, BOOK)
    for bill in found.bills.values():
        for entry in bill.lines:
            raw = BOOK.rate.convert(entry.quantity * entry.unit_price, entry.unit_currency, found.currency)
            assert abs(raw - entry.amount.typical) <= Decimal("0.005")


@settings(max_examples=60, deadline=None)
@given(partial(), inputs())
def test_more_servers_are_never_cheaper_within_an_alternative(answers, given_inputs):
    before = {}
    for servers in SERVERS:
        for key, bill in costs({**answers, "servers": servers}, given_inputs, BOOK).bills.items():
            if bill.machines:
                if key in before:
                    assert bill.machines.typical >= before[key].machines.typical
                    assert bill.people.typical >= before[key].people.typical
                before[key] = bill


@settings(max_examples=60, deadline=None)
@given(partial(), inputs(), st.sampled_from(["services", "deploys"]))
def test_more_services_and_releases_never_take_fewer_hours(answers, given_inputs, question):
    before = {}
    for option in MODEL.questions[question].options:
        for key, bill in costs({**answers, question: option}, given_inputs, BOOK).bills.items():
            if bill.people:
                assert bill.people.typical >= before.get(key, 0)
                before[key] = bill.people.typical


@settings(max_examples=60, deadline=None)
@given(partial(), inputs(), st.data())
def test_an_unknown_answer_spans_the_bills_of_its_options(answers, given_inputs, data):
    question = data.draw(st.sampled_from(["services", "deploys", "servers", "team", "skills"]))
    wide = costs({**answers, question: UNSURE}, given_inputs, BOOK).bills
    for option in MODEL.questions[question].options:
        for key, bill in costs({**answers, question: option}, given_inputs, BOOK).bills.items():
            if bill.monthly and wide[key].monthly:
                assert wide[key].people.low <= bill.people.typical <= wide[key].people.high
                assert wide[key].machines.low <= bill.machines.typical <= wide[key].machines.high


@settings(max_examples=40, deadline=None)
@given(partial(), inputs())
def test_a_discount_never_makes_a_bill_dearer_and_leaves_people_alone(answers, given_inputs):
    full = Inputs(given_inputs.provider, given_inputs.region, given_inputs.currency)
    for key, bill in costs(answers, given_inputs, BOOK).bills.items():
        listed = costs(answers, full, BOOK).bills[key]
        if bill.machines:
            assert bill.machines.typical <= listed.machines.typical
            assert bill.people == listed.people


# --- what is sold, and what is not ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("provider", "region", "alternative", "availability", "says", "at"),
    [
        ("hetzner", "eu", "managed_kubernetes", "not_sold", "Hetzner sells no managed Kubernetes.", "ovh"),
        ("hetzner", "eu", "serverless", "not_sold", "Hetzner sells no serverless containers.", "gcp"),
        (
            "hetzner",
            "us",
            "vps",
            "price_missing",
            "our price book has no price for a server with 2 vCPU and 8 GiB",
            None,
        ),
        (
            "digitalocean",
            "us",
            "serverless",
            "price_missing",
            "DigitalOcean sells it, but our price book has no price for App Platform.",
            "gcp",
        ),
        ("digitalocean", "us", "vps", "price_missing", "no price for load balancer", None),
        ("scaleway", "eu", "serverless", "price_missing", "no price for Serverless Containers", "gcp"),
        ("ovh", "us", "kubernetes", "price_missing", "no price for servers in the US", None),
        ("linode", "us", "serverless", "not_sold", "Linode sells no serverless containers.", "gcp"),
    ],
)
def test_what_is_not_sold_or_not_priced_is_said_and_never_zero(provider, region, alternative, availability, says, at):
    bill = priced(sheet(), provider=provider, region=region).bills[alternative]
    assert (bill.availability, bill.priced_at) == (availability, at)
    assert says in bill.says
    assert bill.monthly is None


@pytest.mark.parametrize("place", MARKETS)
def test_where_another_provider_is_named_it_really_sells_it(place):
    for key, bill in priced(sheet(), provider=place[0], region=place[1]).bills.items():
        if bill.priced_at:
            assert priced(sheet(), provider=bill.priced_at, region=place[1]).bills[key].availability == "sold"


@pytest.mark.parametrize(("memory", "availability"), [("16", "sold"), ("17", "price_missing")])
@pytest.mark.parametrize("place", [("aws", "us"), ("gcp", "eu"), ("azure", "us")])
def test_a_server_larger_than_any_in_the_book_has_no_price_and_breaks_nothing(place, memory, availability):
    found = priced(sheet(), provider=place[0], region=place[1], memory=memory)
    assert found.bills["vps"].availability == availability
    assert found.bills["serverless"].availability == "sold"
    assert (found.crossover is None) is (availability == "price_missing")


def test_own_hardware_has_no_cloud_services_and_rented_machines_stand_in():
    bills = priced(sheet(hosting="own", ops="one")).bills
    for key in ("managed_kubernetes", "serverless"):
        assert bills[key].availability == "not_sold"
        assert "own hardware" in bills[key].says
    assert "stand in for your own hardware" in bills["nomad"].says


@pytest.mark.parametrize("place", MARKETS)
def test_on_own_hardware_the_database_is_no_managed_service(place):
    for cost in ({}, {"server_cost": "250"}):
        for bill in priced(
            sheet(hosting="own", ops="one"), provider=place[0], region=place[1], **cost
        ).bills.values():
            if bill.availability == "sold":
                assert not [entry for entry in bill.lines if "Managed" in entry.label]
                assert line(bill, "Running the database").quantity == 2
                assert "The database runs on" in bill.says


@pytest.mark.parametrize("place", MARKETS)
def test_who_gives_the_cost_of_a_server_needs_no_price_of_a_provider(place):
    """The bills in servers of one's own are the same whichever provider would have stood in."""
    given = {"server_cost": "250", "salary": "90000"}
    bills = priced(sheet(hosting="own"), provider=place[0], region=place[1], **given).bills
    same = priced(sheet(hosting="own"), provider="aws", region=place[1], **given).bills
    for key in ("vps", "nomad", "kubernetes"):
        assert bills[key].machines == same[key].machines
        assert bills[key].says == same[key].says


def test_the_cost_of_a_server_of_one_s_own_replaces_the_rented_machines():
    bill = priced(sheet(hosting="own", ops="one"), server_cost="250").bills["vps"]
    assert line(bill, "Servers").amount.typical == Decimal("1750.00")  # six, and one for staging
    assert not [entry for entry in bill.lines if entry.group == "traffic"]
    assert "stand in" not in bill.says


def test_the_cost_of_a_server_of_one_s_own_is_for_own_hardware_alone():
    assert priced(sheet(), server_cost="250").bills["vps"] == priced(sheet()).bills["vps"]


def test_a_monthly_price_is_never_multiplied_by_hours():
    servers = line(priced(IDLE, provider="hetzner", region="eu", currency="eur").bills["vps"], "Servers")
    assert servers.unit == "server-month"
    assert servers.amount.typical == 2 * BOOK.prices["hetzner.cloud.cx23.eu"].amount


def test_a_free_grant_is_subtracted_once():
    bill = priced(sheet(servers="fine", load="bursts"), provider="azure").bills["serverless"]
    cpu = line(bill, "vCPU")
    seconds = Decimal("3") * 2 * Decimal("0.6") * Decimal("0.15") * Decimal("1.2") * 730 * 3600
    assert cpu.quantity == seconds - 180_000
    assert "azure.aca.free_vcpu_seconds" in cpu.sources


def test_traffic_beyond_a_tier_is_charged_at_the_next_price():
    bill = priced(sheet(), egress="12000").bills["vps"]
    assert line(bill, "Outgoing traffic").quantity == 10_240
    assert line(bill, "Outgoing traffic beyond 10,240 GB").quantity == 12_000 - 100 - 10_240


@pytest.mark.parametrize("region", ["us", "eu"])
def test_a_great_deal_of_traffic_reaches_the_last_tier_of_the_book(region):
    bill = priced(sheet(), region=region, egress="200100").bills["vps"]
    assert line(bill, "Outgoing traffic beyond 153,600 GB").quantity == 200_000 - 153_600
    tiers = {id.split(".")[3] for id in BOOK.prices if id.startswith("aws.egress.internet.")}
    assert {id.split(".")[3] for e in bill.lines for id in e.sources if "aws.egress.internet" in id} == tiers


def test_included_traffic_costs_nothing():
    bill = priced(sheet(), provider="hetzner", region="eu", egress="20000").bills["vps"]
    assert line(bill, "Outgoing traffic").amount.typical == 0


def test_given_hours_are_used_as_they_are():
    bill = priced(sheet(), hours_nomad="10").bills["nomad"]
    running = line(bill, "Running it")
    assert running.quantity == 10
    assert running.amount.low == running.amount.high == running.amount.typical


def test_a_given_salary_is_in_the_currency_of_the_bill():
    bill = priced(sheet(), salary="90000", currency="eur").bills["vps"]
    assert line(bill, "Running it").unit_price == Decimal("71.15")  # 90,000 x 1.423 / 1,800
    assert line(bill, "Running it").unit_currency == "EUR"


@pytest.mark.parametrize(("region", "rate"), [("us", "110.68"), ("eu", "45.74")])
def test_an_hour_costs_what_the_formulas_say(region, rate):
    assert line(priced(sheet(), region=region).bills["vps"], "Running it").unit_price == Decimal(rate)


# --- bills worked by hand ------------------------------------------------------------------------------------

BY_HAND = {
    ("aws", "vps"): {
        "Servers": "490.56",  # 7 m6i.large x 730 h x 0.096
        "Root disks: servers": "16.80",  # 7 x 30 GB x 0.08
        "Load balancer": "16.43",  # 730 x 0.0225 = 16.425
        "Load balancer: ALB LCU": "5.84",
        "Load balancer: public addresses": "7.30",
        "Public addresses": "25.55",  # 7 x 730 x 0.005
        "Outgoing traffic": "81.00",  # (1,000 - 100) x 0.09
        "Managed PostgreSQL": "105.85",  # 730 x 0.145
        "Database storage": "23.00",  # 200 x 0.115
        "Running it": "2335.35",  # 4 + 5 + 7.5 + 3.6 + 1 = 21.1 h x 110.68
    },
    ("aws", "serverless"): {
        "vCPU": "212.76",  # 6 x 2 x 0.5 x 1.2 = 7.2 vCPU x 730 x 0.04048
        "Memory": "93.45",  # 28.8 GiB x 730 x 0.004445
        "NAT gateway": "32.85",
        "NAT gateway: traffic": "45.00",
        "Outgoing traffic": "81.00",
        "Running it": "967.34",  # 2 + 6 + 0.24 + 0.5 = 8.74 h
    },
    ("aws", "nomad"): {
        "Nomad servers": "91.10",  # 3 t3.medium
        "Clients": "490.56",
        "Root disks: clients": "28.00",  # 7 x 50 x 0.08
        "Running it": "2556.71",  # 10 + 7.5 + 0.4 x 9 + 2 = 23.1 h
    },
    ("aws", "managed_kubernetes"): {
        "Control plane: production": "73.00",
        "Control planes: other environments": "73.00",
        "Workers": "770.88",  # 9 = ceil(6 / 0.72), and 2 for staging, x 70.08
        "Running it": "3984.48",  # 16 + 7.5 + 4.5 + 8 = 36 h
    },
    ("aws", "kubernetes"): {
        "Control-plane nodes": "210.24",
        "Load balancer of the control plane": "16.43",
        "Workers": "630.72",
        "Test cluster": "210.24",
        "Running it": "33646.72",  # 304 h
    },
    ("gcp", "vps"): {
        "Servers": "342.43",  # 7 e2-standard-2 x 730 x 0.06701142
        "Root disks: servers": "21.00",  # 7 x 30 x 0.10
        "Load balancer": "18.25",
        "Load balancer: traffic": "8.00",
        "Outgoing traffic": "120.00",  # 1,000 x 0.12
        "Managed PostgreSQL: vCPU": "60.30",  # 2 x 730 x 0.0413
        "Managed PostgreSQL: memory": "40.88",  # 8 x 730 x 0.007
        "Database storage": "34.00",
    },
    ("gcp", "serverless"): {
        "vCPU": "340.59",  # 7.2 vCPU x 2,628,000 s x 0.000018
        "Memory": "189.22",  # 28.8 GiB x 2,628,000 s x 0.0000025
    },
    ("gcp", "nomad"): {
        "Nomad servers": "73.38",  # 3 e2-medium x 730 x 0.03350571
        "NAT gateway": "10.22",  # 10 machines of 32 x 730 x 0.0448
        "NAT gateway: traffic": "45.00",
    },
    ("gcp", "managed_kubernetes"): {
        "Control plane: production": "0.00",
        "Control planes: other environments": "73.00",
        "Workers": "538.10",  # 11 x 48.9183366
    },
    ("gcp", "kubernetes"): {
        "Control-plane nodes": "146.76",
        "Workers": "440.27",
        "Test cluster": "146.76",
    },
}  # fmt: skip


@pytest.mark.parametrize(("provider", "alternative"), BY_HAND)
def test_a_bill_is_what_it_comes_to_by_hand(provider, alternative):
    """Six services on six servers, swings, several releases a week, two environments."""
    bill = priced(sheet(deploys="several-weekly", ops="one"), provider=provider).bills[alternative]
    for label, amount in BY_HAND[provider, alternative].items():
        assert line(bill, label).amount.typical == Decimal(amount), label


SMALL = {
    "services": "1",
    "servers": "idle",
    "deploys": "weekly",
    "load": "steady",
    "team": "1",
    "hosting": "cloud",
    "skills": "some",
}
MIDDLE = {
    "services": "3-9",
    "servers": "4-10",
    "deploys": "several-weekly",
    "load": "swings",
    "team": "4-10",
    "hosting": "cloud",
    "skills": "some",
}
LARGE = {
    "services": "10-29",
    "servers": "11-up",
    "deploys": "daily",
    "load": "swings",
    "team": "11-40",
    "hosting": "cloud",
    "skills": "some",
}
WORKED = [
    # situation, provider, region, currency, alternative, machines a month worked by hand
    (SMALL, "hetzner", "eu", "eur", "vps", 22),
    (SMALL, "gcp", "eu", "eur", "serverless", 55),
    (SMALL, "hetzner", "eu", "eur", "kubernetes", 64),
    (MIDDLE, "aws", "us", "usd", "vps", 786),
    (MIDDLE, "aws", "us", "usd", "serverless", 601),
    (MIDDLE, "aws", "us", "usd", "nomad", 910),
    (MIDDLE, "aws", "us", "usd", "managed_kubernetes", 1256),
    (MIDDLE, "aws", "us", "usd", "kubernetes", 1402),
    (LARGE, "gcp", "us", "usd", "vps", 3603),
    (LARGE, "gcp", "us", "usd", "serverless", 4658),
    (LARGE, "gcp", "us", "usd", "nomad", 3721),
    (LARGE, "gcp", "us", "usd", "managed_kubernetes", 4489),
    (LARGE, "gcp", "us", "usd", "kubernetes", 4907),
]  # fmt: skip
EXPLAINED = [
    # Here the formulas give more than the bill worked by hand; docs/costs-check.md says why, line by line.
    (SMALL, "hetzner", "eu", "eur", "nomad", "47.07"),
    (SMALL, "ovh", "eu", "eur", "managed_kubernetes", "83.10"),
]


@pytest.mark.parametrize(("answers", "provider", "region", "currency", "alternative", "by_hand"), WORKED)
def test_the_three_published_bills_come_out_within_15_per_cent(
    answers, provider, region, currency, alternative, by_hand
):
    bill = priced(answers, provider=provider, region=region, currency=currency).bills[alternative]
    assert abs(bill.machines.typical - by_hand) <= Decimal("0.15") * by_hand


@pytest.mark.parametrize(("answers", "provider", "region", "currency", "alternative", "comes_to"), EXPLAINED)
def test_where_they_differ_more_the_sum_is_the_explained_one(
    answers, provider, region, currency, alternative, comes_to
):
    bill = priced(answers, provider=provider, region=region, currency=currency).bills[alternative]
    assert bill.machines.typical == Decimal(comes_to)


@pytest.mark.parametrize("answers", [SMALL, MIDDLE, LARGE])
def test_people_are_the_larger_part_of_self_hosted_kubernetes(answers):
    """A67: “Budget for the latter — it's the larger cost.”"""
    bill = priced(answers).bills["kubernetes"]
    assert bill.people.typical > bill.machines.typical


# --- differences and JSON ------------------------------------------------------------------------------------


def test_the_difference_of_two_bills_is_exact():
    found = priced(sheet())
    gap = difference(found, "kubernetes", "vps")
    bills = found.bills
    assert gap.monthly == bills["kubernetes"].monthly.typical - bills["vps"].monthly.typical
    assert gap.people == bills["kubernetes"].people.typical - bills["vps"].people.typical
    assert difference(priced(sheet(), provider="hetzner", region="eu"), "serverless", "vps") is None


def test_the_json_has_the_shape_that_was_promised():
    content = costs_as_dict(priced(sheet(), provider="hetzner", region="eu", currency="eur"))
    assert {"provider", "region", "currency", "prices_edition", "inputs", "bills", "crossover"} <= set(content)
    assert content["bills"]["serverless"]["monthly"] == {"low": None, "typical": None, "high": None}
    vps = content["bills"]["vps"]
    assert {
        "group",
        "label",
        "quantity",
        "unit",
        "unit_price",
        "low",
        "typical",
        "high",
        "sources",
        "assumption",
    } <= set(vps["lines"][0])
    sums = sum(Fraction(entry["typical"]) for entry in vps["lines"] if entry["group"] not in {"people", "once"})
    assert sums == Fraction(vps["machines"]["typical"])
    assert content["crossover"] == {"utilisation": None, "against": "vps"}
    assert all("." in entry["low"] and len(entry["low"].split(".")[1]) == 2 for entry in vps["lines"])


def test_cost_never_enters_the_advice():
    from advisor.decision.advice import advise

    first = advise(MODEL, sheet()).ranking
    priced(sheet(), discount="90", salary="1000")
    assert advise(MODEL, sheet()).ranking == first

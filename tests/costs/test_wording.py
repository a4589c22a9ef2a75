"""Money and differences in words."""

from decimal import Decimal

import pytest

from advisor.costs import wording
from advisor.costs.costs import Difference, costs, difference
from advisor.costs.inputs import parse_inputs
from advisor.costs.prices import load_book
from tests.sheets import sheet


def priced(answers, **inputs):
    return costs(answers, parse_inputs(inputs), load_book())


@pytest.mark.parametrize(
    ("amount", "words"),
    [("1240.35", "$1,200"), ("1250", "$1,300"), ("96", "$96"), ("0.4", "$0"), ("33646.72", "$34,000"), ("0", "$0")],
)
def test_about_has_two_significant_digits(amount, words):
    assert wording.about(Decimal(amount), "USD") == words


def test_exact_is_to_the_cent():
    assert wording.exact(Decimal("1240.5"), "EUR") == "€1,240.50"


def test_a_bill_in_short_has_machines_and_people_with_their_ranges():
    assert wording.in_short(priced(sheet()), "serverless") == (
        "About $620 a month for machines ($464 to $1,180) and $1,000 for people's hours ($504 to $2,518)."
    )


def test_a_bill_in_short_without_sums_says_why():
    found = priced(sheet(), provider="hetzner", region="eu")
    assert wording.in_short(found, "managed_kubernetes") == found.bills["managed_kubernetes"].says != ""


def test_a_dearer_alternative_is_said_with_what_makes_it_dearer():
    found = priced(sheet(deploys="several-weekly"))
    gap = difference(found, "managed_kubernetes", "serverless")
    words = wording.difference(gap, "managed Kubernetes", "serverless containers", found)
    assert (
        words
        == "Managed Kubernetes would cost about $3,700 more a month than serverless containers, most of it people."
    )


def test_a_cheaper_alternative_is_said_to_cost_less():
    found = priced(sheet(deploys="several-weekly"))
    words = wording.difference(difference(found, "vps", "kubernetes"), "a VPS", "self-hosted Kubernetes", found)
    assert words == "A VPS would cost about $32,000 less a month than self-hosted Kubernetes, most of it people."


def test_most_of_it_machines_is_said_where_people_cost_nothing():
    found = priced(sheet(), hours_vps="0", hours_kubernetes="0")
    words = wording.difference(difference(found, "kubernetes", "vps"), "self-hosted Kubernetes", "a VPS", found)
    assert words.endswith("more a month than a VPS, most of it machines.")


@pytest.mark.parametrize(("share", "same"), [("0.050", True), ("0.051", False)])
def test_a_difference_of_a_twentieth_or_less_is_about_the_same(share, same):
    found = priced(sheet())
    dearer = max(found.bills[key].monthly.typical for key in ("nomad", "vps"))
    gap = Difference("nomad", "vps", Decimal(share) * dearer, Decimal(0))
    assert ("about as much a month" in wording.difference(gap, "Nomad", "a VPS", found)) is same


@pytest.mark.parametrize(("ops", "told"), [("none", True), ("one", False)])
def test_hours_that_nobody_has_are_told(ops, told):
    found = priced(sheet(ops=ops))
    words = wording.hours(found, "nomad", "Nomad")
    assert bool(words) is told
    if told:
        assert words.startswith("This counts on 23 hours a month for Nomad; by your answer people can give 0.")


def test_hours_are_not_judged_where_the_answer_is_unsure():
    assert wording.hours(priced(sheet(ops="unsure")), "nomad", "Nomad") == ""


def test_the_crossover_says_where_the_reader_is():
    assert wording.crossover(priced(sheet())) == (
        "Compute alone, serverless containers are cheaper than servers while less than 82 % of the peak is used on "
        "average; here it is about 50 %."
    )
    assert wording.crossover(priced(sheet(), provider="hetzner", region="eu")) == ""


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({}, "Counted are 6 servers of 2 vCPU and 8 GiB for production, and a second environment for tests."),
        ({"environments": "1"}, "Counted are 6 servers of 2 vCPU and 8 GiB for production."),
        (
            {"environments": "3", "memory": "4"},
            "6 servers of 2 vCPU and 4 GiB for production, and 2 more environments.",
        ),
    ],
)
def test_what_is_counted_is_said(inputs, says):
    assert says in wording.counted(priced(sheet(), **inputs))


def test_a_bill_says_its_hours():
    found = priced(sheet())
    line = next(line for line in found.bills["nomad"].lines if line.group == "people")
    assert wording.hours_counted(found.bills["nomad"]) == f"{line.quantity:.0f}\u00a0h"

"""What a reader may give beside the answers."""

import pytest

from advisor.costs.assumptions import load_assumptions
from advisor.costs.inputs import DEFAULTS, Inputs, InputsRefused, keys, parse_inputs

LIMITS = {key: load_assumptions().entries[f"inputs.{key}"].figures for key in load_assumptions().keys("inputs")}


def test_the_public_keys_are_these():
    hours = [f"hours_{key}" for key in ("vps", "serverless", "nomad", "managed_kubernetes", "kubernetes")]
    assert keys() == (
        "provider", "region", "currency", "vcpu", "memory", "storage", "egress", "entrypoints", "environments",
        "server_cost", "salary", *hours, "discount", "horizon",
    )  # fmt: skip


@pytest.mark.parametrize("key", LIMITS)
def test_both_bounds_are_accepted_and_what_is_beyond_them_is_not(key):
    least, most = LIMITS[key]["least"], LIMITS[key]["most"]
    for inside in (least, most):
        assert parse_inputs({key: f"{inside:f}"}).number(key) == inside
    for outside in (most + 1, *([least - 1] if least else [])):
        with pytest.raises(InputsRefused) as refusal:
            parse_inputs({key: f"{outside:f}"})
        assert f"give a number from {least} to {most}" in refusal.value.problems[key]


@pytest.mark.parametrize("text", ["x", "-1", "1e3", "NaN", "Infinity", "1,5", "٣", "9" * 40, "1.23456", "<b>"])
def test_what_is_no_plain_number_is_refused(text):
    with pytest.raises(InputsRefused):
        parse_inputs({"salary": text})


def test_all_problems_are_told_at_once_and_the_rest_is_kept():
    with pytest.raises(InputsRefused) as refusal:
        parse_inputs({"provider": "ibm", "horizon": "0", "region": "eu", "discount": "10"})
    assert set(refusal.value.problems) == {"provider", "horizon"}
    assert "Choose one of: aws, gcp, azure, digitalocean" in refusal.value.problems["provider"]
    assert refusal.value.inputs.region == "eu"
    assert refusal.value.inputs.number("discount") == 10


def test_months_and_places_are_whole_numbers():
    with pytest.raises(InputsRefused, match="give a whole number"):
        parse_inputs({"horizon": "1.5"})


def test_an_empty_field_means_that_it_follows_from_the_answers():
    assert parse_inputs({"vcpu": "", "memory": " "}) == Inputs()
    assert Inputs().number("vcpu") is None
    assert Inputs().number("horizon") == 36


def test_defaults_do_not_stand_in_an_address_and_other_values_do_in_order():
    assert parse_inputs({**DEFAULTS, "horizon": "36", "discount": "0"}).as_query() == {}
    given = {"horizon": "12", "provider": "hetzner", "vcpu": "2.50"}
    assert list(parse_inputs(given).as_query().items()) == [
        ("provider", "hetzner"),
        ("vcpu", "2.5"),
        ("horizon", "12"),
    ]

"""Hard limits: what each rules out at which provider, what it warns of, and how they are read."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.api import advice_as_dict
from advisor.costs.market import load_catalogue
from advisor.decision.advice import advise
from advisor.decision.context import Context
from advisor.decision.limits import NONE, read_limits
from advisor.decision.model import AnswersRefused
from advisor.decision.scoring import removed
from tests.sheets import MODEL, partial_sheets, sheet

KEYS = list(MODEL.limits.limits)
PROVIDERS = list(load_catalogue().names)


def ruled_out(*limits, provider):
    return removed(MODEL.limits.vetoes(limits, provider))


def cautions(*limits, provider="aws", **changes):
    advice = advise(MODEL, sheet(**changes), Context(limits, provider=provider))
    return [caution.text for caution in advice.cautions if caution.questions == ("limits",)]


@pytest.mark.parametrize(
    ("limit", "providers", "out"),
    [
        ("disk", PROVIDERS, {"serverless"}),
        ("huge", PROVIDERS, {"serverless"}),
        ("licence", PROVIDERS, {"nomad"}),
        ("sockets", ["gcp", "azure"], {"serverless"}),
        ("large", ["gcp"], {"serverless"}),
        ("windows", ["gcp", "azure"], {"serverless"}),
        ("charts", [], set()),
        ("isolation", [], set()),
        ("failover", [], set()),
        ("residency", [], set()),
    ],
)
def test_a_limit_rules_out_what_cannot_meet_it_at_that_provider_and_nowhere_else(limit, providers, out):
    for provider in PROVIDERS:
        assert ruled_out(limit, provider=provider) == (out if provider in providers else set())


def test_all_ten_limits_are_looked_at():
    assert KEYS == [
        "disk", "sockets", "large", "huge", "licence", "windows", "charts", "isolation", "failover", "residency",
    ]  # fmt: skip


def test_two_limits_together_can_rule_out_what_neither_does_alone():
    assert ruled_out("large", provider="aws") == ruled_out("windows", provider="aws") == set()
    assert ruled_out("large", "windows", provider="aws") == {"serverless"}


@pytest.mark.parametrize("limit", ["sockets", "large", "windows"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_where_a_limit_does_not_rule_serverless_out_it_warns(limit, provider):
    out, warned = "serverless" in ruled_out(limit, provider=provider), cautions(limit, provider=provider)
    assert out != bool([text for text in warned if "ontainer" in text or ("Fargate" in text and not out)])


@pytest.mark.parametrize(("limit", "word"), [("charts", "Helm"), ("isolation", "sandbox"), ("failover", "started again"), ("residency", "region"), ("disk", "managed database")])  # fmt: skip
def test_a_caution_is_printed_for_what_is_advised(limit, word):
    assert any(word in text for text in cautions(limit))
    assert not cautions(NONE)


def test_failover_on_a_vps_wants_two_servers_and_a_balancer():
    assert any("two and a load balancer" in text for text in cautions("failover", work="database"))


def test_providers_in_the_data_are_those_of_the_catalogue():
    named = {
        provider
        for limit in MODEL.limits.limits.values()
        for condition, _ in (*limit.vetoes, *limit.cautions)
        for provider in condition.providers
    }
    assert named <= set(PROVIDERS)


def test_every_judgement_behind_a_limit_has_a_source_with_an_address_and_a_date():
    for limit in MODEL.limits.limits.values():
        for _, effect in (*limit.vetoes, *limit.cautions):
            for id in effect.clauses:
                sources = MODEL.judgements[id].sources
                assert sources
                assert all(source.address.startswith(("https://", "/prices/")) and source.date for source in sources)


def test_what_limits_can_rule_out_never_holds_a_vps_and_is_exactly_what_has_a_cube():
    sets = {ruled_out(*some, provider=p) for n in range(4) for some in combinations(KEYS, n) for p in PROVIDERS}
    assert sets == set(MODEL.limits.removable)
    assert all("vps" not in out for out in sets)
    assert len(sets) == 4


@given(partial_sheets(), st.lists(st.sampled_from(KEYS), unique=True), st.sampled_from(PROVIDERS))
def test_no_limit_is_ever_broken_and_no_point_moves(answers, limits, provider):
    context = Context(read_limits(MODEL, limits), provider=provider)
    plain, limited = advise(MODEL, answers), advise(MODEL, answers, context)
    out = ruled_out(*limits, provider=provider)
    assert not out & {limited.recommended, *limited.close_call, *limited.also_named, *limited.unknowns.possible}
    assert {r.alternative: r.score for r in plain.ranking} == {r.alternative: r.score for r in limited.ranking}
    if plain.recommended not in out:
        assert limited.recommended == plain.recommended
    assert limited.assumed == plain.assumed
    assert all(flip.recommended not in out for flip in limited.flips)


def test_missing_and_none_fire_nothing():
    assert advise(MODEL, sheet(), Context((NONE,), provider="gcp")).ranking == advise(MODEL, sheet()).ranking


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ([], ()),
        ([""], ()),
        (["licence,disk"], ("disk", "licence")),
        (["licence", "disk", "disk"], ("disk", "licence")),
        (["windows, large"], ("large", "windows")),
        (["none"], ("none",)),
    ],
)
def test_limits_are_read_repeated_or_joined_and_put_in_the_order_of_the_file(given, read):
    assert read_limits(MODEL, given) == read


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["dsik"], "“dsik” is not a hard limit. The limits are: disk, sockets, large,"),
        (["none,disk"], "“none” cannot stand beside other limits."),
        (["none", "disk"], "“none” cannot stand beside other limits."),
    ],
)
def test_bad_limits_are_refused_with_what_to_do(given, says):
    with pytest.raises(AnswersRefused) as refusal:
        read_limits(MODEL, given)
    assert refusal.value.problems["limits"].startswith(says)


def test_a_limit_is_a_reason_where_it_takes_out_what_scores_best():
    advice = advise(MODEL, sheet(), Context(("disk",), provider="aws"))
    assert advice.recommended != "serverless"
    assert (advice.reasons[0].id, advice.reasons[0].questions) == ("limit-disk", ("limits",))
    content = advice_as_dict(advice)
    assert content["limits"] == ["disk"]
    out = next(r for r in content["ranking"] if r["alternative"] == "serverless")
    assert out["vetoes"] == [{"id": "limit-disk", "clauses": ["J13"], "certain": True}]

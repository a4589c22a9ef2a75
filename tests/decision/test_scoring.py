"""Scorecard, duel and closeness."""

import pytest
from hypothesis import given

from advisor.decision.scoring import Duel, checklist, duel, leader, removed, rows, scores, standing
from tests.sheets import MODEL, sheet, sheets


def duel_of(points_for, points_against):
    return Duel("nomad", "vps", {"services": points_for, "base": -points_against})


@pytest.mark.parametrize(
    ("points_for", "points_against", "close"), [(55, 45, True), (110, 90, True), (111, 90, False), (12, 10, True), (5, 4, False), (7, 7, True)]
)  # fmt: skip
def test_a_call_is_close_up_to_55_to_45_and_not_beyond(points_for, points_against, close):
    assert duel_of(points_for, points_against).is_close is close


def test_two_alternatives_that_are_equal_in_every_row_are_a_close_call():
    assert Duel("nomad", "vps", {}).is_close
    assert Duel("nomad", "vps", {}).robustness == 0


@pytest.mark.parametrize(
    ("points_for", "points_against", "clear"),
    [
        (40, 20, True),
        (40, 21, False),
        (39, 20, False),
        (15, 0, True),
        (14, 0, False),
        (28, 14, False),
        (30, 15, True),
    ],
)
def test_it_is_clear_from_two_to_one_and_more_than_the_largest_weight_ahead(points_for, points_against, clear):
    assert duel_of(points_for, points_against).is_clear(14) is clear


def test_the_largest_weight_is_the_margin_that_one_wrong_cell_cannot_undo():
    assert MODEL.largest_weight == 14


@given(sheets())
def test_rows_sum_exactly_to_the_score(answers):
    totals = scores(MODEL, answers)
    for alternative in MODEL.alternatives:
        assert sum(row.points for row in rows(MODEL, answers, alternative)) == totals[alternative]


@given(sheets())
def test_points_for_minus_points_against_is_the_difference_of_the_scores(answers):
    outcome = standing(MODEL, answers)
    for met in outcome.duels:
        difference = outcome.scores[met.leader] - outcome.scores[met.rival]
        assert met.points_for - met.points_against == difference


@given(sheets())
def test_the_ranking_lists_the_admissible_by_score_and_then_the_vetoed(answers):
    outcome = standing(MODEL, answers)
    out = removed(outcome.fired)
    kept = [key for key in outcome.ranking if key not in out]
    vetoed = [key for key in outcome.ranking if key in out]
    assert list(outcome.ranking) == kept + vetoed
    order = list(MODEL.alternatives)
    for group in (kept, vetoed):
        assert group == sorted(group, key=lambda key: (-outcome.scores[key], order.index(key)))
    assert outcome.leader == kept[0] == leader(MODEL, answers)


@given(sheets())
def test_the_hardest_rival_is_the_one_against_whom_the_lead_is_least_robust(answers):
    outcome = standing(MODEL, answers)
    if outcome.hardest:
        assert outcome.hardest.robustness == min(duel.robustness for duel in outcome.duels)


@given(sheets())
def test_weights_that_are_wrong_by_less_than_the_robustness_keep_the_leader_ahead(answers):
    """The worst case: every row for the leader shrinks by p, every row against it grows by p."""
    hardest = standing(MODEL, answers).hardest
    if hardest and hardest.robustness > 0:
        r = hardest.robustness
        just_below, just_above = r * 999 / 1000, r * 1001 / 1000
        assert (1 - just_below) * hardest.points_for > (1 + just_below) * hardest.points_against
        assert (1 - just_above) * hardest.points_for < (1 + just_above) * hardest.points_against


def test_no_rival_left_means_by_elimination():
    outcome = standing(MODEL, sheet(work="database"))
    assert outcome.closeness == "by_elimination"
    assert outcome.hardest is None


def test_a_row_of_fit_0_keeps_an_advice_from_being_clear():
    dry = standing(MODEL, sheet(targets="several", servers="fine", team="2-3"))
    assert any(row.fit == 0 for row in rows(MODEL, sheet(targets="several", servers="fine", team="2-3"), dry.leader))
    assert dry.closeness != "clear"


@pytest.mark.parametrize(
    ("changes", "leads", "tied"),
    [
        ({"services": "2", "scaling": "none", "deploys": "monthly", "work": "gpu"}, "vps", "serverless"),
        (
            {"load": "steady", "deploys": "several-weekly", "skills": "production", "ops": "one"},
            "serverless",
            "nomad",
        ),
        ({"work": "batch", "team": "41-up", "ops": "part"}, "nomad", "managed_kubernetes"),
        ({"hosting": "own", "servers": "11-up", "team": "41-up", "ops": "crew"}, "nomad", "kubernetes"),
    ],
)
def test_a_tie_goes_to_the_simpler_alternative(changes, leads, tied):
    outcome = standing(MODEL, sheet(**changes))
    assert outcome.scores[leads] == outcome.scores[tied]
    assert outcome.leader == leads
    assert tied in outcome.close_call


def test_a_duel_names_only_rows_in_which_the_two_differ():
    margins = duel(MODEL, sheet(), "serverless", "vps").margins
    assert 0 not in margins.values()
    assert "hosting" not in margins


@pytest.mark.parametrize(
    ("question", "below", "from_here"),
    [("services", "2", "3-9"), ("deploys", "weekly", "several-weekly"), ("scaling", "none", "some"), ("targets", "one", "moving"), ("ops", "part", "one")],
)  # fmt: skip
def test_a_line_of_the_checklist_holds_from_its_threshold_on(question, below, from_here):
    assert checklist(MODEL, sheet(**{question: below}))[question] is False
    assert checklist(MODEL, sheet(**{question: from_here}))[question] is True
    assert checklist(MODEL, sheet(**{question: "unsure"}))[question] is None


def test_the_checklist_stands_in_the_article_s_order():
    assert list(MODEL.checklist) == ["services", "deploys", "scaling", "targets", "ops"]

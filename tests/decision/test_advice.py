"""What a piece of advice says."""

import pytest
from hypothesis import given

from advisor.api import advice_as_dict
from advisor.decision.advice import advise
from advisor.decision.model import AnswersRefused
from advisor.decision.reasons import REASONS_SHOWN
from advisor.decision.scoring import fired, removed, standing
from advisor.decision.wording import closeness
from tests.sheets import MODEL, partial_sheets, sheet, sheets

FAMILY = {"kubernetes", "managed_kubernetes"}


def advice_for(**changes):
    return advise(MODEL, sheet(**changes))


@given(sheets())
def test_a_finished_sheet_always_gets_three_different_reasons_with_clauses(answers):
    reasons = advise(MODEL, answers).reasons
    assert len({reason.text for reason in reasons}) == REASONS_SHOWN
    assert all(reason.clauses for reason in reasons)


@given(sheets())
def test_vetoes_on_what_scores_better_come_first_among_the_reasons(answers):
    outcome, reasons = standing(MODEL, answers), advise(MODEL, answers).reasons
    best = outcome.scores[outcome.leader]
    strong = {v.text for v in outcome.fired if max(outcome.scores[a] for a in v.removes) > best}
    expected = min(len(strong), REASONS_SHOWN)
    assert all(reason.text in strong for reason in reasons[:expected])


def test_the_next_reasons_are_the_largest_rows_against_the_hardest_rival():
    outcome = standing(MODEL, sheet())
    rows = sorted((m for m in outcome.hardest.margins.items() if m[1] > 0), key=lambda m: -m[1])
    assert [reason.id for reason in advise(MODEL, sheet()).reasons] == [key for key, _ in rows[:3]]


def test_a_reason_cites_the_clauses_of_the_rival_s_cell():
    first = advise(MODEL, sheet()).reasons[0]
    assert first.id == "deploys"
    assert first.clauses == MODEL.criteria["deploys"].because["daily"]["vps"].clauses
    assert first.questions == ("deploys",)


@pytest.mark.parametrize(
    ("changes", "advised", "named"),
    [
        ({"deploys": "several-weekly", "ops": "crew"}, "serverless", ("managed_kubernetes",)),
        ({"hosting": "own", "servers": "11-up", "scaling": "many", "ops": "crew"}, "nomad", ("kubernetes",)),
        ({"ops": "part"}, "serverless", ()),
    ],
)
def test_with_four_lines_of_the_checklist_kubernetes_is_named_if_it_is_admissible(changes, advised, named):
    advice = advice_for(**changes)
    assert (advice.recommended, advice.also_named) == (advised, named)


@given(sheets())
def test_kubernetes_is_named_exactly_when_four_lines_hold_and_it_is_admissible(answers):
    advice = advise(MODEL, answers)
    admissible = FAMILY - removed(fired(MODEL, answers))
    named = {advice.recommended, *advice.close_call, *advice.also_named}
    if advice.held >= 4 and admissible:
        assert admissible <= named
    if advice.held < 4:
        assert advice.also_named == ()


def test_a_reason_that_does_not_count_is_said_beside_answers_that_do():
    advice = advice_for(targets="several", scaling="many", ops="one", reason="trend")
    assert [note.id for note in advice.notes] == ["other-reason"]
    assert "5 of your answers do" in advice.notes[0].text
    assert advice_for(targets="several", scaling="many", ops="one", reason="open").notes == ()


def test_the_note_on_another_reason_needs_two_lines():
    two = advice_for(services="3-9", scaling="some", ops="part", deploys="weekly", targets="one", reason="fix")
    one = advice_for(services="3-9", scaling="none", ops="part", deploys="weekly", targets="one", reason="fix")
    assert (two.held, one.held) == (2, 1)
    assert [note.id for note in two.notes] == ["other-reason"]
    assert one.notes == ()


def test_a_second_veto_on_managed_kubernetes_silences_the_note():
    advice = advice_for(targets="several", scaling="many", ops="one", reason="trend", servers="fine")
    assert advice.notes == ()


def test_own_hardware_alone_names_a_supported_distribution_if_managed_kubernetes_scores_best():
    assert [n.id for n in advice_for(hosting="own", work="batch", ops="crew").notes] == ["supported-distribution"]
    assert advice_for(hosting="own", ops="part").notes == ()


@pytest.mark.parametrize(
    ("changes", "caution", "expected"),
    [
        ({"services": "30-up", "ops": "one", "team": "41-up", "servers": "11-up"}, "many-services", True),
        ({"services": "10-29", "ops": "one", "team": "41-up", "servers": "11-up"}, "many-services", False),
        ({"targets": "several"}, "lock-in", True),
        ({"targets": "one"}, "lock-in", False),
        ({}, "database-outside", True),
        ({}, "not-ci", True),
        ({"work": "database"}, "gives-up", True),
        ({}, "probes", False),
        ({"services": "10-29", "ops": "one", "team": "41-up", "servers": "11-up"}, "probes", True),
    ],
)
def test_a_caution_is_printed_where_it_applies_and_only_there(changes, caution, expected):
    assert (caution in [c.id for c in advice_for(**changes).cautions]) is expected


def test_rows_of_fit_1_or_0_are_weak_fits_and_a_0_says_that_nothing_fits_everything():
    advice = advice_for(targets="several")
    assert [(weak.row.criterion, weak.row.fit) for weak in advice.weak_fits] == [("targets", 0)]
    assert advice.nothing_fits_everything
    batch = advice_for(work="batch")
    assert ("work", 1) in [(w.row.criterion, w.row.fit) for w in batch.weak_fits] or batch.recommended != "serverless"
    assert not advice_for().weak_fits


def test_what_self_hosting_costs_everybody_is_not_a_need_that_is_not_met():
    own = {"services": "30-up", "targets": "several", "hosting": "own", "servers": "11-up", "scaling": "many"}
    advice = advice_for(**own, team="41-up", skills="production", ops="crew", reason="standard")
    assert advice.recommended == "kubernetes"
    assert [(weak.row.criterion, weak.row.fit) for weak in advice.weak_fits] == [("base", 0)]
    assert not advice.nothing_fits_everything
    assert closeness(advice) == (
        "Leaning this way: it is well ahead, but no other alternative asks as much of whoever runs it."
    )


@given(sheets())
def test_every_row_where_the_advised_alternative_is_at_1_or_below_is_a_weak_fit(answers):
    advice = advise(MODEL, answers)
    mine = next(ranked for ranked in advice.ranking if ranked.alternative == advice.recommended)
    low = {row.criterion for row in mine.rows if row.fit <= 1}
    assert {weak.row.criterion for weak in advice.weak_fits} == low


def test_it_says_where_our_judgement_and_not_the_article_decided():
    judged = {entry.on: entry for entry in advice_for().judged}
    assert judged["nomad-owner"].alone
    assert not judged["servers"].alone
    assert judged["servers"].judgements == ("J6",)
    assert "deploys" not in judged  # A25, A14 and A23 carry that row without us


@given(sheets())
def test_contributions_sum_to_the_score_in_the_json(answers):
    for ranked in advice_as_dict(advise(MODEL, answers))["ranking"]:
        assert sum(row["points"] for row in ranked["contributions"]) == ranked["score"]


@given(partial_sheets())
def test_the_json_keeps_the_honest_parts_of_an_unfinished_sheet(answers):
    advice = advise(MODEL, answers)
    content = advice_as_dict(advice)
    assert abs(sum(content["shares"].values()) - 1) < 1e-3
    assert {key for key, count in content["sheets"].items() if count} == set(content["possible"])
    assert content["settled"] == (len(content["possible"]) == 1)
    certain = {veto["id"] for ranked in content["ranking"] for veto in ranked["vetoes"] if veto["certain"]}
    assert certain == {veto.id for veto in advice.certain}


@given(partial_sheets())
def test_what_is_recommended_is_always_possible_and_breaks_no_certain_veto(answers):
    advice = advise(MODEL, answers)
    assert advice.recommended in advice.unknowns.possible
    assert advice.recommended not in removed(fired(MODEL, advice.answers))


def test_a_certain_veto_on_an_unfinished_sheet_is_told_from_one_that_rests_on_assumptions():
    advice = advise(MODEL, {"ops": "none"})
    assert [veto.id for veto in advice.certain] == ["no-time", "crew", "nomad-owner"]
    managed = next(r for r in advice_as_dict(advice)["ranking"] if r["alternative"] == "managed_kubernetes")
    assert {veto["id"]: veto["certain"] for veto in managed["vetoes"]} == {
        "one-app": False, "idle": False, "no-scaling": False, "no-time": True, "few-reasons": False,
    }  # fmt: skip


def test_few_reasons_is_certain_once_four_lines_do_not_hold():
    four_no = {"services": "1", "deploys": "weekly", "scaling": "none", "targets": "one"}
    three_no = {"services": "1", "deploys": "weekly", "scaling": "none"}
    assert "few-reasons" in {veto.id for veto in advise(MODEL, four_no).certain}
    assert "few-reasons" not in {veto.id for veto in advise(MODEL, three_no).certain}


@pytest.mark.parametrize(
    ("answers", "key", "says"),
    [
        (
            {"team": "5"},
            "team",
            "“5” is not an answer to “team”. The answers are: 1, 2-3, 4-10, 11-40, 41-up, unsure.",
        ),
        ({"teem": "1"}, "teem", "“teem” is not a question. The questions are: services, targets,"),
        ({"x" * 500: "1"}, "x" * 500, "“" + "x" * 39 + "…” is not a question."),
        ({"team": "\u202e1\x00"}, "team", "“1” is not an answer"),
    ],
)
def test_unknown_keys_and_options_are_refused_with_what_is_allowed(answers, key, says):
    with pytest.raises(AnswersRefused) as refusal:
        advise(MODEL, answers)
    assert refusal.value.problems[key].startswith(says)

"""Unfinished sheets: the likeliest completion, what is assumed and what never is, and twelve sheets worked through."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.api import advice_as_dict
from advisor.decision import wording
from advisor.decision.advice import advise
from advisor.decision.model import UNSURE, complete
from advisor.decision.plausibility import likeliest
from advisor.decision.scoring import fired, removed, standing
from advisor.decision.tables import read
from advisor.decision.unknowns import _unknowns, unknowns
from tests.sheets import MODEL, partial_sheets, sheet, sheets

HALF_FILLED = {name: table.values for name, table in read(Path(__file__).parent / "half_filled.toml").tables()}
NEVER = {"hosting": {"own"}, "work": {"database", "uncontained"}, "ops": {"crew"}, "reason": {"fix", "trend"}}


def test_twelve_half_filled_sheets_are_worked_through():
    assert len(HALF_FILLED) == 12
    assert all(len(row["reasoning"]) > 60 for row in HALF_FILLED.values())


@pytest.mark.parametrize("name", HALF_FILLED)
def test_a_half_filled_sheet_gets_the_advice_that_was_reasoned_out(name):
    row = HALF_FILLED[name]
    advice = advise(MODEL, row["answers"])
    said = {key for _, key in wording.headline_parts(advice) if key}
    assert said == set(row["names"])
    assert advice.too_little == row.get("too_little", False)
    assert advice.unknowns.settled == row.get("settled", False)
    assert row.get("ask_first", advice.unknowns.ask_first) == advice.unknowns.ask_first
    assert row.get("assumed", {}).items() <= advice.assumed.items()
    assert set(row.get("certain", [])) <= {veto.id for veto in advice.certain}
    flips = {f"{change.question}={change.to}": flip.recommended for flip in advice.flips for change in flip.changes}
    assert row.get("flips_to", {}).items() <= flips.items()


@given(sheets())
def test_a_finished_sheet_is_its_own_completion(answers):
    assert likeliest(MODEL, answers) == answers
    assert advise(MODEL, answers).assumed == {}


@given(partial_sheets())
def test_nothing_that_is_never_assumed_is_assumed_and_no_answer_is_changed(answers):
    assumed = advise(MODEL, answers).assumed
    assert set(assumed) == {key for key in MODEL.questions if answers.get(key, UNSURE) == UNSURE}
    for key, options in NEVER.items():
        assert assumed.get(key) not in options


def test_the_tables_guard_exactly_that():
    assert {key: set(options) for key, options in MODEL.plausibility.never_assumed.items()} == NEVER


@given(partial_sheets())
def test_self_hosting_is_never_advised_nor_weighed_without_a_crew_that_was_said(answers):
    if answers.get("ops") != "crew":
        advice = advise(MODEL, answers)
        assert advice.recommended != "kubernetes"
        assert advice.unknowns.shares["kubernetes"] == 0


@given(partial_sheets(), st.data())
def test_answering_with_what_was_assumed_changes_nothing_that_was_computed(answers, data):
    before = advise(MODEL, answers)
    assumed = before.assumed
    for key in data.draw(st.permutations(list(assumed))):
        after = advise(MODEL, answers := {**answers, key: assumed[key]})
        assert after.sheet == before.sheet
        assert after.ranking == before.ranking
        assert (after.recommended, after.closeness, after.flips) == (
            before.recommended,
            before.closeness,
            before.flips,
        )


@given(partial_sheets())
def test_a_veto_that_is_certain_is_never_broken_and_what_is_recommended_is_possible(answers):
    advice = advise(MODEL, answers)
    out = removed(advice.certain)
    assert advice.recommended not in out
    assert not out & set(advice.close_call)
    assert all(veto in fired(MODEL, advice.sheet) for veto in advice.certain)
    assert advice.recommended in advice.unknowns.possible
    assert all(share == 0 for key, share in advice.unknowns.shares.items() if key in out)


@settings(max_examples=60)
@given(partial_sheets(), st.data())
def test_what_is_the_same_whatever_the_answer_stays_so(answers, data):
    before = advise(MODEL, answers)
    if before.unknowns.settled:
        key = data.draw(st.sampled_from(list(MODEL.questions)))
        if answers.get(key, UNSURE) == UNSURE:
            answer = data.draw(st.sampled_from(list(MODEL.questions[key].options)))
            after = advise(MODEL, {**answers, key: answer})
            assert after.recommended == before.recommended
            assert after.unknowns.settled


@given(partial_sheets())
def test_everything_computed_is_that_of_the_completed_sheet(answers):
    advice, outcome = advise(MODEL, answers), standing(MODEL, likeliest(MODEL, complete(MODEL, answers)))
    assert advice.recommended == outcome.leader
    assert {ranked.alternative: ranked.score for ranked in advice.ranking} == outcome.scores
    assert advice.flips == advise(MODEL, advice.sheet).flips
    content = advice_as_dict(advice)
    assert content["assumed"] == advice.assumed
    assert content["points_for"] == advise(MODEL, advice.sheet).points_for


def test_the_headline_names_both_where_another_alternative_weighs_more():
    advice = advise(MODEL, {"work": "batch", "services": "3-9", "team": "11-40"})
    assert (advice.recommended, advice.heavier) == ("managed_kubernetes", "nomad")
    assert wording.headline(advice) == "So far: managed Kubernetes or Nomad."
    assert "51 % to Nomad" in wording.closeness(advice)


def test_too_little_is_known_exactly_where_no_share_is_above_half():
    assert advise(MODEL, {}).too_little
    assert wording.headline(advise(MODEL, {})).startswith("Too little is known yet. Perhaps ")
    advice = advise(MODEL, {"ops": "none", "team": "4-10"})
    assert max(advice.unknowns.shares.values()) > 0.5
    assert not advice.too_little


def test_a_crew_counts_as_one_person_until_it_is_said():
    open_ = MODEL.plausibility.row("ops", "41-up", is_open=True)
    said = MODEL.plausibility.row("ops", "41-up", is_open=False)
    assert open_["crew"] == 0
    assert open_["one"] == pytest.approx(said["one"] + said["crew"])
    assert sum(open_.values()) == pytest.approx(1)


def test_a_sheet_with_a_few_answers_is_answered_fast():
    answers = complete(MODEL, {"team": "4-10", "services": "3-9"})
    unknowns(MODEL, complete(MODEL, {}))  # reads the cube
    taken = []
    for _ in range(5):
        _unknowns.cache_clear()
        began = time.perf_counter()
        advise(MODEL, answers)
        taken.append(time.perf_counter() - began)
    assert min(taken) < 0.05


def test_unsure_and_missing_are_the_same():
    assert (
        advise(MODEL, {"ops": "none"}).sheet == advise(MODEL, {**dict.fromkeys(sheet(), UNSURE), "ops": "none"}).sheet
    )

"""What runs today, and hints: said beside the advice, never part of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.decision.advice import advise
from advisor.decision.context import Context
from advisor.decision.model import AnswersRefused
from advisor.decision.today import read_today
from tests.sheets import MODEL, partial_sheets, sheet

TODAY = list(MODEL.today.platforms)


def move(today, **changes):
    return advise(MODEL, sheet(**changes), Context(today=today)).move


def test_the_public_options_are_these():
    assert TODAY == ["nothing", "servers", "paas", "nomad", "kubernetes", "other"]


def test_what_already_runs_is_to_stay():
    assert move("paas").status == "stay"
    assert move("servers", work="database").status == "stay"
    assert move("paas").steps == ()


def test_self_hosted_and_managed_kubernetes_are_both_staying_with_a_word_on_who_hosts():
    large = {"services": "10-29", "team": "41-up", "servers": "11-up", "ops": "one"}
    assert advise(MODEL, sheet(**large)).recommended == "managed_kubernetes"
    assert move("kubernetes", **large).status == "stay"
    assert "hand it to a provider" in move("kubernetes", **large).text


def test_a_close_call_with_what_runs_is_to_stay():
    close = {"targets": "several", "team": "2-3", "ops": "part"}
    assert advise(MODEL, sheet(**close)).close_call == ("nomad", "managed_kubernetes")
    assert move("nomad", **close).text == MODEL.today.either


def test_nothing_yet_is_to_start():
    assert move("nothing").status == "start"


def test_a_move_has_three_steps_a_range_by_services_and_the_caution():
    found = move("servers")
    assert (found.status, len(found.steps)) == ("move", 3)
    assert "who writes to a local disk" in found.steps[0]
    assert found.effort == "two weeks to three months"
    assert move("servers", services="30-up").effort == "six to fourteen months"
    assert found.caution.startswith("A working platform raises the bar for moving.")


def test_not_said_is_not_talked_about():
    assert advise(MODEL, sheet()).move is None


@given(partial_sheets(), st.sampled_from(TODAY))
def test_today_never_moves_the_advice(answers, today):
    plain, told = advise(MODEL, answers), advise(MODEL, answers, Context(today=today))
    assert (plain.recommended, plain.ranking, plain.flips) == (told.recommended, told.ranking, told.flips)
    assert told.move


def test_another_word_for_today_is_refused_with_the_known_ones():
    with pytest.raises(AnswersRefused, match="The answers are: nothing, servers, paas, nomad, kubernetes, other"):
        read_today(MODEL, "mainframe")


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"team": "1", "ops": "crew"}, "alone-with-a-crew"),
        ({"team": "2-3", "ops": "crew"}, "small-with-a-crew"),
        ({"team": "2-3", "services": "30-up"}, "few-people-many-services"),
        ({"services": "1", "scaling": "many"}, "one-service-many-parts"),
        ({"services": "30-up", "servers": "fine"}, "many-services-idle-servers"),
        ({"skills": "nobody", "ops": "crew"}, "crew-without-skills"),
    ],
)
def test_answers_that_seldom_go_together_get_a_question_back(changes, hint):
    assert hint in [found.id for found in advise(MODEL, sheet(**changes)).hints]
    for key in changes:
        assert hint not in [found.id for found in advise(MODEL, sheet(**{**changes, key: sheet()[key]})).hints]


def test_a_hint_is_a_question_and_ordinary_answers_get_none():
    assert all("?" in hint.text for hint in MODEL.hints.values())
    assert advise(MODEL, sheet()).hints == ()


@given(partial_sheets())
def test_only_what_was_said_gives_a_hint(answers):
    for hint in advise(MODEL, answers).hints:
        assert all(answers[key] in options for key, options in hint.when.items())

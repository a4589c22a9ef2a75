"""When to ask again: the next levels and the path say what the scorecard says of the sheets that they mean."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.decision.flips import flips
from advisor.decision.growth import LEAST, MOST, growth, growth_path, read_factors
from advisor.decision.model import AnswersRefused
from advisor.decision.scoring import leader, standing
from tests.sheets import MODEL, sheet, sheets

PATH = growth_path(MODEL)


def found_for(answers, factors):
    return growth(MODEL, answers, flips(MODEL, answers), factors)


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_the_next_level_is_the_nearest_higher_one_that_changes_the_advice(answers):
    now = leader(MODEL, answers)
    for level in found_for(answers, {}).levels:
        options = list(MODEL.questions[level.question].options)
        higher = options[options.index(answers[level.question]) + 1 :]
        led = {option: leader(MODEL, answers | {level.question: option}) for option in higher}
        changing = [option for option in higher if led[option] != now]
        assert level.to == (changing[0] if changing else None)
        assert level.recommended == (led[level.to] if level.to else None)
        assert level.at_top == (not higher)


@settings(max_examples=60, deadline=None)
@given(
    sheets(), st.fixed_dictionaries({}, optional={key: st.decimals(LEAST, MOST, places=2) for key in PATH.growing})
)
def test_every_step_is_the_advice_for_the_answers_that_it_names(answers, factors):
    found = found_for(answers, factors)
    assert len(found.steps) == PATH.steps + 1
    for step in found.steps:
        outcome = standing(MODEL, answers | dict(step.answers))
        assert (step.recommended, step.closeness) == (outcome.leader, outcome.closeness)
        for key, number in step.numbers.items():
            starts = PATH.growing[key].starts
            assert starts[step.answers[key]] <= number or step.answers[key] == next(iter(starts))
    for key in PATH.growing:
        numbers = [step.numbers[key] for step in found.steps]
        assert numbers == sorted(numbers)


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_the_path_starts_with_the_sheet_itself(answers):
    first = found_for(answers, {}).steps[0]
    assert {key: answers[key] for key in PATH.growing} == first.answers
    assert first.recommended == leader(MODEL, answers)


@pytest.mark.parametrize(
    ("key", "number", "option"),
    [
        ("services", 1, "1"),
        ("services", 2, "2"),
        ("services", 3, "3-9"),
        ("services", 9, "3-9"),
        ("services", 10, "10-29"),
        ("services", 29, "10-29"),
        ("services", 30, "30-up"),
        ("team", 3, "2-3"),
        ("team", 4, "4-10"),
        ("team", 10, "4-10"),
        ("team", 11, "11-40"),
        ("team", 40, "11-40"),
        ("team", 41, "41-up"),
        ("deploys", 2, "monthly"),
        ("deploys", 3, "weekly"),
        ("deploys", 7, "weekly"),
        ("deploys", 8, "several-weekly"),
        ("deploys", 19, "several-weekly"),
        ("deploys", 20, "daily"),
    ],
)
def test_a_number_belongs_to_the_answer_whose_band_holds_it(key, number, option):
    assert PATH.growing[key].option(Decimal(number)) == option


def test_a_step_multiplies_the_number_that_stands_for_the_answer_and_rounds_half_up():
    found = found_for(sheet(services="3-9", team="4-10", deploys="weekly"), {"team": Decimal("1.5")})
    assert [step.numbers["team"] for step in found.steps] == [7, 11, 16, 24, 35, 53]


def test_nothing_grows_by_a_factor_of_one():
    still = found_for(sheet(), dict.fromkeys(PATH.growing, Decimal(1)))
    assert len({tuple(step.numbers.values()) for step in still.steps}) == 1
    assert {step.recommended for step in still.steps} == {leader(MODEL, sheet())}


@pytest.mark.parametrize("text", ["1", "1.0", "10", "2.125"])
def test_factors_within_their_bounds_are_taken(text):
    assert read_factors(MODEL, {"grow_team": text}) == {"team": Decimal(text)}


@pytest.mark.parametrize("text", ["0.999", "10.001", "-2", "x", "1e1", "1,5", "٢"])
def test_factors_out_of_their_bounds_are_refused_with_the_bounds(text):
    with pytest.raises(AnswersRefused) as refused:
        read_factors(MODEL, {"grow_team": text})
    assert "give a number from 1 to 10" in refused.value.problems["grow_team"]

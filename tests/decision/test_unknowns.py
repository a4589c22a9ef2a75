"""Unfinished sheets, checked against counting by hand."""

from collections import Counter
from itertools import product
from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.decision.cube import CUBE, read_cube, signature, stored_leaders, write_cube
from advisor.decision.loading import EDITIONS
from advisor.decision.model import UNSURE, complete
from advisor.decision.scoring import leader
from advisor.decision.tables import BadData
from advisor.decision.unknowns import Unknowns, unknowns
from tests.sheets import MODEL, partial_sheets, sheets


def completions(answers):
    open_questions = [key for key in MODEL.questions if answers[key] == UNSURE]
    for options in product(*(MODEL.questions[key].options for key in open_questions)):
        yield {**answers, **dict(zip(open_questions, options, strict=True))}


@st.composite
def nearly_finished(draw):
    answers = draw(sheets())
    for key in draw(st.lists(st.sampled_from(list(answers)), min_size=1, max_size=3, unique=True)):
        answers[key] = UNSURE
    return answers


@settings(max_examples=40)
@given(nearly_finished())
def test_the_cube_counts_what_the_engine_says_of_every_completion(answers):
    counted = Counter(leader(MODEL, sheet) for sheet in completions(answers))
    known = unknowns(MODEL, answers)
    assert {key: count for key, count in known.sheets.items() if count} == dict(counted)
    assert set(known.possible) == set(counted)
    assert known.settled == (len(counted) == 1)


def weight(answers, sheet):
    """The plausible weight of one completion, as the tables are read by hand."""
    product_ = 1.0
    for key, odds in MODEL.plausibility.odds.items():
        condition = sheet[odds.given] if odds.given else "always"
        product_ *= MODEL.plausibility.row(key, condition, is_open=answers[key] == UNSURE)[sheet[key]]
    return product_


def weighed(answers, given=None):
    found = Counter()
    for sheet in completions(given or answers):
        found[leader(MODEL, sheet)] += weight(answers, sheet)
    return found


@settings(max_examples=40)
@given(nearly_finished())
def test_shares_are_the_weights_of_the_completions_by_hand(answers):
    found, known = weighed(answers), unknowns(MODEL, answers)
    for key in MODEL.alternatives:
        assert known.shares[key] == pytest.approx(found[key] / found.total(), abs=1e-6)
    assert known.too_little == (max(found.values()) <= found.total() / 2)


def entropy(found):
    return -sum(w / found.total() * log2(w / found.total()) for w in found.values() if w)


@settings(max_examples=40)
@given(nearly_finished())
def test_what_to_ask_first_is_expected_to_lower_the_entropy_most(answers):
    known = unknowns(MODEL, answers)
    if known.settled:
        assert known.ask_first is None
        return

    def left(key):
        parts = [weighed(answers, {**answers, key: option}) for option in MODEL.questions[key].options]
        whole = sum(part.total() for part in parts)
        return sum(part.total() / whole * entropy(part) for part in parts if part.total())

    open_questions = [key for key in MODEL.questions if answers[key] == UNSURE]
    assert left(known.ask_first) == pytest.approx(min(map(left, open_questions)), abs=1e-5)


def test_ties_in_the_shares_go_to_the_simpler_alternative():
    level = Unknowns(dict.fromkeys(MODEL.alternatives, 1), dict.fromkeys(MODEL.alternatives, 0.2), None)
    assert level.heaviest == "vps"
    assert level.too_little


@given(partial_sheets())
def test_shares_add_up_to_one_and_follow_what_is_possible(answers):
    known = unknowns(MODEL, complete(MODEL, answers))
    assert sum(known.shares.values()) == pytest.approx(1)
    assert all(known.shares[key] == 0 for key in MODEL.alternatives if key not in known.possible)


@settings(max_examples=50)
@given(partial_sheets(), st.data())
def test_an_answer_more_never_makes_more_possible(answers, data):
    before = unknowns(MODEL, complete(MODEL, answers))
    key = data.draw(st.sampled_from(list(MODEL.questions)))
    if answers.get(key, UNSURE) == UNSURE:
        option = data.draw(st.sampled_from(list(MODEL.questions[key].options)))
        after = unknowns(MODEL, complete(MODEL, {**answers, key: option}))
        assert set(after.possible) <= set(before.possible)


def test_nothing_answered_means_everything_possible():
    known = unknowns(MODEL, complete(MODEL, {}))
    assert set(known.possible) == set(MODEL.alternatives)
    assert sum(known.sheets.values()) == MODEL.sheets == 6_480_000


def test_a_cube_of_other_tables_is_refused_with_the_command_that_mends_it(tmp_path):
    path = tmp_path / CUBE
    path.write_bytes((EDITIONS / MODEL.edition / CUBE).read_bytes())
    assert read_cube(path, MODEL).shape == (5, 3, 2, 4, 3, 3, 4, 5, 5, 3, 4, 5)
    import lzma

    content = lzma.decompress(path.read_bytes())
    path.write_bytes(lzma.compress(b"\0" * len(signature(MODEL)) + content[len(signature(MODEL)) :]))
    with pytest.raises(BadData, match="blast_radius --write"):
        read_cube(path, MODEL)
    assert stored_leaders(path, MODEL) is not None  # it can still be compared with


def test_a_missing_cube_is_refused_with_the_command_that_mends_it(tmp_path):
    with pytest.raises(BadData, match="blast_radius --write"):
        read_cube(tmp_path / CUBE, MODEL)


def test_writing_a_cube_twice_gives_equal_bytes(tmp_path):
    leaders = np.zeros(MODEL.sheets, np.uint8)
    for name in ("a", "b"):
        write_cube(tmp_path / name, MODEL, leaders)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()

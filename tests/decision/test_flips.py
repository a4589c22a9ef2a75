"""What would change the advice."""

from hypothesis import given

from advisor.decision.flips import PAIRS_SHOWN, flips, pairs
from advisor.decision.scoring import leader
from tests.sheets import MODEL, sheet, sheets

LEVELS = MODEL.flip_order.levels


def changed(answers, flip):
    return {**answers, **{change.question: change.to for change in flip.changes}}


def distance(answers, change):
    options = list(MODEL.questions[change.question].options)
    return abs(options.index(answers[change.question]) - options.index(change.to))


def test_there_are_at_most_34_single_changes():
    assert sum(len(question.options) - 1 for question in MODEL.questions.values()) == 34


@given(sheets())
def test_every_flip_flips_and_none_is_missed(answers):
    now = leader(MODEL, answers)
    found = {(flip.changes[0].question, flip.changes[0].to): flip.recommended for flip in flips(MODEL, answers)}
    for key, question in MODEL.questions.items():
        for option in question.options:
            then = leader(MODEL, {**answers, key: option})
            assert found.get((key, option), now) == then
            assert ((key, option) in found) == (then != now)


@given(sheets())
def test_flips_come_nearest_first_then_reason_then_further_then_hosting_and_work(answers):
    def place(flip):
        change = flip.changes[0]
        if change.question in LEVELS:
            away = distance(answers, change)
            return (0 if away == 1 else 2, away, LEVELS.index(change.question))
        return (1, 0, 0) if change.question == "reason" else (3, 0, ["hosting", "work"].index(change.question))

    places = [place(flip) for flip in flips(MODEL, answers)]
    assert places == sorted(places)


@given(sheets())
def test_pairs_are_one_level_away_flip_and_are_five_at_most(answers):
    found = pairs(MODEL, answers)
    assert len(found) <= PAIRS_SHOWN
    for pair in found:
        first, second = pair.changes
        assert first.question != second.question
        assert distance(answers, first) == distance(answers, second) == 1
        assert leader(MODEL, changed(answers, pair)) == pair.recommended != leader(MODEL, answers)


def test_the_flips_of_a_known_sheet_are_these():
    found = [(*(vars(flip.changes[0]).values()), flip.recommended) for flip in flips(MODEL, sheet())]
    assert found == [("hosting", "own", "vps"), ("work", "database", "vps"), ("work", "uncontained", "vps")]

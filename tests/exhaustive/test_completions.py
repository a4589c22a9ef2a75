"""The likeliest completion over every unfinished sheet of the questions whose odds hang together."""

from itertools import product

import pytest

from advisor.decision.model import UNSURE, complete
from advisor.decision.plausibility import likeliest
from tests.sheets import MODEL

pytestmark = [pytest.mark.exhaustive, pytest.mark.xdist_group("completions")]

TABLES = MODEL.plausibility


def tree(root):
    """A question and all that hang from it."""
    return [root, *(key for child in TABLES.children[root] for key in tree(child))]


@pytest.mark.parametrize("root", TABLES.roots)
def test_answering_with_what_was_assumed_never_changes_an_assumption(root, report):
    """Trees are filled in on their own, so that every unfinished sheet is covered by looking at each of them."""
    keys = sorted(tree(root), key=list(MODEL.questions).index)
    options = [(UNSURE, *MODEL.questions[key].options) for key in keys]
    filled = {}
    for given in product(*options):
        sheet = likeliest(MODEL, complete(MODEL, dict(zip(keys, given, strict=True))))
        filled[given] = tuple(sheet[key] for key in keys)
    for given, found in filled.items():
        for at, (key, option) in enumerate(zip(keys, given, strict=True)):
            if option == UNSURE:
                assert found[at] not in TABLES.never_assumed.get(key, ())
                assert filled[(*given[:at], found[at], *given[at + 1 :])] == found
            else:
                assert found[at] == option
    report("ASSUME", f"answering with what was assumed changes nothing ({', '.join(keys)})", len(filled))


def test_the_trees_cover_every_question_once():
    assert sorted(key for root in TABLES.roots for key in tree(root)) == sorted(MODEL.questions)

"""The leader of every sheet with whatever hard limits can rule out taken away, from the scores alone."""

import numpy as np
import pytest

from advisor.decision.cube import cube
from tests.sheets import MODEL

pytestmark = [pytest.mark.exhaustive, pytest.mark.xdist_group("proof")]

SETS = [frozenset(), *(out for out in MODEL.limits.removable if out)]


@pytest.mark.parametrize("out", SETS, ids=lambda out: "+".join(sorted(out)) or "nothing")
def test_without_what_limits_rule_out_the_best_of_the_rest_leads_on_every_sheet(out, everything, report):
    removed = np.uint8(everything.bits(out))
    left = everything.admissible & ~removed
    assert np.all(left & everything.bits(["vps"]))
    leaders = cube(MODEL, out)
    for at in range(leaders.shape[0]):
        scores = [np.where(left[at] >> i & 1, points[at], -1) for i, points in enumerate(everything.scores)]
        assert np.array_equal(leaders[at], np.argmax(np.stack(scores), axis=0))
    kept = (removed >> everything.leader & 1) == 0
    assert np.array_equal(leaders[kept], everything.leader[kept])
    report(
        "LIMIT",
        f"a VPS is left and the best of the rest leads without {', '.join(sorted(out)) or 'limits'}",
        leaders.size,
    )


def test_a_cube_without_other_alternatives_turns_it_red(everything):
    without = cube(MODEL, frozenset({"nomad"}))
    assert not np.array_equal(without, everything.leader)
    assert not np.any(without == everything.order.index("nomad"))

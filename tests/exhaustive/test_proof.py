"""Every property over all 6,480,000 answer sheets; and for each one a model that turns it red."""

import dataclasses
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from advisor.decision import twin
from advisor.decision.advice import advise
from advisor.decision.blast import blast_radius
from advisor.decision.cube import cube
from advisor.decision.flips import flips
from advisor.decision.loading import EDITIONS, load_folder
from advisor.decision.scoring import standing
from advisor.decision.tables import read
from tests.exhaustive.everything import Everything, favouring, without_veto
from tests.exhaustive.properties import (
    EVERY,
    FAMILY,
    PROPERTIES,
    iia_removing_a_loser_changes_nothing,
    nearest_to_the_mean,
    u2_unnamed,
)
from tests.sheets import MODEL

pytestmark = [pytest.mark.exhaustive, pytest.mark.xdist_group("proof")]

SITUATIONS = Path(__file__).parent.parent / "decision" / "situations.toml"


@pytest.mark.parametrize("property_", PROPERTIES, ids=lambda property_: property_.id)
def test_it_holds_on_every_sheet(property_, everything, report):
    assert property_.check(everything) == 0
    report(property_.id, property_.says, EVERY)


@pytest.mark.parametrize("property_", [p for p in PROPERTIES if p.id != "IIA"], ids=lambda property_: property_.id)
def test_a_broken_model_turns_it_red(property_):
    assert property_.check(property_.broken()) > 0


def test_a_rule_that_looks_at_the_losers_turns_iia_red(everything):
    assert iia_removing_a_loser_changes_nothing(everything, nearest_to_the_mean) > 0


def test_each_of_the_five_is_sole_advice_in_a_plausible_situation(report):
    sole = set()
    for _, table in read(SITUATIONS).tables():
        outcome = standing(MODEL, table.table("answers").values)
        if outcome.closeness != "close_call":
            sole.add(outcome.leader)
    assert sole == set(MODEL.alternatives)
    report("P3", "each of the five is sole advice in a plausible situation", 28)


def test_the_golden_cube_is_what_the_tables_say(everything, report):
    assert np.array_equal(cube(MODEL), everything.leader)
    report("GOLD", "the committed cube is what the tables say", EVERY)


def test_a_changed_table_differs_from_the_golden_cube():
    changed = twin.leaders(without_veto(MODEL, "nomad-owner"))
    moves = blast_radius(MODEL, cube(MODEL), changed)
    assert moves
    assert all(move.after == "nomad" for move in moves)
    assert sum(move.sheets for move in moves) == np.count_nonzero(changed != cube(MODEL))


def test_naming_kubernetes_beside_the_leader_is_rare_and_the_engine_does_it(everything, report):
    unnamed = np.flatnonzero(u2_unnamed(everything))
    assert 0 < len(unnamed) < 20_000
    for index in unnamed[:: max(1, len(unnamed) // 500)]:
        assert set(advise(MODEL, everything.sheet(int(index))).also_named) & set(FAMILY)
    report("U2n", f"a name is added beside the leader on {len(unnamed):,} sheets", EVERY)


def test_the_order_in_the_files_does_not_matter(tmp_path, everything, report):
    assert np.array_equal(names(everything), names(Everything(load_folder(permuted(tmp_path)))))
    report("PERM", "the order of alternatives in the files does not matter", EVERY)


def test_another_tie_order_turns_perm_red(everything):
    turned = dict(reversed(MODEL.alternatives.items()))
    assert not np.array_equal(names(everything), names(Everything(dataclasses.replace(MODEL, alternatives=turned))))


def names(all_):
    """The leaders as positions in the alphabet, which no order in a file can touch."""
    alphabet = sorted(all_.order)
    return np.array([alphabet.index(name) for name in all_.order], np.uint8)[all_.leader]


def permuted(folder):
    """A copy of the edition with the columns of fits and the tables of alternatives turned round."""
    copy = folder / MODEL.edition
    shutil.copytree(EDITIONS / MODEL.edition, copy)
    fits = (copy / "fits.toml").read_text("utf-8")
    fits = re.sub(
        r"(?<=fit = \[)[^\]]*|(?<=columns = \[)[^\]]*", lambda m: ", ".join(reversed(m[0].split(", "))), fits
    )
    (copy / "fits.toml").write_text(fits, "utf-8")
    head, *tables = re.split(r"(?m)^(?=\[)", (copy / "alternatives.toml").read_text("utf-8"))
    (copy / "alternatives.toml").write_text(head + "\n".join(reversed(tables)), "utf-8")
    return copy


STRATIFIED = 200_000


def boundary(all_):
    """Flat indices of the sheets with a tie for the lead or a duel of exactly 55 : 45."""
    on_it = np.zeros(all_.leader.shape, bool)
    for at, first in enumerate(next(iter(MODEL.questions.values())).options):
        best = np.choose(all_.leader[at], [points[at] for points in all_.scores])
        for i in range(len(all_.order)):
            rival = ((all_.admissible[at] >> i & 1) > 0) & (all_.leader[at] != i)
            on_it[at] |= rival & (all_.scores[i][at] == best)
            for j in range(len(all_.order)):
                if i != j:
                    better = twin.margins(MODEL, first, all_.order[j], all_.order[i])
                    worse = twin.margins(MODEL, first, all_.order[i], all_.order[j])
                    exact = 10 * (better - worse) == better + worse
                    on_it[at] |= rival & (all_.leader[at] == j) & exact
    return np.flatnonzero(on_it)


def disagreements(all_, indices, model=MODEL):
    """How many of these sheets the engine and the twin see differently: leader, scores or close call."""
    leader, close = all_.leader.ravel(), all_.close.ravel()
    scores = [points.ravel() for points in all_.scores]
    different = 0
    for index in map(int, indices):
        outcome = standing(model, all_.sheet(index))
        same = (
            outcome.leader == all_.order[leader[index]]
            and all_.bits(outcome.close_call) == close[index]
            and all(outcome.scores[key] == points[index] for key, points in zip(all_.order, scores, strict=True))
        )
        different += not same
    return different


@pytest.mark.xdist_group("twin")
def test_the_engine_and_its_twin_agree(everything, report):
    stratified = np.linspace(0, EVERY - 1, STRATIFIED).astype(int)
    on_boundary = boundary(everything)
    assert len(on_boundary) > 44_000
    assert disagreements(everything, np.union1d(stratified, on_boundary)) == 0
    report(
        "TWIN",
        f"engine and twin agree, {len(on_boundary):,} boundary sheets among them",
        len(np.union1d(stratified, on_boundary)),
    )


@pytest.mark.xdist_group("twin")
def test_an_engine_with_another_table_disagrees_with_the_twin(everything):
    assert disagreements(everything, range(0, EVERY, 40_000), favouring(MODEL, "nomad")) > 0


@pytest.mark.xdist_group("twin")
def test_every_flip_flips_and_none_is_missed_by_the_cube_s_word(everything, report):
    looked_at = np.linspace(0, EVERY - 1, 4_000).astype(int)
    for index in looked_at:
        sheet = everything.sheet(int(index))
        at = np.unravel_index(int(index), everything.leader.shape)
        found = {(f.changes[0].question, f.changes[0].to): f.recommended for f in flips(MODEL, sheet)}
        for axis, (key, question) in enumerate(MODEL.questions.items()):
            for level, option in enumerate(question.options):
                there = everything.leader[(*at[:axis], level, *at[axis + 1 :])]
                if there != everything.leader[at]:
                    assert found.pop((key, option)) == everything.order[there]
        assert not found
    report("FLIP", "every flip reported does flip, and none is missed", len(looked_at) * 34)

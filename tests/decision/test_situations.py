"""The situations and thresholds that the advice must hold for, read from tables."""

from pathlib import Path

import pytest

from advisor.decision.advice import advise
from advisor.decision.scoring import fired
from advisor.decision.tables import read
from tests.sheets import MODEL

HERE = Path(__file__).parent
SITUATIONS = {name: table.values for name, table in read(HERE / "situations.toml").tables()}
THRESHOLDS = {name: table.values for name, table in read(HERE / "thresholds.toml").tables()}
BASE = THRESHOLDS.pop("base")["answers"]


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_advice_is_one_that_an_experienced_engineer_would_accept(name):
    situation = SITUATIONS[name]
    assert set(situation["answers"]) == set(MODEL.questions)
    assert advise(MODEL, situation["answers"]).recommended in situation["acceptable"]


def test_there_are_twenty_eight_situations():
    assert len(SITUATIONS) == 28


@pytest.mark.parametrize("name", THRESHOLDS)
def test_a_veto_fires_on_one_side_of_its_threshold_and_not_on_the_other(name):
    row = THRESHOLDS[name]
    ids = {veto.id for veto in fired(MODEL, BASE | row["changes"])}
    assert set(row.get("fires", [])) <= ids
    assert not set(row.get("spares", [])) & ids
    assert set(row.get("fires", []) + row.get("spares", [])) <= set(MODEL.vetoes)


def test_every_veto_has_rows_on_both_sides_of_its_threshold():
    fires = {id for row in THRESHOLDS.values() for id in row.get("fires", [])}
    spares = {id for row in THRESHOLDS.values() for id in row.get("spares", [])}
    assert fires == set(MODEL.vetoes)
    assert spares == set(MODEL.vetoes)

"""The figures on how firm the advice is: they are of the model that advises, and they are what it says."""

import numpy as np
import pytest
from django.test import Client

from advisor.decision.cube import cube
from advisor.decision.tables import read
from advisor.robustness import FILE, robustness
from scripts.robustness import Cube
from tests.sheets import MODEL


@pytest.fixture(scope="module")
def figures():
    return read(FILE)


def test_they_are_of_today_s_model_or_else_make_robustness_has_to_run(figures):
    assert figures.text("model") == MODEL.digest
    assert robustness(MODEL)


def test_how_often_each_leads_is_what_the_cube_says(figures):
    counted = np.bincount(cube(MODEL).ravel(), minlength=5)
    leads = figures.table("leads")
    assert [leads.whole(key) for key in MODEL.alternatives] == list(counted)
    assert counted.sum() == figures.whole("sheets") == MODEL.sheets


def test_the_method_page_prints_them():
    page, robust = Client().get("/method/").content.decode(), robustness(MODEL)
    for moved in (robust.tenth, robust.third, robust.notch):
        assert moved.most in page
        assert moved.median in page
    assert "no weight moves as much as the worst fit does" in page
    assert float(robust.third.most[:-2]) < float(robust.notch.most[:-2])
    assert f"{robust.close} of all sheets are a close call" in page


@pytest.mark.exhaustive
@pytest.mark.xdist_group("proof")
def test_the_worst_changes_move_as_much_as_is_said(figures):
    every = Cube(MODEL)
    third, notch = figures.table("weights_third"), figures.table("fits_notch")
    worst = max(every.moved_by_weight(third.text("where"), part) for part in (3, -3))
    assert worst == pytest.approx(float(third.number("most")), abs=1e-5)
    key, option, alternative = notch.text("where").split(", ")
    at = list(MODEL.alternatives).index(alternative)
    fit = MODEL.criteria[key].fits[option][alternative]
    moved = max(every.moved_by_fit(key, option, at, by) for by in (1, -1) if 0 <= fit + by <= 4)
    assert moved == pytest.approx(float(notch.number("most")), abs=1e-5)
    assert every.tied() == figures.whole("tied")

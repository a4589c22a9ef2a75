"""The figures on how firm the advice is: they are of the model that advises, and they are what it says."""

import numpy as np
import pytest
from django.test import Client

from advisor.decision.cube import cube
from advisor.decision.tables import read
from advisor.robustness import FILE, robustness
from scripts.robustness import measured
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
@pytest.mark.xdist_group("robustness")
def test_measured_again_every_figure_is_the_same():
    assert measured(MODEL) == FILE.read_text("utf-8")

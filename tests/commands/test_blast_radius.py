"""manage.py blast_radius: what a change of the model moves."""

import io
import shutil

import pytest
from django.core.management import CommandError, call_command

from advisor.decision import cube, loading
from advisor.decision.loading import EDITIONS
from tests.sheets import MODEL


@pytest.fixture
def editions(tmp_path, monkeypatch):
    """A folder of editions that a test may change; a cube that is written there need not be small."""
    monkeypatch.setattr(cube, "PRESET", 1)
    shutil.copytree(EDITIONS, tmp_path / "model")
    for module in (loading, cube, *_commands()):
        monkeypatch.setattr(module, "EDITIONS", tmp_path / "model")
    loading._load.cache_clear()
    yield tmp_path / "model"
    loading._load.cache_clear()


def _commands():
    from advisor.management.commands import blast_radius

    return [blast_radius]


def run(*arguments):
    out = io.StringIO()
    call_command("blast_radius", *arguments, stdout=out)
    return out.getvalue()


def change_a_weight(editions):
    fits = editions / MODEL.edition / "fits.toml"
    fits.write_text(fits.read_text("utf-8").replace("[services]\nweight = 14", "[services]\nweight = 20"), "utf-8")
    loading._load.cache_clear()


def test_an_unchanged_model_moves_nothing(editions):
    out = run()
    assert "0 of 6,480,000 sheets get other advice (0.00 %)." in out
    assert "0 situations of tests/decision/situations.toml get other advice." in out


def test_a_changed_weight_shows_moves_with_examples_and_situations(editions):
    change_a_weight(editions)
    out = run()
    assert "0 of 6,480,000" not in out
    assert "vps -> serverless: " in out
    assert out.count("services=") >= 5
    assert "situations of tests/decision/situations.toml" in out


def test_write_stores_the_new_cube_and_then_nothing_moves(editions):
    change_a_weight(editions)
    assert "Wrote cube.xz" in run("--write")
    assert "0 of 6,480,000 sheets get other advice" in run()


def test_without_a_cube_it_says_so(editions):
    (editions / MODEL.edition / "cube.xz").unlink()
    assert "has no cube" in run()


def test_an_unknown_edition_is_refused():
    with pytest.raises(CommandError, match="no edition"):
        run("--edition", "1999-01-01")

"""A second edition for tests: the newest one a while later, with one weight changed and every price refreshed."""

import re
import shutil
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

from advisor.costs import prices
from advisor.decision import cube, loading, twin
from advisor.decision.cube import CUBE, write_cube
from advisor.decision.loading import load_folder

MODEL, BOOK = "2027-05-24", "2027-05-20"
ROW, BEFORE, AFTER = "team", 8, 28
RETIRED, SUCCESSOR = "several-weekly", "often"
HOLDERS = (loading, cube)
"""The modules that know the folder of the editions."""


def write_second_edition(folder: Path, *, retire: bool = False) -> None:
    """Copies the product's editions to a folder and puts the second one beside them.

    With `retire` it also gives up an option, `several-weekly`, for another one.
    """
    shutil.copytree(loading.EDITIONS, folder / "model")
    shutil.copytree(prices.BOOKS, folder / "prices")
    newest = folder / "model" / MODEL
    shutil.copytree(folder / "model" / loading.editions()[-1], newest)
    fits = newest / "fits.toml"
    text, changed = re.subn(rf"(\[{ROW}\]\nweight = ){BEFORE}\b", rf"\g<1>{AFTER}", fits.read_text("utf-8"))
    assert changed == 1
    fits.write_text(text, "utf-8")
    if retire:
        for path in newest.glob("*.toml"):
            path.write_text(re.sub(rf"(?<![\w-]){RETIRED}(?![\w-])", SUCCESSOR, path.read_text("utf-8")), "utf-8")
    model = load_folder(newest)
    with patch.object(cube, "PRESET", 1):  # nobody keeps it
        write_cube(newest / CUBE, model, twin.leaders(model))
    _refresh(folder / "prices" / f"{prices.editions()[-1]}.toml", folder / "prices" / f"{BOOK}.toml")


def _refresh(old: Path, new: Path) -> None:
    """All prices a tenth dearer."""

    def dearer(found: re.Match[str]) -> str:
        return f"{found[1]}{Decimal(found[2]) * Decimal('1.1')}"

    text = re.sub(r"^(edition = \").*(\")", rf"\g<1>{BOOK}\g<2>", old.read_text("utf-8"), flags=re.M)
    text, changed = re.subn(r"^(amount = )([\d.]+)", dearer, text, flags=re.M)
    assert changed > 100
    new.write_text(text, "utf-8")


@contextmanager
def editions_in(folder: Path, monkeypatch):
    """The product with the editions of another folder."""
    with monkeypatch.context() as patched:
        for module in HOLDERS:
            patched.setattr(module, "EDITIONS", folder / "model")
        patched.setattr(prices, "BOOKS", folder / "prices")
        yield

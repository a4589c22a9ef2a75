"""S11: advise() against its limit and two other engines on the same tables, and the exhaustive proof."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from random import Random

from advisor.decision.advice import advise
from advisor.decision.flips import flips
from advisor.decision.model import Sheet
from advisor.decision.scoring import fired, leader, removed, scores
from bench.engines import publicodes, scikit_criteria
from bench.table import Row, at_most
from tests.production.running import ROOT
from tests.sheets import MODEL

SHEETS, ROUNDS = 24, 5
WITHOUT_VETOES = "scikit-criteria, points alone"
WITH_VETOES = "publicodes, points and vetoes"
STARTING = """
import time
from advisor.decision.loading import load_model
load_model()
print(time.process_time() * 1000)
"""


def rows() -> Iterator[Row]:
    """ms of CPU per advice, each the best of rounds that take turns; the proof unless PROOF=0."""
    yield from _engines()
    if os.environ.get("PROOF", "1") == "1":
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "-m", "exhaustive"]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        words = next(line for line in said.splitlines() if " checks, " in line).replace(",", "").split()
        yield at_most("S11", "exhaustive proof, seconds of CPU", float(words[2]), 1.0, "limit", 60)
        yield at_most("S11", "exhaustive proof, MB", float(words[4]), 1.0, "limit", 1500)


def _engines() -> Iterator[Row]:
    random = Random(11)
    asked = [{key: random.choice(list(q.options)) for key, q in MODEL.questions.items()} for _ in range(SHEETS)]
    every = [each for sheet in asked for each in (sheet, *_single_flips(sheet))]
    with publicodes(MODEL, every) as rules, scikit_criteria(MODEL, every) as matrices:
        same = _agreement(every, rules.work()[1], matrices.work()[1])
        works: dict[str, Callable[[], float]] = {
            "advise": lambda: _spent(lambda: [advise(MODEL, sheet) for sheet in asked]),
            "flips": lambda: _spent(lambda: [flips(MODEL, sheet) for sheet in asked]),
            "publicodes": lambda: rules.work()[0],
            "scikit-criteria": lambda: matrices.work()[0],
        }
        rounds = [{name: work() / SHEETS for name, work in works.items()} for _ in range(ROUNDS)]
        best = {name: min(each[name] for each in rounds) for name in works}
        starts = {WITH_VETOES: rules.start, WITHOUT_VETOES: matrices.start}
    yield at_most("S11", "advise() with all flips, ms of CPU", best["advise"], 1.0, "limit", 10)
    for against, name in ((WITH_VETOES, "publicodes"), (WITHOUT_VETOES, "scikit-criteria")):
        yield at_most("", "advise() with all flips", best["advise"], None, against, best[name])
        yield at_most("", "its flips alone", best["flips"], None, against, best[name])
    start = float(subprocess.run([sys.executable, "-c", STARTING], cwd=ROOT, capture_output=True, check=True).stdout)
    for against, theirs in starts.items():
        yield at_most("", "start with the model read, ms of CPU", start, None, against, theirs)
    yield at_most("", "sheets led by the best points, vetoes or not", same, None, "all sheets compared", len(every))


def _single_flips(sheet: Sheet) -> list[Sheet]:
    """The sheet with each answer changed to each other one."""
    return [
        {**sheet, key: option}
        for key, question in MODEL.questions.items()
        for option in question.options
        if option != sheet[key]
    ]


def _agreement(sheets: list[Sheet], rules: list[list], matrices: list[list]) -> int:
    """Holds both engines to our points and ranks; on how many sheets the points alone name our leader."""
    same = 0
    for sheet, ruled, (points, ranks) in zip(sheets, rules, matrices, strict=True):
        ours, out = scores(MODEL, sheet), removed(fired(MODEL, sheet))
        assert ruled == [None if key in out else score for key, score in ours.items()], sheet
        assert points == list(ours.values()), sheet
        better = sorted(set(points), reverse=True)
        assert ranks == [better.index(score) + 1 for score in points], sheet
        same += list(ours)[ranks.index(1)] == leader(MODEL, sheet)
    return same


def _spent(work: Callable[[], object]) -> float:
    """ms of CPU."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000

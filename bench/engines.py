"""publicodes and scikit-criteria on the tables of our model, each in a process of its own that works when asked."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from advisor.decision.model import Model, Sheet
from advisor.decision.scoring import option_of
from tests.production.running import ROOT

BENCH = ROOT / "bench"
CRITERIA_PYTHON = ROOT / ".venv-bench" / "bin" / "python"


class Engine:
    """A process that evaluates its sheets once for each line; `start` is what starting it cost, in ms of CPU."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.start: float = self._said()["ms"]

    def work(self) -> tuple[float, list[Any]]:
        """ms of CPU for all sheets, and what was found for each."""
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        said = self._said()
        return said["ms"], said["found"]

    def _said(self) -> dict[str, Any]:
        line = self._process.stdout.readline()
        assert line, "the other engine stopped; see above, and run `make setup-bench` where it is not installed"
        return json.loads(line)


@contextmanager
def publicodes(model: Model, sheets: Sequence[Sheet]) -> Iterator[Engine]:
    """Finds for each sheet the points of every alternative in tie order, None where a veto rules it out."""
    job = {
        "rules": publicodes_rules(model),
        "outcomes": [f"score {_name(key)}" for key in model.alternatives],
        "situations": [{key: f"'{option}'" for key, option in sheet.items()} for sheet in sheets],
    }
    with _running(["node", str(BENCH / "publicodes" / "evaluate.mjs")], job) as engine:
        yield engine


@contextmanager
def scikit_criteria(model: Model, sheets: Sequence[Sheet]) -> Iterator[Engine]:
    """Finds for each sheet the points of every alternative in tie order, and its rank; it knows no vetoes."""
    rows = model.criteria.values()
    job = {
        "weights": [row.weight for row in rows],
        "matrices": [
            [[row.fits[option_of(row, sheet)][key] for row in rows] for key in model.alternatives] for sheet in sheets
        ],
    }
    with _running([str(CRITERIA_PYTHON), str(BENCH / "criteria.py")], job) as engine:
        yield engine


def publicodes_rules(model: Model) -> dict[str, Any]:
    """The scorecard and the vetoes as a publicodes model; reasons, duels and what is open are left out."""
    rules: dict[str, Any] = {
        key: {"question": question.wording, "par défaut": f"'{next(iter(question.options))}'"}
        for key, question in model.questions.items()
    }
    holds = (_is_one_of(key, line.options) for key, line in model.checklist.items())
    rules["lines that hold"] = {"somme": [{"variations": [{"si": line, "alors": 1}, {"sinon": 0}]} for line in holds]}
    for veto in model.vetoes.values():
        premises: list[Any] = [_is_one_of(key, options) for key, options in veto.when.items()]
        if veto.use_when_below is not None:
            premises.append(f"lines that hold < {veto.use_when_below}")
        rules[_veto(veto.id)] = {"toutes ces conditions": premises}
    for key in model.alternatives:
        barring = [_veto(veto.id) for veto in model.vetoes.values() if key in veto.removes]
        rules[f"score {_name(key)}"] = {
            "somme": [_points(model, row, key) for row in model.criteria],
            "non applicable si": {"une de ces conditions": barring or ["non"]},
        }
    return rules


def _points(model: Model, row: str, alternative: str) -> Any:
    """The points of a row: a number where they do not depend on the answer."""
    criterion = model.criteria[row]
    points = {option: criterion.weight * fits[alternative] for option, fits in criterion.fits.items()}
    if len(set(points.values())) == 1:
        return next(iter(points.values()))
    return {"variations": [{"si": f"{row} = '{option}'", "alors": number} for option, number in points.items()]}


def _is_one_of(question: str, options: Iterable[str]) -> dict[str, list[str]]:
    return {"une de ces conditions": [f"{question} = '{option}'" for option in sorted(options)]}


def _name(key: str) -> str:
    return key.replace("_", " ")


def _veto(id: str) -> str:
    return f"veto {_name(id).lower()}"


@contextmanager
def _running(command: list[str], job: dict[str, Any]) -> Iterator[Engine]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "job.json"
        file.write_text(json.dumps(job), "utf-8")
        process = subprocess.Popen(
            [*command, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        try:
            yield Engine(process)
        finally:
            process.stdin.close()
            process.wait(10)

"""Ranks decision matrices with scikit-criteria, once for each line that comes in; runs in .venv-bench.

It says what it found and how many ms of CPU that took; the first line that it says is what the start has cost.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from skcriteria import mkdm
from skcriteria.agg.simple import WeightedSumModel


def main(job: dict) -> None:
    """`job` holds weights and matrices, one row an alternative and one column a criterion."""
    model, weights = WeightedSumModel(), job["weights"]
    goals = [max] * len(weights)
    print(json.dumps({"ms": time.process_time() * 1000}), flush=True)
    for _ in sys.stdin:
        before = time.process_time()
        ranked = [model.evaluate(mkdm(matrix, goals, weights=weights)) for matrix in job["matrices"]]
        spent = (time.process_time() - before) * 1000
        found = [[each.e_.score.tolist(), each.rank_.tolist()] for each in ranked]
        print(json.dumps({"ms": spent, "found": found}), flush=True)


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text("utf-8")))

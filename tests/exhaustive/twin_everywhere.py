"""Compares the engine with its twin on every answer sheet; prints progress and the count of differences."""

import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from tests.exhaustive.everything import Everything
from tests.exhaustive.test_proof import disagreements
from tests.sheets import MODEL

PARTS = 200


def main() -> None:
    """Exits with status 1 when a sheet is seen differently."""
    different = 0
    with ProcessPoolExecutor(2, initializer=begin) as pool:
        for done, found in enumerate(pool.map(part, np.array_split(np.arange(MODEL.sheets), PARTS)), start=1):
            different += found
            print(
                f"\r{100 * done // PARTS} % of {MODEL.sheets:,} sheets, {different} differences", end="", flush=True
            )
    print()
    sys.exit(bool(different))


def begin() -> None:
    """Scores everything once in each process."""
    globals()["EVERYTHING"] = Everything(MODEL)


def part(indices: np.ndarray) -> int:
    """The differences among some sheets."""
    return disagreements(globals()["EVERYTHING"], indices)


if __name__ == "__main__":
    main()

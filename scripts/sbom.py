"""Writes the list of parts (CycloneDX) of what the product runs with; its parts are those of the lock file."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.txt"
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.M)


def parts_of_lock() -> set[tuple[str, str]]:
    """Name and version of every package in the lock file."""
    return set(PIN.findall(LOCK.read_text("utf-8")))


def parts_of_list(path: Path) -> set[tuple[str, str]]:
    """Name and version of every part in a list."""
    return {(part["name"], part["version"]) for part in json.loads(path.read_text("utf-8"))["components"]}


def write(path: Path) -> None:
    """Writes the list, validated against its schema."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tool = Path(sys.executable).parent / "cyclonedx-py"
    options = ["--of", "JSON", "--sv", "1.6", "--output-reproducible", "--validate", "--output-file", str(path)]
    subprocess.run([tool, "requirements", str(LOCK), *options], check=True, capture_output=True)


def main(path: Path) -> int:
    """Writes the list and says how many parts it has; 1 if they are not those of the lock file."""
    write(path)
    listed, locked = parts_of_list(path), parts_of_lock()
    print(f"{path}: {len(listed)} parts, {'as locked' if listed == locked else f'not as locked: {listed ^ locked}'}")
    return int(listed != locked)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

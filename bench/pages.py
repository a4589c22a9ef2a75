"""What a page weighs and how Lighthouse and pa11y judge it: `make bench-pages`; medians of five runs.

Lighthouse and pa11y come from npm and use the system's Chromium.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.serving import CHROMIUM, chromium, first_load, server
from scripts.screenshots import PAGES

LIGHTHOUSE, PA11Y = "lighthouse@12.8.2", "pa11y@9.0.1"
RUNS, ATTEMPTS = 5, 3
JUDGED = ("performance", "accessibility", "best-practices")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
SKIPPED = {"error", "missing"}
"""Pages that answer with an error on purpose; Lighthouse refuses those."""


def main() -> int:
    """Prints a table a page, and returns how many pages miss a target."""
    missed = 0
    print(f"{'page':16} {'requests':>8} {'bytes':>9}  {'perf':>5} {'a11y':>5} {'best':>5} {'CLS':>6}  pa11y")
    with server() as address:
        for name, (_, path) in PAGES.items():
            with chromium() as browser:
                loaded = first_load(browser, address, path)
            complaints = pa11y(address + path)
            scores, shift = ([], 0.0) if name in SKIPPED else lighthouse(address + path)
            wanted = (0.98, 1.0, 1.0)
            missed += bool(complaints) or shift > 0 or any(s < w for s, w in zip(scores, wanted, strict=False))
            judged = " ".join(f"{score:5.2f}" for score in scores) or " " * 17
            print(
                f"{name:16} {len(loaded):8} {sum(loaded.values()):9,}  {judged} {shift:6.3f}  {len(complaints)}",
                flush=True,
            )
            for complaint in complaints:
                print(f"    {complaint['code']}: {complaint['context'][:100]}")
    return missed


def lighthouse(url: str) -> tuple[list[float], float]:
    """The medians of the judged categories, and of the layout shift."""
    runs = [_lighthouse_once(url) for _ in range(RUNS)]
    scores = [statistics.median(run["categories"][key]["score"] for run in runs) for key in JUDGED]
    return scores, statistics.median(run["audits"]["cumulative-layout-shift"]["numericValue"] for run in runs)


def _lighthouse_once(url: str) -> dict:
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = ["npx", "--yes", LIGHTHOUSE, url, "--quiet", "--output=json", f"--output-path={out.name}"]
        command += [f"--chrome-flags={FLAGS}", f"--only-categories={','.join(JUDGED)}"]
        for attempt in range(ATTEMPTS):  # now and then it loses its browser before it has begun
            environment = os.environ | {"CHROME_PATH": CHROMIUM}
            last = attempt == ATTEMPTS - 1
            if not subprocess.run(command, env=environment, check=last, capture_output=True, timeout=180).returncode:
                break
        return json.loads(Path(out.name).read_text())


def pa11y(url: str) -> list[dict]:
    """What pa11y complains of at WCAG 2 AA."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as config:
        launch = {"executablePath": CHROMIUM, "args": ["--no-sandbox", "--disable-gpu"]}
        json.dump({"chromeLaunchConfig": launch, "ignore": []}, config)
        config.flush()
        command = ["npx", "--yes", PA11Y, "--reporter", "json", "--config", config.name, url]
        environment = os.environ | {"PUPPETEER_SKIP_DOWNLOAD": "1"}
        result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180)
    if result.returncode not in {0, 2}:
        raise RuntimeError(f"pa11y failed: {result.stderr[-500:]}")
    return json.loads(result.stdout)


if __name__ == "__main__":
    sys.exit(main())

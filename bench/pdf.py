"""The report against Chromium printing the same HTML: time, memory, cache and isolation, each as a ratio in one run.

Run it with `make bench-pdf`. Every target is a ratio of two things measured side by side; absolute times depend on
the machine.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

ROUNDS = 5
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "chromium"
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def main() -> None:
    """Prints one table: figure, target, reference, ratio, and whether the target is reached."""
    import django

    django.setup()
    rows = [*against_chromium(), cached(), isolation()]
    print(f"{'figure':46} {'measured':>12} {'reference':>12} {'ratio':>7} {'target':>7}")
    for figure, measured, reference, target in rows:
        ratio = measured / reference
        verdict = "reached" if ratio <= target else "MISSED"
        print(f"{figure:46} {measured:12.4g} {reference:12.4g} {ratio:7.3f} {target:7.2f} {verdict}")


def against_chromium():
    """S8: warm against warm, warm against cold, and peak memory."""
    from playwright.sync_api import sync_playwright

    from advisor.report.rendering import render
    from advisor.report.report import job
    from tests.report.situations import SITUATIONS

    task = job(SITUATIONS["team"])
    with tempfile.TemporaryDirectory() as folder:
        page_file = Path(folder) / "report.html"
        style = (
            (ROOT / "static/css/report.css").read_text().replace("../fonts/", (ROOT / "static/fonts").as_uri() + "/")
        )
        page_file.write_text(task.html.replace("</head>", f"<style>{style}</style></head>"))
        cold = statistics.median(_seconds(lambda: _chromium_cold(page_file, folder)) for _ in range(ROUNDS))
        render(task)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            tab = browser.new_page()

            def warm_chromium() -> None:
                tab.goto(page_file.as_uri())
                tab.pdf(format="A4", tagged=True)

            warm_chromium()
            ours, theirs = [], []
            for _ in range(ROUNDS):
                ours.append(_seconds(lambda: render(task)))
                theirs.append(_seconds(warm_chromium))
            memory = _memory_of_chromium()
            browser.close()
    warm = statistics.median(ours)
    yield "S8 warm, seconds, Chromium warm", warm, statistics.median(theirs), 2.0
    yield "S8 warm, seconds, Chromium cold", warm, cold, 0.6
    yield "S8 peak memory, MB, Chromium's processes", _memory_of_renderer(), memory, 0.25


def _chromium_cold(page_file: Path, folder: str) -> None:
    profile = tempfile.mkdtemp(dir=folder)
    command = [CHROMIUM, *QUIET, f"--user-data-dir={profile}", f"--print-to-pdf={folder}/out.pdf", page_file.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def _memory_of_chromium() -> float:
    """Proportional set size of all Chromium processes, MB."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/smaps_rollup"):
        try:
            if b"chromium" in (status.parent / "cmdline").read_bytes():
                total += next(
                    int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("Pss:")
                )
        except OSError:
            continue
    return total / 1024


def _memory_of_renderer() -> float:
    """Peak resident memory of a process that renders one report, MB."""
    code = (
        "import resource, pickle, sys; sys.path.insert(0, '.')\n"
        "from advisor.report.rendering import render\n"
        "render(pickle.load(sys.stdin.buffer))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    import pickle

    from advisor.report.report import job
    from tests.report.situations import SITUATIONS

    task = pickle.dumps(job(SITUATIONS["team"]))
    return float(
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, input=task, capture_output=True, check=True).stdout
    )


def cached():
    """S9: a cached report against a first one."""
    from django.test import Client

    from advisor.report.report import renderers
    from tests.sheets import sheet

    client = Client(SERVER_NAME="localhost")
    assert client.get("/advice.pdf", sheet(ops="one")).status_code == 200  # starts the processes
    first = _seconds(lambda: client.get("/advice.pdf", sheet()))
    again = statistics.median(_seconds(lambda: client.get("/advice.pdf", sheet())) for _ in range(ROUNDS))
    renderers().stop()
    return "S9 cached, seconds, first rendering", again, first, 0.02


def isolation():
    """S10: the 95th percentile of a question's seconds while 20 reports are asked for, against idle."""
    import urllib.request

    from tests.sheets import MODEL, sheet

    port = 8790
    options = ["--bind", f"127.0.0.1:{port}", "--threads", "8", "--no-control-socket", "--log-level", "error"]
    command = [sys.executable, "-m", "gunicorn", "advisor.wsgi", *options]
    server = subprocess.Popen(command, cwd=ROOT)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{base}/", timeout=1)
                break
            except OSError:
                time.sleep(0.1)

        def step() -> float:
            return _seconds(lambda: urllib.request.urlopen(f"{base}/questions/?services=3-9", timeout=30).read())

        def report(number: int) -> None:
            reasons, teams = list(MODEL.questions["reason"].options), list(MODEL.questions["team"].options)
            asked = sheet(reason=reasons[number % 5], team=teams[number // 5 % 5])
            with contextlib.suppress(OSError):  # a 503 is the pool's honest answer
                urllib.request.urlopen(f"{base}/advice.pdf?{urlencode(asked)}", timeout=60).read()

        report(0)
        idle = [step() for _ in range(200)]
        threads = [threading.Thread(target=report, args=[number]) for number in range(1, 21)]
        for thread in threads:
            thread.start()
        busy = []
        while any(thread.is_alive() for thread in threads):
            busy.append(step())
        for thread in threads:
            thread.join()
    finally:
        server.terminate()
        server.wait(10)
    return "S10 p95 of a step during 20 reports, s, idle", _p95(busy), _p95(idle), 2.0


def _p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * len(values))]


def _seconds(action) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()

"""Mixed load for half an hour: memory and open files of each worker, and every answer. Run it with `make soak`."""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

from tests.faults.fleet import ask
from tests.production.running import fetch, free_port, replica, wait_until
from tests.sheets import MODEL

WORKERS, CLIENTS, PAUSE = 2, 6, 0.02
PATIENCE = 90
"""Seconds that a client waits; whoever stands in the queue for a report gets 503 after 70 at the latest."""
LOG = Path("var/soak.log")
SETTLE = 3
"""Minutes at the start that are left out of the slope: caches fill."""


def address(source: random.Random) -> str:
    """Mostly pages of sheets that nobody has asked for before; now and then a report or something wrong."""
    answers = {
        key: source.choice([*q.options, "unsure"]) for key, q in MODEL.questions.items() if source.random() < 0.8
    }
    query = urlencode(answers)
    pages = [f"/questions/?{query}", f"/advice/?{query}", f"/advice.json?{query}", f"/embed/?{query}"]
    rare = ["/", "/method/", "/prices/", "/nowhere/", "/advice/?x=1", f"/advice.pdf?{query}"]
    return source.choice(pages) if source.random() < 0.9 else source.choice(rare)


def workers(pid: int) -> list[int]:
    """The worker processes of a server, its renderers left out: they are replaced by design."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if b"gunicorn" in Path(f"/proc/{child}/cmdline").read_bytes()]


def memory(pid: int) -> float:
    """Resident memory, MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def slope(points: list[tuple[float, float]]) -> float:
    """The least-squares slope of y over x."""
    middle = [sum(column) / len(points) for column in zip(*points, strict=True)]
    above = sum((x - middle[0]) * (y - middle[1]) for x, y in points)
    return above / (sum((x - middle[0]) ** 2 for x, _ in points) or 1)


def is_failure(answer: str) -> bool:
    """Whether a status, or the name of an error, is one that nobody should get; a report without a place gets 503."""
    return answer[0].isalpha() or (answer[0] == "5" and answer != "503")


def main(minutes: float) -> int:
    """Prints a row a minute and the verdict; 1 if a target was missed."""
    port, answers, stop, failed = free_port(), Counter(), threading.Event(), []
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("wb") as log, replica(port, log=log, ADVISOR_WORKERS=str(WORKERS)) as server:
        wait_until(lambda: len(workers(server.pid)) == WORKERS)
        pids = workers(server.pid)
        fetch(port, "/")

        def client(seed: int) -> None:
            source = random.Random(seed)
            while not stop.is_set():
                path = address(source)
                answer = ask(port, path, PATIENCE)[0]
                answers[answer] += 1
                if is_failure(answer):
                    failed.append(f"{answer} {path}")
                time.sleep(PAUSE)

        threads = [threading.Thread(target=client, args=[seed], daemon=True) for seed in range(CLIENTS)]
        for thread in threads:
            thread.start()
        began, rows = time.monotonic(), []
        print(
            f"{time.strftime('%Y-%m-%d %H:%M')}, {os.process_cpu_count()} cores, `make soak`, {minutes:g} minutes\n"
        )
        print(f"{'minute':>6} {'requests':>9} {'memory of each worker, MB':28} {'open files':12} answers")
        while (passed := (time.monotonic() - began) / 60) < minutes:
            time.sleep(min(60, minutes * 60 - passed * 60))
            sizes = [memory(pid) for pid in pids]
            files = [len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in pids]
            rows.append(((time.monotonic() - began) / 60, sizes, files))
            shown = " ".join(f"{size:7.1f}" for size in sizes)
            print(
                f"{rows[-1][0]:6.1f} {sum(answers.values()):9,} {shown:28} {files!s:12} {dict(answers)}", flush=True
            )
        stop.set()
        for thread in threads:
            thread.join(90)
        same = workers(server.pid) == pids
    settled = [row for row in rows if row[0] > SETTLE] or rows
    slopes = [slope([(minute, sizes[i]) for minute, sizes, _ in settled]) for i in range(len(pids))]
    growth = max(row[2][i] for row in settled for i in range(len(pids))) - min(min(row[2]) for row in settled)
    print(f"\nmemory: {max(slopes):.3f} MB a minute at most (target < 1)")
    print(f"failures: {'; '.join(failed) or 'none'}; same workers: {same}")
    print(f"503 for reports without a place: {answers['503']}")
    print(f"open files: {growth} between least and most")
    return int(max(slopes) >= 1 or bool(failed) or not same or growth > 64)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))

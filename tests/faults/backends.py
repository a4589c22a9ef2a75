"""What a replica needs now and then fails: Redis, the renderers, the disk. Pages have to go on."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.fleet import PAGES, REPORT, ask, ask_many, renderers_of, under_load
from tests.faults.replicas import Row
from tests.production.running import free_port, redis_server, replica, wait_until

ASKED = 1_000


def redis(folder: Path) -> Iterator[Row]:
    """Redis slow, hung and stopped: reports are limited and answered, pages do not notice."""
    with redis_server(folder) as (address, server), slow(int(address.split(":")[2].split("/")[0])) as (detour, delay):
        port = free_port()
        with replica(port, ADVISOR_REDIS=f"redis://127.0.0.1:{detour}/0", ADVISOR_PDF_PER_MINUTE="100000"):
            wait_until(lambda: ask(port, REPORT)[0] == "200", 200)
            for name, begin in (
                ("slow (0.1 s)", lambda: delay.__setitem__(0, 0.1)),
                ("very slow (2 s)", lambda: delay.__setitem__(0, 2.0)),
                ("hung", lambda: (delay.__setitem__(0, 0.0), os.kill(server.pid, signal.SIGSTOP))),
                ("stopped", lambda: (os.kill(server.pid, signal.SIGCONT), server.terminate(), server.wait(10))),
            ):
                begin()
                yield from _goes_on(port, f"Redis {name}")


def _goes_on(port: int, name: str) -> Iterator[Row]:
    pages = ask_many(port, PAGES, ASKED)
    yield f"{name}: pages answered", f"{pages.answers['200']:,} of {ASKED:,}", "all", pages.answers["200"] == ASKED
    reports = ask_many(port, [REPORT], 40, clients=4)
    worst = max(reports.seconds)
    good = reports.answers["200"] == 40 and worst < 2
    yield (
        f"{name}: reports answered, longest wait",
        f"{reports.answers['200']} of 40, {worst:.2f} s",
        "all, < 2 s",
        good,
    )


def renderers(folder: Path) -> Iterator[Row]:
    """The renderers hung, then killed: reports say 503 and when to come back, pages do not notice, and it heals."""
    port = free_port()
    with replica(port, ADVISOR_WORKERS="1", ADVISOR_PDF_SECONDS="6", ADVISOR_PDF_WORKERS="2") as server:
        wait_until(lambda: ask(port, "/advice.pdf?ops=part")[0] == "200", 90)
        for pid in renderers_of(server.pid):
            os.kill(pid, signal.SIGSTOP)
        others = [f"/advice.pdf?ops=none&team={team}" for team in ("1", "2-3", "4-10", "11-40", "41-up")]
        with under_load(port, others, clients=5, at_most=40) as reports:
            pages = ask_many(port, PAGES, ASKED)
            time.sleep(20)
        yield (
            "renderers hung: pages answered",
            f"{pages.answers['200']:,} of {ASKED:,}",
            "all",
            pages.answers["200"] == ASKED,
        )
        answered = set(reports.answers) <= {"200", "503"}
        yield "renderers hung: reports said", str(dict(reports.answers)), "503 or 200, nothing else", answered
        began = time.monotonic()
        wait_until(lambda: ask(port, "/advice.pdf?ops=crew")[0] == "200", 120)
        waited = time.monotonic() - began
        yield "renderers hung: a report again after", f"{waited:.1f} s", "< 60 s", waited < 60
        for pid in renderers_of(server.pid):
            os.kill(pid, signal.SIGKILL)
        began = time.monotonic()
        wait_until(lambda: ask(port, "/advice.pdf?ops=one")[0] == "200", 60)
        yield (
            "renderers killed: a report again after",
            f"{time.monotonic() - began:.1f} s",
            "< 30 s",
            time.monotonic() - began < 30,
        )


def disk(folder: Path) -> Iterator[Row]:
    """The server's disk is full: reports are made and not kept."""
    scratch, port = folder / "scratch", free_port()
    scratch.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", str(scratch)]).returncode:
        yield "disk full", "a small disk could not be mounted: it needs root", "-", False
        return
    try:
        with (scratch / "fill").open("wb", buffering=0) as file:
            try:
                while file.write(b"0" * 4096):
                    pass
            except OSError:
                pass
        with replica(port, ADVISOR_SCRATCH=str(scratch), TMPDIR=str(scratch), ADVISOR_PDF_SECONDS="120"):
            reports = [ask(port, REPORT, timeout=90)[0] for _ in range(2)]
            pages = ask_many(port, PAGES, ASKED)
    finally:
        subprocess.run(["umount", str(scratch)], check=True)
    yield "disk full: pages answered", f"{pages.answers['200']:,} of {ASKED:,}", "all", pages.answers["200"] == ASKED
    yield "disk full: reports said", ", ".join(reports), "200", set(reports) == {"200"}


def stampede(folder: Path) -> Iterator[Row]:
    """200 clients ask one server for one report that nobody has made."""
    port, figures = free_port(), free_port()
    own = {"ADVISOR_WORKERS": "2", "ADVISOR_METRICS_BIND": f"127.0.0.1:{figures}", "ADVISOR_PDF_SECONDS": "120"}
    with replica(port, **own):
        wait_until(lambda: ask(port, "/advice.pdf?ops=none")[0] == "200", 200)  # starts the renderers of one worker
        before = _made(figures)
        waiting, statuses = threading.Barrier(200), []

        def client() -> None:
            waiting.wait(60)
            for _ in range(30):
                answer = ask(port, REPORT)[0]
                if answer != "503":
                    break
                time.sleep(1)
            statuses.append(answer)

        threads = [threading.Thread(target=client) for _ in range(200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        renderings = _made(figures) - before
    yield "stampede of 200 clients on one report: renderings", f"{renderings:.0f}", "1", renderings == 1
    yield (
        "stampede: clients with the report in the end",
        f"{statuses.count('200')} of 200",
        "all",
        statuses.count("200") == 200,
    )


def _made(figures: int) -> float:
    text = urllib.request.urlopen(f"http://127.0.0.1:{figures}/metrics", timeout=5).read().decode()
    found = re.search(r'^advisor_reports_total\{how="made"\} (\S+)', text, re.M)
    return float(found[1]) if found else 0


@contextmanager
def slow(port: int) -> Iterator[tuple[int, list[float]]]:
    """A detour to a port: its own port, and a list with the seconds that it adds to each answer."""
    delay, closing = [0.0], threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)

    def pump(source: socket.socket, target: socket.socket, wait: bool) -> None:
        try:
            while data := source.recv(65536):
                if wait:
                    time.sleep(delay[0])
                target.sendall(data)
        except OSError:
            pass
        finally:
            for each in (source, target):
                each.close()

    def accept() -> None:
        while not closing.is_set():
            try:
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", port), timeout=1)
                server.settimeout(None)
            except TimeoutError:
                continue
            except OSError:
                client.close()
                continue
            for ends in ((client, server, False), (server, client, True)):
                threading.Thread(target=pump, args=ends, daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], delay
    finally:
        closing.set()
        thread.join()
        listener.close()

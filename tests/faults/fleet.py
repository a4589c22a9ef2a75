"""Replicas behind the shipped proxy settings, and clients that count what they get. All of it on 127.0.0.1."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.production.running import ROOT, fetch, free_port, replica, running, wait_until
from tests.sheets import sheet

QUERY = urlencode(sheet())
PAGES = [
    "/",
    "/questions/",
    "/questions/?services=3-9&team=4-10",
    f"/advice.json?{QUERY}",
    "/method/",
    "/embed/?ops=none",
]
REPORT = f"/advice.pdf?{QUERY}"


@dataclass
class Fleet:
    """Replicas by number, their ports, and the port of the proxy before them."""

    ports: list[int]
    proxy: int
    options: dict[str, str]
    stack: ExitStack
    processes: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, number: int, root: Path = ROOT, **options: str) -> None:
        """Starts a replica, which may differ in version and environment."""
        own = self.options | options
        self.processes[number] = self.stack.enter_context(replica(self.ports[number], root=root, **own))
        wait_until(lambda: fetch(self.ports[number], "/readyz")[0] == 200)

    def kill(self, number: int) -> None:
        """Ends all processes of a replica at once, as when its machine goes dark."""
        for pid in [self.processes[number].pid, *descendants(self.processes[number].pid)]:
            os.kill(pid, signal.SIGKILL)
        self.processes[number].wait()

    def stop(self, number: int) -> None:
        """Tells a replica to stop, and waits until it has."""
        self.processes[number].terminate()
        self.processes[number].wait(40)


@contextmanager
def fleet(folder: Path, replicas: int = 3, **options: str) -> Iterator[Fleet]:
    """So many replicas of one worker each, behind Caddy with the shipped settings."""
    ports, proxy = [free_port() for _ in range(replicas)], free_port()
    upstreams = " ".join(f"127.0.0.1:{port}" for port in ports)
    file = folder / f"Caddyfile-{proxy}"
    settings = ROOT / "deploy" / "caddy" / "replicas.caddy"
    file.write_text(
        "{\n\tadmin off\n\tauto_https off\n}\n"
        f"http://127.0.0.1:{proxy} {{\n\treverse_proxy {upstreams} {{\n\t\timport {settings}\n\t}}\n}}\n"
    )
    own = {"ADVISOR_WORKERS": "1", "ADVISOR_PROXY_HOPS": "1", "ADVISOR_ORIGIN": f"http://127.0.0.1:{proxy}"}
    own["ADVISOR_PDF_SECONDS"] = "120"  # a test machine may be busy
    with ExitStack() as stack:
        made = Fleet(ports, proxy, own | options, stack)
        for number in range(replicas):
            made.start(number)
        command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)]
        environment = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        stack.enter_context(running(command, proxy, environment, log=subprocess.DEVNULL))
        yield made


@dataclass
class Load:
    """What clients got: statuses, or the names of errors, and seconds per answer."""

    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """Answers other than 200, 304 or a redirect, and requests without any."""
        return sum(count for answer, count in self.answers.items() if answer[0] not in "23")

    def p95(self) -> float:
        """Seconds within which 95 of 100 were answered."""
        return sorted(self.seconds)[int(0.95 * len(self.seconds))]

    def note(self, answer: str, seconds: float) -> None:
        """Counts one answer."""
        self.answers[answer] += 1
        self.seconds.append(seconds)


def ask(port: int, path: str, timeout: float = 60) -> tuple[str, float, bytes]:
    """Status or name of the error, seconds and body of one request on a connection of its own."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Host": f"127.0.0.1:{port}"})
        response = connection.getresponse()
        return str(response.status), time.perf_counter() - began, response.read()
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__, time.perf_counter() - began, b""
    finally:
        connection.close()


def ask_many(port: int, paths: list[str], count: int, clients: int = 8) -> Load:
    """So many requests from so many clients at once, over these paths in turn."""
    load, numbers, lock = Load(), iter(range(count)), threading.Lock()

    def client() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            answer, seconds, _ = ask(port, paths[number % len(paths)])
            with lock:
                load.note(answer, seconds)

    _together(client, clients)
    return load


@contextmanager
def under_load(port: int, paths: list[str] = PAGES, clients: int = 8, at_most: float = 90) -> Iterator[Load]:
    """Clients that ask without a pause until the block ends, or after so many seconds by themselves."""
    load, lock, stop = Load(), threading.Lock(), threading.Event()
    ends = time.monotonic() + at_most

    def client(number: int) -> None:
        turn = number
        while not stop.is_set() and time.monotonic() < ends:
            answer, seconds, _ = ask(port, paths[turn % len(paths)])
            turn += 1
            with lock:
                load.note(answer, seconds)

    threads = [threading.Thread(target=client, args=[number]) for number in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _together(work, count: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def descendants(pid: int) -> list[int]:
    """All processes below one of ours."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


def renderers_of(pid: int) -> list[int]:
    """The processes below a server that render reports: Python's spawned ones."""
    return [each for each in descendants(pid) if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]

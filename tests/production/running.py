"""Servers for tests: they listen on free ports of this machine and end with the block."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
GUNICORN = [sys.executable, "-m", "gunicorn", "-c", "python:advisor.production.gunicorn"]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(happens, seconds: float = 60) -> None:
    """Returns when it does; fails after so many seconds."""
    ends = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < ends, f"it has not happened within {seconds} s"
        time.sleep(0.05)


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str] | None = None, log=None, cwd=ROOT):
    """A process that listens on that port; it is ended by its id."""
    process = subprocess.Popen(command, cwd=cwd, env=os.environ | (environment or {}), stdout=log, stderr=log)
    try:
        wait_until(lambda: listens(port) or process.poll() is not None)
        assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def redis_server(folder: Path, port: int | None = None) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Redis that keeps nothing on disk: its address and its process."""
    port = port or free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    program = shutil.which("redis-server") or shutil.which("valkey-server") or "redis-server"
    with running([program, *options], port, log=subprocess.DEVNULL) as process:
        yield f"redis://127.0.0.1:{port}/0", process


@cache
def collect_files(root: Path = ROOT) -> None:
    """Hashes and compresses the static files of a version, as its set-up does."""
    own = {
        "ADVISOR_DEBUG": "0",
        "ADVISOR_ORIGIN": "https://build.invalid",
        "DJANGO_SETTINGS_MODULE": "advisor.settings",
    }
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=root, env=os.environ | own, check=True)


@contextmanager
def replica(port: int, log=None, root: Path = ROOT, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """The production server as it is shipped; its environment may differ. `root` is the folder of its version."""
    collect_files(root)
    own = {
        "ADVISOR_DEBUG": "0",
        "ADVISOR_ORIGIN": "http://127.0.0.1:8000",
        "ADVISOR_BIND": f"127.0.0.1:{port}",
        "ADVISOR_WORKERS": "2",
        "ADVISOR_ALLOWED_HOSTS": "localhost",
        "ADVISOR_KEPT_MEGABYTES": "16",
        "ADVISOR_PDF_PER_MINUTE": "0",
        "ADVISOR_BATCH_PER_MINUTE": "0",
        "DJANGO_SETTINGS_MODULE": "advisor.settings",
    }
    with running(GUNICORN, port, own | environment, log=log or subprocess.DEVNULL, cwd=root) as process:
        yield process


def fetch(port: int, path: str, timeout: float = 30, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers with names in lower case, and body; no redirect is followed. Raises OSError without an answer."""
    headers = {"Host": "127.0.0.1", "Accept": "text/html"} | {k.replace("_", "-"): v for k, v in headers.items()}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        response = urllib.request.build_opener(Stay).open(request, timeout=timeout)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        return response.status, {k.lower(): v for k, v in response.headers.items()}, response.read()


class Stay(urllib.request.HTTPRedirectHandler):
    """Gives redirects back as they are."""

    def redirect_request(self, *_):
        return None

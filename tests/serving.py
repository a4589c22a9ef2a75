"""What the tests in a browser start: the product's production server, and Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str:
    """The path of the browser: CHROMIUM, or the first that is installed."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, seconds: float = 10, host: str = "127.0.0.1") -> None:
    """Waits until somebody listens on a port; raises TimeoutError."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port} after {seconds} s")


@contextmanager
def running_advisor(*, at_its_origin: bool = False) -> Iterator[str]:
    """The address of a production server as long as the context lasts; its origin is that address or a made-up one."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    variables = {"DJANGO_SETTINGS_MODULE": "tests.settings"} | (
        {"ADVISOR_TEST_ORIGIN": address} if at_its_origin else {}
    )
    command = [sys.executable, "-m", "gunicorn", "advisor.wsgi", "--bind", f"127.0.0.1:{port}"]
    options = ["--threads", "4", "--no-control-socket", "--log-level", "warning"]
    server = subprocess.Popen([*command, *options], cwd=ROOT, env=os.environ | variables)
    try:
        wait_for(port)
        yield address
    finally:
        server.terminate()
        server.wait(10)

"""The production server and a browser, for measurements."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "chromium"


@contextmanager
def server() -> Iterator[str]:
    """The address of the server as it runs in production: hashed and compressed static files, no debugging."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "ADVISOR_DEBUG": "0",
        "ADVISOR_ORIGIN": address,
        "DJANGO_SETTINGS_MODULE": "advisor.settings",
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    options = ["--bind", f"127.0.0.1:{port}", "--threads", "4", "--no-control-socket", "--log-level", "error"]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "advisor.wsgi", *options], cwd=ROOT, env=environment
    )
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium with an empty cache."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def first_load(browser: Browser, address: str, path: str) -> dict[str, int]:
    """What a browser with an empty cache gets over the network, bodies and headers as they travel: path -> bytes."""
    sizes: dict[str, int] = {}
    names: dict[str, str] = {}
    page = browser.new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", lambda e: names.update({e["requestId"]: e["request"]["url"]}))
    session.on("Network.loadingFinished", lambda e: sizes.update({names[e["requestId"]]: e["encodedDataLength"]}))
    page.goto(address + path, wait_until="networkidle")
    page.close()
    return {url.removeprefix(address): int(size) for url, size in sizes.items()}

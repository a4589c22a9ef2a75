"""S4, S5 and S6: bytes and requests of a first load and of an htmx step, and what Lighthouse says."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import urllib.request
from collections.abc import Iterator

import brotli

from bench.serving import CHROMIUM, ROOT, chromium, first_load, server
from bench.table import Row, at_least, at_most

GOVUK_BYTES = 116_775
"""A question page of GOV.UK rebuilt from govuk-frontend, as measured once; the specification names it."""
STEP = "/questions/?services=3-9&team=4-10"
LIGHTHOUSE = "lighthouse@12.8.2"
TIMES = 5
CATEGORIES = {"performance": 0.98, "accessibility": 1.0, "best-practices": 1.0}


def rows() -> Iterator[Row]:
    """Bytes as they travel, counted by Chromium."""
    with server() as address:
        with chromium() as browser:
            sizes = first_load(browser, address, STEP)
        text = sum(size for url, size in sizes.items() if "/static/" not in url or url.endswith(".css"))
        total = sum(sizes.values())
        yield at_most("S4", "first load, requests", len(sizes), 1.0, "limit", 4)
        yield at_most("S4", "HTML and CSS, bytes compressed", text, 1.0, "limit", 13_000)
        yield at_most("S4", "whole page, bytes compressed", total, 0.35, "GOV.UK's question page", GOVUK_BYTES)
        page, part = (_compressed(address + STEP, headers) for headers in ({}, {"HX-Request": "true"}))
        yield at_most("S5", "htmx step, bytes", part[0], 0.35, "the full page", page[0])
        yield at_most("", "htmx step, bytes compressed", part[1], None, "the full page", page[1])
        if os.environ.get("LIGHTHOUSE", "1") == "1":
            yield from _lighthouse(address)


def _compressed(url: str, headers: dict[str, str]) -> tuple[int, int]:
    """Bytes plain and compressed."""
    request = urllib.request.Request(url, headers=headers | {"Accept-Encoding": "br"})
    body = urllib.request.urlopen(request, timeout=10).read()
    return len(brotli.decompress(body)), len(body)


def _lighthouse(address: str) -> Iterator[Row]:
    found = [_audit(address + STEP) for _ in range(TIMES)]
    for name, least in CATEGORIES.items():
        score = statistics.median(each["categories"][name]["score"] for each in found)
        yield at_least("S6", f"Lighthouse, {name}, median of {TIMES}", score, least, "1.00", 1)
    shift = statistics.median(each["audits"]["cumulative-layout-shift"]["numericValue"] for each in found)
    yield Row("S6", "Lighthouse, layout shift", shift, "0", "", 1, shift == 0)


def _audit(url: str) -> dict:
    flags = "--headless=new --no-sandbox --disable-gpu"
    command = ["npx", "--yes", LIGHTHOUSE, url, "--output=json", "--quiet", f"--chrome-flags={flags}"]
    options = ["--only-categories=" + ",".join(CATEGORIES)]
    environment = os.environ | {"CHROME_PATH": CHROMIUM}
    return json.loads(
        subprocess.run([*command, *options], cwd=ROOT, env=environment, capture_output=True, check=True).stdout
    )

"""Fetching documents to a folder: with time-outs, patience with 429, and every page of a paged answer."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from advisor.costs.refresh.quotes import AnswerRefused, Document

TRIES = 3
LONGEST_WAIT = 60.0
MOST_PAGES = 500
AZURE_LEFT = "x-ms-ratelimit-remaining-retailprices-requests"


def client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client that gives up after 30 seconds of silence."""
    return httpx.Client(timeout=httpx.Timeout(30), follow_redirects=True, transport=transport)


def fetch(web: httpx.Client, document: Document, folder: Path, wait: Callable[[float], None] = time.sleep) -> None:
    """Saves every page of a document as NAME-1.json, NAME-2.json and so on; raises AnswerRefused."""
    folder.mkdir(parents=True, exist_ok=True)
    address: str | None = document.address
    for number in range(1, MOST_PAGES + 1):
        path = folder / f"{document.name}-{number:03}.{document.suffix}"
        _download(web, str(address), document, path, wait)
        address = None
        if document.suffix == "json":
            try:
                address = document.next_page(json.loads(path.read_text("utf-8")))
            except (ValueError, AttributeError) as error:
                raise AnswerRefused(f"{document.name}: page {number} is not JSON: {error}") from error
        if not address:
            return
    raise AnswerRefused(f"{document.name}: more than {MOST_PAGES} pages")


def _download(web: httpx.Client, address: str, document: Document, path: Path, wait: Callable[[float], None]) -> None:
    """Streams an answer to a file; a 429 or a failing server is tried again, as late as it asks for."""
    problem = ""
    for attempt in range(1, TRIES + 1):
        try:
            with web.stream("GET", address, headers=dict(document.headers)) as response:
                if response.status_code == 200:
                    with path.open("wb") as file:
                        for chunk in response.iter_bytes():
                            file.write(chunk)
                    if response.headers.get(AZURE_LEFT) == "0":
                        wait(LONGEST_WAIT)
                    return
                problem = f"status {response.status_code}"
                if response.status_code != 429 and response.status_code < 500:
                    break
                pause = _pause(response.headers.get("Retry-After", ""), attempt)
        except httpx.HTTPError as error:
            problem, pause = type(error).__name__, float(attempt)
        if attempt < TRIES:
            wait(pause)
    raise AnswerRefused(f"{document.name}: {problem}")


def _pause(asked: str, attempt: int) -> float:
    return min(LONGEST_WAIT, float(asked)) if asked.isdecimal() else float(2**attempt)

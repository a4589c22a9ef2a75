"""Finished reports: kept by this server and, through Redis, by all replicas; each is made by one at a time."""

from __future__ import annotations

import fcntl
import logging
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import caches

from advisor.production import metrics
from advisor.production.shared import shared
from advisor.report.pool import Busy, RenderingFailed

KEPT_FOR = 24 * 3600
FAILED_FOR = 10
"""Seconds for which a report that could not be made is not tried again: those who wait for it must not queue up."""
MAGIC = (b"%PDF-", b"\x89PNG")
LOCKS = 64
log = logging.getLogger(__name__)


def kept(name: str) -> bytes | None:
    """The report from this server or another replica; raises RenderingFailed where it has just failed."""
    found = caches["reports"].get(name)
    if isinstance(found, str):
        raise RenderingFailed(found)
    if found is not None:
        metrics.REPORTS.labels("kept").inc()
        return bytes(found)
    replicas_share = shared()
    found = replicas_share.ask(lambda redis: redis.get(_key(name))) if replicas_share else None
    if not isinstance(found, bytes) or not found.startswith(MAGIC):
        return None
    metrics.REPORTS.labels("shared").inc()
    _keep_here(name, found, KEPT_FOR)
    return found


def keep(name: str, made: bytes) -> None:
    """Keeps a report that was made."""
    metrics.REPORTS.labels("made").inc()
    _keep_here(name, made, KEPT_FOR)
    if replicas_share := shared():
        replicas_share.ask(lambda redis: redis.set(_key(name), made, ex=KEPT_FOR))


def remember_failure(name: str, error: RenderingFailed) -> None:
    """Lets those who wait for the same report fail at once."""
    metrics.REPORTS.labels("failed").inc()
    _keep_here(name, str(error), FAILED_FOR)


@contextmanager
def a_place() -> Iterator[None]:
    """One of the threads that may be busy with reports, so that others are left for pages; raises Busy at once."""
    if not _places().acquire(blocking=False):
        metrics.REPORTS.labels("refused").inc()
        raise Busy(retry_after=max(1, settings.ADVISOR_PDF_SECONDS // 4))
    try:
        yield
    finally:
        _places().release()


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Until the end of the block no other worker of this server makes the same report."""
    try:
        lock = (_locks() / f"{int(name[:8], 16) % LOCKS}.lock").open("wb")
    except OSError as error:  # the disk is full: making it twice is better than not at all
        log.warning("reports are not locked: %s", error.strerror)
        yield
        return
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def _places() -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(settings.ADVISOR_PDF_WORKERS + settings.ADVISOR_PDF_QUEUE)


@cache
def _locks() -> Path:
    return Path(settings.ADVISOR_SCRATCH or _own_folder().name)


@cache
def _own_folder() -> tempfile.TemporaryDirectory[str]:
    """Of a single process; it is removed at its end."""
    return tempfile.TemporaryDirectory(prefix="advisor-")


def _keep_here(name: str, found: bytes | str, seconds: int) -> None:
    try:
        caches["reports"].set(name, found, seconds)
    except OSError as error:
        log.warning("a report is not kept: %s", error.strerror)


def _key(name: str) -> str:
    return f"advisor:report:{name}"

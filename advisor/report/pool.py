"""A bounded pool of rendering processes: so many at once, so many waiting, so long, so much memory."""

from __future__ import annotations

import logging
import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as RenderingTimeout
from dataclasses import dataclass, field
from math import ceil

from pebble import ProcessExpired, ProcessPool

from advisor.report.rendering import Card, Job, prepare, render

logger = logging.getLogger(__name__)


class Busy(Exception):
    """All renderers are at work and the queue is full; come back in so many seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"The report is in demand; try again in {retry_after} seconds.")
        self.retry_after = retry_after


class RenderingFailed(Exception):
    """A renderer took too long, died or failed; it has been replaced."""


@dataclass
class Renderers:
    """The pool of one web process; its processes start with the first report. Times in seconds, memory in bytes."""

    workers: int
    waiting: int
    seconds: float
    memory: int
    patience: float = 10
    work: Callable[[Job | Card], bytes] = render
    _pool: ProcessPool | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _places: threading.BoundedSemaphore = field(init=False)
    _under_way: dict[Future[bytes] | None, ProcessPool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._places = threading.BoundedSemaphore(self.workers + self.waiting)

    def render(self, job: Job | Card) -> bytes:
        """The PDF or picture of a job; raises Busy at once where there is no place, or RenderingFailed."""
        if not self._places.acquire(blocking=False):
            raise Busy(retry_after=max(1, round(self.seconds / 4)))
        future = None
        try:
            pool = self._processes()
            future = pool.schedule(self.work, args=[job], timeout=self.seconds)
            with self._lock:
                self._under_way[future] = pool
                if self._pool is not pool:  # replaced meanwhile
                    future.cancel()
            return bytes(
                future.result(timeout=self.seconds * (1 + ceil(self.waiting / self.workers)) + self.patience)
            )
        except RenderingTimeout as error:
            # No process has even begun: the pool watches jobs, and not processes that idle.
            if future is not None and not future.done():
                self._abandon(pool)
            raise RenderingFailed(f"Rendering took longer than {self.seconds:.0f} seconds.") from error
        except (ProcessExpired, CancelledError) as error:  # cancelled: others found it hanging and replaced it
            raise RenderingFailed("The renderer died.") from error
        except Exception as error:  # of any kind: pipes that others close raise what they like
            logger.exception("a report could not be rendered")
            raise RenderingFailed("Rendering failed.") from error
        finally:
            with self._lock:
                self._under_way.pop(future, None)
            self._places.release()

    def stop(self) -> None:
        """Ends the processes; a later report starts new ones."""
        with self._lock:
            if self._pool is not None:
                self._pool.stop()
                self._pool.join(timeout=10)
                self._pool = None

    def _abandon(self, pool: ProcessPool) -> None:
        """Ends processes that no longer answer, while the next report starts new ones."""
        with self._lock:
            if self._pool is pool:
                self._pool = None
            lost = [future for future, where in self._under_way.items() if where is pool]
        for future in lost:  # or whoever waits would wait on: a pool that is stopped forgets them
            future.cancel()

        def end() -> None:
            pool.stop()
            pool.join(timeout=10)

        threading.Thread(target=end, daemon=True).start()

    def _processes(self) -> ProcessPool:
        with self._lock:
            if self._pool is None or not self._pool.active:
                self._pool = ProcessPool(
                    max_workers=self.workers,
                    max_tasks=200,  # a fresh process now and then, so that nothing piles up
                    initializer=prepare,
                    initargs=(self.memory,),
                    context=multiprocessing.get_context("spawn"),
                )
            return self._pool

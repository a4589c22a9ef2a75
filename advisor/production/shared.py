"""What replicas share: a Redis or Valkey that may be slow, hung or gone at any moment without taking a page along."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from advisor.production import metrics

if TYPE_CHECKING:
    from redis import Redis

PATIENCE = 0.2
"""Seconds for a connection, and for an answer."""
REST = 5.0
"""Seconds for which it is left alone after a failure, so that only few requests wait for it."""
log = logging.getLogger(__name__)


@dataclass
class Shared:
    """A connection to the server at `url`; it is tried anew after each rest."""

    url: str
    _rests_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _client: Redis | None = None

    def ask[T](self, question: Callable[[Redis], T]) -> T | None:
        """The answer; None where there is none in time, or was none a moment ago."""
        from redis import RedisError

        if self.rests:
            return None
        try:
            return question(self._connection())
        except (RedisError, OSError) as error:
            self._rests_until = time.monotonic() + REST
            metrics.SHARED_FAILURES.inc()
            log.warning("Redis does not answer (%s); it is left alone for %.0f s", type(error).__name__, REST)
            return None

    @property
    def rests(self) -> bool:
        """Whether it has failed a moment ago."""
        return time.monotonic() < self._rests_until

    def _connection(self) -> Redis:
        with self._lock:
            if self._client is None:
                from redis import Redis
                from redis.backoff import NoBackoff
                from redis.retry import Retry

                options: dict[str, Any] = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
                # One more try at once: a connection that stood idle may have been closed from the other side.
                self._client = Redis.from_url(self.url, retry=Retry(NoBackoff(), 1), **options)
            return self._client


@cache
def shared() -> Shared | None:
    """The one that the settings name; None where replicas share nothing."""
    return Shared(settings.ADVISOR_REDIS) if settings.ADVISOR_REDIS else None

"""What surrounds the twelve answers: hard limits, what runs today, and the provider that limits are judged at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Context:
    """Limits by key in the order of their file; `today` by key, empty where it is not said."""

    limits: tuple[str, ...] = ()
    today: str = ""
    provider: str = ""

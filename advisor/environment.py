"""Typed settings from the environment; nonsense is refused at start-up, naming the variable."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

FRAMER = re.compile(r"\*|https?://(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d+)?")
"""An origin, or all subdomains of one; anything else could end one policy directive and begin another."""


def switch(name: str, default: bool) -> bool:
    """A variable that is 1 or 0."""
    value = os.environ.get(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value == "1"


def names(name: str) -> list[str]:
    """A list of names, separated by commas; empty if the variable is not set."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def origin(name: str, default: str | None) -> str:
    """Scheme and host of an address, without a slash at the end; required where there is no default."""
    value = os.environ.get(name, default)
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Give the public address of this site, for example {name}=https://advisor.example "
            "(or ADVISOR_DEBUG=1 for development)."
        )
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or value != f"{parts.scheme}://{parts.netloc}":
        raise ImproperlyConfigured(f"{name} must be like https://advisor.example, without a path, not {value!r}.")
    return value


def whole(name: str, default: int, least: int, most: int) -> int:
    """A whole number within bounds."""
    value = os.environ.get(name, str(default))
    if not value.isdecimal() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def framers(name: str) -> list[str]:
    """Who may frame the widget: origins such as https://docs.example or https://*.example; everybody if not set."""
    found = names(name) or ["*"]
    for each in found:
        if not FRAMER.fullmatch(each):
            raise ImproperlyConfigured(
                f"{name} must list origins such as https://docs.example, separated by commas, not {each!r}."
            )
    return found


def address(name: str, holding: str) -> str:
    """An https address that holds a placeholder; empty if the variable is not set."""
    value = os.environ.get(name, "")
    if value and (urlsplit(value).scheme != "https" or not urlsplit(value).hostname or holding not in value):
        example = f"https://tracker.example/new?body={holding}"
        raise ImproperlyConfigured(
            f"{name} must be an https address that holds {holding}, like {example}, not {value!r}."
        )
    return value


def redis(name: str) -> str | None:
    """The address of a Redis or Valkey, such as redis://cache:6379/0; None if the variable is not set."""
    value = os.environ.get(name) or None
    if value is None:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"redis", "rediss", "unix"} or not (parts.hostname or parts.scheme == "unix"):
        raise ImproperlyConfigured(f"{name} must be like redis://cache:6379/0, not of the scheme {parts.scheme!r}.")
    return value


def folder(name: str) -> str | None:
    """A folder that exists, may be written to, and is nobody else's; None if the variable is not set."""
    value = os.environ.get(name) or None
    if value is None:
        return None
    path = Path(value)
    if not path.is_absolute() or not path.is_dir() or not os.access(path, os.W_OK):
        raise ImproperlyConfigured(f"{name} must be the full path of a folder that can be written to, not {value!r}.")
    if path.stat().st_mode & 0o022:
        raise ImproperlyConfigured(f"{name} must not be writable for other users: chmod 700 {value}")
    return value

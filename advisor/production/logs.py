"""One line of JSON per event, with the id of the request that it belongs to and never with anybody's answers."""

from __future__ import annotations

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


class JsonLines(logging.Formatter):
    """Prints a record as JSON; `extra={"fields": {...}}` adds fields."""

    def format(self, record: logging.LogRecord) -> str:
        """One line; of an exception its type and where it was raised, since its words may quote an answer."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if request_id := REQUEST_ID.get():
            line["request_id"] = request_id
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["raised_at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False)


def logging_settings(plain: bool) -> dict[str, Any]:
    """For Django and for the server: everything on standard error, as text while developing."""
    formatter = {"format": "%(levelname)s %(message)s"} if plain else {"()": "advisor.production.logs.JsonLines"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": formatter},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "lines"},
            "nowhere": {"class": "logging.NullHandler"},  # a logger without any handler would print after all
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            # A forged Host header is answered with 400; it is not worth a traceback.
            "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
            # The line of the request says what came of it; these would add its path, which may hold anything.
            "django.request": {"level": "ERROR"},
            "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
            "advisor.production.observing": {"level": "WARNING" if plain else "INFO"},
        },
    }

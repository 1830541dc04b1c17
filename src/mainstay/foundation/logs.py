"""Logs are lines of JSON that cannot hold a patient (RELIABILITY 14).

A line is made of keys on one list; everything else is dropped. A message is its template, never
filled in. An exception is its type and the place it was raised, never its words or its variables.
"""

import json
import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any

import structlog

from mainstay.foundation import clock

KEYS = frozenset(
    {
        "request_id",
        "user_id",
        "practice_id",
        "route",
        "method",
        "status",
        "milliseconds",
        "view",
        "error",
        "job",
        "kind",
    }
)
"""Ids, codes, counts and times. Never names, dates of birth, numbers of patients, or text of files."""

_LONGEST = 200


def line(at: datetime, level: str, logger: str, event: str, known: Mapping[str, Any]) -> str:
    """One line of the log, UTC."""
    said = {"at": at.astimezone(UTC).isoformat(timespec="milliseconds"), "level": level}
    said |= {"logger": logger, "event": event[:_LONGEST]}
    allowed = {key: _plain(value) for key, value in known.items() if key in KEYS}
    return json.dumps(said | allowed, ensure_ascii=True)


def place_of(problem: BaseException) -> str:
    """The type and place of an error. Its message may quote a file, so it is left out."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if "mainstay" in frame.filename] or frames
    if not ours:
        return type(problem).__name__
    module = ours[-1].filename.rpartition("mainstay/")[2].rpartition("site-packages/")[2]
    return f"{type(problem).__name__} in {module}:{ours[-1].lineno} ({ours[-1].name})"


class JsonFormatter(logging.Formatter):
    """Formats what Django, libraries and we log through ``logging``."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line; its arguments and the words of its exception are left out."""
        known, event = dict(record.__dict__), str(record.msg)
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            known["error"] = place_of(error)
            event = type(error).__name__ if event == str(error) else event
        at = datetime.fromtimestamp(record.created, UTC)
        return line(at, record.levelname.lower(), record.name, event, known)


def render(_: Any, level: str, said: MutableMapping[str, Any]) -> str:
    """structlog's last step: the same line."""
    event = str(said.pop("event", ""))
    return line(clock.now(), level, "mainstay", event, said)


def configure_structlog() -> None:
    """Make structlog write the same lines; called once the apps are there."""
    structlog.configure(
        processors=[render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def configuration(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to stderr as JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "mainstay.foundation.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
        },
    }


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | None) else str(value)[:_LONGEST]

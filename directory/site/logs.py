"""The logs: without what patients search for, and without the links that were mailed to people."""

from __future__ import annotations

import json
import logging
import math
import re
import threading
import time
from http.client import responses
from types import TracebackType
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from clinics.log_context import run_now
from directory.sight import faults
from directory.sight.asked import NOWHERE, asked_now, view_of
from directory.site.environment import Variables

_QUERY = re.compile(r"\?[^\s\"']*")
_TOKEN = re.compile(
    r"(/(?:confirm|keep|invitations|no-mail|confirm-email|reset/key|clinics)/+)[^/]+", re.I
)
"""Mailed links, even mistyped ones: whoever has such a link can use it. And whose page was read."""
_MALFORMED = re.compile(r"Invalid request from ip=.*", re.DOTALL)
"""gunicorn repeats a request that it cannot parse, so nobody can tell where its query ends."""
_ADDRESSED = re.compile(r"(Error handling request) .*", re.DOTALL)
_MAIL = re.compile(r"[^\s\"<>(]+@[^\s\"<>)]+")

QUIET_SECONDS = 10
"""After a line about a malformed request, the next one comes so much later, at least."""

ABOUT = ("request_id", "view", "status", "duration_ms", "account", "run")
"""What a line says beside its message, if it is known."""


class WithoutQueries(logging.Filter):
    """Cuts queries, mailed keys and addresses out of a record, and drops the request.

    A line about a request names its view instead of its address.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record, once. Always True: every record is logged."""
        if hasattr(record, "request_id"):
            return True
        request = record.__dict__.pop("request", None)
        status = getattr(record, "status_code", None)
        words = _of_request(record, status) if request is not None else record.getMessage()
        for pattern, stays in (
            (_MALFORMED, "A malformed request was refused."),
            (_ADDRESSED, r"\1"),
            (_QUERY, ""),
            (_TOKEN, r"\1…"),
            (_MAIL, "…"),
        ):
            words = pattern.sub(stays, words)
        record.msg, record.args = words, ()
        vars(record).update(_about(record, request, status))
        if 400 <= (status or 0) < 500:
            # A refusal is no fault of the program: where it was raised helps nobody.
            record.exc_info = record.exc_text = None
        return True


class WithoutOrdinaryRefusals(logging.Filter):
    """Drops what Django says of answers 400 to 499: a flood of them would fill the disk.

    The metrics count them. 403 stays: somebody tried what they may not do. So does what Django
    finds suspicious, which has loggers of its own.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is logged."""
        status = getattr(record, "status_code", 0)
        return not 400 <= status < 500 or status == 403


class FewMalformed(logging.Filter):
    """Lets one line a process and QUIET_SECONDS through about what gunicorn cannot read."""

    _next = -math.inf

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is logged."""
        if not _MALFORMED.match(str(record.msg)):
            return True
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + QUIET_SECONDS
        return True


FILTERS = {
    "without_queries": {"()": WithoutQueries},
    "without_ordinary_refusals": {"()": WithoutOrdinaryRefusals},
    "few_malformed": {"()": FewMalformed},
}


def _of_request(record: logging.LogRecord, status: int | None) -> str:
    """What Django says of a request, without its address and without the words of whoever asked."""
    if record.name == "django.security.csrf" and isinstance(record.args, tuple) and record.args:
        # "Referer checking failed - https://… does not match any trusted origins."
        return f"Forbidden: {str(record.args[0]).partition(' - ')[0]}"
    return responses.get(status or 0, "A request was refused")


def _about(record: logging.LogRecord, request: Any, status: int | None) -> dict[str, Any]:
    """What is known of the request, or of the scheduled run, that the record is about."""
    asked = None if record.msg.startswith("A malformed request") else asked_now()
    found = dict.fromkeys(ABOUT) | {"status": status, "run": run_now()}
    if asked is not None:
        found["request_id"], found["view"] = asked.number, asked.of or NOWHERE
        found["duration_ms"] = round(asked.seconds * 1000) if status else None
    elif request is not None:
        found["view"] = view_of(request) or NOWHERE
    if 400 <= (status or 0) < 500:
        found["account"] = _account(request)
    return found


def _account(request: object) -> int | None:
    """Who was refused, if the request knows it without a query: the number of the account."""
    user = getattr(request, "_cached_user", None)
    return user.pk if user is not None else None


class InUniversalTime(logging.Formatter):
    """Times are in UTC and say so. What is known beside the message stands behind it."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def formatMessage(self, record: logging.LogRecord) -> str:
        """`… Forbidden (request_id 1f0c…, view members, status 403, duration_ms 12, account 3)`."""
        known = [f"{name} {value}" for name, value in _known(record).items()]
        return super().formatMessage(record) + (f" ({', '.join(known)})" if known else "")


class WithoutValues:
    """A formatter whose tracebacks hold no values; see `sight.faults`."""

    def formatException(self, ei: Any) -> str:
        """The traceback without the words of its exceptions."""
        error = ei[1] if isinstance(ei, tuple) else ei
        return faults.told(error) if error is not None else ""


class Plain(WithoutValues, InUniversalTime):
    """A line for people."""


class Json(WithoutValues, InUniversalTime):
    """A line for programs: one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """`{"time": …, "level": …, "logger": …, "message": …, …}`; absent is what is not known."""
        line: dict[str, Any] = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_known(record),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack"] = record.stack_info
        return json.dumps(line)


def _known(record: logging.LogRecord) -> dict[str, Any]:
    values = {name: vars(record).get(name) for name in ABOUT}
    return {name: value for name, value in values.items() if value not in (None, "")}


def log_lost_threads() -> None:
    """Log what ends a thread. Python would print it with the words of the exception."""

    def lost(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            found: tuple[type[BaseException], BaseException, TracebackType | None]
            found = (args.exc_type, args.exc_value, args.exc_traceback)
            logging.getLogger(__name__).error("A thread ended by a fault.", exc_info=found)

    threading.excepthook = lost


def from_environment(env: Variables) -> dict[str, Any]:
    """LOGGING by LOG_LEVEL and LOG_FORMAT; the latter is text for the demo, json in production.

    Raises ImproperlyConfigured.
    """
    debug = env.switch("DEBUG", default=False)
    usual = "text" if debug or env.switch("DEMO", default=False) else "json"
    style = env.str("LOG_FORMAT", default=usual)
    if style not in ("text", "json"):
        raise ImproperlyConfigured(f"LOG_FORMAT is text or json, not “{style}”.")
    return config(env.log_level("LOG_LEVEL"), style=style, debug=debug)


def config(level: str, *, style: str = "text", debug: bool = False) -> dict[str, Any]:
    """LOGGING: everything goes to stderr, through the filter above. `level` is the least level.

    `style` is text or json. Below INFO, only we say what we do: libraries would say what with.
    With `debug`, for a developer, tracebacks keep their words, and libraries may say everything.
    """
    # gunicorn as well: it would log the whole line of a malformed request, and who sent it.
    ours: dict[str, Any] = {"django": {"handlers": [], "propagate": True}}
    ours["gunicorn.error"] = ours["django"] | {"filters": ["few_malformed"]}
    ours |= {"clinics": {"level": level}, "directory": {"level": level}}
    # In the log of a developer every refusal stands.
    ours["django.request"] = {"filters": [] if debug else ["without_ordinary_refusals"]}
    # Its attempts to connect: whoever wanted the connection says what came of it.
    ours["psycopg.pool"] = {"level": "ERROR"}
    plain = InUniversalTime if debug else Plain
    lines = {
        "text": {"()": plain, "format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": Json},
    }
    stderr = {
        "class": "logging.StreamHandler",
        "formatter": "line",
        "filters": ["without_queries"],
    }
    least = "INFO" if level == "DEBUG" and not debug else level
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": FILTERS,
        "formatters": {"line": lines[style]},
        "handlers": {"stderr": stderr},
        "root": {"handlers": ["stderr"], "level": least},
        "loggers": ours | {"clinics.security": {"level": "INFO"}},  # whatever the least level is
    }

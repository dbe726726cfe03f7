"""The logs: without what patients search for, and without the links that were mailed to people."""

import logging
import re
import time

_QUERY = re.compile(r"\?[^\s\"']*")
_TOKEN = re.compile(r"(/(?:confirm|keep|invitations|no-mail|confirm-email|reset/key)/+)[^/]+", re.I)
"""Mailed links, even mistyped ones: whoever has such a link can use it."""
_MALFORMED = re.compile(r"Invalid request from ip=.*", re.DOTALL)
"""gunicorn repeats a request that it cannot parse, so nobody can tell where its query ends."""


class WithoutQueries(logging.Filter):
    """Cuts queries and mailed keys out of the addresses in a record, and drops the request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record. Always True: every record is logged."""
        message = _MALFORMED.sub("A malformed request was refused.", record.getMessage())
        record.msg, record.args = _TOKEN.sub(r"\1…", _QUERY.sub("", message)), ()
        request = record.__dict__.pop("request", None)
        if 400 <= getattr(record, "status_code", 0) < 500:
            # A refusal is no fault of the program: where it was raised helps nobody.
            record.exc_info = record.exc_text = None
            record.msg += _account(request)
        return True


def _account(request: object) -> str:
    """Who was refused, if the request knows it without a query: ` (account 12)`, or ''."""
    user = getattr(request, "_cached_user", None)
    return f" (account {user.pk})" if user is not None and user.pk else ""


class InUniversalTime(logging.Formatter):
    """Times are in UTC and say so."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"


def config(level: str) -> dict[str, object]:
    """LOGGING: everything goes to stderr, through the filter above. `level` is the least level."""
    # gunicorn as well: it would log the whole line of a malformed request, and who sent it.
    ours = {name: {"handlers": [], "propagate": True} for name in ("django", "gunicorn.error")}
    # Its attempts to connect: whoever wanted the connection says what came of it.
    ours["psycopg.pool"] = {"level": "ERROR"}
    line = {"()": InUniversalTime, "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    stderr = {
        "class": "logging.StreamHandler",
        "formatter": "line",
        "filters": ["without_queries"],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_queries": {"()": WithoutQueries}},
        "formatters": {"line": line},
        "handlers": {"stderr": stderr},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": ours | {"clinics.security": {"level": "INFO"}},  # whatever the least level is
    }

"""Keeps out of the logs what patients search for, and the links that were mailed to people."""

import logging
import re

_QUERY = re.compile(r"\?[^\s\"']*")
_TOKEN = re.compile(r"(/(?:confirm|keep|invitations|confirm-email|reset/key)/+)[^/]+", re.I)
"""Mailed links, even mistyped ones: whoever has such a link can use it."""
_MALFORMED = re.compile(r"Invalid request from ip=.*", re.DOTALL)
"""gunicorn repeats a request that it cannot parse, so nobody can tell where its query ends."""


class WithoutQueries(logging.Filter):
    """Cuts queries and mailed keys out of the addresses in a record, and drops the request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record. Always True: every record is logged."""
        message = _MALFORMED.sub("A malformed request was refused.", record.getMessage())
        record.msg, record.args = _TOKEN.sub(r"\1…", _QUERY.sub("", message)), ()
        record.__dict__.pop("request", None)
        return True

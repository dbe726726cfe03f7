"""Logs without questions and keys: neither what a patient asked for nor a mailed link is logged."""

import logging
import re

_QUERY = re.compile(r"\?[^\s\"']*")
_TOKEN = re.compile(r"(/(?:confirm|keep|invitations|confirm-email|reset/key)/+)[^/]+", re.I)
"""Links that were mailed, also as somebody mistypes them: who reads one can do what it is for."""
_MALFORMED = re.compile(r"Invalid request from ip=.*", re.DOTALL)
"""gunicorn repeats what it could not read: there, nothing tells where a query ends."""


class WithoutQueries(logging.Filter):
    """Cuts queries and mailed keys off the addresses in a record, and drops the request object."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: the record stays, its queries go."""
        words = _MALFORMED.sub("A malformed request was refused.", record.getMessage())
        record.msg, record.args = _TOKEN.sub(r"\1…", _QUERY.sub("", words)), ()
        record.__dict__.pop("request", None)
        return True

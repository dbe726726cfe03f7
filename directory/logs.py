"""Logs without questions: what a patient asked for never reaches a log line."""

import logging
import re

_QUERY = re.compile(r"\?[^\s\"']*")


class WithoutQueries(logging.Filter):
    """Cuts the query string off every address in a log record, and drops the request object."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: the record stays, its queries go."""
        record.msg, record.args = _QUERY.sub("", record.getMessage()), ()
        record.__dict__.pop("request", None)
        return True

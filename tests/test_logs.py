"""What is never written down: the words of a search, and who sent them."""

import logging

import pytest

from directory.logs import WithoutQueries

SECRET = "near=33444 and a clinic"
MALFORMED = "Invalid request from ip=192.0.2.7: Invalid HTTP request line:"


def logged(name: str, words: str, *args: object) -> str:
    """What stands in the log of a message."""
    record = logging.LogRecord(name, logging.WARNING, "", 0, words, args, None)
    assert WithoutQueries().filter(record)
    return record.getMessage()


@pytest.mark.parametrize(
    ("words", "args", "stays"),
    [
        ("Bad Request: %s", ("/search/?near=33444",), "Bad Request: /search/"),
        ("Error handling request %s", ("/search/?q=a%20b",), "Error handling request /search/"),
        (f"{MALFORMED} 'GET /search/?{SECRET}'", (), "A malformed request was refused."),
        (f"{MALFORMED} {SECRET}\nmore", (), "A malformed request was refused."),
        ("Listening at: %s", ("http://127.0.0.1:8000",), "Listening at: http://127.0.0.1:8000"),
    ],
)
def test_a_log_line_keeps_its_address_and_loses_its_question(words, args, stays):
    assert logged("gunicorn.error", words, *args) == stays


@pytest.mark.parametrize("name", ["django.request", "gunicorn.error"])
def test_whatever_answers_readers_logs_through_that_filter(name):
    logger = logging.getLogger(name)
    while logger.parent and not logger.handlers:
        assert logger.propagate
        logger = logger.parent
    ours = [handler for handler in logger.handlers if handler.filters]
    assert logger is logging.getLogger()
    assert [type(one) for handler in ours for one in handler.filters] == [WithoutQueries]

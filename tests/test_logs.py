"""What is never written down: the words of a search, and who sent them."""

import logging

import pytest

from directory.site.logs import WithoutQueries

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
        ("Error handling request %s", ("/search/?q=a%20b",), "Error handling request"),
        ("Error handling request %s", ("/clinics/heron/",), "Error handling request"),
        ("A mail to %s failed", ("<ann.o'hare@mail.example>",), "A mail to <…> failed"),
        ("Not Found: %s", ("/reviews/keep/aB-1_x/edit/",), "Not Found: /reviews/keep/…/edit/"),
        ("Gone: %s", ("/reviews/confirm/aB-1_x/",), "Gone: /reviews/confirm/…/"),
        ("Forbidden: %s", ("/invitations/aB-1_x/",), "Forbidden: /invitations/…/"),
        ("Bad Request: %s", (f"/reviews/keep/{'k-_9' * 11}/edit/",),
         "Bad Request: /reviews/keep/…/edit/"),
        ("Gone: %s", (f"/reviews/confirm/{'x' * 43}/?a=b",), "Gone: /reviews/confirm/…/"),
        ("Not Found: %s", ("/keep/aB-1_x/",), "Not Found: /keep/…/"),
        ("Not Found: %s", ("/Reviews/Keep// aB-1_x/",), "Not Found: /Reviews/Keep//…/"),
        ("Not Found: %s", ("/reviews/keep/aB\"-1_x/",), "Not Found: /reviews/keep/…/"),
        ("Not Found: %s", ("/accounts/confirm-email/MQ:1x/",),
         "Not Found: /accounts/confirm-email/…/"),
        ("Not Found: %s", ("/accounts/password/reset/key/1-abc/",),
         "Not Found: /accounts/password/reset/key/…/"),
        ("Not Found: %s", ("/clinics/a-clinic-with-a-very-long-name-in-delray-beach/",),
         "Not Found: /clinics/…/"),
        (f"{MALFORMED} 'GET /search/?{SECRET}'", (), "A malformed request was refused."),
        (f"{MALFORMED} {SECRET}\nmore", (), "A malformed request was refused."),
        ("Listening at: %s", ("http://127.0.0.1:8000",), "Listening at: http://127.0.0.1:8000"),
    ],
)  # fmt: skip
def test_a_log_line_loses_question_key_and_whose_page_was_read(words, args, stays):
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

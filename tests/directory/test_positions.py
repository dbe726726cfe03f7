"""The cookie that tells how new the data must be which a browser reads.

What it does with real replicas is in tests/outages/test_replicas.py.
"""

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import connections
from django.http import HttpResponse

from directory.databases.positions import BEYOND, noting, position_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(settings, rf, monkeypatch):
    """What the middleware makes of an answer, after writing or without: `answer(has_written)`."""
    settings.DATABASE_REPLICAS, settings.HTTPS = ["replica1"], True

    def made(has_written: bool) -> HttpResponse:
        # Only the backend of web processes notes this; tests run on Django's own.
        monkeypatch.setattr(connections["default"], "may_have_saved", has_written, raising=False)
        return noting(lambda request: HttpResponse())(rf.post("/"))

    return made


def test_the_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts(answer):
    assert list(answer(False).cookies) == []
    cookies = answer(True).cookies
    assert list(cookies) == ["__Host-written"]
    written = cookies["__Host-written"]
    assert (written["secure"], written["httponly"], written["samesite"]) == (True, True, "Lax")
    assert (written["domain"], written["path"], written["max-age"]) == ("", "/", 60)


def test_the_cookie_holds_a_position_that_nobody_else_can_make(answer, rf):
    written = answer(True).cookies["__Host-written"].value
    request = rf.get("/")
    request.COOKIES["__Host-written"] = written
    assert 0 < position_of(request) < BEYOND
    position, mark = written.split(":")
    for forged in (f"{int(position) - 1}:{mark}", position, f"{position}:{mark[:-1]}", ""):
        request.COOKIES["__Host-written"] = forged
        assert position_of(request) == 0


def test_without_replicas_there_is_no_cookie(settings):
    settings.DATABASE_REPLICAS = []
    with pytest.raises(MiddlewareNotUsed):
        noting(lambda request: HttpResponse())

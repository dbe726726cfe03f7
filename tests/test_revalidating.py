"""Who has a public page already: it is asked for each time, and sent again when it changed."""

import datetime as dt
import gzip

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from clinics.listing.actions.status import open_listing, pause
from tests import make

pytestmark = pytest.mark.django_db

EACH_TIME, A_MINUTE, NOBODY = "public, no-cache", "public, max-age=60", "private, no-store"
ABOUT_CLINICS = (
    "/clinics/heron/", "/clinics/heron/history/", "/clinics/heron/reviews/", "/clinics/heron/feed/",
    "/states/", "/states/fl/", "/changes.atom", "/sitemap.xml", "/how-we-verify/", "/for-clinics/",
    "/data/", "/embed/", "/robots.txt", "/api/v1/docs",
)  # fmt: skip
OF_THE_RELEASE = (
    "/", "/guide/", "/guide/crisis/", "/guide/crps/", "/guide/self-check/", "/how-we-rank/",
    "/privacy/", "/accessibility/", "/contact/", "/map/states.json",
)  # fmt: skip


NOT_OF_THE_PAGE = {"Content-Type", "Content-Language", "Content-Length", "X-Request-ID"}


@pytest.fixture(autouse=True)
def heron():
    """A clinic, and one beside it."""
    make.clinic(slug="ibis", name="Ibis", yes="condition.crps")
    return make.clinic(slug="heron", name="Heron", yes="condition.crps")


def asked(path, tag="", **headers):
    """What a browser without any cookie gets that has the page of that tag."""
    known = {"if-none-match": tag} if tag else {}
    return Client().get(path, headers=known | headers)


@pytest.mark.parametrize("path", ABOUT_CLINICS + OF_THE_RELEASE)
def test_a_page_has_one_tag_until_it_changes_and_whoever_has_it_gets_no_content(path):
    kept = A_MINUTE if path in OF_THE_RELEASE else EACH_TIME
    first, same = asked(path), asked(path)
    assert (first.status_code, same["ETag"], first["Cache-Control"]) == (200, first["ETag"], kept)
    assert first["ETag"].startswith('"')
    again = asked(path, first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert {n: v for n, v in again.headers.items() if n not in NOT_OF_THE_PAGE} == {
        name: value for name, value in first.headers.items() if name not in NOT_OF_THE_PAGE
    }
    assert "Accept-Encoding" in first["Vary"]
    head = Client().head(path)
    assert (head["ETag"], head.content) == (first["ETag"], b"")
    assert Client().head(path, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_a_decision_is_in_the_very_next_request_on_every_page_that_shows_it(heron):
    shown = ("/clinics/heron/", "/clinics/heron/history/", "/clinics/heron/feed/")
    before = {path: asked(path)["ETag"] for path in (*shown, "/clinics/ibis/")}
    pause(heron.pk, until=None, actor="moderator")
    after = {path: asked(path, tag) for path, tag in before.items()}
    assert {p: a.status_code for p, a in after.items()} == {
        **dict.fromkeys(shown, 200), "/clinics/ibis/": 304,
    }  # fmt: skip
    assert [after[path]["ETag"] == before[path] for path in shown] == [False] * 3
    open_listing(heron.pk, actor="moderator")
    assert asked("/clinics/heron/", after["/clinics/heron/"]["ETag"]).status_code == 200


def test_no_language_is_taken_for_another():
    english, spanish = asked("/clinics/heron/"), asked("/es/clinics/heron/")
    assert english["ETag"] != spanish["ETag"]
    assert asked("/es/clinics/heron/", english["ETag"]).content == spanish.content
    assert asked("/es/clinics/heron/", spanish["ETag"]).status_code == 304
    assert asked("/guide/")["ETag"] != asked("/es/guide/")["ETag"]


def later(monkeypatch, days):
    """Turn the clock of the pages."""
    now, today = timezone.now() + dt.timedelta(days=days), make.today() + dt.timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(timezone, "localdate", lambda *a, **k: today if not a else now.date())


def test_the_turn_of_a_day_is_a_change(heron, monkeypatch):
    pause(heron.pk, until=make.today(), actor="moderator")
    before = asked("/clinics/heron/")
    later(monkeypatch, 1)
    after = asked("/clinics/heron/", before["ETag"])
    assert after.status_code == 200
    assert (b"Paused until" in before.content, b"Paused until" in after.content) == (True, False)


@pytest.mark.parametrize("path", OF_THE_RELEASE)
@pytest.mark.parametrize("language", ["", "/es"])
def test_what_browsers_keep_for_a_minute_is_changed_by_no_decision_and_no_day(
    path, language, monkeypatch, django_assert_num_queries, heron
):
    path = path if path == "/map/states.json" else language + path
    before = asked(path)
    later(monkeypatch, 400)
    with django_assert_num_queries(0):
        after = asked(path)
    assert (before.status_code, after["ETag"]) == (200, before["ETag"])


def unchanging(resolver=None, before=""):
    """The addresses that are marked as unchanging."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from unchanging(pattern, address)
        elif getattr(pattern.callback, "is_unchanging", False):
            yield address


def test_the_pages_above_are_all_that_browsers_keep_for_a_minute():
    conditions_and_topics = {"/guide/crisis/": "guide/<slug:code>/", "/guide/crps/": ""}
    known = {conditions_and_topics.get(path, path[1:]) for path in OF_THE_RELEASE}
    assert set(unchanging()) == known


def test_the_compressed_page_has_a_weak_tag_of_its_own_and_both_are_known():
    small = asked("/clinics/heron/", **{"accept-encoding": "gzip"})
    plain = asked("/clinics/heron/")
    assert (small["Content-Encoding"], small["ETag"]) == ("gzip", f"W/{plain['ETag']}")
    assert gzip.decompress(small.content) == plain.content
    for tag in (small["ETag"], plain["ETag"], f'"other", {small["ETag"]}'):
        again = asked("/clinics/heron/", tag, **{"accept-encoding": "gzip"})
        assert (again.status_code, again["ETag"]) == (304, tag.removeprefix('"other", '))
        assert again["Vary"] == small["Vary"]


@pytest.mark.parametrize("path", ["/clinics/heron/", "/guide/", "/changes.atom"])
def test_what_is_for_one_person_has_no_tag(path):
    tag = asked(path)["ETag"]
    ann = make.signed_in(make.user())
    for answer in (ann.get(path), ann.get(path, headers={"if-none-match": tag})):
        assert (answer.status_code, answer["Cache-Control"]) == (200, NOBODY)
        assert "ETag" not in answer
    question = asked(f"{path}?near=33444", tag)
    assert (question["Cache-Control"], "ETag" in question) == (NOBODY, False)


@pytest.mark.parametrize("path", ["/search/", "/clinics/heron/review/", "/accounts/login/"])
def test_searches_and_forms_have_no_tag(path):
    answer = asked(path)
    assert (answer.status_code, answer["Cache-Control"]) == (200, NOBODY)
    assert "ETag" not in answer


def test_a_refusal_is_asked_for_again(heron):
    make.clinic(slug="egret", name="Egret", published=False)
    missing = asked("/clinics/egret/")
    assert (missing.status_code, missing["Cache-Control"]) == (404, EACH_TIME)
    assert "ETag" not in missing
    assert asked("/guide/no-such-topic/")["Cache-Control"] == EACH_TIME


def test_only_that_very_page_is_whoever_wants_it_given():
    tag = asked("/clinics/heron/")["ETag"]
    assert asked("/clinics/heron/", **{"if-match": tag}).status_code == 200
    assert asked("/clinics/heron/", **{"if-match": '"other"'}).status_code == 412
    since = {"if-unmodified-since": "Sat, 03 Jan 2026 10:00:00 GMT"}
    assert asked("/clinics/heron/", **since).status_code == 200

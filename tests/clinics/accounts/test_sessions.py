"""Sessions end: those of moderators within hours, those of others within days."""

import time

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinics.accounts.actions.session_store import SessionStore
from clinics.accounts.sessions import BEGAN, OTHERS, SEEN
from directory.databases.faults import BUSY, fault_of
from tests import make
from tests.clinics.accounts.cast import OWN, PASSWORD, browser, is_in, reset, sign_in, sure
from tests.clinics.claims.cast import confirmed

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
DESK = "/moderation/"


@pytest.fixture
def clock(monkeypatch):
    """Moves the time on: `clock(seconds)` after the test began."""
    began = time.time()

    def move(seconds: float) -> None:
        monkeypatch.setattr("time.time", lambda: began + seconds)

    move(0)
    return move


def busy(client, at: float) -> None:
    """Let the session be as if a page was opened at that moment."""
    session = client.session
    session[SEEN] = at
    session.save()


def opens(client, path: str = DESK) -> int:
    """The status of a page."""
    return client.get(path).status_code


def test_a_moderator_who_is_idle_for_half_an_hour_is_signed_out(clock):
    mo, ann = make.signed_in(make.moderator()), make.signed_in(make.ann(make.clinic()))
    assert (opens(mo), opens(ann, "/my/")) == (200, 200)
    clock(29 * MINUTE)
    assert opens(mo) == 200
    clock(58 * MINUTE)
    assert opens(mo) == 200
    clock(89 * MINUTE)
    assert mo.get(DESK).url == f"{reverse('account_login')}?next={DESK}"
    assert "_auth_user_id" not in mo.session
    assert opens(ann, "/my/") == 200


def test_a_public_page_is_no_way_around(clock):
    mo = make.signed_in(make.moderator())
    assert opens(mo) == 200
    clock(31 * MINUTE)
    assert "For clinics" in mo.get("/").content.decode()
    assert opens(mo) == 302


def test_a_moderator_signs_in_anew_after_twelve_hours_however_busy(clock):
    mo = make.signed_in(make.moderator())
    assert opens(mo, "/my/") == 200
    for after, status in ((12 * HOUR - MINUTE, 200), (12 * HOUR + MINUTE, 302)):
        clock(after)
        busy(mo, time.time())
        assert opens(mo, "/my/") == status


def test_a_clock_that_was_ahead_prolongs_no_session(clock):
    mo, ben = make.signed_in(make.moderator()), make.signed_in(make.moderator("ben@example.org"))
    assert (opens(mo), opens(ben)) == (200, 200)
    session = mo.session
    session[BEGAN] = session[SEEN] = time.time() + 2 * DAY
    session.save()
    assert (opens(mo), opens(ben)) == (200, 200)
    assert (mo.session[BEGAN], mo.session[SEEN]) == (time.time(), time.time())
    clock(31 * MINUTE)
    assert (opens(mo), opens(ben)) == (302, 302)


def test_somebody_of_a_clinic_who_stays_away_for_a_week_signs_in_anew(clock):
    ann, ben = (
        make.signed_in(make.ann(make.clinic())),
        make.signed_in(make.user("ben@mail.example")),
    )
    clock(6 * DAY)
    assert opens(ann, "/my/") == 200
    clock(8 * DAY)
    assert (opens(ann, "/my/"), opens(ben, "/my/")) == (200, 302)
    assert "_auth_user_id" not in ben.session


def test_somebody_of_a_clinic_signs_in_anew_after_two_weeks_however_busy(clock):
    ann = make.signed_in(make.ann(make.clinic()))
    for after, status in ((14 * DAY - MINUTE, 200), (14 * DAY + MINUTE, 302)):
        clock(after)
        busy(ann, time.time())
        assert opens(ann, "/my/") == status


def test_no_cookie_outlives_a_session(settings):
    assert OTHERS.longest == settings.SESSION_COOKIE_AGE


def test_a_session_from_before_it_was_counted_ends_as_the_others_do(clock):
    ann = make.signed_in(make.ann(make.clinic()))
    session = ann.session
    del session[BEGAN], session[SEEN]
    session.save()
    assert opens(ann, "/my/") == 200
    clock(8 * DAY)
    assert opens(ann, "/my/") == 302


def test_a_new_password_ends_every_other_session_and_a_reset_ends_all(mailoutbox):
    confirmed("ann@mail.example")
    confirmed("rival@mail.example")
    here, elsewhere, rival = browser(1), browser(2), browser(3)
    for client, email in ((here, "ann"), (elsewhere, "ann"), (rival, "rival")):
        sign_in(client, f"{email}@mail.example")
    sure(here)
    words = {"oldpassword": OWN, "password1": PASSWORD, "password2": PASSWORD}
    here.post(reverse("account_change_password"), words)
    assert [is_in(client) for client in (here, elsewhere, rival)] == [True, False, True]
    owner = browser(4)
    reset(owner)
    link = next(w for w in mailoutbox[-1].body.split() if "/password/reset/key/" in w)
    form = owner.get(link, follow=True).request["PATH_INFO"]
    owner.post(form, {"password1": "wool lantern gate", "password2": "wool lantern gate"})
    assert [is_in(client) for client in (here, owner, rival)] == [False, False, True]


def test_the_second_factor_is_asked_for_again_after_four_hours(clock):
    mo = make.signed_in(make.moderator())
    assert opens(mo) == 200
    clock(4 * HOUR - MINUTE)
    busy(mo, time.time())
    assert opens(mo) == 200
    clock(4 * HOUR + MINUTE)
    shut = mo.get(DESK)
    assert shut.status_code == 403
    assert "/accounts/2fa/reauthenticate/?next=/moderation/" in shut.content.decode()
    assert opens(mo, "/my/") == 200


def test_nobody_remembers_a_moderator(clock):
    """Remember me: a cookie that outlives the browser, for others only."""
    confirmed("mo@mail.example", is_moderator=True)
    confirmed("ann@mail.example")
    kept = {}
    for email in ("mo@mail.example", "ann@mail.example"):
        client = browser()
        sign_in(client, email, remember="on")
        client.get("/my/")
        kept[email] = client.cookies["sessionid"]["max-age"]
    assert kept == {"mo@mail.example": "", "ann@mail.example": 14 * 24 * HOUR}


def test_a_busy_admin_writes_to_the_session_a_few_times_a_day(clock):
    ann = make.signed_in(make.ann(make.clinic()))
    queries = []
    for after in (0, MINUTE, 5 * HOUR, 6 * HOUR, 7 * HOUR):
        clock(after)
        with CaptureQueriesContext(connection) as asked:
            ann.get(reverse("privacy"))
        queries.append(sum("UPDATE" in query["sql"] for query in asked))
    assert queries == [0, 0, 0, 1, 0]


def test_a_busy_moderator_writes_to_the_session_once_a_minute(clock, django_assert_num_queries):
    mo = make.signed_in(make.moderator())
    mo.get("/my/")
    with django_assert_num_queries(4):  # the session, the account, the link to the desk
        mo.get(reverse("privacy"))
    clock(2 * MINUTE)
    with django_assert_num_queries(7):  # and the session is saved
        mo.get(reverse("privacy"))


@pytest.mark.django_db(transaction=True)
def test_a_session_that_cannot_be_kept_now_is_not_taken_for_one_that_has_ended():
    store, ended = SessionStore(), SessionStore()
    for one in (store, ended):
        one["seen"] = 1
        one.save()
    ended.delete()
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as elsewhere, connection.cursor() as here:
            elsewhere.execute("select from django_session for update")
            here.execute("set lock_timeout = '50ms'")
            with pytest.raises(OperationalError) as told:
                store.save()
            assert fault_of(told.value) is BUSY
            here.execute("reset lock_timeout")
    finally:
        other.close()
    with pytest.raises(UpdateError):
        ended.save()
    store.save()

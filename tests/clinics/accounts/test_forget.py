"""What accounts leave behind is deleted every hour."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from clinics.accounts.actions.forget import forget_accounts
from tests import make
from tests.clinics.accounts.cast import browser, sign_in
from tests.clinics.claims.cast import confirmed

pytestmark = pytest.mark.django_db


def counts() -> int:
    """How many rows the shared cache has, expired ones too."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from directory_cache")
        return cursor.fetchone()[0]


def test_counts_that_have_run_out_are_deleted_and_no_other():
    for n in range(3):
        sign_in(browser(n), f"nobody{n}@mail.example", "wrong")
    cache.set("rival", "stays", timeout=3600)
    before = counts()
    with connection.cursor() as cursor:
        cursor.execute("update directory_cache set expires = now() - interval '1 second'")
    cache.set("rival", "stays", timeout=3600)
    assert forget_accounts(on=make.today()) == before - 1
    assert (counts(), cache.get("rival")) == (1, "stays")


def test_the_list_of_sessions_ends_with_the_sessions():
    for email in ("ann@mail.example", "ben@mail.example"):
        confirmed(email)
        sign_in(browser(), email)
    ended = browser()
    sign_in(ended)
    ended.session.flush()
    assert UserSession.objects.count() == 3
    call_command("forget", verbosity=0)
    assert sorted(UserSession.objects.values_list("user__email", flat=True)) == [
        "ann@mail.example", "ben@mail.example",
    ]  # fmt: skip


def test_a_plan_to_change_the_address_is_deleted_and_the_address_stays():
    """Plans were stored before codes came; a confirmed address is never deleted."""
    ann = confirmed("ann@mail.example", joined_at=timezone.now() - dt.timedelta(days=400))
    EmailAddress.objects.create(user=ann, email="planned@mail.example")
    forget_accounts(on=make.today())
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["ann@mail.example"]

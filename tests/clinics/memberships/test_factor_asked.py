"""Who speaks for several clinics acts only with a second factor, and loses nothing on the way."""

import html
import os
import re
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from clinics.memberships.permissions import needs_factor
from clinics.models import Invitation, Membership
from directory.devserver.database import PROJECT
from tests import make
from tests.clinics.accounts.cast import code_of, sign_in, sure, text
from tests.clinics.claims.cast import confirmed

pytestmark = pytest.mark.django_db
STEP = "One more step: a second factor"


@pytest.fixture
def several(settings):
    """The setting of a site that readers use."""
    settings.SECOND_FACTOR_FOR = "several"


@pytest.fixture
def two(several):
    """Ann's two clinics."""
    clinics = [make.clinic(slug="heron"), make.clinic(slug="gulf")]
    ann = confirmed("ann@mail.example")
    for clinic in clinics:
        Membership.objects.create(user=ann, clinic=clinic)
    return clinics


def hidden(page) -> dict[str, str]:
    """What the form of the page would send again."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text(page))
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def set_up(client) -> None:
    """Set up an app that shows codes. What follows from it needs a commit."""
    sure(client)
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})


@pytest.mark.parametrize(
    ("setting", "asked"),
    [
        ("none", [False, False, False, False]),
        ("several", [False, False, True, False]),
        ("all", [False, True, True, False]),
    ],
)  # fmt: skip
def test_the_setting_says_of_whom_it_is_asked(settings, setting, asked):
    settings.SECOND_FACTOR_FOR = setting
    heron, gulf, merged = (make.clinic() for _ in range(3))
    one, two = make.member("one@example.org", heron), make.member("two@example.org", heron)
    make.member("two@example.org", gulf)
    gone = make.member("gone@example.org", merged)
    type(merged).objects.filter(pk=merged.pk).update(status="merged", merged_into=heron)
    people = [make.user("no@example.org"), one, two, gone]
    assert [needs_factor(person) for person in people] == asked


@pytest.mark.django_db(transaction=True)
def test_the_page_says_why_and_what_was_typed_is_sent_once_there_is_a_factor(
    client, two, mailoutbox
):
    sign_in(client)
    assert "Before you change anything for your clinics" in text(client.get("/my/"))
    members = reverse("members", args=["heron"])
    closed = client.get(members)
    assert (closed.status_code, STEP in text(closed)) == (403, True)
    assert "You speak for several clinics." in text(closed)
    assert 'href="/accounts/2fa/"' in text(closed)
    words = {"email": "bob@mail.example", "note": "Two rooms.\r\n“Quiet” & <warm>."}
    kept = client.post(members, words)
    assert (kept.status_code, Invitation.objects.count()) == (403, 0)
    assert "nothing is lost" in text(kept)
    assert hidden(kept) == words
    set_up(client)
    sent = client.post(members, hidden(kept))
    assert (sent.status_code, sent.url) == (302, members)
    assert Invitation.objects.get().email == "bob@mail.example"
    assert client.get(members).status_code == 200
    assert "Before you change" not in text(client.get("/my/"))


@pytest.mark.django_db(transaction=True)
def test_the_factor_belongs_to_the_session_and_to_the_account(client, two):
    """A session from before the factor is asked for it; without the factor, all are."""
    old, edit = Client(), reverse("clinic_edit", args=["gulf"])
    sign_in(old)
    sign_in(client)
    set_up(client)
    assert client.get(edit).status_code == 200
    shut = old.get(f"{edit}?a=b")
    assert shut.status_code == 403
    assert "You signed in without your second factor." in text(shut)
    way = "/accounts/2fa/reauthenticate/?next=%2Fmy%2Fclinics%2Fgulf%2Fedit%2F%3Fa%3Db"
    assert f'href="{way}"' in text(shut)
    assert "You signed in without your second factor." in text(old.get("/my/"))
    totp = two[0].memberships.get().user.authenticator_set.get(type="totp")
    totp.delete()
    assert client.get(edit).status_code == 403


def test_the_second_clinic_asks_for_the_factor_and_leaving_it_no_more(client, several):
    heron, gulf = make.clinic(slug="heron"), make.clinic(slug="gulf")
    ann = make.member("ann@example.org", heron)
    browser, edit = make.signed_in(ann), reverse("clinic_edit", args=["heron"])
    assert browser.get(edit).status_code == 200
    second = Membership.objects.create(user=ann, clinic=gulf)
    assert browser.get(edit).status_code == 403
    second.delete()
    assert browser.get(edit).status_code == 200


def test_files_are_not_kept_and_the_page_says_so(two):
    browser = make.signed_in(two[0].memberships.get().user)
    page = browser.post(
        reverse("csv_upload"), {"file": SimpleUploadedFile("a.csv", b"slug\nheron\n")}
    )
    assert page.status_code == 403
    assert "Your files could not be kept" in text(page)
    assert "send it now" not in text(page)


def test_a_stranger_to_the_clinic_hears_only_that(two):
    """Whether somebody needs a factor is told nobody who may not come in anyway."""
    browser = make.signed_in(two[0].memberships.get().user)
    make.clinic(slug="rival")
    page = browser.get(reverse("clinic_edit", args=["rival"]))
    assert (page.status_code, STEP in text(page)) == (403, False)


def test_the_page_speaks_spanish(two):
    browser = make.signed_in(two[0].memberships.get().user)
    page = browser.get("/es" + reverse("clinic_edit", args=["heron"]))
    assert "Un paso más: un segundo factor" in text(page)
    assert 'href="/es/accounts/2fa/"' in text(page)


def test_who_speaks_for_one_clinic_is_asked_where_all_are(settings):
    settings.SECOND_FACTOR_FOR = "all"
    browser = make.signed_in(make.ann(make.clinic(slug="heron")))
    page = text(browser.get(reverse("clinic_edit", args=["heron"])))
    assert "what patients read about your clinic" in page
    assert "several clinics" not in page


def test_a_site_that_readers_use_asks_and_the_demo_does_not():
    ask = "from directory import settings as s; print(s.SECOND_FACTOR_FOR)"
    base = {**os.environ, "SECRET_KEY": "s" * 60, "DEBUG": "0"}
    said = []
    for words in ({"DEMO": "0"}, {"DEMO": "1"}, {"DEMO": "1", "SECOND_FACTOR_FOR": "all"},
                  {"DEMO": "0", "SECOND_FACTOR_FOR": "some"}):  # fmt: skip
        done = subprocess.run([sys.executable, "-c", ask], cwd=PROJECT, env=base | words,
                              capture_output=True, text=True, check=False)  # fmt: skip
        said.append(done.stdout.strip() or done.stderr.splitlines()[-1].partition(": ")[2])
    assert said == [
        "several", "none", "all", "SECOND_FACTOR_FOR must be several, all or none.",
    ]  # fmt: skip


def test_without_the_setting_nothing_more_is_asked_of_the_database(
    settings, django_assert_num_queries
):
    heron, gulf = make.clinic(slug="heron"), make.clinic(slug="gulf")
    ann = make.member("ann@example.org", heron)
    make.member("ann@example.org", gulf)
    browser = make.signed_in(ann)
    page = reverse("members_leave", args=["heron"])
    with django_assert_num_queries(5):
        assert browser.get(page).status_code == 200
    settings.SECOND_FACTOR_FOR = "several"
    browser = make.signed_in(make.second_factor(ann))
    with django_assert_num_queries(6):
        assert browser.get(page).status_code == 200

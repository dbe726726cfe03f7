"""Second factors: sealed in the database, and never somebody else's when a person moderates."""

import io
from importlib import import_module
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from clinics.accounts.second_factors import SealingAdapter
from clinics.models import Event, User
from tests import make
from tests.clinics.accounts.cast import (
    OWN,
    PASSWORD,
    browser,
    code_of,
    is_in,
    reset,
    sign_in,
    sure,
    text,
)
from tests.clinics.claims.cast import confirmed

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
SEED = "8b88" * 20
MIGRATIONS = Path(__file__).resolve().parents[3] / "clinics" / "migrations"


@pytest.fixture(autouse=True)
def a_step_later(settings):
    """A code counts for a step of 30 seconds longer: a busy machine may need them."""
    settings.MFA_TOTP_TOLERANCE = 1


def stored() -> str:
    """All that the table of second factors holds, as a dump shows it."""
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(t::text, ' ' order by id) from mfa_authenticator t")
        return cursor.fetchone()[0]


def enters(person: User, code: str) -> bool:
    """Whether a code lets somebody in after their password."""
    client = browser()
    sign_in(client, person.email)
    client.post(reverse("mfa_authenticate"), {"code": code})
    return is_in(client)


def test_a_dump_gives_no_second_factor_away_and_the_factor_works():
    ann = confirmed("ann@mail.example")
    client = browser()
    sign_in(client)
    sure(client)
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    shown = text(client.get(reverse("mfa_view_recovery_codes")))
    paper = RecoveryCodes.activate(ann).get_unused_codes()
    assert len(paper) == 10
    assert paper[0] in shown
    assert secret not in stored()
    assert [enters(ann, paper[3]), enters(ann, paper[3]), enters(ann, "000000")] == [
        True, False, False,
    ]  # fmt: skip


def test_a_code_works_once_in_whatever_browser_and_whatever_was_counted_since():
    ann, rival = confirmed("ann@mail.example"), confirmed("rival@mail.example")
    for person in (ann, rival):
        TOTP.activate(person, SECRET)
    code = code_of(SECRET)
    assert [enters(ann, code), enters(ann, code), enters(rival, code)] == [True, False, True]
    for n in range(400):  # more rows than a cache of Django's usual size holds
        cache.set(f"flood {n}", n, 300)
    assert not enters(ann, code)


def test_a_secret_that_no_key_opens_lets_nobody_in(settings, caplog):
    ann = confirmed("ann@mail.example")
    TOTP.activate(ann, SECRET)
    assert enters(ann, code_of(SECRET))
    settings.ADDRESS_KEYS = ["another key"]
    TOTP.activate(confirmed("rival@mail.example"), SECRET)
    assert enters(User.objects.get(email="rival@mail.example"), code_of(SECRET))
    assert not enters(ann, code_of(SECRET))
    assert not enters(ann, code_of("A" * 32))  # what an empty secret would come to
    assert "The secret of a second factor cannot be opened with any key." in caplog.messages


def test_a_new_key_opens_old_secrets_and_forget_seals_them_anew(settings):
    settings.ADDRESS_KEYS = ["old"]
    ann = confirmed("ann@mail.example")
    TOTP.activate(ann, SECRET)
    RecoveryCodes.activate(ann)
    paper = RecoveryCodes.activate(ann).get_unused_codes()
    settings.ADDRESS_KEYS = ["new", "old"]
    call_command("forget", stdout=io.StringIO())
    settings.ADDRESS_KEYS = ["new"]
    assert enters(ann, code_of(SECRET))
    assert enters(ann, paper[0])


def test_secrets_that_stood_in_the_clear_are_sealed_and_can_be_opened_again():
    """The migration, there, there again, and back; a key of a device is left as it is."""
    (path,) = MIGRATIONS.glob("*_sealed_second_factors.py")
    migration = import_module(f"clinics.migrations.{path.stem}")
    ann = confirmed("ann@mail.example")
    device = {"name": "Key", "credential": {"id": SECRET}}
    clear = [{"secret": SECRET}, {"seed": SEED, "used_mask": 5}, device]
    for kind, data in zip(("totp", "recovery_codes", "webauthn"), clear, strict=True):
        Authenticator.objects.create(user=ann, type=kind, data=data)
    migration.seal(apps, None)
    sealed = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    migration.seal(apps, None)
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == sealed
    assert SealingAdapter().decrypt(sealed[0]["secret"]) == SECRET
    assert (SealingAdapter().decrypt(sealed[1]["seed"]), sealed[1]["used_mask"]) == (SEED, 5)
    assert sealed[2] == device
    assert stored().count(SECRET) == 1  # the name of the device
    migration.unseal(apps, None)
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == clear


def test_a_moderator_comes_without_what_opened_the_account_before(mailoutbox):
    """Whoever knew the password and had a passkey there is out; the owner comes in by mail."""
    mo, rival = confirmed("mo@mail.example"), make.second_factor(make.user("rival@mail.example"))
    make.second_factor(mo)
    attacker = make.signed_in(mo, client=browser(1))
    assert is_in(attacker)
    call_command("moderators", "add", "MO@mail.example", stdout=io.StringIO())
    mo.refresh_from_db()
    assert mo.is_moderator
    assert list(Authenticator.objects.values_list("user", flat=True)) == [rival.pk]
    assert not is_in(attacker)
    sign_in(attacker, mo.email, OWN)
    assert not is_in(attacker)
    assert list(Event.objects.values_list("verb", "actor", "target_id")) == [
        ("made a moderator", "operator", mo.pk)
    ]
    owner = browser(2)
    reset(owner, mo.email)
    link = next(w for w in mailoutbox[0].body.split() if "/password/reset/key/" in w)
    form = owner.get(link, follow=True).request["PATH_INFO"]
    owner.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    sign_in(owner, mo.email, PASSWORD)
    assert is_in(owner)
    assert owner.get(reverse("desk")).status_code == 403  # until there is a new factor


def test_nobody_moderates_whose_address_is_not_confirmed():
    make.user("unproved@mail.example")
    for email, words in (
        ("unproved@mail.example", "Nobody has confirmed the address unproved@mail.example yet."),
        ("nobody@mail.example", "There is no account with the address nobody@mail.example."),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("moderators", "add", email)
    assert not User.objects.filter(is_moderator=True).exists()


def test_a_moderator_is_listed_until_removed():
    confirmed("mo@mail.example")
    confirmed("rival@mail.example")
    call_command("moderators", "add", "mo@mail.example", stdout=io.StringIO())
    listed = io.StringIO()
    call_command("moderators", "list", stdout=listed)
    assert listed.getvalue() == "mo@mail.example\n"
    call_command("moderators", "remove", "MO@mail.example", stdout=io.StringIO())
    assert not User.objects.filter(is_moderator=True).exists()
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "made a moderator", "no moderator any more",
    ]  # fmt: skip
    with pytest.raises(CommandError, match=r"rival@mail\.example is no moderator\."):
        call_command("moderators", "remove", "rival@mail.example")
    with pytest.raises(CommandError, match=r"Say whom: manage\.py moderators remove EMAIL"):
        call_command("moderators", "remove")


def test_who_lost_the_second_factor_begins_anew_by_mail_and_nobody_else_does(mailoutbox):
    ann, rival = confirmed("ann@mail.example"), make.second_factor(make.user("rival@mail.example"))
    TOTP.activate(ann, SECRET)
    RecoveryCodes.activate(ann)
    thief, other = make.signed_in(ann, client=browser(1)), make.signed_in(rival)
    said = io.StringIO()
    call_command("begin_anew", "ANN@mail.example", stdout=said)
    assert "second factors and sessions of ann@mail.example ended" in said.getvalue()
    assert list(Authenticator.objects.values_list("user", flat=True)) == [rival.pk]
    sign_in(thief, ann.email, OWN)
    assert (is_in(thief), is_in(other)) == (False, True)
    assert list(Event.objects.values_list("verb", "actor", "target_id")) == [
        ("password and second factors ended", "operator", ann.pk)
    ]
    owner = browser(2)
    reset(owner)
    link = next(w for w in mailoutbox[0].body.split() if "/password/reset/key/" in w)
    form = owner.get(link, follow=True).request["PATH_INFO"]
    owner.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    sign_in(owner, password=PASSWORD)
    assert is_in(owner)
    with pytest.raises(CommandError, match=r"There is no account with the address no@mail\.x\."):
        call_command("begin_anew", "no@mail.x")


def test_a_reset_names_what_still_opens_the_account(mailoutbox):
    ann = confirmed("ann@mail.example")
    TOTP.activate(ann, SECRET)
    TOTP.activate(confirmed("rival@mail.example"), SECRET)
    owner = browser()
    reset(owner)
    link = next(w for w in mailoutbox[0].body.split() if "/password/reset/key/" in w)
    form = owner.get(link, follow=True).request["PATH_INFO"]
    done = owner.post(form, {"password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert '<a class="button" href="/accounts/login/?next=/accounts/2fa/">' in text(done)
    body = mailoutbox[1].body
    assert f"- TOTP Authenticator, since {make.today():%-d %B %Y}" in body
    assert body.count("Authenticator") == 1
    assert "http://testserver/accounts/2fa/" in body

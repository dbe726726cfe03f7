"""Signing up: an address belongs to whoever reads its mail, not to whoever types it first."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from clinics.accounts.passwords import GuessablePasswordValidator
from clinics.models import Claim, User
from tests import make
from tests.at_once import all_at_once
from tests.clinics.accounts import cast
from tests.clinics.accounts.cast import PASSWORD, browser, code_in, confirm, is_in, sign_in, sign_up
from tests.clinics.claims.cast import confirmed
from tests.hashers import CountingHasher

pytestmark = pytest.mark.django_db
THEIRS = "the attacker's own words"


def passwords() -> dict[str, str]:
    """Who can sign in with which of the two passwords."""
    return {
        user.email: word for user in User.objects.all() for word in (PASSWORD, THEIRS)
        if check_password(word, user.password)
    }  # fmt: skip


def test_whoever_registers_an_address_first_keeps_no_way_in(mailoutbox):
    attacker, owner = browser(1), browser(2)
    sign_up(attacker, password=THEIRS)
    sign_up(owner, password=PASSWORD)
    assert [mail.to for mail in mailoutbox] == [["ann@mail.example"]] * 2
    assert passwords() == {"ann@mail.example": PASSWORD}
    # Even the code of the attacker's own sign-up opens nothing in the attacker's browser.
    confirm(attacker, code_in(mailoutbox[0].body))
    assert not is_in(attacker)
    assert confirm(owner, code_in(mailoutbox[1].body)).url == reverse("my")
    assert is_in(owner)
    confirm(attacker, code_in(mailoutbox[1].body))
    sign_in(attacker, password=THEIRS)
    assert not is_in(attacker)
    assert not Authenticator.objects.exists()


def test_a_code_works_only_in_the_browser_that_asked_for_it(mailoutbox):
    attacker, owner = browser(1), browser(2)
    sign_up(attacker, password=THEIRS)
    code = code_in(mailoutbox[0].body)
    assert "http" not in mailoutbox[0].body
    assert confirm(owner, code).url == reverse("account_login")
    assert not EmailAddress.objects.get().verified
    sign_in(attacker, password=THEIRS)
    assert attacker.get(reverse("mfa_add_webauthn")).status_code == 302
    assert not is_in(attacker)


def test_a_reset_by_the_owner_ends_the_password_of_whoever_was_first(mailoutbox):
    attacker, owner = browser(1), browser(2)
    sign_up(attacker, password=THEIRS)
    cast.reset(owner)
    link = next(w for w in mailoutbox[1].body.split() if "/password/reset/key/" in w)
    form = owner.get(link, follow=True).request["PATH_INFO"]
    owner.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert passwords() == {"ann@mail.example": PASSWORD}
    sign_in(attacker, password=THEIRS)
    assert not is_in(attacker)


def test_a_planned_change_of_address_squats_on_nobodys_address(mailoutbox):
    """Plans that were stored before codes came: one for an address of somebody else."""
    rival = confirmed("rival@mail.example")
    EmailAddress.objects.create(user=rival, email="ann@mail.example")
    owner = browser()
    sign_up(owner)
    assert confirm(owner, code_in(mailoutbox[0].body)).url == reverse("my")
    assert list(EmailAddress.objects.order_by("pk").values_list("email", "verified")) == [
        ("rival@mail.example", True), ("ann@mail.example", True),
    ]  # fmt: skip


def test_an_account_that_nobody_confirmed_does_not_block_a_change_of_address(mailoutbox):
    ann = confirmed("ann@mail.example")
    sign_up(browser(1), "new@mail.example", THEIRS)
    owner = browser(2)
    sign_in(owner)
    cast.sure(owner)
    owner.post(reverse("account_email"), {"action_add": "", "email": "new@mail.example"})
    confirm(owner, code_in(mailoutbox[-1].body))
    assert list(User.objects.values_list("pk", "email")) == [(ann.pk, "new@mail.example")]


def test_signing_up_never_touches_a_confirmed_account(mailoutbox):
    ann, made = confirmed("ann@mail.example"), make.user("made@mail.example")
    for email in ("ann@mail.example", "made@mail.example", "ANN@mail.example"):
        sign_up(browser(), email, THEIRS)
    assert list(User.objects.order_by("pk")) == [ann, made]
    assert passwords() == {}
    assert {mail.subject for mail in mailoutbox} == {"You already have an account"}


def test_three_wrong_codes_end_a_sign_up(client, mailoutbox):
    sign_up(client)
    wrong = [confirm(client, "BBBB-BBBB") for _ in range(3)]
    assert [answer.status_code for answer in wrong] == [200, 200, 302]
    confirm(client, code_in(mailoutbox[0].body))
    assert not EmailAddress.objects.get().verified


def test_the_page_that_led_to_the_sign_up_opens_after_the_code(client, mailoutbox):
    page = reverse("claim", args=[make.clinic(slug="luma").slug])
    sign_up(client, next=page)
    assert confirm(client, code_in(mailoutbox[0].body)).url == page
    assert Claim.objects.count() == 0


def test_the_page_that_led_to_the_sign_up_opens_on_another_device_too_and_once(mailoutbox):
    page = reverse("claim", args=[make.clinic(slug="luma").slug])
    sign_up(browser(1), next=page)
    elsewhere = browser(2)
    sign_in(elsewhere, password=PASSWORD)
    assert confirm(elsewhere, code_in(mailoutbox[-1].body)).url == page
    assert sign_in(browser(3), password=PASSWORD).url == reverse("my")
    rival = browser(4)
    sign_up(rival, "rival@mail.example")
    assert confirm(rival, code_in(mailoutbox[-1].body)).url == reverse("my")


def test_whoever_has_an_account_already_goes_on_where_they_came_from(mailoutbox):
    confirmed("ann@mail.example")
    page, here = reverse("claim", args=[make.clinic(slug="luma").slug]), browser(1)
    sign_up(here, next=page)
    again = f"{reverse('account_signup')}?next={page}"
    shown = here.get(reverse("account_email_verification_sent")).content.decode()
    assert f'value="{again}"' in shown
    assert here.post(reverse("account_logout"), {"next": again}).url == again
    sign_in_there = f'href="{reverse("account_login")}?next={page.replace("/", "%2F")}"'
    assert sign_in_there in here.get(again).content.decode()
    assert sign_in(browser(2)).url == reverse("my")  # strangers lead nobody anywhere


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example/", "javascript:a()"])
def test_no_page_of_another_site_is_kept(page, mailoutbox):
    sign_up(browser(1), next=page)
    here = browser(2)
    sign_in(here, password=PASSWORD)
    assert confirm(here, code_in(mailoutbox[-1].body)).url == reverse("my")


def test_the_same_steps_hash_a_password_for_known_and_new_addresses(settings, client, mailoutbox):
    """Hashing takes ten times as long as the rest: the time would tell who has an account."""
    settings.PASSWORD_HASHERS = ["tests.hashers.CountingHasher"]
    confirmed("ann@mail.example")
    counts = []
    for email in ("ann@mail.example", "new@mail.example"):
        before = CountingHasher.hashed
        sign_up(browser(), email)
        counts.append(CountingHasher.hashed - before)
    assert counts == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_two_sign_ups_of_one_address_at_once_make_one_account():
    answers = all_at_once([lambda n=n: sign_up(browser(n)).status_code for n in (1, 2, 3)])
    assert answers == [302, 302, 302]
    assert User.objects.count() == 1


def test_what_nobody_confirmed_is_deleted_after_three_days():
    now = timezone.now()
    for days in (2, 4):
        sign_up(browser(days), f"day{days}@mail.example")
        joined = now - dt.timedelta(days=days)
        User.objects.filter(email=f"day{days}@mail.example").update(joined_at=joined)
    old = now - dt.timedelta(days=400)
    confirmed("ann@mail.example", joined_at=old)
    make.user("made@mail.example", joined_at=old)
    call_command("forget", verbosity=0)
    assert list(User.objects.order_by("pk").values_list("email", flat=True)) == [
        "day2@mail.example", "ann@mail.example", "made@mail.example",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("Summer2026!", False), ("Summer2026!!", False),
        ("clinic directory", False), ("clinicdirectory2026", False),
        ("a" * 64, False), ("qwertyuiop12", False), ("ann@mail.example1", False),
        ("short-7Wq", False), ("123456789012345", False),
        (PASSWORD, True), ("wool lantern gate", True), ("ü" * 3 + "Wq7-brisk-otter-fen", True),
        ("wool lantern gate " * 20, True),
    ],
)  # fmt: skip
def test_a_password_that_others_would_guess_is_refused_in_words(client, password, is_taken):
    signed = sign_up(client, password=password)
    assert (signed.status_code == 302) is is_taken
    assert User.objects.exists() is is_taken
    if not is_taken:
        page = cast.text(signed)
        assert ("easy to guess" in page) or ("at least 12 characters" in page)
        assert 'id="id_password1_error"' in page


@pytest.mark.parametrize(
    ("password", "other"),
    [("  wool lantern gate  ", "wool lantern gate"), ("wool lantern gate " * 20, None),
     ("brisk-otter" * 16 + "A", "brisk-otter" * 16 + "B"), ("Wool Lantern Gate", None),
     ("wool lantern gäte🐑", "wool lantern gate🐑")],
)  # fmt: skip
def test_a_password_counts_as_it_was_typed_to_its_last_sign(mailoutbox, password, other):
    """Blanks at its ends, capitals, and whatever stands behind the 72nd sign."""
    sign_up(browser(1), password=password)
    here = browser(2)
    for wrong in (other or password.strip().lower(), password[:72].swapcase()):
        sign_in(here, password=wrong)
    assert len(mailoutbox) == 1
    sign_in(here, password=password)
    assert confirm(here, code_in(mailoutbox[-1].body)).url == reverse("my")
    assert is_in(here)


@pytest.mark.parametrize("odd", ['"x>"', '"a b"', '"a\x01b"', "a%40b", "a!b", "a..b", ".a"])
def test_an_address_that_reads_as_another_gets_no_mail(client, mailoutbox, odd):
    """Old ways to write an address, which mail servers may take for one elsewhere."""
    clinic = make.clinic(slug="luma")
    signed = sign_up(client, f"{odd}@mail.example")
    assert "Enter a valid e-mail address." in cast.text(signed)
    told = client.post(
        reverse("review_send_again", args=[clinic.slug]), {"email": f"{odd}@mail.example"}
    )
    assert "Enter a valid e-mail address." in cast.text(told)
    assert (User.objects.count(), mailoutbox) == (0, [])
    sign_up(client, "a.o'neil+1@mail.example")
    assert [mail.to for mail in mailoutbox] == [["a.o'neil+1@mail.example"]]


STOLEN = "This password was stolen from another site and published"


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("chicamaravilla", False), ("popcornisnice2", False), ("PopCornIsNice2", False),
        ("Buttermilch111", False), ("chicamaravillo", True), ("popcornisnice7", True),
    ],
)  # fmt: skip
def test_a_password_that_was_stolen_elsewhere_is_refused_however_hard_to_guess(
    client, password, is_taken
):
    GuessablePasswordValidator().validate(password)
    signed = sign_up(client, password=password)
    assert (signed.status_code == 302, User.objects.exists()) == (is_taken, is_taken)
    if not is_taken:
        page = cast.text(signed)
        assert (STOLEN in page, 'id="id_password1_error"' in page) == (True, True)
        assert "easy to guess" not in page


def test_a_stolen_password_is_refused_when_it_is_changed_and_when_it_is_reset(client, mailoutbox):
    confirmed("ann@mail.example")
    sign_in(client)
    cast.sure(client)
    words = {"oldpassword": cast.OWN, "password1": "chicamaravilla", "password2": "chicamaravilla"}
    assert STOLEN in cast.text(client.post(reverse("account_change_password"), words))
    owner = browser(2)
    cast.reset(owner)
    link = next(w for w in mailoutbox[0].body.split() if "/password/reset/key/" in w)
    form = owner.get(link, follow=True).request["PATH_INFO"]
    assert STOLEN in cast.text(owner.post(form, words))
    assert check_password(cast.OWN, User.objects.get().password)

"""One budget of mails an address: a stranger bombs nobody, learns nothing, and locks nobody out."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from clinics.accounts import mail_budget
from clinics.mail_addresses import mailbox
from clinics.memberships.actions.invitations import invite
from clinics.memberships.actions.members import MembersRefused
from tests import make
from tests.clinics.accounts import cast
from tests.clinics.accounts.cast import browser, reset, sign_in, sign_up, text
from tests.clinics.claims.cast import confirmed
from tests.clinics.reviews import cast as reviews

pytestmark = pytest.mark.django_db
USED_UP = "We already sent too many e-mails to this address today. Try again tomorrow."


@pytest.mark.parametrize(
    ("address", "box"),
    [
        ("Ann@Mail.Example", "ann@mail.example"), ("ann+1@mail.example", "ann@mail.example"),
        ("a.nn@mail.example", "a.nn@mail.example"), ("a.n.n+x@gmail.com", "ann@gmail.com"),
        ("a.nn@GoogleMail.com", "ann@gmail.com"), ("ann@gmail.example", "ann@gmail.example"),
        ("a.nn@ＧＭＡＩＬ.com", "ann@gmail.com"), ("ann@gm\u200bail。com", "ann@gmail.com"),
        ("ann@xn--mller-kva.example", "ann@müller.example"),
        ("ann@Müller.example", "ann@müller.example"), ("ann@a..b", "ann@a..b"),
        ("+1@mail.example", "+1@mail.example"), ("ann@mail.example.", "ann@mail.example"),
    ],
)  # fmt: skip
def test_which_addresses_end_in_one_mailbox(address, box):
    assert mailbox(address) == box


def test_one_network_bombs_nobody_with_resets(mailoutbox):
    attacker = browser(1)
    asked = [reset(attacker, f"b.ombed+{n}@gmail.com") for n in range(4)]
    asked += [reset(attacker, f"bombed+{n}@googlemail.com") for n in range(4)]
    assert [answer.status_code for answer in asked] == [302] * 5 + [200] * 3
    assert USED_UP in text(asked[5])
    assert 'id="id_email_error"' in text(asked[5])
    assert len(mailoutbox) == 5
    assert reset(attacker, "rival@gmail.com").status_code == 302


def test_other_shapes_of_letters_make_no_new_address(mailoutbox):
    attacker = browser(1)
    shapes = ["mail.example", "ＭＡＩＬ.example", "ｍail.example", "mａil.example", "maｉl.example"]
    asked = [reset(attacker, f"bombed@{shape}") for shape in [*shapes, "maiｌ.example"]]
    assert [answer.status_code for answer in asked] == [302] * 5 + [200]
    assert len(mailoutbox) == 5


def test_the_whole_world_bombs_nobody(mailoutbox):
    for n in range(1, 5):
        for _ in range(5):
            reset(browser(n), "bombed@mail.example")
    assert len(mailoutbox) == 10


def test_every_kind_of_mail_counts(mailoutbox):
    clinic = make.clinic()
    ann = make.ann(clinic)
    visitor = browser(1)
    reset(visitor, "bombed@mail.example")
    sign_up(visitor, "bombed@mail.example")
    network = "192.0.2.1"
    reviews.write(make.clinic(), email="bombed+1@mail.example", network=network)
    reviews.write(make.clinic(), email="bombed+2@mail.example", network=network)
    signed_in = make.signed_in(ann, client=browser(1))
    members = reverse("members", args=[clinic.slug])
    assert signed_in.post(members, {"email": "bombed+3@mail.example"}).status_code == 302
    assert len(mailoutbox) == 5
    said = signed_in.post(members, {"email": "bombed+4@mail.example"})
    assert USED_UP in text(said)
    refused = reviews.refusal(
        lambda: reviews.write(make.clinic(), email="bombed@mail.example", network=network)
    )
    assert refused == USED_UP
    assert USED_UP in text(reset(visitor, "bombed@mail.example"))
    assert USED_UP in text(sign_up(browser(1), "bombed@mail.example"))
    assert len(mailoutbox) == 5
    assert sign_up(browser(2), "bombed@mail.example").status_code == 302  # its owner


def test_a_budget_tells_nobody_who_has_an_account(mailoutbox):
    confirmed("ann@mail.example")
    said = {}
    for email in ("ann@mail.example", "new@mail.example"):
        asked = [sign_up(browser(1), email) if n % 2 else reset(browser(1), email)
                 for n in range(7)]  # fmt: skip
        said[email] = [(answer.status_code, USED_UP in text(answer)) for answer in asked]
    assert said["ann@mail.example"] == said["new@mail.example"]
    assert said["ann@mail.example"] == [(302, False)] * 5 + [(200, True)] * 2
    assert len(mailoutbox) == 10


def test_the_owner_resets_their_password_whatever_strangers_asked_for(mailoutbox):
    confirmed("ann@mail.example")
    owner = browser(9)
    sign_in(owner)
    owner.post(reverse("account_logout"))
    for n in (1, 2, 3):
        for _ in range(5):
            reset(browser(n))
    assert len(mailoutbox) == 10
    assert reset(browser(4)).status_code == 200
    assert reset(owner).status_code == 302
    assert len(mailoutbox) == 11


def test_a_used_up_budget_holds_no_warning_back(mailoutbox):
    confirmed("ann@mail.example")
    for n in (1, 2):
        for _ in range(5):
            reset(browser(n))
    mailoutbox.clear()
    owner = browser(9)
    sign_in(owner)
    cast.sure(owner)
    words = {"oldpassword": cast.OWN, "password1": cast.PASSWORD, "password2": cast.PASSWORD}
    owner.post(reverse("account_change_password"), words)
    assert [letter.subject for letter in mailoutbox] == ["Password Changed"]


def test_a_mail_that_could_not_be_sent_is_not_counted(settings):
    clinic = make.clinic()
    ann = make.ann(clinic)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens
    for _ in range(7):
        with pytest.raises(MembersRefused, match="could not be sent just now"):
            invite(clinic, "ben@mail.example", by=ann)
    assert mail_budget.has_room("ben@mail.example")


def at_the_site() -> Client:
    """A browser that asks the host of SITE_URL, but without its https."""
    asking = browser()
    asking.defaults["SERVER_NAME"] = "clinics.example"
    return asking


def test_links_in_mails_are_those_of_the_site(settings, mailoutbox):
    settings.SITE_URL = "https://clinics.example"
    settings.ALLOWED_HOSTS = ["*"]
    confirmed("ann@mail.example")
    for email in ("ann@mail.example", "nobody@mail.example"):
        for page, said in (
            ("account_reset_password", {"email": email}),
            ("account_signup", {"email": email, "password1": cast.PASSWORD,
                                "password2": cast.PASSWORD}),
        ):  # fmt: skip
            at_the_site().post(reverse(page), said)
            evil = browser().post(reverse(page), said, headers={"host": "evil.example:9999"})
            assert evil.status_code == 400
    owner = at_the_site()
    sign_in(owner)
    owner.post(reverse("account_reauthenticate"), {"password": cast.OWN})
    words = {"oldpassword": cast.OWN, "password1": cast.PASSWORD, "password2": cast.PASSWORD}
    owner.post(reverse("account_change_password"), words)
    bodies = [letter.body for letter in mail.outbox]
    assert len(bodies) == 5
    links = [w for body in bodies for w in body.split() if w.startswith("http")]
    assert len(links) == 3
    assert all(link.startswith("https://clinics.example/accounts/") for link in links)

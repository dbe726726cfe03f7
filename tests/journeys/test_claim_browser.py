"""A clinic's people in a real browser: sign up, claim, be approved, invite; each page looked at."""

from contextlib import contextmanager

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from clinics.claims.actions import ask as asking
from clinics.claims.actions.decide import decide_claim, digest
from clinics.memberships.actions.invitations import invite
from clinics.models import Claim, Membership
from clinics.notices.actions.notify import notify
from tests import make
from tests.clinics.accounts import cast
from tests.clinics.claims.cast import code_in, confirmed, luma
from tests.clinics.documents.cast import picture
from tests.looks import DESK_DARK, PHONE_LIGHT, faults, faults_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def opened(chromium, live_server, settings, tmp_path):
    """`opened(user=None, refused=False, **context)`: a page of the running site."""
    settings.MEDIA_ROOT = str(tmp_path)
    cache.clear()  # the limits of the test before: no mail twice to one address within minutes
    faults: list[str] = []

    @contextmanager
    def opened(user=None, *, refused=False, **options):
        context = chromium.new_context(base_url=live_server.url, **options)
        if user:
            client = make.signed_in(user)
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
            context.add_cookies([cookie | {"url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: faults.append(m.text)
                if m.type == "error" and not (refused and "400" in m.text) else None)  # fmt: skip
        yield page
        context.close()

    yield opened
    assert faults == []


@pytest.mark.parametrize("scripts", [True, False])
def test_from_signing_up_to_inviting_a_colleague(opened, live_server, mailoutbox, scripts):
    clinic, mo = luma(), make.moderator()
    with opened(viewport=PHONE, java_script_enabled=scripts) as page:
        page.goto(f"/clinics/{clinic.slug}/")  # from here on seven clicks and keys
        page.get_by_role("link", name="Keep this listing").click()
        page.get_by_role("link", name="Create an account").click()
        page.get_by_label("E-mail address").fill("cam@mail.example")
        page.get_by_label("Password", exact=True).fill("correct horse battery")
        page.get_by_label("Password (again)").fill("correct horse battery")
        page.get_by_role("button", name="Sign Up").click()
        expect(page.get_by_role("heading", name="Type the code")).to_be_visible()
        assert not scripts or faults_now(page) == []
        page.get_by_label("Code").fill(cast.code_in(mailoutbox[0].body))
        page.keyboard.press("Enter")  # and the page that led here opens
        page.get_by_label("A code sent to an address on the clinic’s own website").check()
        page.get_by_label("Your address at the clinic").fill("cam")
        page.get_by_role("button", name="Ask to speak for this clinic").click()
        expect(page.get_by_text("A code was sent to cam@luma.example.")).to_be_visible()
        page.get_by_label("Code").fill(code_in(mailoutbox[-1]))
        page.get_by_role("button", name="Check the code").click()
        expect(
            page.get_by_text("That is the right code. A moderator decides next.")
        ).to_be_visible()
        assert Membership.objects.count() == 0
        nobody = "Nothing was decided in the last 90 days, so we cannot say how long it takes."
        expect(page.get_by_text(nobody)).to_be_visible()
        claim = Claim.objects.get()
        decide_claim(claim, "approved", by=mo, seen=digest(claim))
        page.goto("/my/")
        expect(page.get_by_text("You now speak for Luma.")).to_be_visible()
        page.get_by_role("link", name="Who speaks for it").click()
        page.get_by_label("Your colleague’s e-mail address").fill("bob@mail.example")
        page.get_by_role("button", name="Send the invitation").click()
        expect(page.get_by_text("An invitation was sent to bob@mail.example.")).to_be_visible()
    with opened(confirmed("bob@mail.example"), java_script_enabled=scripts) as page:
        assert f"{live_server.url}/invitations/" in mailoutbox[-1].body
        page.goto(f"/clinics/{clinic.slug}/claim/")  # the mail is not needed, and no dispute begins
        page.get_by_role("button", name="Accept").click()
        expect(page.get_by_role("heading", name="Luma", exact=True)).to_be_visible()
    assert {m.user.email for m in clinic.memberships.all()} == {
        "cam@mail.example", "bob@mail.example",
    }  # fmt: skip


def test_no_page_of_a_clinics_people_has_findings(opened):
    clinic, asked, mo = luma(), make.clinic(name="Asked", phone="+1 561-555-0102"), make.moderator()
    ann = confirmed("ann@mail.example")
    make.member("ann@mail.example", clinic)
    make.member("bob-with-a-very-long-address-indeed@a-long-domain-of-a-clinic.example", clinic)
    invite(clinic, "carl@mail.example", by=ann)
    bob = Membership.objects.exclude(user=ann).get()
    group, _site = (make.clinic(name=name, website="https://group.example/") for name in ("A", "B"))
    code = make.claim(group, "ann@mail.example", address="ann@group.example",
                      proved_at=timezone.now())  # fmt: skip
    open_one = make.clinic(name="Open")
    make.member("dan@mail.example", open_one)
    invite(open_one, "ann@mail.example", by=open_one.memberships.get().user)
    notify(ann, "Your proposal was decided.", clinic=clinic, path="/my/")
    calls = asking.start(asked, "listed-phone", by=ann)
    back = make.claim(make.clinic(name="Back", website="https://back.example/"), "ann@mail.example",
                      method="documents")  # fmt: skip
    decide_claim(back, "asked-back", by=mo, seen=digest(back), words="Who signed the letter?")
    paths = ["/my/", "/my/notices/", f"/my/clinics/{clinic.slug}/members/",
             f"/my/clinics/{clinic.slug}/members/leave/", f"/my/claims/{calls.pk}/",
             f"/my/clinics/{clinic.slug}/members/{bob.pk}/remove/",
             f"/my/clinics/{clinic.slug}/object/", f"/my/claims/{code.pk}/",
             f"/my/claims/{code.pk}/sites/", f"/clinics/{open_one.slug}/claim/",
             "/my/account/delete/",
             f"/my/claims/{back.pk}/", f"/clinics/{back.clinic.slug}/claim/",
             "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/",
             "/accounts/sessions/", "/accounts/logout/", "/demo/mail/", "/demo/codes/"]  # fmt: skip
    outside = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/",
               f"/clinics/{clinic.slug}/claim/"]  # fmt: skip
    found = {}
    for who, addresses in ((ann, paths), (None, outside)):
        with opened(who) as page:
            for path in addresses:
                page.goto(path)
                found[path] = faults(page, (PHONE_LIGHT, DESK_DARK))
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_an_error_stands_on_top_and_at_its_field(opened):
    ann, clinic = confirmed("ann@mail.example"), luma()
    with opened(ann, refused=True, viewport=PHONE) as page:
        page.goto(f"/clinics/{clinic.slug}/claim/")
        page.get_by_role("radio", name="Documents").check()
        page.locator("#id_documents").set_input_files(
            {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"MZ no document"}
        )
        page.get_by_role("button", name="Ask to speak for this clinic").click()
        page.get_by_role("alert").get_by_role("link", name="“a.pdf” is not a PDF, PNG").click()
        assert faults_now(page) == []
        page.locator("#id_documents").set_input_files(
            {"name": "a.png", "mimeType": "text/html", "buffer": picture()}
        )
        page.get_by_role("button", name="Ask to speak for this clinic").click()
        expect(page.get_by_text("Waits for a moderator")).to_be_visible()


def sign_in(page, email: str) -> None:
    """Type address and password."""
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill("pass phrase 1")
    page.get_by_role("button", name="Sign In", exact=True).click()


def test_a_passkey_is_added_and_signs_in_alone(opened):
    mo = confirmed("mo@mail.example", is_moderator=True)
    with opened() as page:
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True,
            "automaticPresenceSimulation": True}})  # fmt: skip
        sign_in(page, mo.email)
        expect(
            page.get_by_text("You are a moderator, but you need a second factor first.")
        ).to_be_visible()
        page.goto("/accounts/2fa/webauthn/add/")
        page.get_by_label("Password").fill("pass phrase 1")
        page.get_by_role("button", name="Confirm").click()
        assert faults_now(page) == []
        page.get_by_label("Name").fill("My phone")
        page.get_by_label("Passwordless").check()
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_text("Security key added.")).to_be_visible()
        assert faults_now(page) == []
        page.context.clear_cookies()
        page.goto("/accounts/login/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_role("heading", name="My clinics")).to_be_visible()
        expect(page.get_by_text("To the moderators’ desk")).to_be_visible()


def test_a_second_factor_is_asked_for(opened):
    mo = confirmed("mo@mail.example", is_moderator=True)
    TOTP.activate(mo, "JBSWY3DPEHPK3PXP")
    with opened() as page:
        sign_in(page, mo.email)
        expect(page.get_by_role("heading", name="Two-Factor Authentication")).to_be_visible()
        assert faults_now(page) == []

"""Accounts: sign up over real SMTP, sign in, second factors, sessions, and who learns what."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.urls import reverse

from clinics.models import User
from tests import make
from tests.clinics.accounts.cast import PASSWORD, code_in, code_of, sign_in, sure, text
from tests.clinics.claims.cast import confirmed
from tests.conftest import HASHERS
from tests.post import letters, speak_smtp

pytestmark = pytest.mark.django_db


def test_signing_up_over_smtp_confirms_the_address_before_anything_else(
    client, post_office, settings
):
    speak_smtp(settings, post_office)
    said = {"email": "ann@mail.example", "password1": PASSWORD, "password2": PASSWORD}
    signed = client.post(reverse("account_signup"), said)
    assert signed.url == reverse("account_email_verification_sent")
    assert client.get(reverse("my")).status_code == 302
    assert "_auth_user_id" not in client.session
    (mail,) = letters(post_office)
    assert "http" not in mail.get_content()  # what scans mail has nothing to open
    page = client.get(signed.url)
    assert "We sent an e-mail to ann@mail.example" in text(page)
    assert not EmailAddress.objects.get().verified
    assert client.post(signed.url, {"code": code_in(mail.get_content())}).url == reverse("my")
    assert EmailAddress.objects.get().verified
    client.logout()
    assert sign_in(client, password=PASSWORD).url == reverse("my")


def test_nobody_learns_whether_an_address_has_an_account(client, mailoutbox):
    confirmed("ann@mail.example")
    for email in ("ann@mail.example", "new@mail.example"):
        said = {"email": email, "password1": PASSWORD, "password2": PASSWORD}
        signed = client.post(reverse("account_signup"), said)
        assert signed.url == reverse("account_email_verification_sent")
    asked = [client.post(reverse("account_reset_password"), {"email": email})
             for email in ("ann@mail.example", "nobody@mail.example")]  # fmt: skip
    assert len({(answer.status_code, answer.url) for answer in asked}) == 1
    client.get(reverse("account_login"))  # shows what was said so far
    wrong = [re.sub(r'value="[^"]*"', "", text(sign_in(client, email, "wrong")))
             for email in ("ann@mail.example", "nobody@mail.example")]  # fmt: skip
    assert wrong[0] == wrong[1]


def test_a_password_is_reset_by_a_link_that_works_once(client, mailoutbox):
    confirmed("ann@mail.example")
    client.post(reverse("account_reset_password"), {"email": "ann@mail.example"})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(client, password=PASSWORD).url == reverse("my")
    client.logout()
    assert "invalid" in text(client.get(link, follow=True)).lower()


def test_a_new_address_counts_only_after_it_is_confirmed(client, mailoutbox):
    confirmed("ann@mail.example")
    sign_in(client)
    asked = client.post(reverse("account_email"), {"action_add": "", "email": "new@mail.example"})
    assert asked.url.startswith(reverse("account_reauthenticate"))
    sure(client)
    client.post(reverse("account_email"), {"action_add": "", "email": "new@mail.example"})
    assert User.objects.get().email == "ann@mail.example"
    mails = {mail.to[0]: mail.body for mail in mailoutbox}
    form = reverse("account_email_verification_sent")
    assert "style=" not in text(client.get(form))
    client.post(form, {"code": code_in(mails["new@mail.example"])})
    assert User.objects.get().email == "new@mail.example"
    assert [mail.to[0] for mail in mailoutbox] == ["new@mail.example", "ann@mail.example"]


def test_signing_in_asks_for_the_second_factor_once_there_is_one(client):
    ann = confirmed("ann@mail.example")
    sign_in(client)
    sure(client)
    page = text(client.get(reverse("mfa_activate_totp")))
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    assert 'src="data:image/svg+xml' in page
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert set(Authenticator.objects.filter(user=ann).values_list("type", flat=True)) == {
        "totp", "recovery_codes",
    }  # fmt: skip
    client.logout()
    assert sign_in(client).url == reverse("mfa_authenticate")
    assert client.get(reverse("my")).status_code == 302
    assert "Incorrect code" in text(client.post(reverse("mfa_authenticate"), {"code": "000000"}))
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).url == reverse("my")
    client.logout()
    sign_in(client)
    again = client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert "Incorrect code" in text(again)


def test_guessing_a_second_factor_is_stopped(client):
    TOTP.activate(confirmed("ann@mail.example"), "JBSWY3DPEHPK3PXP")
    sign_in(client)
    codes = [client.post(reverse("mfa_authenticate"), {"code": "000000"}) for _ in range(12)]
    assert "Too many failed login attempts" in text(codes[-1]) or codes[-1].status_code == 429


def test_a_password_is_kept_by_argon2_at_its_whole_cost(client, settings):
    settings.PASSWORD_HASHERS = HASHERS  # the other tests have a quick one
    ann = confirmed("ann@mail.example", password=None)
    ann.set_password(PASSWORD)
    ann.save()
    kept, usual = Argon2PasswordHasher().decode(ann.password), Argon2PasswordHasher()
    assert (kept["algorithm"], kept["variety"]) == ("argon2", "argon2id")
    assert (kept["time_cost"], kept["memory_cost"], kept["parallelism"]) == (
        usual.time_cost, usual.memory_cost, usual.parallelism)  # fmt: skip
    assert usual.memory_cost >= 100_000
    assert sign_in(client, password=PASSWORD).url == reverse("my")


def test_guessing_a_password_is_stopped_for_the_right_one_too(client):
    confirmed("ann@mail.example")
    for _ in range(10):
        sign_in(client, password="wrong")
    stopped = sign_in(client)
    assert stopped.status_code == 200
    assert "Too many failed login attempts" in text(stopped)


def test_passkeys_are_offered_with_scripts_of_our_own_only(client):
    page = client.get(reverse("account_login"))
    assert "Sign in with a passkey" in text(page)
    assert re.findall(r'<script[^>]*src="([^"]+)"', text(page)) == [
        "/static/js/language.js", "/static/js/half-typed.js", "/static/mfa/js/webauthn-json.js",
        "/static/mfa/js/webauthn.js", "/static/account/js/onload.js",
    ]  # fmt: skip
    inline = re.findall(r"<script(?![^>]*src=)[^>]*>", text(page))
    assert all('type="application/json"' in tag for tag in inline)
    assert "script-src 'self'" in page["Content-Security-Policy"]
    confirmed("ann@mail.example")
    sign_in(client)
    sure(client)
    added = text(client.get(reverse("mfa_add_webauthn")))
    assert '"challenge"' in added


def test_other_sessions_can_be_ended(client):
    confirmed("ann@mail.example")
    other = type(client)()
    sign_in(client)
    sign_in(other)
    assert "Sign Out Other Sessions" in text(client.get(reverse("usersessions_list")))
    sure(client)
    client.post(reverse("usersessions_list"))
    assert other.get(reverse("my")).status_code == 302
    assert client.get(reverse("my")).status_code == 200


PAGES = ["account_login", "account_signup", "account_reset_password", "account_logout",
         "account_email", "account_change_password", "mfa_index", "mfa_activate_totp",
         "mfa_add_webauthn", "usersessions_list", "my", "notices"]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_an_account_is_ours_and_has_no_inline_style_or_script(client, name):
    entrance = name in {"account_login", "account_signup", "account_reset_password"}
    if not entrance:
        confirmed("ann@mail.example")
        sign_in(client)
        sure(client)
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert 'href="/static/css/site.css"' in text(page)
    assert "css/people.css" in text(page)
    assert not re.search(r"\sstyle=|\son\w+=\"|<style", text(page))


def test_an_empty_form_says_so_at_the_field_and_on_top(client):
    page = text(client.post(reverse("account_login"), {}))
    assert 'class="summary" role="alert"' in page
    assert '<a href="#id_login">' in page
    assert 'id="id_login_error"' in page
    assert 'aria-invalid="true"' in page


def test_the_demo_pages_exist_in_the_demo_alone(client, settings, tmp_path):
    settings.EMAIL_BACKEND = "directory.devserver.demo_mail.KeepInFolder"
    settings.DEMO_MAIL_FOLDER = str(tmp_path / "mail")
    ann = confirmed("ann@mail.example")
    TOTP.activate(ann, "JBSWY3DPEHPK3PXP")
    TOTP.activate(make.user("moderator@demo.example"), "GEZDGNBVGY3TQOJQ")
    client.post(reverse("account_reset_password"), {"email": "ann@mail.example"})
    mail, codes = text(client.get("/demo/mail/")), text(client.get("/demo/codes/"))
    assert "ann@mail.example" in mail
    assert "/accounts/password/reset/key/" in mail
    assert "moderator@demo.example" in codes
    assert "ann@mail.example" not in codes
    assert code_of("GEZDGNBVGY3TQOJQ") in codes
    settings.DEMO = False
    assert [client.get(path).status_code for path in ("/demo/mail/", "/demo/codes/")] == [404, 404]

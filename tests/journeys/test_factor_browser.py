"""Somebody who comes to speak for a second clinic while they type: the factor, and nothing lost."""

import pytest
from playwright.sync_api import expect

from clinics.models import Invitation, Membership
from tests import make
from tests.clinics.accounts.cast import OWN, code_of
from tests.clinics.claims.cast import confirmed
from tests.looks import faults_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False])
def test_from_typing_over_the_second_factor_to_what_was_typed(
    chromium, live_server, settings, mailoutbox, scripts
):
    settings.SECOND_FACTOR_FOR = "several"
    heron, gulf = make.clinic(slug="heron"), make.clinic(slug="gulf")
    ann = confirmed("ann@mail.example")
    Membership.objects.create(user=ann, clinic=heron)
    context = chromium.new_context(
        base_url=live_server.url,
        viewport={"width": 360, "height": 740},
        java_script_enabled=scripts,
    )
    page = context.new_page()
    page.goto("/accounts/login/?next=/my/clinics/heron/members/")
    page.get_by_label("E-mail address").fill("ann@mail.example")
    page.get_by_label("Password").fill(OWN)
    page.keyboard.press("Enter")
    page.get_by_label("Your colleague’s e-mail address").fill("bob@mail.example")
    Membership.objects.create(user=ann, clinic=gulf)  # a moderator approves her second request
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("heading", name="One more step: a second factor")).to_be_visible()
    assert not scripts or faults_now(page) == []
    with context.expect_page() as opened:
        page.get_by_role("link", name="Set up a second factor (new tab)").click()
    setting_up = opened.value
    setting_up.locator("a[href='/accounts/2fa/totp/activate/']").click()
    setting_up.get_by_label("Password").fill(OWN)
    setting_up.keyboard.press("Enter")
    secret = setting_up.locator("#authenticator_secret").input_value()
    setting_up.get_by_label("Authenticator code").fill(code_of(secret))
    setting_up.keyboard.press("Enter")
    expect(setting_up.get_by_role("heading", name="Recovery Codes")).to_be_visible()
    page.get_by_role("button", name="I am done: send it now").click()
    expect(page.get_by_text("An invitation was sent to bob@mail.example.")).to_be_visible()
    assert Invitation.objects.get().clinic == heron
    page.goto("/my/clinics/gulf/edit/")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("One more step")
    context.close()

"""The clinic's trip in a real browser, with and without scripts, on a phone and on a desk."""

from contextlib import contextmanager

import pytest
from django.test import Client
from playwright.sync_api import expect

from clinics.changes.actions.decide import Decision
from clinics.changes.actions.propose import propose
from clinics.models import EditDraft, ProposedChange
from tests import make
from tests.clinics.changes.cast import NO, YES, decide, said
from tests.looks import BOTH, faults, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def clinic():
    return make.clinic(
        name="Pelican Key", organization="Gulf Health", yes="condition.crps safety.vital-signs",
        no="insurance.medicare", phone="+1 561-555-0123", website="https://pelican.example/",
        prices={"price.session": 400},
    )  # fmt: skip


@pytest.fixture
def signed_in(chromium, live_server):
    """`signed_in(user, **context)`: a page of the site for a person who signed in already."""
    faults: list[str] = []

    @contextmanager
    def opened(user, **options):
        client = Client()
        client.force_login(user)
        context = chromium.new_context(base_url=live_server.url, **options)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        context.add_cookies([cookie | {"url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        yield page
        context.close()

    yield opened
    assert faults == []


def answer(page, code: str, words: str) -> None:
    """Choose an answer of the row of a code."""
    row = page.locator(f"#row-{code.replace('.', '-')}")
    row.get_by_role("radio", name=words, exact=True).check()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_admin_edits_sees_what_changes_sends_and_reads_the_answer(clinic, signed_in, scripts):
    ann, mo = make.ann(clinic), make.moderator()
    with signed_in(ann, viewport=PHONE, java_script_enabled=scripts) as page:
        page.goto(f"/my/clinics/{clinic.slug}/edit/")
        page.get_by_text("Conditions treated").click()
        answer(page, "condition.depression", "Yes")
        page.get_by_text("Contact and address").click()
        page.get_by_label("Phone", exact=True).fill("561-555-0199")
        page.get_by_text("Insurance", exact=True).click()
        answer(page, "insurance.medicare", "Not stated")
        if scripts:
            expect(page.locator("#save-state")).to_have_text("Draft saved just now.")
        else:
            page.get_by_role("button", name="Save draft").last.click()
            expect(page.get_by_role("status").first).to_contain_text("Your draft is saved")
        page.goto(f"/my/clinics/{clinic.slug}/edit/")
        expect(page.get_by_label("Phone", exact=True)).to_have_value("561-555-0199")
        page.get_by_role("button", name="Review what changes").click()
        expect(page.get_by_role("heading", name="Published at once")).to_be_visible()
        expect(page.locator("main")).to_contain_text("(561) 555-0199")
        page.get_by_label("A note for the moderator").fill("Since May")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".edit-message")).to_have_text(
            "Published: patients see it now. The rest waits for a moderator."
        )
        assert said(clinic).phone == "+1 561-555-0199"
        change = ProposedChange.objects.pending().get()
        asked = {item.code: item.after for item in change.items.all()}
        assert asked == {"condition.depression": YES, "insurance.medicare": None}
        decide(change, by=mo, medicare=Decision("asked-back", "", "Since when?"))
        page.reload()
        expect(page.locator("main")).to_contain_text("Since when?")
        page.get_by_role("link", name="Answer the question in the form").click()
        expect(page.locator("#row-insurance-medicare")).to_contain_text("A moderator asks:")
        page.get_by_role("link", name="The public page").click()
        expect(page.locator("main")).to_contain_text("Treatment-resistant depression")
    assert not EditDraft.objects.exists()


def test_what_is_typed_while_the_draft_is_being_saved_is_saved_too(clinic, signed_in):
    with signed_in(make.ann(clinic), viewport=PHONE) as page:
        page.goto(f"/my/clinics/{clinic.slug}/edit/")
        held: list = []
        page.route("**/draft/", lambda route: held.append(route))
        page.clock.install(time=0)
        page.clock.pause_at(1000)
        page.get_by_text("Contact and address").click()
        phone, state = page.get_by_label("Phone", exact=True), page.locator("#save-state")
        with page.expect_request("**/draft/"):
            phone.fill("561-555-0190")
            page.clock.run_for(2000)
        expect(state).to_have_text("Saving …")
        phone.fill("561-555-0199")
        expect(state).to_have_text("")
        page.clock.run_for(2000)
        assert len(held) == 1
        held[0].continue_()
        page.unroute("**/draft/")
        page.clock.resume()
        expect(state).to_have_text("Draft saved just now.")
    assert EditDraft.objects.get().data["typed"]["phone"] == "561-555-0199"


def test_an_answer_that_cannot_be_sent_is_found_from_the_top(clinic, signed_in):
    with signed_in(make.ann(clinic), viewport=PHONE) as page:
        page.goto(f"/my/clinics/{clinic.slug}/edit/")
        page.get_by_text("Contact and address").click()
        page.get_by_label("Phone", exact=True).fill("12")
        expect(page.locator("#save-state")).to_have_text("Draft saved just now.")
        page.goto(f"/my/clinics/{clinic.slug}/edit/")
        page.locator("#problems").get_by_role("link", name="Phone").click()
        expect(page.get_by_label("Phone", exact=True)).to_be_in_viewport()
        assert findings(page) == []


def test_the_pages_fit_and_axe_finds_nothing(clinic, signed_in):
    ann = make.ann(clinic)
    first = propose(clinic, {"condition.ocd": YES, "insurance.aetna": NO}, by=ann)
    decide(first, by=make.moderator(), aetna=Decision("rejected", "evidence", "Nothing says so."))
    propose(clinic, {"price.session": {"amount": "450"}}, by=ann, note="New prices")
    base, found = f"/my/clinics/{clinic.slug}", {}
    with signed_in(ann) as page:
        for path in (f"{base}/edit/", f"{base}/review/", f"{base}/changes/", f"{base}/confirm/",
                     "/my/edit-several/", "/my/clinics/upload/"):  # fmt: skip
            page.goto(path)
            if path.endswith("/edit/"):
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                page.locator("#row-condition-ocd").scroll_into_view_if_needed()
            found[path] = faults(page, BOTH)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}

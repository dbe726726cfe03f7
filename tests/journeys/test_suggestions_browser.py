"""A missing clinic in a real browser, by keyboard alone on a phone: from the search to its page."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clinics.digests import token_hash
from clinics.models import Clinic
from tests import make
from tests.clinics.suggestions.cast import VALUES
from tests.journeys.test_reviews_browser import PHONE, mark, opened, press, reach
from tests.looks import DESK_LIGHT, PHONE_DARK, faults
from tests.post import letters, speak_smtp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TYPED = {"Name of the clinic": "Sandhill Ketamine", "Street and number": "12 Gulfstream Way",
         "Town": "Delray Beach", "State": "Florida", "ZIP code": "33444",
         "Phone": "561-555-0144", "How do you know the clinic?": "I drove past its sign.",
         "Your e-mail address": "wren@mail.example"}  # fmt: skip
__all__ = ["opened"]


def test_a_clinic_is_added_confirmed_published_and_told_by_keyboard(opened, settings, post_office):
    speak_smtp(settings, post_office)
    make.clinic(name="Sandhill Rooms")
    mo = make.moderator()
    with opened(viewport=PHONE, java_script_enabled=False) as page:
        page.goto("/search/?near=33444&condition=ocd")
        press(page, page.locator("main").get_by_role("link", name="Add a clinic"))
        for label, words in TYPED.items():
            reach(page, page.get_by_label(label, exact=True))
            page.keyboard.type(words)
        press(page, page.get_by_role("button", name="Send me the link"))
        expect(page.get_by_role("heading", name="Is it one of these?")).to_be_visible()
        press(page, page.get_by_role("button", name="It is none of these: send it"))
        expect(page.get_by_role("heading", name="We sent you a link")).to_be_visible()
        [path] = re.findall(r"/suggestions/\S+", letters(post_office)[0].get_content())
        page.goto(path)
        press(page, page.get_by_role("button", name="Send it"))
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]
    with opened(mo, viewport=PHONE) as page:
        page.goto("/moderation/")
        press(page, page.get_by_role("button", name="Take the oldest free case"))
        mark(page, "outcome", 0)
        press(page, page.get_by_role("button", name="Decide, then the next case"))
        expect(page.get_by_text("Sandhill Ketamine: it was done.")).to_be_visible()
    listed = Clinic.objects.get(name="Sandhill Ketamine")
    assert (listed.status, listed.source) == ("open", "visitor")
    assert listed.get_absolute_url() in letters(post_office)[-1].get_content()


def test_no_page_about_suggestions_has_findings(opened):
    heron = make.clinic(slug="heron", name="Heron", phone="+1 561-555-0101")
    make.clinic(slug="twin", name="Heron Rooms", phone="+1 561-555-0101")
    ann, mo, cam = make.ann(heron), make.moderator(), make.user("cam@example.org")
    now = timezone.now()
    make.suggestion(None, "add", token_hash=token_hash("a"), confirmed_at=None, at=now)
    make.suggestion(None, "add", token_hash=token_hash("b"), from_clinic=True)
    ended = {"outcome": "refused", "reason": "otherwise", "decided_at": now}
    make.suggestion(heron, "duplicate", from_clinic=True, by=ann, **ended)
    missing = make.suggestion(None, "add", values=VALUES | {"routes": ["route.iv-infusion"]})
    moved = make.suggestion(heron, "moved", from_clinic=True, by=ann)
    danger = make.suggestion(heron, "dangerous", flags=["distress"])
    closed = make.suggestion(heron, **ended)
    life, desk = "/my/clinics/heron/life/", "/moderation"
    paths = {
        None: ["/add/", "/clinics/heron/problem/", "/suggestions/confirm/a/"],
        cam: ["/suggestions/keep/b/"],
        ann: [life, f"{life}pause/", f"{life}move/", f"{life}remove/"],
        mo: [f"{desk}/suggestion/{missing.pk}/", f"{desk}/suggestion/{moved.pk}/",
             f"{desk}/urgent-suggestion/{danger.pk}/", f"{desk}/suggestion/{closed.pk}/"],
    }  # fmt: skip
    found = {}
    for user, addresses in paths.items():
        with opened(user) as page:
            for path in addresses:
                wrong = [] if page.goto(path).status == 200 else ["no page"]
                found[path] = wrong + faults(page, (PHONE_DARK, DESK_LIGHT))
    assert {path: wrong for path, wrong in found.items() if wrong} == {}

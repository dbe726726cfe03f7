"""Undoing at the desk: each part by its own form, with a reason, from the case or the clinic."""

import pytest
from django.utils import timezone

from clinics.changes.actions.publish import publish_at_once
from clinics.claims.actions.decide import decide_claim, digest
from clinics.models import Claim, Membership, ProposedChange
from tests import make
from tests.clinics.changes.cast import YES
from tests.clinics.moderation.cast import proposal, seen, typed

pytestmark = pytest.mark.django_db


def test_a_rejection_is_brought_back_and_decided_anew_on_its_own_page():
    clinic = make.clinic(no="condition.crps")
    change = proposal(clinic, note="We treat it since May.")
    browser, url = make.signed_in(make.moderator()), f"/moderation/change/{change.pk}/"
    no = typed(change, "rejected", reason="evidence")
    browser.post(url, no | {"seen": seen(browser.get(url))})
    page = browser.get(url).content.decode()
    assert ("undo/" in page, "again/" in page) == (False, True)
    blank = browser.post(f"{url}again/", {"reason": " "})
    assert blank.status_code == 400
    assert '<a href="#id_again_reason">Write the reason' in blank.content.decode()
    assert 'id="id_again_reason_error"' in blank.content.decode()
    done = browser.post(f"{url}again/", {"reason": "The evidence came."}, follow=True)
    new = ProposedChange.objects.pending().get()
    assert done.redirect_chain == [(f"/moderation/change/{new.pk}/", 302)]
    text = done.content.decode()
    for words in ("It is waiting again", "The evidence came.", "We treat it since May."):
        assert words in text
    url = f"/moderation/change/{new.pk}/"
    assert browser.post(url, {"seen": seen(done), "approve_all": "1"}).status_code == 400
    browser.post(url, typed(new, "approved") | {"seen": seen(done)})
    assert clinic.facts.get(code="condition.crps").value is True
    assert browser.post(f"{url}again/", {"reason": "Twice"}).status_code == 409


def test_what_was_published_at_once_stands_on_the_clinics_page_and_is_taken_back():
    clinic, rival = make.clinic(how_to_find="Red door"), make.clinic()
    ann, ben = make.ann(clinic), make.member("ben@example.org", rival)
    publish_at_once(clinic, {"how_to_find": "A rude word"}, by=ann)
    publish_at_once(rival, {"how_to_find": "Green door"}, by=ben)
    done = clinic.changes.get()
    browser, home = make.signed_in(make.moderator()), f"/moderation/clinics/{clinic.slug}/"
    page = browser.get(home)
    assert list(page.context["page"].at_once) == [done]
    assert f'href="/moderation/change/{done.pk}/">How to find the door</a>' in page.content.decode()
    case = browser.get(f"/moderation/change/{done.pk}/").content.decode()
    assert "published at once by the clinic" in case
    assert ("undo/" in case, "again/" in case, 'name="seen"' in case) == (True, False, False)
    undo = f"/moderation/change/{done.pk}/undo/"
    assert browser.post(undo, {"reason": "It is rude."}).status_code == 302
    clinic.refresh_from_db()
    assert clinic.how_to_find == "Red door"
    assert list(browser.get(home).context["page"].at_once) == []
    mine = make.signed_in(ann).get(f"/my/clinics/{clinic.slug}/changes/").content.decode()
    for words in ("published at once by the clinic", "undone by a moderator", "It is rude."):
        assert words in mine


def test_nobody_takes_back_for_their_own_clinic():
    clinic = make.clinic()
    publish_at_once(clinic, {"how_to_find": "Here"}, by=make.member("a@b.example", clinic))
    mo = make.moderator()
    make.member("mo@example.org", clinic)
    url = f"/moderation/change/{clinic.changes.get().pk}/undo/"
    assert make.signed_in(mo).post(url, {"reason": "Mine."}).status_code == 403
    clinic.refresh_from_db()
    assert clinic.how_to_find == "Here"


def test_undoing_a_take_over_brings_back_who_was_replaced_and_nobody_else():
    clinic, mo = make.clinic(), make.moderator()
    ann, gone = make.ann(clinic), make.member("gone@example.org", clinic)
    Membership.objects.get(user=gone).delete()
    claim = make.claim(clinic, "thief@example.org", method=Claim.Method.DOCUMENTS)
    decide_claim(claim, "approved", by=mo, seen=digest(claim), replace=True)
    assert [m.user.email for m in clinic.memberships.all()] == ["thief@example.org"]
    url = f"/moderation/claim/{claim.pk}/undo/"
    assert make.signed_in(mo).post(url, {"reason": "The letter was forged."}).status_code == 302
    assert [m.user for m in clinic.memberships.all()] == [ann]
    assert ann.notices.order_by("pk").last().words.startswith("A moderator decided that you speak")


def test_a_question_about_a_claim_is_taken_back_and_the_claim_waits_again():
    clinic, mo = make.clinic(), make.moderator()
    claim = make.claim(clinic, method=Claim.Method.DOCUMENTS)
    decide_claim(claim, "asked-back", by=mo, seen=digest(claim), words="Who signed it?")
    url = f"/moderation/claim/{claim.pk}/undo/"
    assert make.signed_in(mo).post(url, {"reason": "I had overlooked it."}).status_code == 302
    assert Claim.objects.pending().get().answers == claim


def test_a_claim_by_a_phone_that_changed_of_late_says_so_and_another_change_does_not():
    clinic = make.clinic(phone="+1 561-555-0100", website="https://clinic.example/")
    ann = make.ann(clinic)
    claim = make.claim(clinic, method=Claim.Method.LISTED_PHONE)
    browser, url = make.signed_in(make.moderator()), f"/moderation/claim/{claim.pk}/"
    publish_at_once(clinic, {"website": "https://clinic.example/new"}, by=ann)
    page = browser.get(url)
    assert page.context["case"].moved_proofs == []
    version = seen(page)
    publish_at_once(clinic, {"phone": "+1 561-555-0166"}, by=ann)
    page = browser.get(url)
    [moved] = page.context["case"].moved_proofs
    assert (moved.label, "555-0100" in moved.before, "555-0166" in moved.after) == (
        "Phone", True, True)  # fmt: skip
    assert "Before you approve, also ask at the previous one." in page.content.decode()
    Claim.objects.update(proved_at=timezone.now())
    stale = browser.post(url, {"decision": "approved", "seen": version})
    assert stale.status_code == 409
    assert not Membership.objects.filter(user=claim.user).exists()


def test_a_proposal_says_the_word_that_the_clinic_gave_with_it():
    change = proposal(make.clinic(), condition__crps=YES, note="New doctor.")
    page = make.signed_in(make.moderator()).get(f"/moderation/change/{change.pk}/").content.decode()
    assert ("Note of the clinic" in page, "Why it was undone" in page) == (True, False)

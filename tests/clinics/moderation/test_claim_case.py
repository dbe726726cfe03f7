"""A claim at the desk: who asks, with what proof, what the listing says and how it came to."""

import datetime as dt

import pytest
from django.utils import timezone

from clinics.claims.actions.decide import digest
from clinics.models import Claim, Event, Membership, Notice
from tests import make
from tests.clinics.moderation.cast import proposal, seen

pytestmark = pytest.mark.django_db


def proved(clinic, email="cam@clinic.example", **fields) -> Claim:
    """A claim whose code was typed correctly."""
    return make.claim(clinic, email, proved_at=timezone.now(), **fields)


def speakers(clinic) -> list[str]:
    """The addresses of those who speak for the clinic."""
    return list(Membership.objects.filter(clinic=clinic).order_by("pk")
                .values_list("user__email", flat=True))  # fmt: skip


def decide(browser, claim, decision="approved", **typed):
    """Look at a claim and decide it as seen."""
    url = f"/moderation/claim/{claim.pk}/"
    return browser.post(url, {"seen": seen(browser.get(url)), "decision": decision} | typed)


def test_a_claim_shows_who_asks_with_what_proof_and_what_the_listing_says():
    clinic = make.clinic(website="https://www.clinic.example/", phone="+1 561-555-0100")
    claim = proved(clinic, address="office@clinic.example", statement="I run the front desk.")
    make.claim(make.clinic(), "rival@other.example", statement="Rival words")
    page = make.signed_in(make.moderator()).get(f"/moderation/claim/{claim.pk}/")
    case, text = page.context["case"], page.content.decode()
    assert (case.domain, case.website_host, case.is_own_domain) == (
        "clinic.example", "clinic.example", True)  # fmt: skip
    assert "office@clinic.example" in text
    assert "I run the front desk." in text
    assert "(561) 555-0100" in text
    assert "typed correctly" in text
    assert "Rival words" not in text


@pytest.mark.parametrize(
    ("email", "is_own"),
    [
        ("cam@clinic.example", True),
        ("cam@mail.clinic.example", True),
        ("cam@notclinic.example", False),
        ("cam@clinic.example.evil.example", False),
    ],
)
def test_only_the_clinics_own_domain_counts_as_its_own(email, is_own):
    claim = proved(make.clinic(website="https://www.clinic.example/"), email)
    page = make.signed_in(make.moderator()).get(f"/moderation/claim/{claim.pk}/")
    assert page.context["case"].is_own_domain is is_own


def test_an_approved_claim_lets_the_person_speak_for_the_clinic_and_no_other():
    clinic, rival = make.clinic(), make.clinic()
    claim, other = proved(clinic), proved(rival, "ben@example.org")
    browser = make.signed_in(make.moderator())
    answer = decide(browser, claim)
    assert answer.headers["Location"] == f"/moderation/claim/{other.pk}/"
    assert (speakers(clinic), speakers(rival)) == (["cam@clinic.example"], [])
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "The claim of cam@clinic.example: approved." in page


def test_an_unproved_claim_cannot_be_approved_and_keeps_what_was_typed():
    clinic = make.clinic()
    claim = make.claim(clinic, method=Claim.Method.LISTED_EMAIL)
    page = decide(make.signed_in(make.moderator()), claim, words="Looks fine to me")
    assert page.status_code == 409
    assert "there is no proof to approve" in page.content.decode()
    assert "Looks fine to me" in page.content.decode()
    assert speakers(clinic) == []


def test_asking_back_needs_a_reason_and_words_and_rejecting_a_reason():
    clinic = make.clinic()
    claim = proved(clinic)
    browser = make.signed_in(make.moderator())
    page = decide(browser, claim, "asked-back")
    assert page.status_code == 400
    assert [p.text for p in page.context["case"].problems] == [
        "Choose a reason. We tell the person who asked.",
        "Write the question for the person who asked."]  # fmt: skip
    assert decide(browser, claim, "rejected").status_code == 400
    decide(browser, claim, "asked-back", reason="unreadable", words="Page 2, please.")
    claim.refresh_from_db()
    assert (claim.decision, claim.reason, claim.words) == (
        "asked-back", "unreadable", "Page 2, please.")  # fmt: skip
    assert speakers(clinic) == []


def test_a_dispute_names_the_present_admins_and_can_replace_them():
    clinic, rival = make.clinic(), make.clinic()
    make.ann(clinic)
    make.ann(rival)
    claim = proved(clinic, is_dispute=True)
    browser = make.signed_in(make.moderator())
    page = browser.get(f"/moderation/claim/{claim.pk}/").content.decode()
    assert "Somebody already speaks for this clinic:" in page
    assert "ann@example.org" in page
    wrong = decide(browser, claim, "rejected", reason="not-shown", replace="on")
    assert wrong.status_code == 400
    words = "You can replace the current admins only when you approve the claim."
    assert words in wrong.content.decode()
    decide(browser, claim, replace="on")
    assert (speakers(clinic), speakers(rival)) == (["cam@clinic.example"], ["ann@example.org"])


def test_without_a_dispute_nobody_can_be_replaced():
    clinic = make.clinic()
    claim = proved(clinic)
    page = make.signed_in(make.moderator()).get(f"/moderation/claim/{claim.pk}/")
    assert 'name="replace"' not in page.content.decode()


def test_a_recent_change_of_the_phone_is_flagged_and_an_old_one_is_not():
    clinic = make.clinic(phone="+1 561-555-0100", website="https://old.example/")
    old, new = timezone.now() - dt.timedelta(days=31), timezone.now()
    for at, before, after in (
        (old, {"website": "https://old.example/"}, {"website": "https://new.example/"}),
        (new, {"phone": "+1 561-555-0100"}, {"phone": "+1 561-555-0199"}),
        (new, {"description": "A"}, {"description": "B"}),
    ):
        Event.objects.create(at=at, actor="clinic", verb="changed", target="clinic",
                             target_id=clinic.pk, clinic_id=clinic.pk, before=before,
                             after=after)  # fmt: skip
    claim = proved(clinic)
    page = make.signed_in(make.moderator()).get(f"/moderation/claim/{claim.pk}/")
    assert [(c.label, c.after, c.is_recent) for c in page.context["case"].contact_changes] == [
        ("Phone", "(561) 555-0199", True), ("Website", "https://new.example/", False)]  # fmt: skip


def test_the_code_for_the_phone_is_shown_only_to_whoever_may_decide():
    clinic = make.clinic(phone="+1 561-555-0100")
    claim = make.claim(clinic, method=Claim.Method.LISTED_PHONE)
    mo, own = make.moderator(), make.moderator("own@example.org")
    make.member("own@example.org", clinic)
    url = f"/moderation/claim/{claim.pk}/"
    browser = make.signed_in(mo)
    assert "needs a phone call" in browser.get("/moderation/").content.decode()
    made = browser.post(f"/my/claims/{claim.pk}/call/", follow=True)
    code = made.context["case"].code
    assert len(code) == 6
    assert code in made.content.decode()
    assert code not in make.signed_in(own).get(url).content.decode()
    assert code not in make.signed_in(claim.user).get(url).content.decode()


def test_a_claim_that_changed_since_it_was_on_the_screen_is_refused_in_words():
    clinic = make.clinic()
    claim = proved(clinic)
    browser = make.signed_in(make.moderator())
    version = seen(browser.get(f"/moderation/claim/{claim.pk}/"))
    Claim.objects.filter(pk=claim.pk).update(statement="Something else")
    data = {"seen": version, "decision": "approved"}
    page = browser.post(f"/moderation/claim/{claim.pk}/", data)
    assert page.status_code == 409
    assert "The claim changed while it was on your screen." in page.content.decode()
    assert speakers(clinic) == []


def test_nobody_decides_their_own_claim_or_one_on_their_own_clinic():
    mo, clinic = make.moderator(), make.clinic()
    own = proved(make.clinic(), "mo@example.org")
    make.member("mo@example.org", clinic)
    theirs = proved(clinic)
    browser = make.signed_in(mo)
    for claim, words in ((own, "This is your own claim"), (theirs, "You speak for this clinic")):
        url = f"/moderation/claim/{claim.pk}/"
        assert words in browser.get(url).content.decode()
        page = browser.post(url, {"seen": digest(claim), "decision": "approved"})
        assert page.status_code == 403
        assert words in page.content.decode()
    assert Claim.objects.pending().count() == 2


def test_an_approval_is_undone_by_a_new_decision_and_the_person_is_told():
    clinic = make.clinic()
    claim = proved(clinic)
    make.ann(clinic)
    browser = make.signed_in(make.moderator())
    decide(browser, claim)
    url = f"/moderation/claim/{claim.pk}/undo/"
    assert browser.post(url, {"reason": ""}).status_code == 400
    assert speakers(clinic) == ["ann@example.org", "cam@clinic.example"]
    browser.post(url, {"reason": "The domain was stolen."})
    assert speakers(clinic) == ["ann@example.org"]
    assert browser.post(url, {"reason": "Twice"}).status_code == 409
    claim.refresh_from_db()
    assert claim.decision == "approved"
    assert Event.objects.filter(verb="claim undone").get().why == "The domain was stolen."
    assert "The domain was stolen." in Notice.objects.filter(user=claim.user).latest("pk").words


def test_a_rejection_is_undone_by_a_new_claim_that_waits():
    claim = proved(make.clinic())
    browser = make.signed_in(make.moderator())
    decide(browser, claim, "rejected", reason="not-shown")
    url = f"/moderation/claim/{claim.pk}/undo/"
    browser.post(url, {"reason": "The clinic phoned."})
    again = Claim.objects.pending().get()
    assert (again.answers, again.user, again.proved_at) == (claim, claim.user, claim.proved_at)
    assert "already asked again" in browser.post(url, {"reason": "Twice"}).content.decode()


def test_the_whole_trail_of_a_clinic_names_persons_here_and_nowhere_else(client):
    clinic, rival = make.clinic(name="Mine"), make.clinic(name="Rival")
    claim = proved(clinic)
    browser = make.signed_in(make.moderator())
    decide(browser, claim)
    change = proposal(clinic, email="cam@clinic.example")
    url = f"/moderation/change/{change.pk}/"
    browser.post(url, {"seen": seen(browser.get(url)), "approve_all": "1"})
    page = browser.get(f"/moderation/clinics/{clinic.slug}/trail/")
    entries = [(e.verb, e.person and e.person.email) for e in page.context["rows"]]
    assert entries == [
        ("decided", "mo@example.org"),
        ("changed", "mo@example.org"),
        ("proposed", "cam@clinic.example"),
        ("claim approved", "mo@example.org"),
        ("joined", "mo@example.org"),
        ("listed", None),
    ]
    decided = page.context["rows"][0].differences
    assert [(d.label, d.after) for d in decided] == [
        (str(make.CHECKLIST.label("condition.crps")), "approved")]  # fmt: skip
    joined = page.context["rows"][4].differences
    assert [(d.label, d.after) for d in joined] == [("Account", "cam@clinic.example")]
    assert "cam@clinic.example" not in client.get(
        f"/clinics/{clinic.slug}/history/").content.decode()  # fmt: skip
    other = browser.get(f"/moderation/clinics/{rival.slug}/trail/")
    assert [e.verb for e in other.context["rows"]] == ["listed"]


@pytest.mark.parametrize("url", ["/moderation/", "/moderation/decided/", "/moderation/next/"])
def test_a_moderator_without_a_second_factor_is_shown_the_way_to_one(url):
    browser = make.signed_in(make.user("new@example.org", is_moderator=True))
    page = browser.get(url)
    assert page.status_code == 403
    assert "/accounts/2fa/" in page.content.decode()
    stranger = make.signed_in(make.user("pat@example.org")).get(url)
    assert stranger.status_code == 403
    assert "/accounts/2fa/" not in stranger.content.decode()


def test_what_only_a_person_can_judge_about_a_claim_is_said_and_no_key_approves_it():
    clinic = make.clinic()
    browser = make.signed_in(make.moderator())

    def eyes(claim) -> list[str]:
        return browser.get(f"/moderation/claim/{claim.pk}/").context["case"].needs_eyes

    plain = proved(clinic)
    assert eyes(plain) == []
    assert eyes(make.claim(make.clinic(), "dan@x.example")) == ["The code is not typed yet."]
    papers = make.claim(make.clinic(), "eve@x.example", method=Claim.Method.DOCUMENTS)
    assert eyes(papers) == ["Only documents prove it. Open each of them."]
    rival = proved(clinic, "rival@x.example")
    assert eyes(plain) == ["Somebody else asks to speak for this clinic, too."]
    decide(browser, rival, "rejected", reason="not-shown")
    again = proved(clinic, "rival@x.example")
    plain.delete()
    assert eyes(again) == ["A moderator rejected a claim of this person before."]
    make.member("ben@x.example", clinic)
    assert eyes(again)[0] == "Somebody already speaks for this clinic."

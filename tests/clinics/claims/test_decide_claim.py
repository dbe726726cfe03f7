"""A moderator decides a claim: every refusal in words, and twenty at once."""

from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from clinics.audit.models import Event
from clinics.claims.actions import ask as asking
from clinics.claims.actions.decide import decide_claim, digest, evidence
from clinics.claims.models import ClaimRefused
from clinics.documents.check import checked
from clinics.memberships.actions import members as members
from clinics.models import Claim, Clinic, Membership, Notice, User
from tests import make
from tests.at_once import all_at_once
from tests.clinics.claims.cast import confirmed, luma
from tests.clinics.documents.cast import picture

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.django_db(transaction=True)


def proved(clinic, email="cam@mail.example", **fields):
    """A claim whose code was typed."""
    return make.claim(clinic, email, proved_at=timezone.now(), **fields)


def refusal(claim, decision="approved", **words) -> str:
    with pytest.raises(ClaimRefused) as refused:
        decide_claim(claim, decision, **({"seen": digest(claim)} | words))
    claim.refresh_from_db()
    return str(refused.value)


def test_approving_lets_the_person_speak_and_tells_them():
    clinic, mo = luma(), make.moderator()
    claim, rival = proved(clinic), proved(clinic, "sam@mail.example")
    decide_claim(claim, "approved", by=mo, seen=digest(claim))
    assert [m.user.email for m in Membership.objects.all()] == ["cam@mail.example"]
    rival.refresh_from_db()
    assert rival.decision == ""
    told = Notice.objects.get()
    assert (told.user, told.words) == (claim.user, "You now speak for Luma.")
    assert told.path == f"/my/claims/{claim.pk}/"
    verbs = Event.objects.filter(target__in=["claim", "membership"]).order_by("pk")
    assert list(verbs.values_list("verb", "actor", "by_id")) == [
        ("joined", "moderator", mo.pk), ("claim approved", "moderator", mo.pk),
    ]  # fmt: skip


def test_in_a_dispute_the_present_admins_stay_unless_they_are_replaced():
    clinic, mo = luma(), make.moderator()
    make.member("ann@mail.example", clinic)
    first, second = proved(clinic), proved(clinic, "sam@mail.example")
    decide_claim(first, "approved", by=mo, seen=digest(first))
    assert clinic.memberships.count() == 2
    told = Notice.objects.get(user__email="ann@mail.example")
    assert told.words == "A moderator decided that cam@mail.example speaks for Luma too."
    decide_claim(second, "approved", by=mo, seen=digest(second), replace=True)
    assert [m.user.email for m in clinic.memberships.all()] == ["sam@mail.example"]
    told = Notice.objects.filter(user__email="ann@mail.example").latest("pk")
    assert told.words == (
        "A moderator decided that somebody else speaks for Luma; you no longer do."
    )


def test_who_may_not_decide_is_told_why():
    clinic = luma()
    claim = proved(clinic)
    own = make.moderator("own@mail.example")
    Membership.objects.create(user=own, clinic=clinic)
    User.objects.filter(pk=claim.user_id).update(is_moderator=True)
    asker = make.second_factor(User.objects.get(pk=claim.user_id))
    weak = make.user("weak@mail.example", is_moderator=True)
    only = "Only a moderator with a second factor decides claims."
    assert refusal(claim, by=own) == "You speak for this clinic: another moderator must decide."
    assert refusal(claim, by=asker) == "This is your own claim: another moderator must decide it."
    assert refusal(claim, by=weak) == only
    assert refusal(claim, by=make.user("pat@mail.example")) == only
    assert (claim.decision, Membership.objects.count()) == ("", 1)


def test_what_cannot_be_approved_says_why():
    clinic, mo = luma(), make.moderator()
    unproved = make.claim(clinic)
    early = make.claim(clinic, "early@mail.example", asked_at=None)
    closed = proved(clinic, "gone@mail.example")
    User.objects.filter(pk=closed.user_id).update(is_active=False)
    assert refusal(unproved, by=mo).startswith("The code has not been typed yet")
    assert refusal(early, by=mo).startswith("This claim cannot be decided yet")
    assert refusal(closed, by=mo) == "This account is closed."
    assert refusal(unproved, "withdrawn", by=mo) == "Choose approve, reject or ask back."
    assert refusal(unproved, "rejected", by=mo) == "Say why: the person reads it."
    assert refusal(unproved, "rejected", by=mo, reason="other") == "Say why: the person reads it."
    assert refusal(unproved, "rejected", by=mo, reason="x") == "Choose a reason from the list."
    assert refusal(unproved, "rejected", by=mo, words="x" * 2001).startswith("Your words are long")
    assert Membership.objects.count() == 0


def test_only_what_was_on_the_screen_can_be_decided():
    clinic, mo = luma(), make.moderator()
    claim = proved(clinic)
    seen = digest(claim)
    make.member("ann@mail.example", clinic)
    changed = "The claim changed while it was on your screen. Read it again."
    assert refusal(claim, by=mo, seen=seen) == changed
    assert refusal(claim, by=mo, seen="") == changed
    decide_claim(claim, "rejected", by=mo, seen=digest(claim), reason="not-shown")
    assert refusal(claim, by=mo).startswith("This claim was closed already: rejected")


def test_a_question_is_answered_with_more_proof_and_the_old_proof_stands(client):
    clinic, mo = luma(), make.moderator()
    cam = confirmed("cam@mail.example")
    first = asking.start(clinic, "documents", by=cam,
                         documents=[checked(picture(), called="a.png")])  # fmt: skip
    decide_claim(first, "asked-back", by=mo, seen=digest(first), words="Who <b>signed</b> it?")
    client.force_login(cam)
    page = client.get(reverse("my_claim", args=[first.pk])).content.decode()
    assert "Who &lt;b&gt;signed&lt;/b&gt; it?" in page
    address = reverse("claim_answer", args=[first.pk])
    nothing = client.post(address, {"statement": " "})
    assert "Say something, or hand in a document." in nothing.content.decode()
    upload = SimpleUploadedFile("b.jpg", picture("JPEG"))
    assert client.post(address, {"statement": "I did", "documents": [upload]}).status_code == 302
    second = Claim.objects.get(answers=first)
    assert [d.content_type for d in evidence(second)] == ["image/png", "image/jpeg"]
    assert [d.content_type for d in evidence(first)] == ["image/png"]
    again = client.post(address, {"statement": "And again"})
    assert "You have answered already." in again.content.decode()
    decide_claim(second, "approved", by=mo, seen=digest(second))
    assert Membership.objects.filter(user=cam).count() == 1


def test_a_proved_code_need_not_be_typed_again_after_a_question():
    clinic, mo = luma(), make.moderator()
    claim = proved(clinic)
    decide_claim(claim, "asked-back", by=mo, seen=digest(claim), words="What is your role?")
    newer = asking.answer(claim, by=claim.user, statement="Manager")
    decide_claim(newer, "approved", by=mo, seen=digest(newer))
    assert Membership.objects.filter(user=claim.user).count() == 1


def test_a_withdrawn_claim_cannot_be_decided():
    clinic, mo = luma(), make.moderator()
    claim, rival = proved(clinic), proved(clinic, "sam@mail.example")
    asking.withdraw(claim, by=claim.user)
    assert refusal(claim, by=mo).startswith("This claim was closed already: withdrawn")
    with pytest.raises(ClaimRefused, match="closed already: withdrawn"):
        asking.withdraw(claim, by=claim.user)
    assert list(Claim.objects.pending()) == [rival]


@BOTH
def test_twenty_moderators_decide_one_claim_at_once():
    claim = proved(luma())
    mods = [make.moderator(f"mo{n}@mail.example") for n in range(20)]
    seen = digest(claim)
    calls = [partial(decide_claim, claim, "approved", by=mo, seen=seen) for mo in mods]
    results = all_at_once(calls)
    decided = [r for r in results if isinstance(r, Claim)]
    refused = [str(r) for r in results if isinstance(r, ClaimRefused)]
    assert (len(decided), refused) == (1, ["This claim was closed already: approved."] * 19)
    assert Membership.objects.count() == 1
    assert Event.objects.filter(verb="claim approved").count() == 1
    assert Notice.objects.count() == 1


@BOTH
def test_a_decision_and_the_last_admins_leaving_never_deadlock():
    clinic = luma()
    ann, mo = make.member("ann@mail.example", clinic), make.moderator()
    claims = [proved(clinic, f"cam{n}@mail.example") for n in range(5)]
    calls = [
        partial(lambda c: decide_claim(c, "rejected", by=mo, seen=digest(c), reason="not-shown"), c)
        for c in claims
    ]
    calls += [partial(asking.withdraw, claim, by=claim.user) for claim in claims]
    calls.append(partial(members.leave, clinic, by=ann, knowing_last=True))
    results = all_at_once(calls)
    assert {type(r).__name__ for r in results} <= {"Claim", "NoneType", "bool", "ClaimRefused"}
    assert Claim.objects.exclude(decision="").count() == 5
    assert Clinic.objects.get(pk=clinic.pk).memberships.count() == 0

"""An account at the desk: looked at, blocked, opened again, removed from a clinic."""

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail

from clinics.memberships.actions.block import BlockRefused, block
from clinics.memberships.actions.members import MembersRefused, remove
from clinics.models import Event, Membership, Notice, User
from tests import make
from tests.clinics.moderation.cast import proposal

pytestmark = pytest.mark.django_db

UNTRUE = {"reason": "untrue", "words": "The phone was a pizza place."}


@pytest.fixture
def luma():
    """A clinic for which ann speaks; ben speaks for a rival."""
    make.member("ben@example.org", make.clinic(slug="rival"))
    clinic = make.clinic(name="Luma", slug="luma")
    make.ann(clinic)
    return clinic


def words(page) -> str:
    """The text of an answer in one line."""
    return " ".join(page.content.decode().split())


def test_a_blocked_account_is_out_at_once_its_cases_are_marked_and_it_is_told_why(luma):
    ann = User.objects.get(email="ann@example.org")
    proposal(luma)
    theirs, mo = make.signed_in(ann), make.moderator()
    UserSession.objects.create(user=ann, ip="192.0.2.1", session_key=theirs.session.session_key,
                               user_agent="x")  # fmt: skip
    desk, url = make.signed_in(mo), f"/moderation/accounts/{ann.pk}/"
    page = words(desk.get(url))
    for said in ("Luma", "waits for a moderator", "may sign in", "192.0.2.1"):
        assert (said in page) is (said != "192.0.2.1"), said
    assert theirs.get("/my/").status_code == 200
    assert desk.post(f"{url}block/", {"reason": "other", "words": ""}).status_code == 400
    assert desk.post(f"{url}block/", UNTRUE).status_code == 302
    assert theirs.get("/my/").status_code == 302
    assert UserSession.objects.count() == 0
    login = theirs.post("/accounts/login/", {"login": ann.email, "password": "pass phrase 1"})
    assert login.headers["Location"] == "/accounts/inactive/"
    assert [(one.to, one.subject) for one in mail.outbox] == [
        ([ann.email], "Your account is blocked")
    ]
    assert (
        "It stated what it knew to be untrue. The phone was a pizza place." in mail.outbox[0].body
    )
    assert '<span class="flag late">blocked</span>' in words(desk.get("/moderation/"))
    case = desk.get(f"/moderation/change/{luma.changes.get().pk}/").context["case"]
    assert case.needs_eyes[0] == "The account that asked for it is blocked."
    event = Event.objects.get(verb="blocked")
    assert (event.by_id, event.target, event.target_id) == (mo.pk, "user", ann.pk)
    assert desk.post(f"{url}block/", UNTRUE).status_code == 409
    assert "blocked</strong> by mo@example.org" in words(desk.get(url))
    assert desk.post(f"{url}unblock/", {"words": "They showed a letter."}).status_code == 302
    assert User.objects.get(pk=ann.pk).is_active
    assert Membership.objects.filter(user=ann).count() == 1
    assert mail.outbox[1].subject == "Your account is open again"


def test_moderators_colleagues_and_people_who_do_not_moderate_are_refused(luma):
    mo, moe = make.moderator(), make.moderator("moe@example.org")
    ann, ben = (User.objects.get(email=f"{who}@example.org") for who in ("ann", "ben"))
    make.member("moe@example.org", luma)
    for by, whom, why in ((mo, moe, "moderates"), (mo, mo, "moderates"), (ben, ann, "Only a mod"),
                          (moe, ann, "for a clinic together")):  # fmt: skip
        with pytest.raises(BlockRefused, match=why):
            block(whom, by=by, reason="abuse")
    with pytest.raises(BlockRefused, match="Choose a reason"):
        block(ann, by=mo, reason="no such reason")
    assert (User.objects.filter(is_active=False).count(), mail.outbox) == (0, [])


def test_a_moderator_removes_a_person_from_a_clinic_and_the_person_reads_why(luma):
    member = luma.memberships.get()
    desk, url = make.signed_in(make.moderator()), (
        f"/moderation/clinics/luma/members/{member.pk}/remove/")  # fmt: skip
    assert f'href="{url}"' in words(desk.get("/moderation/clinics/luma/"))
    assert desk.post(url, {"words": ""}).status_code == 400
    assert luma.memberships.count() == 1
    assert desk.post(url, {"words": "The clinic denies it."}).status_code == 302
    assert luma.memberships.count() == 0
    assert Notice.objects.get(user=member.user).details.startswith("The clinic denies it.")
    assert desk.post(url, {"words": "Again."}).status_code == 404
    assert Membership.objects.count() == 1  # ben's
    event = Event.objects.get(verb="removed")
    assert (event.actor, event.why) == ("moderator", "The clinic denies it.")


def test_nobody_removes_by_another_door(luma):
    ben, member = User.objects.get(email="ben@example.org"), luma.memberships.get()
    with pytest.raises(MembersRefused):
        remove(member, by=ben)
    with pytest.raises(MembersRefused, match="A moderator who does not speak"):
        remove(member, by=ben, actor="moderator", reason="Because.")
    with pytest.raises(MembersRefused, match="Say why"):
        remove(member, by=make.moderator(), actor="moderator", reason=" ")
    assert luma.memberships.count() == 1

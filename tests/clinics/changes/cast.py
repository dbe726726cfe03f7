"""The cast of these tests: ann speaks for a clinic, mo moderates, sam is a stranger."""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.utils import timezone

from clinics.changes.actions.decide import Decision, digest
from clinics.changes.actions.decide import decide as decide_change
from clinics.models import Clinic, Membership, ProposedChange, User
from tests import make


def speaker(clinic: Clinic, email: str = "ann@example.org", *, days: int = 30) -> User:
    """Somebody who has spoken for the clinic for that many days."""
    user = User.objects.filter(email=email).first() or make.user(email)
    since = timezone.now() - dt.timedelta(days=days)
    Membership.objects.create(user=user, clinic=clinic, since=since)
    return user


def moderator(email: str = "mo@example.org") -> User:
    """A moderator with a second factor."""
    user = make.user(email, is_moderator=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return user


def said(clinic: Clinic) -> Clinic:
    """The clinic as it stands now, with its answers."""
    return Clinic.objects.with_answers().get(pk=clinic.pk)


def facts(clinic: Clinic) -> dict[str, bool | int | None]:
    """What it answers, by code."""
    return {fact.code: fact.answer for fact in said(clinic).facts.all()}


def decide(change: ProposedChange, *, by: User, **others: Decision) -> None:
    """Approve everything that was on the screen, but for `others`, by their code's last part."""
    decisions = {
        item.pk: others.get(item.code.rpartition(".")[2], Decision("approved"))
        for item in change.items.all()
    }
    decide_change(change, decisions, by=by, seen=digest(change))


YES, NO = {"value": True}, {"value": False}

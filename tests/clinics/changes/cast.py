"""What tests of changes ask and do again and again; the people are in `tests.make`."""

from clinics.changes.actions.decide import Decision, digest
from clinics.changes.actions.decide import decide as decide_change
from clinics.models import Clinic, ProposedChange, User


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

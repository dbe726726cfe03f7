"""Who appears in these tests: ann speaks for a clinic, mo moderates, ada treats there."""

import datetime as dt

from clinics.credentials.actions.decide import decide, digest
from clinics.models import Check, Clinic, Clinician, Credential, CredentialCase, Fact, User
from tests import make

BOARD = "https://board.example/lookup"
WHOLE = ("npi", "licence", "board-certification", "not-excluded")
"""What a psychiatrist needs."""


def whole(clinic: Clinic, *, until: int = 60, days: int = 5, **words) -> Clinician:
    """A psychiatrist with everything confirmed; facts do not follow by themselves."""
    person = make.clinician(clinic, **words)
    for kind in WHOLE:
        make.credential(clinic, kind, clinician=person, confirmed_until=until, days=days)
    return person


def of(person: Clinician, kind: str) -> Credential:
    """The person's credential of that kind."""
    return Credential.objects.select_related("current").get(clinician=person, kind=kind)


def waiting(**query) -> list[tuple[str, str]]:
    """What waits: the credential's kind and why."""
    cases = CredentialCase.objects.waiting().filter(**query)
    return list(cases.values_list("credential__kind", "why"))


def case_of(credential: Credential) -> CredentialCase:
    """The one that waits."""
    return CredentialCase.objects.waiting().get(credential=credential)


def settle(credential: Credential, *, by: User, outcome: str = "confirmed", **words):
    """Decide the case that waits, as it is now. What is decided by document has one."""
    usual = {"npi": "public-list", "not-excluded": "public-list", "licence": "board",
             "board-certification": "board", "rems": "public-list",
             "accreditation": "public-list"}  # fmt: skip
    case = case_of(credential)
    by_document = words.get("method", usual.get(credential.kind, "document")) == "document"
    if by_document and not credential.evidence.filter(deleted_at=None).exists():
        make.evidence(credential)
    said = {
        "method": usual.get(credential.kind, "document"),
        "source_url": BOARD,
        "words": "as we said",
        "note": "another day of birth",
        "valid_until": in_days(60),
    }
    return decide(case, by=by, seen=digest(case), outcome=outcome, **(said | words))  # fmt: skip


def in_days(days: int) -> dt.date:
    """The day in that many days."""
    return make.days_ago(-days)


def answers(credential: Credential) -> list[str]:
    """The outcomes of its checks, oldest first."""
    return [c.outcome for c in Check.objects.filter(credential=credential).order_by("at", "pk")]


def fact(clinic: Clinic, code: str) -> tuple | None:
    """An answer: its value, who confirmed it, on which day, until when."""
    row = Fact.objects.filter(clinic=clinic, code=code).first()
    return row and (row.value, row.confirmed_by, row.confirmed_on, row.due_on)

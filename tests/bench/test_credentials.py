"""How long the automatic checks of 10,000 credentials take, facts and search rows included."""

import datetime as dt
import time

import pytest

from clinics.credentials.actions.check import check_due
from clinics.listing.actions.insert_many import insert_many
from clinics.models import Check, Clinic, Clinician, Credential, Exclusion, Fact, NppesProvider
from tests import make

CLINICS = 2500
EXCLUDED = 80_000
"""About as many as the real list has."""
STATES = ["FL", *(f"{a}{b}" for a in "ABCDE" for b in "QRSTUVWXYZ")][:50]
KINDS = ("npi", "licence", "board-certification", "not-excluded")


def everybody() -> None:
    """A psychiatrist a clinic, with everything confirmed until tomorrow, and agreeing registers."""
    insert_many((make.draft() for _n in range(CLINICS)), actor="operator", publish=True)
    said = make.said()
    people = [
        Clinician(clinic=clinic, given_name="Ada", family_name=f"Marsh{n}",
                  profession="psychiatrist", role="prescribes", **said)
        for n, clinic in enumerate(Clinic.objects.order_by("pk"))
    ]  # fmt: skip
    Clinician.objects.bulk_create(people)
    held = [
        Credential(clinic=person.clinic, clinician=person, kind=kind, standing="shown",
                   stated_on=make.today(), **_fields(kind, n))
        for n, person in enumerate(people) for kind in KINDS
    ]  # fmt: skip
    Credential.objects.bulk_create(held)
    checks = [
        Check(credential=one, method="register", outcome="confirmed", source="a source",
              valid_until=make.today() + dt.timedelta(days=1))
        for one in held
    ]  # fmt: skip
    Check.objects.bulk_create(checks)
    for one, check in zip(held, checks, strict=True):
        one.current = check
    Credential.objects.bulk_update(held, ["current"], batch_size=2000)
    NppesProvider.objects.bulk_create(
        NppesProvider(npi=int(make.npi(n)), entity_type=1, last_name=f"MARSH{n}", first_name="ADA",
                      state="FL", taxonomies=["2084P0800X"], licences=[f"FL ME{n + 1}"])
        for n in range(CLINICS)
    )  # fmt: skip


def _fields(kind: str, n: int) -> dict[str, str]:
    fields = {"npi": {"number": make.npi(n)}, "licence": {"state": "FL", "number": f"ME {n + 1}"}}
    return fields.get(kind, {})


@pytest.mark.bench
@pytest.mark.django_db(transaction=True)
def test_ten_thousand_credentials():
    everybody()
    make.register_file("nppes")
    make.exclusion()
    Exclusion.objects.bulk_create(
        Exclusion(last_name=f"{letter}RIVAL{n}", first_name="ADA", state=state,
                  excluded_on=make.days_ago(900))
        for letter in "ABCDEFGHIJKLM" for state in STATES for n in range(EXCLUDED // 13 // 50)
    )  # fmt: skip
    began = time.monotonic()
    counts = check_due(on=make.today())
    seconds = time.monotonic() - began
    assert dict(counts.outcomes) == {"confirmed": 2 * CLINICS, "agrees": CLINICS}
    assert (counts.failed, counts.cases) == (0, 0)
    assert (
        Fact.objects.filter(code="staff.psychiatrist").exclude(confirmed_by="").count() == CLINICS
    )
    print(f"\n{len(KINDS) * CLINICS:,} credentials of {CLINICS:,} clinics in {seconds:.1f} s: "
          f"{len(KINDS) * CLINICS / seconds:,.0f} a second")  # fmt: skip
    began = time.monotonic()
    assert check_due(on=make.today()).credentials == 0
    print(f"again, nothing due: {time.monotonic() - began:.1f} s")
    began = time.monotonic()
    assert check_due(on=make.today(), everything=True).credentials == 3 * CLINICS
    print(f"again, all of them, no fact changes: {time.monotonic() - began:.1f} s")

"""The demo's fictitious clinicians and credentials, with every outcome a check can have."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from PIL import Image, ImageDraw

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.checklist import CHECKLIST
from clinics.credentials.actions import state
from clinics.credentials.actions.check import check_due
from clinics.credentials.actions.decide import decide, digest
from clinics.credentials.actions.follow import follow
from clinics.credentials.credential_kinds import VALID_DAYS
from clinics.credentials.models import Check, Clinician, Credential, CredentialCase
from clinics.credentials.register_matching import PROFESSION_TAXONOMIES
from clinics.documents.check import Checked, checked
from clinics.listing.actions.editing import lock_all
from clinics.listing.models import Clinic, SourceKind
from clinics.memberships.permissions import speaks_for
from clinics.registries.actions.demo import load_registers

PEOPLE = Path(settings.BASE_DIR) / "fixtures" / "demo" / "people.json"
Kind, Standing, Method = Credential.Kind, Credential.Standing, Check.Method
Entry = dict[str, Any]

DEMO_LOOKUPS: dict[str, tuple[str, str, str]] = {
    Kind.NPI: (Method.REGISTER, "NPPES (fictitious)", "https://npi.example/{number}"),
    Kind.LICENCE: (Method.BOARD, "{state} license look-up (fictitious)",
                   "https://licenses.example/{state}/{number}"),
    Kind.BOARD: (Method.BOARD, "{name}: certificate look-up (fictitious)",
                 "https://certificates.example/"),
    Kind.REMS: (Method.PUBLIC_LIST, "REMS list of certified settings (fictitious)",
                "https://rems.example/"),
    Kind.ACCREDITATION: (Method.PUBLIC_LIST, "List of accredited clinics (fictitious)",
                         "https://accredited.example/{name}"),
    Kind.NOT_EXCLUDED: (Method.REGISTER, "LEIE (fictitious)", "https://exclusions.example/"),
}  # fmt: skip
"""How the demo's moderators check: method, source, address. All other kinds: by document."""
EXPIRING = (Kind.LICENCE, Kind.ACLS, Kind.DEA, Kind.MALPRACTICE, Kind.ACCREDITATION)
"""Kinds that expire on the last day of their confirmation."""


@transaction.atomic
def make_people(*, moderator: User, admin: User) -> tuple[int, int, list[str]]:
    """Add clinicians and credentials to demo clinics without any, and register rows about them.

    Returns how many people the file has, how many were added, and the registers that were left
    alone because a real file was loaded. `admin` speaks for the clinics whose claims wait.
    """
    whole, today = json.loads(PEOPLE.read_text(encoding="utf-8")), timezone.localdate()
    entries: dict[str, Entry] = whole["clinics"]
    known = Clinic.objects.filter(listed_by="demo", external_id__in=entries).order_by("pk")
    new = known.filter(clinicians=None, credentials=None)
    clinics = list(new)
    exclusions = (_exclusion(row, today) for row in whole["exclusions"])
    left = load_registers(_providers(list(known), entries), exclusions, on=today)
    made = [_make_clinic(clinic, entries[clinic.external_id], moderator) for clinic in clinics]
    check_due(on=today)
    listings = lock_all([clinic.pk for clinic in clinics])
    follow(listings, actor="operator", why=gettext_noop("People of the demo."))
    for clinic in clinics:
        _act(clinic, entries[clinic.external_id], moderator, admin)
    return sum(len(entry["people"]) for entry in entries.values()), sum(made), left


def _ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def _providers(clinics: list[Clinic], entries: dict[str, Entry]) -> Iterator[dict[str, str]]:
    """Rows of NPPES. A person's `register` holds what differs there; null: no row at all."""
    for clinic in clinics:
        for held in entries[clinic.external_id]["own"]:
            if held["kind"] == Kind.NPI:
                yield _business(clinic, held["number"])
        for person in entries[clinic.external_id]["people"]:
            said = {c["kind"]: c.get("number", "") for c in person["credentials"]}
            differs = person.get("register", {})
            if differs is not None:
                yield _provider(clinic, person, said | differs)


def _provider(clinic: Clinic, person: Entry, said: Entry) -> dict[str, str]:
    if "deactivated" in said:
        return {"npi": said["npi"], "deactivated_on": _ago(said["deactivated"]).isoformat()}
    given, family = person["name"]
    taxonomy = PROFESSION_TAXONOMIES[person["profession"]][0]
    return {
        "npi": said["npi"], "entity_type": "1", "first_name": given.upper(),
        "last_name": family.upper(), "state": clinic.state, "city": clinic.city.upper(),
        "postal_code": clinic.postal_code, "country": "US", "updated_on": _ago(400).isoformat(),
        "taxonomy": taxonomy.ljust(10, "X") if taxonomy != "20" else "208D00000X",
        "licence": said["licence"], "licence_state": clinic.state,
    }  # fmt: skip


def _business(clinic: Clinic, npi: str) -> dict[str, str]:
    return {
        "npi": npi, "entity_type": "2", "organization_name": clinic.name.upper(),
        "state": clinic.state, "city": clinic.city.upper(), "postal_code": clinic.postal_code,
        "country": "US", "updated_on": _ago(400).isoformat(),
    }  # fmt: skip


def _exclusion(said: Entry, today: dt.date) -> dict[str, str]:
    """A row of the exclusion list. The file gives its dates in days before today."""
    row = {name: value for name, value in said.items() if not name.endswith("_days_ago")}
    for name in ("excluded", "reinstated"):
        if days := said.get(f"{name}_days_ago"):
            row[f"{name}_on"] = (today - dt.timedelta(days=days)).isoformat()
    return row


def _make_clinic(clinic: Clinic, entry: Entry, moderator: User) -> int:
    """Add what was decided before today at one clinic. Returns its number of people."""
    for said in entry["people"]:
        person = _make_person(clinic, said)
        for held in said["credentials"]:
            _make_credential(clinic, person, held, moderator)
    for held in entry["own"]:
        _make_credential(clinic, None, held, moderator)
    if entry["own"]:
        _list_as_not_excluded(clinic, None, max(held["days"] for held in entry["own"]))
    return len(entry["people"])


def _make_person(clinic: Clinic, said: Entry) -> Clinician:
    days = max(held["days"] for held in said["credentials"])
    given, family = said["name"]
    person = Clinician.objects.create(
        clinic=clinic, given_name=given, family_name=family, profession=said["profession"],
        role=said["role"], is_on_site=said["on_site"], supervises=said["supervises"],
        left_on=_ago(said["left"]) if "left" in said else None, source=SourceKind.CLINIC,
        since=_ago(days), affirmed_on=_ago(min(days, 12)),
    )  # fmt: skip
    _list_as_not_excluded(clinic, person, days)
    record("clinician added", person, actor="operator", clinic_id=clinic.pk,
           after={"name": str(person), "profession": person.profession},
           source="fixtures/demo")  # fmt: skip
    return person


def _list_as_not_excluded(clinic: Clinic, person: Clinician | None, days: int) -> None:
    Credential.objects.create(
        clinic=clinic, clinician=person, kind=Kind.NOT_EXCLUDED, stated_on=_ago(days),
        standing=Standing.SHOWN,
    )  # fmt: skip


def _make_credential(
    clinic: Clinic, person: Clinician | None, said: Entry, moderator: User
) -> None:
    """Add a credential with its confirmation, or with the case in which it waits."""
    how = said["standing"]
    if how in ("claim", "exclusion"):
        return  # `_act` makes these, with the real actions.
    holds: int = VALID_DAYS.get(said["kind"]) or said.get("holds", 0)
    standing = {"waits": Standing.CLAIMED, "withdrawn": Standing.WITHDRAWN}.get(how, Standing.SHOWN)
    credential = Credential.objects.create(
        clinic=clinic, clinician=person, kind=said["kind"], number=said.get("number", ""),
        state=clinic.state if said["kind"] == Kind.LICENCE else "", name=said.get("name", ""),
        stated_on=_ago(said["days"] + 4), standing=standing,
        expires_on=_ago(said["days"] - holds) if holds and said["kind"] in EXPIRING else None,
    )  # fmt: skip
    at = timezone.now() - dt.timedelta(days=said["days"])
    if how == "waits":
        CredentialCase.objects.create(clinic=clinic, credential=credential, opened_at=at,
                                      why=CredentialCase.Why.CLAIMED)  # fmt: skip
    if how == "confirmed":
        credential.current = _looked_at(credential, at, holds, moderator)
        credential.save(update_fields=["current"])


def _looked_at(credential: Credential, at: dt.datetime, holds: int, moderator: User) -> Check:
    """A moderator's confirmation of that moment."""
    method, source, address = DEMO_LOOKUPS.get(credential.kind, (Method.DOCUMENT, "{name}", ""))
    item = CHECKLIST.get(f"accreditation.{credential.name}")
    words = {"state": credential.state, "number": credential.number, "name": credential.name}
    named = words | ({"name": str(item.label)} if item else {})
    return Check.objects.create(
        credential=credential, at=at, by=moderator, method=method, outcome=Check.Outcome.CONFIRMED,
        source=source.format(**named) or str(Method(method).label),
        source_url=address.format(**words),
        valid_until=timezone.localdate(at) + dt.timedelta(days=holds),
    )  # fmt: skip


def _act(clinic: Clinic, entry: Entry, moderator: User, admin: User) -> None:
    """Do what happens today, with the real actions of clinic and moderator."""
    people = {(p.given_name, p.family_name): p for p in clinic.clinicians.present()}
    for said in entry["people"]:
        for held in said["credentials"]:
            if held["standing"] == "claim" and speaks_for(admin, clinic.pk):
                _claim(clinic, people[tuple(said["name"])], held, moderator, admin)
            if held["standing"] == "exclusion":
                _decide_exclusion(people[tuple(said["name"])], held, moderator)


def _claim(clinic: Clinic, person: Clinician, said: Entry, moderator: User, admin: User) -> None:
    """The admin states a credential with a document; then a moderator asks back or refuses."""
    expires_in = said.get("expires_in")
    credential = state.claim(
        clinic, by=admin, kind=said["kind"], clinician=person, name=said["name"],
        expires_on=_ago(-expires_in) if expires_in else None,
        documents=[_document(said, str(person))],
    )  # fmt: skip
    if "then" in said:
        case = credential.cases.get(decided_at=None)
        decide(case, by=moderator, seen=digest(case), outcome=said["then"],
               method=Method.DOCUMENT, words=said["words"])  # fmt: skip


def _decide_exclusion(person: Clinician, said: Entry, moderator: User) -> None:
    """Decide the cases that the exclusion list opened. With a real list there are none."""
    address = DEMO_LOOKUPS[Kind.NOT_EXCLUDED][2]
    listed = CredentialCase.objects.waiting().filter(credential__kind=Kind.NOT_EXCLUDED)
    for case in listed.filter(credential__clinician=person):
        decide(case, by=moderator, seen=digest(case), outcome=said["outcome"], note=said["note"],
               method=Method.PUBLIC_LIST, source="LEIE (fictitious)", source_url=address,
               valid_until=_ago(-VALID_DAYS[Kind.NOT_EXCLUDED]))  # fmt: skip


def _document(said: Entry, who: str) -> Checked:
    """A small fictitious card as a PNG or a PDF."""
    card = Image.new("RGB", (640, 380), "#f4f1e8")
    draw = ImageDraw.Draw(card)
    draw.rectangle((12, 12, 627, 367), outline="#0b5f66", width=4)
    for line, words in enumerate(("FICTITIOUS CARD", said["name"], who, said["kind"].upper())):
        draw.text((48, 60 + 64 * line), words, fill="#1b272b")
    out = io.BytesIO()
    card.save(out, format=said["evidence"].upper())
    return checked(out.getvalue(), called=f"card.{said['evidence']}")

"""Compares what a clinic states with what a register has. Pure: no database.

A comparison is a list of {"what", "claimed", "found", "agrees"}. `what` is a key of WHAT;
`agrees` is None where there is nothing to compare. Holders write their own rows in NPPES, so
agreement proves only that the number exists, is in use, and that they say it is theirs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from clinics.credentials.models import Check
from clinics.credentials.organization_names import is_same_organization
from clinics.credentials.person_names import is_same_given, is_same_surname
from clinics.registries.models import NppesProvider
from clinics.registries.npi import is_valid

Outcome = Check.Outcome

WHAT = {
    "check-digit": gettext_lazy("Check digit"),
    "present": gettext_lazy("In the register"),
    "active": gettext_lazy("In use"),
    "type": gettext_lazy("Kind of number"),
    "name": gettext_lazy("Name"),
    "state": gettext_lazy("State"),
    "taxonomy": gettext_lazy("Profession"),
    "licence": gettext_lazy("License"),
    "exclusion": gettext_lazy("Row of the exclusion list"),
    "searched": gettext_lazy("Searched on the exclusion list"),
    "expires": gettext_lazy("Expires on"),
}
"""The label of each thing that is compared."""

PROFESSION_TAXONOMIES: dict[str, tuple[str, ...]] = {
    "anesthesiologist": ("207L",),
    "pain-physician": ("207LP2900X", "208VP", "2081P2900X", "2084P2900X"),
    "psychiatrist": ("2084P08",),
    "emergency-physician": ("207P",),
    "other-physician": ("20",),
    "nurse-anesthetist": ("367500000X",),
    "psychiatric-np": ("363LP0808X",),
    "nurse-practitioner": ("363L",),
    "physician-assistant": ("363A",),
    "registered-nurse": ("163W",),
    "psychologist": ("103T",),
    "therapist": ("1041C0700X", "106H00000X", "101YM0800X", "101YP2500X"),
}
"""How the taxonomy codes of each profession begin. No taxonomy code is about ketamine."""

PERSON, ORGANIZATION = 1, 2


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who holds a credential. A person has `given` and `family`; a clinic has `names`.

    `states` are the clinic's own and those of the person's licenses. `npi` is the stated number.
    `is_npi_known` means that a moderator confirmed it or the register agrees: the clinic's word
    alone clears nobody of a match on the exclusion list.
    """

    given: str = ""
    family: str = ""
    profession: str = ""
    names: tuple[str, ...] = ()
    states: frozenset[str] = frozenset()
    npi: str = ""
    is_npi_known: bool = False

    @property
    def is_person(self) -> bool:
        """Whether it is a person, not the clinic itself."""
        return bool(self.family)


@dataclass(frozen=True, kw_only=True)
class RegisterVerdict:
    """What a register says about a credential: the outcome, and what was compared."""

    outcome: Outcome
    compared: list[dict[str, Any]]

    @property
    def is_good(self) -> bool:
        """Whether the register says nothing against the credential."""
        return self.outcome in (Outcome.AGREES, Outcome.CONFIRMED)


def comparison(what: str, claimed: str, found: str, agrees: bool | None) -> dict[str, Any]:
    return {"what": what, "claimed": claimed, "found": found, "agrees": agrees}


def npi(number: str, holder: Holder, found: NppesProvider | None) -> RegisterVerdict:
    """Compare an NPI with its row of NPPES; `found` is None when the register has no such row."""
    compared = [comparison("check-digit", number, "", is_valid(number))]
    if found is None:
        compared.append(comparison("present", number, "", False))
        return RegisterVerdict(outcome=Outcome.NOT_FOUND, compared=compared)
    compared += [comparison("present", number, str(found.npi), True), _active(found)]
    if found.entity_type is not None or found.is_active:
        compared += [_type(holder, found), _name(holder, found), _state(holder, found)]
    if holder.is_person and found.entity_type is not None:
        compared.append(_taxonomy(holder, found))
    return RegisterVerdict(outcome=_outcome(compared), compared=compared)


def _outcome(compared: list[dict[str, Any]]) -> Outcome:
    agrees = all(row["agrees"] is not False for row in compared)
    return Outcome.AGREES if agrees else Outcome.DIFFERS


def _active(found: NppesProvider) -> dict[str, Any]:
    words = ""
    if found.deactivated_on:
        words = f"deactivated {found.deactivated_on.isoformat()}"
    if found.reactivated_on:
        words += f", reactivated {found.reactivated_on.isoformat()}"
    if found.replacement_npi:
        words += f", replaced by {found.replacement_npi}"
    return comparison("active", "in use", words.strip(", ") or "in use", found.is_active)


def _type(holder: Holder, found: NppesProvider) -> dict[str, Any]:
    wanted = PERSON if holder.is_person else ORGANIZATION
    listed = "" if found.entity_type is None else str(found.entity_type)
    return comparison("type", str(wanted), listed, found.entity_type == wanted)


def _name(holder: Holder, found: NppesProvider) -> dict[str, Any]:
    """Compare names: for a person the surname and the given name, or its initial.

    An initial is enough because the number already points at one person, and many people wrote
    only an initial in NPPES.
    """
    if holder.is_person:
        same = is_same_surname(holder.family, found.last_name) and is_same_given(
            holder.given, found.first_name
        )
        wrote = f"{found.first_name} {found.last_name}".strip()
        return comparison("name", f"{holder.given} {holder.family}", wrote, same)
    names = [n for n in (found.organization_name, found.other_organization_name) if n]
    same = any(is_same_organization(ours, theirs) for ours in holder.names for theirs in names)
    return comparison("name", " / ".join(holder.names), " / ".join(names), same)


def _state(holder: Holder, found: NppesProvider) -> dict[str, Any]:
    """Compare states. One common state is enough: NPPES may name another place of practice."""
    claimed = ", ".join(sorted(holder.states))
    listed = {entry[:2] for entry in found.licences} if holder.is_person else set()
    if not holder.states or not found.state:
        return comparison("state", claimed, found.state, None)
    return comparison("state", claimed, found.state, bool(holder.states & {found.state, *listed}))


def _taxonomy(holder: Holder, found: NppesProvider) -> dict[str, Any]:
    wanted = PROFESSION_TAXONOMIES.get(holder.profession, ())
    fits = any(code.startswith(wanted) for code in found.taxonomies) if wanted else None
    codes = ", ".join(found.taxonomies)
    return comparison("taxonomy", holder.profession, codes, fits if found.taxonomies else None)


def licence(state: str, number: str, found: NppesProvider | None) -> RegisterVerdict:
    """Look for a license among those that the register lists for the person's NPI.

    Letters and zeros in front of the number may be missing on one side; the comparison says so.
    """
    listed = [entry for entry in found.licences if entry[:2] == state] if found else []
    wanted = _plain(number)
    for entry in listed:
        if _plain(entry[3:]) == wanted:
            return RegisterVerdict(outcome=Outcome.AGREES, compared=[
                comparison("licence", f"{state} {number}", entry, True)])  # fmt: skip
    for entry in listed:
        if _core(_plain(entry[3:])) == _core(wanted) and _core(wanted):
            loose = f"{entry} (without the letters and zeros in front)"
            return RegisterVerdict(outcome=Outcome.AGREES, compared=[
                comparison("licence", f"{state} {number}", loose, True)])  # fmt: skip
    everything = ", ".join(found.licences) if found else ""
    outcome = Outcome.DIFFERS if listed else Outcome.NOT_FOUND
    row = comparison("licence", f"{state} {number}", everything, False)
    return RegisterVerdict(outcome=outcome, compared=[row])


def _plain(number: str) -> str:
    """Only the letters and digits, in capitals."""
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def _core(plain: str) -> str:
    """The number without the letters and zeros in front; '' when nothing is left."""
    return re.sub(r"^[A-Z]*0*", "", plain)

"""Comparing what a clinic states with what a register has: pure, no database.

A comparison is a list of {"what", "claimed", "found", "agrees"}; `what` is a key of WHAT, and
`agrees` is None where there is nothing to compare. NPPES is what the holder wrote there: that it
agrees proves that the number exists, is in use, and is theirs by their own word; nothing more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from clinics.credentials.models import Check
from clinics.credentials.person_names import (
    is_same_given,
    is_same_organization,
    is_same_surname,
    shares_surname,
)
from clinics.registries.models import Exclusion, NppesProvider
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
    "expires": gettext_lazy("Expires on"),
}
"""What is compared, in words."""

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
"""Beginnings of the taxonomy codes that fit a profession. No code means ketamine."""

PERSON, ORGANIZATION = 1, 2


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whose credential it is. A person has `given` and `family`, a clinic its `names`.

    `states` are the clinic's and those of the person's licenses; `npi` is the one stated, known
    when somebody confirmed it or the register agrees: the clinic's word alone clears nobody.
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
class Answer:
    """What a register says of a credential: an outcome, and what was compared."""

    outcome: Outcome
    compared: list[dict[str, Any]]

    @property
    def is_good(self) -> bool:
        """Whether nothing speaks against the credential."""
        return self.outcome in (Outcome.AGREES, Outcome.CONFIRMED)


def _row(what: str, claimed: str, found: str, agrees: bool | None) -> dict[str, Any]:
    return {"what": what, "claimed": claimed, "found": found, "agrees": agrees}


def npi(number: str, holder: Holder, found: NppesProvider | None) -> Answer:
    """An NPI beside its row of NPPES, or None: it is not there."""
    compared = [_row("check-digit", number, "", is_valid(number))]
    if found is None:
        compared.append(_row("present", number, "", False))
        return Answer(outcome=Outcome.NOT_FOUND, compared=compared)
    compared += [_row("present", number, str(found.npi), True), _active(found)]
    if found.entity_type is not None or found.is_active:
        compared += [_type(holder, found), _name(holder, found), _state(holder, found)]
    if holder.is_person and found.entity_type is not None:
        compared.append(_taxonomy(holder, found))
    return Answer(outcome=_outcome(compared), compared=compared)


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
    return _row("active", "in use", words.strip(", ") or "in use", found.is_active)


def _type(holder: Holder, found: NppesProvider) -> dict[str, Any]:
    wanted = PERSON if holder.is_person else ORGANIZATION
    said = "" if found.entity_type is None else str(found.entity_type)
    return _row("type", str(wanted), said, found.entity_type == wanted)


def _name(holder: Holder, found: NppesProvider) -> dict[str, Any]:
    """A person by surname and given name, where an initial stands for the name it begins.

    The number itself points at one person already: a full given name is not needed to tell two
    people apart, and many wrote an initial there.
    """
    if holder.is_person:
        same = is_same_surname(holder.family, found.last_name) and is_same_given(
            holder.given, found.first_name
        )
        wrote = f"{found.first_name} {found.last_name}".strip()
        return _row("name", f"{holder.given} {holder.family}", wrote, same)
    names = [n for n in (found.organization_name, found.other_organization_name) if n]
    same = any(is_same_organization(ours, theirs) for ours in holder.names for theirs in names)
    return _row("name", " / ".join(holder.names), " / ".join(names), same)


def _state(holder: Holder, found: NppesProvider) -> dict[str, Any]:
    """The clinic's state or that of a license: who practices in two states wrote one of them."""
    claimed = ", ".join(sorted(holder.states))
    listed = {entry[:2] for entry in found.licences} if holder.is_person else set()
    if not holder.states or not found.state:
        return _row("state", claimed, found.state, None)
    return _row("state", claimed, found.state, bool(holder.states & {found.state, *listed}))


def _taxonomy(holder: Holder, found: NppesProvider) -> dict[str, Any]:
    wanted = PROFESSION_TAXONOMIES.get(holder.profession, ())
    fits = any(code.startswith(wanted) for code in found.taxonomies) if wanted else None
    codes = ", ".join(found.taxonomies)
    return _row("taxonomy", holder.profession, codes, fits if found.taxonomies else None)


def licence(state: str, number: str, found: NppesProvider | None) -> Answer:
    """A license among those that the register lists for the person's NPI.

    Letters before the number and zeros at its front may be missing on one side: that is said.
    """
    listed = [entry for entry in found.licences if entry[:2] == state] if found else []
    wanted = _plain(number)
    for entry in listed:
        if _plain(entry[3:]) == wanted:
            return Answer(outcome=Outcome.AGREES, compared=[
                _row("licence", f"{state} {number}", entry, True)])  # fmt: skip
    for entry in listed:
        if _core(_plain(entry[3:])) == _core(wanted) and _core(wanted):
            loose = f"{entry} (without the letters and zeros in front)"
            return Answer(outcome=Outcome.AGREES, compared=[
                _row("licence", f"{state} {number}", loose, True)])  # fmt: skip
    everything = ", ".join(found.licences) if found else ""
    outcome = Outcome.DIFFERS if listed else Outcome.NOT_FOUND
    row = _row("licence", f"{state} {number}", everything, False)
    return Answer(outcome=outcome, compared=[row])


def _plain(number: str) -> str:
    """Letters and digits alone, as capitals."""
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def _core(plain: str) -> str:
    """Without letters and zeros in front; '' when nothing of digits is left."""
    return re.sub(r"^[A-Z]*0*", "", plain)


def fingerprint(found: Exclusion) -> str:
    """What tells one row of the exclusion list from another, across files."""
    parts = (found.last_name, found.first_name, found.business_name, str(found.npi or ""),
             found.excluded_on.isoformat(), found.state, found.city)  # fmt: skip
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def excluded(
    holder: Holder,
    rows: Iterable[Exclusion],
    *,
    settled: Container[tuple[str, bool]] = frozenset(),
    held: Container[str] = frozenset(),
) -> Answer:
    """A holder beside the rows of the exclusion list that are in force.

    By NPI it is a match; by name and state alone a possible one, which a moderator decides. Of the
    fingerprints in `settled`, each with whether it is a match, a moderator said: another person; of
    those in `held`: this one, so that no NPI, license or state taken back since clears them.
    """
    matches, possible = [], []
    for found in rows:
        mark, is_match = fingerprint(found), bool(holder.npi) and str(found.npi) == holder.npi
        if (mark, is_match) in settled:
            continue
        if is_match:
            matches.append(_exclusion(holder, found, mark, agrees=True))
        elif mark in held or (_is_alike(holder, found) and not _is_another(holder, found)):
            possible.append(_exclusion(holder, found, mark, agrees=None))
    if matches:
        return Answer(outcome=Outcome.MATCH, compared=matches + possible)
    outcome = Outcome.POSSIBLE if possible else Outcome.CONFIRMED
    return Answer(outcome=outcome, compared=possible)


def _is_another(holder: Holder, found: Exclusion) -> bool:
    """Whether both have an NPI that is known, and they differ."""
    return holder.is_npi_known and found.npi is not None and str(found.npi) != holder.npi


def _is_alike(holder: Holder, found: Exclusion) -> bool:
    """Whether name and state are the same; middle names and dates of birth are left aside.

    Of a double surname one part is enough: people marry, and the list keeps the former name.
    """
    if found.state not in holder.states:
        return False
    if holder.is_person:
        return shares_surname(holder.family, found.last_name) and is_same_given(
            holder.given, found.first_name
        )
    return any(is_same_organization(name, found.business_name) for name in holder.names)


def _exclusion(
    holder: Holder, found: Exclusion, mark: str, *, agrees: bool | None
) -> dict[str, Any]:
    """One row of the list as a line that a moderator reads.

    Its fingerprint goes with it, and the name by which the row is found again.
    """
    claimed = f"{holder.given} {holder.family}".strip() or " / ".join(holder.names)
    name = found.business_name or " ".join(
        part for part in (found.first_name, found.middle_name, found.last_name) if part
    )
    words = f"{name}, {found.city} {found.state}, {found.exclusion_type} since " + (
        found.excluded_on.isoformat()
    )
    if found.specialty:
        words += f", {found.specialty}"
    if found.waived_on:
        words += f", waiver {found.waived_on.isoformat()} {found.waiver_state}".rstrip()
    claimed += f", {', '.join(sorted(holder.states))}"
    row = _row("exclusion", f"{claimed}, NPI {holder.npi or 'not stated'}",
               f"{words}, NPI {found.npi or 'unknown'}", agrees)  # fmt: skip
    return row | {"fingerprint": mark, "named": found.business_name or found.last_name}

"""Whom a row of the exclusion list may mean. Pure: no database."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable
from typing import Any

from clinics.credentials.models import Check
from clinics.credentials.name_frequency import COMMON, COMMON_NEARBY, expected
from clinics.credentials.person_names import bears_name
from clinics.credentials.register_matching import Holder, RegisterVerdict, comparison
from clinics.credentials.similar_names import Likeness, likeness, organization_likeness
from clinics.registries.models import Exclusion

Outcome = Check.Outcome


def fingerprint(found: Exclusion) -> str:
    """A hash that identifies a row of the exclusion list, the same in every file."""
    parts = (found.last_name, found.first_name, found.business_name, str(found.npi or ""),
             found.excluded_on.isoformat(), found.state, found.city)  # fmt: skip
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def excluded(
    holder: Holder,
    rows: Iterable[Exclusion],
    *,
    listed: int = 0,
    settled: Container[tuple[str, bool]] = frozenset(),
    held: Container[str] = frozenset(),
) -> RegisterVerdict:
    """Compare a holder with the rows of the exclusion list that are in force.

    An equal NPI is a match. A name that may be the holder's is only a possible match, and waits for
    a moderator. `listed`: how many people are on the list, which tells whether a name is so common
    that its like is there by accident. `settled` holds the rows (fingerprint, was it a match) that
    a moderator ruled out; they are skipped. `held` holds the fingerprints a moderator confirmed;
    they stay at least possible matches even if the clinic later removes the NPI, license or state
    they rested on.

    Where nothing is found, the one line of `compared` says what was searched for.
    """
    matches, possible = [], []
    for found in rows:
        row_hash, is_match = fingerprint(found), bool(holder.npi) and str(found.npi) == holder.npi
        if (row_hash, is_match) in settled:
            continue
        if is_match:
            matches.append(_exclusion(holder, found, row_hash, agrees=True))
        elif row_hash in held or (
            not _is_another(holder, found) and may_mean(holder, found, listed=listed)
        ):
            possible.append(_exclusion(holder, found, row_hash, agrees=None))
    if matches:
        return RegisterVerdict(outcome=Outcome.MATCH, compared=matches + possible)
    if possible:
        return RegisterVerdict(outcome=Outcome.POSSIBLE, compared=possible)
    return RegisterVerdict(outcome=Outcome.CONFIRMED, compared=[_searched(holder, listed)])


def _is_another(holder: Holder, found: Exclusion) -> bool:
    """Whether both have a known NPI, and the two differ."""
    return holder.is_npi_known and found.npi is not None and str(found.npi) != holder.npi


def may_mean(holder: Holder, found: Exclusion, *, listed: int = 0) -> bool:
    """Whether the name of a row may be the holder's. Dates of birth are not known.

    In the holder's states, a like name is enough: one part of a double surname, because people
    marry and the list keeps the former name, a short form, a wrong letter. But if both names are
    very common, or it is like only through a middle name and the holder's is very common, it is an
    accident. In other states only an equal name counts, unless it is common.

    The list names practices after people, and people whose practice bears their name.
    """
    is_near = found.state in holder.states
    if holder.is_person and not found.last_name:
        is_theirs = bears_name(found.business_name, holder.given, holder.family)
        return is_theirs and (is_near or is_rare(holder, listed))
    if not holder.is_person and not found.business_name:
        is_theirs = any(
            bears_name(name, found.first_name, found.last_name) for name in holder.names
        )
        times = expected(found.first_name, found.last_name, listed=listed)
        return is_theirs and (is_near or times <= COMMON)
    if not holder.is_person:
        best = max(
            (organization_likeness(name, found.business_name) for name in holder.names),
            default=Likeness.UNLIKE,
        )
        return best == Likeness.EQUAL or (is_near and best > Likeness.UNLIKE)
    how = likeness(holder.given, holder.family, last=found.last_name, first=found.first_name,
                   middle=found.middle_name)  # fmt: skip
    if how == Likeness.EQUAL:
        return is_near or is_rare(holder, listed)
    if not is_near or how == Likeness.UNLIKE:
        return False
    names = [(holder.given, holder.family)]
    if how == Likeness.ALIKE:
        names.append((found.first_name, found.last_name))
    return min(expected(*name, listed=listed) for name in names) <= COMMON_NEARBY


def is_rare(holder: Holder, listed: int) -> bool:
    """Whether somebody of that name on a list of so many people is hardly an accident."""
    return expected(holder.given, holder.family, listed=listed) <= COMMON


def _searched(holder: Holder, listed: int) -> dict[str, Any]:
    """What the answer rests on: the NPI if it is known, the states, and whether all others too."""
    states = ", ".join(sorted(holder.states))
    row = comparison("searched", states, "", None)
    return row | {"npi": holder.is_npi_known, "everywhere": is_rare(holder, listed)}


def _exclusion(
    holder: Holder, found: Exclusion, row_hash: str, *, agrees: bool | None
) -> dict[str, Any]:
    """One row of the list, as a comparison that a moderator reads.

    It carries the row's fingerprint, and the name by which the row can be found again.
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
    row = comparison("exclusion", f"{claimed}, NPI {holder.npi or 'not stated'}",
               f"{words}, NPI {found.npi or 'unknown'}", agrees)  # fmt: skip
    return row | {"fingerprint": row_hash, "named": found.business_name or found.last_name}

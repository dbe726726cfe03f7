"""Finds the people who are at both of two listings. No queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from clinics.credentials.models import Check, Clinician, Credential
from clinics.text import words

LIVE = (Credential.Standing.CLAIMED, Credential.Standing.SHOWN)


@dataclass(frozen=True, kw_only=True)
class Person:
    """A clinician, or the clinic itself (None), with all credentials of that holder."""

    clinician: Clinician | None
    credentials: Sequence[Credential]

    @property
    def confirmed(self) -> int:
        """How many of the credentials are confirmed."""
        checks = [one.current for one in self.credentials if one.current]
        return sum(check.outcome == Check.Outcome.CONFIRMED for check in checks)

    @property
    def npis(self) -> set[str]:
        """The person's NPI numbers."""
        return {one.number for one in self.credentials if one.kind == Credential.Kind.NPI}


def key(credential: Credential) -> tuple[str, ...] | None:
    """What a holder can hold once; None for a credential that nobody holds any more."""
    of = credential
    return (of.kind, of.state, of.number, of.name) if of.standing in LIVE else None


def is_twin(one: Person, other: Person) -> bool:
    """Whether two people are one: the same NPI, or the same name and profession and no other NPI.

    Who has left is nobody's twin. A clinic itself is the twin of a clinic itself.
    """
    a, b = one.clinician, other.clinician
    if a is None or b is None:
        return a is b
    if a.left_on or b.left_on:
        return False
    if one.npis and other.npis:
        return bool(one.npis & other.npis)
    return words(str(a)) == words(str(b)) and a.profession == b.profession


def twins(ones: Collection[Person], others: Collection[Person]) -> list[tuple[Person, Person]]:
    """The pairs of people who are one; nobody is in two pairs."""
    pairs, left = [], list(others)
    for one in ones:
        if twin := next((other for other in left if is_twin(one, other)), None):
            left.remove(twin)
            pairs.append((one, twin))
    return pairs

"""Facts that follow from credentials."""

from __future__ import annotations


def follow(clinic_id: int, *, actor: str, by=None, why: str) -> None:
    """Bring the confirmations of a clinic's facts to what its credentials show."""

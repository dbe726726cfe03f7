"""What an insurer's *yes* pays for: visits, or treatment by some of the routes."""

from __future__ import annotations

from clinics.checklist import CHECKLIST

VISITS = "visits"
"""The code for consultations and follow-up visits, without any dose."""

GROUP = "insurance"


def coverable() -> tuple[str, ...]:
    """The codes that `Fact.covers` can hold, in the order in which they are shown."""
    return (VISITS, *(item.code for item in CHECKLIST.group("route").items))


def is_insurer(code: str) -> bool:
    """Whether a group-qualified code is that of an insurer."""
    return code.startswith(f"{GROUP}.")

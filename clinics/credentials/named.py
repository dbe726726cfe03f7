"""Whether a person is named behind what a clinic says of its staff."""

from __future__ import annotations

from typing import Any

from clinics.credentials.models import Clinician


def names_nobody(clinic_id: int, code: str, said: Any) -> bool:
    """Whether an answer says that a profession works at a clinic which names nobody who has it.

    `code` is group-qualified, `said` the answer. One query for such an answer; none for others.
    """
    group, _dot, profession = code.partition(".")
    if group != "staff" or not said or said.get("value") is not True:
        return False
    here = Clinician.objects.filter(clinic=clinic_id, profession=profession, left_on=None)
    return not here.exists()

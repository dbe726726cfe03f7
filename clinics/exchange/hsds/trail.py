"""The public trail of clinics as HSDS metadata: what changed, when, by whom. It names no person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from django.utils import timezone

from clinics.audit.models import Event
from clinics.exchange.hsds.ids import SERVICE, part_id, record_id
from clinics.listing import wording
from clinics.listing.models import Status

NOT_PUBLIC = {Status.HIDDEN, Status.REMOVED}
TAKEN_OFF = "taken off"
Trail = list[dict[str, Any]]


def trails(clinic_ids: Collection[int]) -> dict[int, Trail]:
    """The public changes of each clinic as rows of `metadata`, oldest first. One query.

    That an answer was only repeated is in the metadata of the answer, and not here.
    """
    found: dict[int, Trail] = defaultdict(list)
    events = Event.objects.filter(clinic_id__in=clinic_ids).public().order_by("pk")
    for event in events.iterator(chunk_size=2000):
        if "affirmed" not in event.after:
            found[event.clinic_id or 0] += _rows(event)
    return found


def _rows(event: Event) -> Trail:
    service = record_id(SERVICE, event.clinic_id or 0)
    day = timezone.localdate(event.at).isoformat()
    return [
        {
            "id": part_id(service, f"event.{event.pk}.{code}"),
            "resource_id": service,
            "resource_type": "service",
            "last_action_date": day,
            "last_action_type": event.verb,
            "field_name": code,
            "previous_value": _plain(code, event.before.get(code)),
            "replacement_value": _plain(code, event.after.get(code)),
            "updated_by": event.actor,
        }
        for code in {**event.before, **event.after}
        if _is_told(code)
    ]


@lru_cache(maxsize=10_000)
def _is_told(code: str) -> bool:
    """Whether a change of the field is public. Our own keys have no label."""
    return bool(wording.label(code)) and code != "merged_into"


def _plain(code: str, said: Any) -> str:
    """The answer alone, in the words of an attribute: yes, no, a number, an amount or a text."""
    if isinstance(said, dict):
        names = ("value", "number", "amount", "closes", "source")
        said = next((said[name] for name in names if said.get(name) is not None), None)
    if said is None:
        return ""
    if isinstance(said, bool):
        return "yes" if said else "no"
    # Nobody is told whether a listing was hidden, or removed on request.
    return TAKEN_OFF if code == "status" and said in NOT_PUBLIC else str(said)

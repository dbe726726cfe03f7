"""Writing listings: each action is one transaction with the search row and the trail inside."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.db import transaction
from django.utils import timezone

from clinics.audit.actions import record
from clinics.listing.actions.search_rows import refresh_search
from clinics.listing.confirmations import confirm
from clinics.listing.draft import FIELDS, PARTS, Draft, differences
from clinics.listing.models import Clinic, Fact, Hours, Organization, Price


def _organization(name: str) -> Organization | None:
    return Organization.objects.get_or_create(name=name)[0] if name else None


@transaction.atomic
def save(
    draft: Draft,
    *,
    clinic: Clinic | None = None,
    actor: str,
    by=None,
    publish: bool = False,
    source: str = "",
    why: str = "",
) -> tuple[Clinic, bool]:
    """Bring a clinic (None: a new one) to what the draft says; the clinic and whether it changed.

    Facts, prices and hours that the draft leaves out are withdrawn; what follows from credentials
    is confirmed as they show, whatever the draft says. Locks the clinic first.
    Raises django.core.exceptions.ValidationError when the draft cannot be stored.
    """
    is_new = clinic is None
    if clinic is not None:
        clinic = Clinic.objects.select_for_update(of=("self",)).get(pk=clinic.pk)
        confirm(clinic.pk, draft)
    before, after = differences(clinic, draft)
    publishing = publish and (clinic is None or clinic.published_at is None)
    if clinic is not None and not (before or after or publishing):
        return clinic, False
    clinic = clinic or Clinic()
    for name in FIELDS:
        setattr(clinic, name, draft.fields[name])
    clinic.organization = _organization(draft.organization)
    if publishing:
        clinic.published_at = timezone.now()
    clinic.full_clean(exclude=["organization"], validate_unique=False, validate_constraints=False)
    clinic.save()
    _write_answers(clinic, draft)
    refresh_search([clinic.pk])
    record(
        "listed" if is_new else "changed",
        clinic,
        actor=actor,
        by=by,
        clinic_id=clinic.pk,
        before=before,
        after=after,
        source=source,
        why=why,
    )
    return clinic, True


def _write_answers(clinic: Clinic, draft: Draft) -> None:
    """Replace what changed among the clinic's facts, prices and hours."""
    parts: tuple[tuple[type[Any], str, dict[str, Any]], ...] = (
        (Fact, "code", draft.all_facts()),
        (Price, "code", draft.prices),
        (Hours, "key", draft.hours_by_key()),
    )
    for model, key, wanted in parts:
        present = {getattr(row, key): row for row in model.objects.filter(clinic=clinic)}
        gone = [row.pk for code, row in present.items() if code not in wanted]
        model.objects.filter(pk__in=gone).delete()
        for code, row in wanted.items():
            row.clinic, row.pk = clinic, present[code].pk if code in present else None
        model.objects.bulk_create([row for row in wanted.values() if row.pk is None])
        said = attrgetter("pk", *PARTS[model])
        moved = [row for code, row in wanted.items()
                 if code in present and said(row) != said(present[code])]  # fmt: skip
        model.objects.bulk_update(moved, PARTS[model])

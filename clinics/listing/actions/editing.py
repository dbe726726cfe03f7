"""Locks a clinic, reads it once, and writes it together with search row, card and trail."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

from clinics.audit.actions import record
from clinics.listing.actions.search_rows import (
    lock_names,
    write_cards,
    write_rows,
    write_words,
)
from clinics.listing.actions.source_records import record_of
from clinics.listing.card import stored_card
from clinics.listing.draft import CORRECTED, FIELDS, PARTS, Draft, Standing, differences
from clinics.listing.models import Clinic, Fact, Hours, Organization, Price, Status
from clinics.listing.search_row import search_row

Confirm = Callable[[int, Draft], None]
"""Sets the confirmations in a clinic's draft that follow from its credentials, and no others.

There is one such function: `clinics.credentials.derived_facts.confirm`. This package is below
credentials and cannot import it, so every caller passes it in. A house rule checks all callers.
"""

Case = TypeVar("Case", bound=models.Model)


@contextmanager
def editing(clinic_id: int) -> Iterator[Listing]:
    """A transaction that locks the clinic before anything else. One query.

    Raises RuntimeError when the draft was changed but not saved, so that no edit is lost silently.
    """
    with transaction.atomic():
        clinics = Clinic.objects.select_related("organization")
        listing = Listing(clinics.locked(clinic_id))
        yield listing
        listing.refuse_if_unsaved()


def lock(case: Case, *related: str) -> tuple[Clinic, Case]:
    """Lock the clinic of a case, then the case, read anew with its `related` rows.

    Two queries inside the caller's transaction. A case is any row with a `clinic`.
    """
    clinics = Clinic.objects.select_related("organization")
    cases = type(case)._default_manager.select_for_update(of=("self",))
    cases = cases.select_related(*related) if related else cases
    found: Any = case
    while True:
        clinic = clinics.locked(found.clinic_id)
        found = cases.get(pk=case.pk)
        # A merge that committed while we waited took the case along to another clinic.
        if found.clinic_id == clinic.pk:
            found.clinic = clinic
            return clinic, found


@contextmanager
def deciding(case: Case, *related: str) -> Iterator[tuple[Listing, Case]]:
    """A transaction that locks the clinic of a case and the case: see `editing` and `lock`."""
    with transaction.atomic():
        clinic, found = lock(case, *related)
        listing = Listing(clinic)
        yield listing, found
        listing.refuse_if_unsaved()


def lock_all(clinic_ids: Collection[int]) -> list[Listing]:
    """Several listings inside the caller's transaction, locked in the order of their keys."""
    clinics = Clinic.objects.select_for_update(of=("self",)).select_related("organization")
    return [Listing(clinic) for clinic in clinics.filter(pk__in=clinic_ids).order_by("pk")]


class Listing:
    """A locked clinic and its draft: change `draft`, then `save`.

    Made by `editing`, or from a clinic that the caller has locked. The answers are read on first
    use (three queries, unless the clinic came with them), and never again.
    """

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic

    @cached_property
    def stored(self) -> Draft:
        """What the database says."""
        models.prefetch_related_objects([self.clinic], "facts", "prices", "hours")
        return Draft.of(self.clinic)

    @cached_property
    def draft(self) -> Draft:
        """What the listing should say."""
        return self.stored.copy()

    @cached_property
    def _rows(self) -> dict[type[Any], dict[str, Any]]:
        """The stored facts, prices and hours by code."""
        if self.clinic.pk is None:
            return {Fact: {}, Price: {}, Hours: {}}
        return {
            Fact: {row.code: row for row in self.clinic.facts.all()},
            Price: {row.code: row for row in self.clinic.prices.all()},
            Hours: {row.key: row for row in self.clinic.hours.all()},
        }

    def save(
        self,
        *,
        confirm: Confirm,
        actor: str,
        by: Any = None,
        publish: bool = False,
        source: str = "",
        why: str = "",
    ) -> bool:
        """Store the draft. Returns whether that changed anything.

        Facts, prices and hours that are not in the draft are withdrawn. `confirm` sets what
        follows from credentials, whatever the draft says. Raises
        django.core.exceptions.ValidationError when the draft cannot be stored; do not use the
        listing after that.
        """
        confirm(self.clinic.pk, self.draft)
        before, after = differences(self.stored, self.draft)
        publishing = publish and self.clinic.status == Status.CANDIDATE
        if not (before or after or publishing):
            return False
        self._write({*before, *after}, publishing=publishing)
        record("changed", self.clinic, actor=actor, by=by, clinic_id=self.clinic.pk,
               before=before, after=after, source=source, why=why)  # fmt: skip
        self.stored = self.draft.copy()
        return True

    def refuse_if_unsaved(self) -> None:
        """Raise RuntimeError when the draft differs from what is stored."""
        if "draft" in vars(self) and any(differences(self.stored, self.draft)):
            raise RuntimeError(
                f"The listing of clinic {self.clinic.pk} was changed, but not saved."
            )

    def _write(self, changed: set[str], *, publishing: bool) -> None:
        """Write the draft, the search row and the card. `changed`: names of fields, and codes."""
        if any(name.startswith(CORRECTED) for name in changed):
            changed = changed | {"corrections"}
        columns = [name for name in (*FIELDS, "organization") if name in changed]
        is_renamed = publishing or bool(changed & {"name", "organization"})
        if is_renamed:
            lock_names()
        self._write_fields(columns, publishing=publishing)
        self._write_answers()
        if not self.clinic.is_published:
            return
        facts, prices = self._rows[Fact].values(), self._rows[Price].values()
        write_cards([stored_card(self.clinic, facts, prices, self._rows[Hours].values())])
        name, today = self.draft.organization, timezone.localdate()
        rows = [search_row(self.clinic, list(facts), list(prices), organization=name, on=today)]
        write_rows(rows)
        if is_renamed:
            write_words(rows)

    def _write_fields(self, columns: list[str], *, publishing: bool) -> None:
        clinic, draft = self.clinic, self.draft
        for name in FIELDS:
            setattr(clinic, name, draft.fields[name])
        if "organization" in columns:
            clinic.organization = _organization(draft.organization)
        if publishing:
            opened = Standing(status=Status.OPEN, since=timezone.localdate())
            (draft.standing or opened).put_on(clinic)
            columns = [*columns, "status", "status_since", "paused_until"]
        clinic.full_clean(
            exclude=["organization"], validate_unique=False, validate_constraints=False
        )
        if clinic.pk is None:
            clinic.save()
        elif columns:
            clinic.save(update_fields=columns)

    def _write_answers(self) -> None:
        """Replace what changed among the clinic's facts, prices and hours."""
        draft = self.draft
        parts: list[tuple[type[Any], dict[str, Any]]] = [
            (Fact, draft.all_facts()), (Price, dict(draft.prices)), (Hours, draft.hours_by_key()),
        ]  # fmt: skip
        for model, wanted in parts:
            present = self._rows[model]
            gone = [row.pk for code, row in present.items() if code not in wanted]
            model.objects.filter(pk__in=gone).delete()
            for code, row in wanted.items():
                row.clinic, row.pk = self.clinic, present[code].pk if code in present else None
            model.objects.bulk_create([row for row in wanted.values() if row.pk is None])
            parts_of = attrgetter(*PARTS[model])
            moved = [row for code, row in wanted.items()
                     if code in present and parts_of(row) != parts_of(present[code])]  # fmt: skip
            model.objects.bulk_update(moved, PARTS[model])
            self._rows[model] = wanted


def _organization(name: str) -> Organization | None:
    return Organization.objects.get_or_create(name=name)[0] if name else None


@transaction.atomic
def add(
    draft: Draft, *, actor: str, by: Any = None, publish: bool = False, source: str = ""
) -> Clinic:
    """List a new clinic. Raises ValidationError when the draft cannot be stored.

    There is nothing to confirm, because a new clinic has no credentials.
    """
    listing = Listing(Clinic())
    listing.draft = draft
    after = differences(None, draft)[1]
    listing.clinic.status_since = timezone.localdate()
    listing._write({"organization"} if draft.organization else set(), publishing=publish)
    record_of(listing.clinic, on=listing.clinic.since).save()
    record("listed", listing.clinic, actor=actor, by=by, clinic_id=listing.clinic.pk, after=after,
           source=source)  # fmt: skip
    return listing.clinic

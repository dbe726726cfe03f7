"""Imports a file of clinics, one transaction for each chunk. A second run changes nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from clinics.credentials.derived_facts import confirm
from clinics.exchange.findtreatment import FindTreatmentSource
from clinics.exchange.merge import Merged, Speaker, merge
from clinics.exchange.rows import ClinicRow, SourceRow, read_row
from clinics.exchange.samhsa import SamhsaSource
from clinics.exchange.seen import Seen
from clinics.exchange.sources import ClinicSource, CsvSource, MappedSource
from clinics.files.refusals import FileRefused, RowRefused, shown
from clinics.files.rejects import Rejects
from clinics.listing.actions.editing import Listing, add
from clinics.listing.actions.insert_many import insert_many
from clinics.listing.draft import Draft, differences
from clinics.listing.locate import address_book
from clinics.listing.models import Clinic, Status
from clinics.listing.slugs import give_slugs
from clinics.reviews.actions.settle import settle_reports

FORMATS = ("csv", "samhsa", "findtreatment")
CHUNK = 1000
REASONS_SHOWN = 10
LOCK = 0x636C696E69637300
"""Held for each chunk, so that two imports of the same list create no clinic twice."""

Watch = Callable[[Iterable[SourceRow], int], Iterable[SourceRow]]
"""(rows, their number) → the same rows; it may show progress."""


@dataclass
class Summary:
    """What happened to the rows. `read` is the sum of the four numbers after it.

    `repeated`: unchanged rows that are exactly like an earlier row. `kept`, `slugs_kept` and
    `derived_otherwise` count what was not used (see `Merged`). `untouched`: listings of the list
    that are in no row. `reasons`: (line, reason) of the first rejected rows. `remarks` counts what
    was left out of rows, `remarked` has the first of them like `reasons`.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    repeated: int = 0
    kept: int = 0
    slugs_kept: int = 0
    derived_otherwise: int = 0
    untouched: int = 0
    reasons: list[tuple[int, str]] = field(default_factory=list)
    remarks: Counter[str] = field(default_factory=Counter)
    remarked: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rejects: Path | None = None


def open_source(path: Path, *, kind: str, map_path: Path | None, seen: Seen) -> ClinicSource:
    """Open the file in the given format. Raises FileRefused."""
    if kind == "csv":
        return MappedSource(path, map_path) if map_path else CsvSource(path)
    if map_path:
        raise FileRefused("A map is for --format csv only.")
    return SamhsaSource(path, seen) if kind == "samhsa" else FindTreatmentSource(path)


def import_clinics(
    path: Path,
    *,
    kind: str,
    name: str,
    map_path: Path | None = None,
    as_of: dt.date | None = None,
    publish: bool = False,
    dry_run: bool = False,
    watch: Watch = lambda entries, total: entries,
) -> Summary:
    """Import the clinics of the list `name` from a file. A dry run writes nothing.

    New answers are stated since `as_of` (None: today). Answers that did not change are affirmed
    only when `as_of` is given. Raises FileRefused.
    """
    speaker = Speaker(
        name=name,
        as_of=as_of or timezone.localdate(),
        says_again=as_of is not None,
        book=address_book(),
    )
    with Seen() as seen:
        source = open_source(path, kind=kind, map_path=map_path, seen=seen)
        rejects = None if dry_run else Rejects(path, source.columns)
        run = _Run(speaker, seen, rejects, publish=publish)
        listed = Clinic.objects.filter(listed_by=name).count()
        entries = iter(watch(source.entries(), source.total))
        try:
            while chunk := list(islice(entries, CHUNK)):
                run.take(chunk)
            run.summary.rejects = rejects.finish() if rejects else None
        except BaseException:
            if rejects:
                rejects.abandon()
            raise
        run.summary.untouched = listed - run.matched
        run.summary.notes = source.notes()
    return run.summary


class _Run:
    """One run of an import."""

    def __init__(
        self, speaker: Speaker, seen: Seen, rejects: Rejects | None, *, publish: bool
    ) -> None:
        self._speaker, self._seen, self._rejects = speaker, seen, rejects
        self._publish, self._writes = publish, rejects is not None
        self.summary, self.matched = Summary(), 0

    def take(self, entries: list[SourceRow]) -> None:
        """Import one chunk, in one transaction."""
        rows = []
        for entry in entries:
            self.summary.read += 1
            try:
                row = self._row(entry)
            except RowRefused as refused:
                self._reject(entry, str(refused))
                continue
            if row:
                rows.append((entry, row))
        with transaction.atomic():
            self._merge(rows)

    def _row(self, entry: SourceRow) -> ClinicRow | None:
        """The row's values; None when it repeats another row. Raises RowRefused."""
        row = read_row(entry, listed_by=self._speaker.name)
        if entry.repeats:
            self.summary.repeated += 1
            self.summary.unchanged += 1
            return None
        key = f"{row.listed_by}\n{row.external_id}"
        earlier = self._seen.earlier_line(key, entry.line)
        if earlier is not None:
            raise RowRefused(f"external_id {shown(row.external_id)} is already on line {earlier}")
        self.summary.remarks.update(list(row.remarks))
        room = REASONS_SHOWN - len(self.summary.remarked)
        self.summary.remarked += [(row.line, why) for why in [*row.remarks.values()][:room]]
        return row

    def _reject(self, entry: SourceRow, reason: str) -> None:
        self.summary.rejected += 1
        if len(self.summary.reasons) < REASONS_SHOWN:
            self.summary.reasons.append((entry.line, reason))
        if self._rejects:
            self._rejects.add(entry.cells, line=entry.line, reason=reason)

    def _merge(self, rows: list[tuple[SourceRow, ClinicRow]]) -> None:
        known = self._known([row for _, row in rows])
        slugs = self._slugs_taken(rows, known)
        new: list[tuple[SourceRow, Draft]] = []
        for entry, row in rows:
            clinic = known.get((row.listed_by, row.external_id))
            slug = row.fields.get("slug", "")
            if clinic is None and slug and slug in slugs:
                self._reject(entry, f"slug {shown(slug)} belongs to another listing")
                continue
            slugs.add(slug)
            try:
                merged = merge(row, clinic, speaker=self._speaker)
            except RowRefused as refused:
                self._reject(entry, str(refused))
                continue
            self._tally(merged)
            if clinic is None:
                new.append((entry, merged.draft))
                continue
            self.matched += row.listed_by == self._speaker.name
            self._update(entry, clinic, merged.draft)
        self._create(new)

    def _known(self, rows: list[ClinicRow]) -> dict[tuple[str, str], Clinic]:
        """The listings of the rows, locked until the chunk is written."""
        lists: dict[str, list[str]] = {}
        for row in rows:
            lists.setdefault(row.listed_by, []).append(row.external_id)
        wanted = Q(pk__in=[])
        for name, ids in lists.items():
            wanted |= Q(listed_by=name, external_id__in=ids)
        clinics = Clinic.objects.filter(wanted).with_answers().order_by("pk")
        if self._writes:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
            clinics = clinics.select_for_update(of=("self",))
        return {(clinic.listed_by, clinic.external_id): clinic for clinic in clinics}

    def _slugs_taken(
        self, rows: list[tuple[SourceRow, ClinicRow]], known: dict[tuple[str, str], Clinic]
    ) -> set[str]:
        """Those slugs of new rows that another listing already has."""
        asked = {
            row.fields.get("slug", "")
            for _, row in rows
            if (row.listed_by, row.external_id) not in known
        }
        taken = (
            Clinic.objects.filter(slug__in=asked - {""}) if asked - {""} else Clinic.objects.none()
        )
        return set(taken.values_list("slug", flat=True))

    def _tally(self, merged: Merged) -> None:
        self.summary.kept += merged.kept
        self.summary.slugs_kept += merged.slug_kept
        self.summary.derived_otherwise += merged.derived_otherwise

    def _update(self, entry: SourceRow, clinic: Clinic, draft: Draft) -> None:
        publishing = self._publish and clinic.status == Status.CANDIDATE
        if not (publishing or any(differences(Draft.of(clinic), draft))):
            self.summary.unchanged += 1
        elif self._saved(entry, draft, clinic):
            self.summary.updated += 1

    def _create(self, new: list[tuple[SourceRow, Draft]]) -> None:
        """Create all at once; one by one when the database refuses one of them."""
        drafts = [draft for _, draft in new]
        if not self._writes or not drafts:
            self.summary.created += len(drafts)
            return
        give_slugs(drafts)
        try:
            with transaction.atomic():
                self.summary.created += insert_many(
                    drafts,
                    actor="import",
                    publish=self._publish,
                    source=self._speaker.name,
                    chunk=len(drafts),
                )
        except (ValidationError, IntegrityError, DataError):
            self.summary.created += sum(self._saved(entry, draft, None) for entry, draft in new)

    def _saved(self, entry: SourceRow, draft: Draft, clinic: Clinic | None) -> bool:
        """Save one listing. Returns False, and rejects its row, when it cannot be stored."""
        if not self._writes:
            return True
        try:
            with transaction.atomic():
                self._write(draft, clinic)
        except ValidationError as error:
            self._reject(
                entry, "; ".join(f"{k}: {' '.join(v)}" for k, v in error.message_dict.items())
            )
        except (IntegrityError, DataError) as error:
            self._reject(entry, str(error).splitlines()[0])
        else:
            return True
        return False

    def _write(self, draft: Draft, clinic: Clinic | None) -> None:
        """List a new clinic, or bring one that `_known` locked to what the draft says."""
        name, publish = self._speaker.name, self._publish
        if clinic is None:
            add(draft, actor="import", publish=publish, source=name)
            return
        listing = Listing(clinic)
        before, listing.draft = listing.stored, draft
        listing.save(confirm=confirm, actor="import", publish=publish, source=name)
        settle_reports(listing, before)

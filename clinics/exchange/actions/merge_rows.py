"""Merges the rows of a file into the listings, one transaction for each chunk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Q

from clinics.credentials.derived_facts import confirm
from clinics.exchange.actions.lists import Lists
from clinics.exchange.actions.unchanged import Unchanged
from clinics.exchange.census import Census
from clinics.exchange.columns import prices
from clinics.exchange.known import Key, Known, known_listings
from clinics.exchange.merge import Merged, Speaker, merge
from clinics.exchange.outcome_files import OutcomeFiles
from clinics.exchange.rows import ClinicRow, SourceRow, read_row
from clinics.exchange.seen import Seen
from clinics.exchange.summary import LEFT_ALONE, SHOWN, LeftAlone, Summary
from clinics.files.refusals import RowRefused, shown
from clinics.listing.actions.editing import add
from clinics.listing.actions.insert_many import insert_many
from clinics.listing.actions.source_records import keep_records, see_rows
from clinics.listing.draft import Draft, differences
from clinics.listing.models import Clinic, SourceRecord, Status
from clinics.listing.slugs import give_slugs
from clinics.reviews.actions.settle import settle_reports

LOCK = 0x636C696E69637300
"""Held for each chunk, so that two imports of the same list create no clinic twice."""

Rows = list[tuple[SourceRow, ClinicRow]]


class Run:
    """One run of an import.

    `census` has the rows of the file, if it was read before. `matched` counts the known rows of
    the list. `asks_prices` tells whether the file has prices; None: it has no row of the list.
    """

    def __init__(
        self,
        speaker: Speaker,
        seen: Seen,
        lists: Lists,
        files: OutcomeFiles,
        *,
        census: Census | None,
        complete: bool,
        publish: bool,
    ) -> None:
        self._speaker, self._seen, self._lists = speaker, seen, lists
        self._census, self._complete, self._publish = census, complete, publish
        self._files, self._writes = files, files.writes
        self._unchanged = Unchanged(speaker, publish=publish)
        self._settled: list[SourceRow] = []
        self.summary, self.matched = Summary(), 0
        self.asks_prices: bool | None = None

    def take(self, entries: list[SourceRow]) -> None:
        """Import one chunk, in one transaction; in one more, see rows that nothing comes of."""
        rows: Rows = []
        passed = self._unchanged.among(entries)
        for entry in entries:
            self.summary.read += 1
            try:
                if entry.line in passed.lines:
                    self._pass(entry)
                    continue
                row = self._row(entry)
            except RowRefused as refused:
                self._reject(entry, str(refused))
                continue
            if row:
                rows.append((entry, row))
        with transaction.atomic():
            if self._writes:
                with connection.cursor() as cursor:
                    cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
                self._lists.keep()
            self._merge(rows)
        if passed.to_see and self._writes:
            self.summary.back += self._unchanged.see(passed.to_see)

    def _pass(self, entry: SourceRow) -> None:
        """Count a row that nothing comes of. Raises RowRefused."""
        if not entry.repeats:
            self._note_key(self._speaker.name, entry.ours["external_id"], entry)
        self.summary.unchanged += 1
        self.summary.repeated += entry.repeats
        self.matched += not entry.repeats
        has_prices = any(column in entry.ours for column in prices())
        self.asks_prices = bool(self.asks_prices or has_prices)

    def _row(self, entry: SourceRow) -> ClinicRow | None:
        """The row's values; None when it repeats another row. Raises RowRefused."""
        row = read_row(entry, listed_by=self._speaker.name)
        if (name := self._lists.spelled(row.listed_by)) != row.listed_by:
            raise RowRefused(f"listed_by: {shown(row.listed_by)}: did you mean {shown(name)}?")
        if entry.repeats:
            self.summary.repeated += 1
            self.summary.unchanged += 1
            return None
        self._note_key(row.listed_by, row.external_id, entry)
        self.summary.remarks.update(list(row.remarks))
        room = SHOWN - len(self.summary.remarked)
        self.summary.remarked += [(row.line, why) for why in [*row.remarks.values()][:room]]
        if row.listed_by == self._speaker.name and not row.is_own_export:
            self.asks_prices = bool(self.asks_prices or row.prices)
        return row

    def _note_key(self, listed_by: str, external_id: str, entry: SourceRow) -> None:
        """Raise RowRefused when an earlier line has the id."""
        earlier = self._seen.earlier_line(f"{listed_by}\n{external_id}", entry.line)
        if earlier is not None:
            raise RowRefused(f"external_id {shown(external_id)} is already on line {earlier}")

    def _reject(self, entry: SourceRow, reason: str) -> None:
        self.summary.rejected += 1
        if len(self.summary.reasons) < SHOWN:
            self.summary.reasons.append((entry.line, reason))
        self._files.reject(entry, reason)

    def _is_absent(self, record: SourceRecord) -> bool:
        """Whether its list no longer has a row: this file is complete, or an earlier one was."""
        if self._census and record.source == self._speaker.name:
            is_doubtful = self._complete or record.gone_since is not None
            return is_doubtful and not self._census.holds(record.external_id)
        return record.gone_since is not None

    def _merge(self, rows: Rows) -> None:
        keys = [(row.listed_by, row.external_id) for _, row in rows]
        known = known_listings(keys, is_absent=self._is_absent, lock=self._writes)
        slugs = self._slugs_taken(rows, known)
        new: list[tuple[SourceRow, Draft]] = []
        self._settled = []
        for entry, row in rows:
            there = known.get((row.listed_by, row.external_id))
            slug = row.fields.get("slug", "")
            if there is None and slug and slug in slugs:
                self._reject(entry, f"slug {shown(slug)} belongs to another listing")
                continue
            slugs.add(slug)
            if there:
                self.matched += row.listed_by == self._speaker.name
                self._take(entry, row, there)
            elif merged := self._merged(entry, row, None):
                new.append((entry, merged.draft))
                self._note_settled(entry, row, merged)
        self._create(new)
        if self._writes:
            self._keep_records([row for _, row in rows], known)
            self._unchanged.keep(self._settled)

    def _slugs_taken(self, rows: Rows, known: dict[Key, Known]) -> set[str]:
        """Those slugs of new rows that another listing already has."""
        asked = {
            row.fields.get("slug", "")
            for _, row in rows
            if (row.listed_by, row.external_id) not in known
        } - {""}
        taken = Clinic.objects.filter(slug__in=asked) if asked else Clinic.objects.none()
        return set(taken.values_list("slug", flat=True))

    def _note_settled(self, entry: SourceRow, row: ClinicRow, merged: Merged) -> None:
        """Note a row that the next run may pass over, because all of it went into its listing."""
        is_from_export = row.is_own_export or bool(row.also_listed_by)
        if merged.is_whole and not row.remarks and not is_from_export:
            self._settled.append(entry)

    def _merged(self, entry: SourceRow, row: ClinicRow, known: Known | None) -> Merged | None:
        """What the listing should say; None, and the row is rejected, when it cannot."""
        try:
            merged = merge(row, known, speaker=self._speaker)
        except RowRefused as refused:
            self._reject(entry, str(refused))
            return None
        self._tally(merged)
        return merged

    def _tally(self, merged: Merged) -> None:
        self.summary.kept += merged.kept
        self.summary.slugs_kept += merged.slug_kept
        self.summary.derived_otherwise += merged.derived_otherwise

    def _take(self, entry: SourceRow, row: ClinicRow, known: Known) -> None:
        """Bring a listing to what its row says, unless the row has no say."""
        clinic = known.listing.clinic
        if clinic.status in LEFT_ALONE:
            self._leave_alone(clinic, row)
        elif not known.speaks:
            self.summary.doubled += 1
        elif self._speaker.says_again and known.record.last_seen > self._speaker.as_of:
            self.summary.older += 1
        else:
            if merged := self._merged(entry, row, known):
                self._update(entry, row, known, merged)
            return
        self.summary.unchanged += 1

    def _leave_alone(self, clinic: Clinic, row: ClinicRow) -> None:
        status = Status(clinic.status)
        left = LeftAlone(row.external_id, clinic.name, clinic.slug, status)
        self.summary.left_alone_by[status] += 1
        if len(self.summary.left_alone) < SHOWN:
            self.summary.left_alone.append(left)
        self._files.leave_alone(left)

    def _update(self, entry: SourceRow, row: ClinicRow, known: Known, merged: Merged) -> None:
        publishing = self._publish and known.listing.clinic.status == Status.CANDIDATE
        if not (publishing or any(differences(known.listing.stored, merged.draft))):
            self.summary.unchanged += 1
            self._note_settled(entry, row, merged)
        elif self._saved(entry, merged.draft, known):
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

    def _saved(self, entry: SourceRow, draft: Draft, known: Known | None) -> bool:
        """Save one listing. Returns False, and rejects its row, when it cannot be stored."""
        if not self._writes:
            return True
        try:
            with transaction.atomic():
                self._write(draft, known)
        except ValidationError as error:
            self._reject(
                entry, "; ".join(f"{k}: {' '.join(v)}" for k, v in error.message_dict.items())
            )
        except (IntegrityError, DataError) as error:
            self._reject(entry, str(error).splitlines()[0])
        else:
            return True
        return False

    def _write(self, draft: Draft, known: Known | None) -> None:
        """List a new clinic, or bring one that is locked to what the draft says."""
        name, publish = self._speaker.name, self._publish
        if known is None:
            add(draft, actor="import", publish=publish, source=name)
            return
        listing = known.listing
        before, listing.draft = listing.stored, draft
        listing.save(confirm=confirm, actor="import", publish=publish, source=name)
        settle_reports(listing, before)

    def _keep_records(self, rows: Iterable[ClinicRow], known: dict[Key, Known]) -> None:
        """Note which rows the file has, and the rows that an export of ours knows."""
        lists, exported = defaultdict(list), {}
        for row in rows:
            if row.also_listed_by:
                exported[row.listed_by, row.external_id] = row.also_listed_by
            elif not row.is_own_export:
                lists[row.listed_by].append(row.external_id)
        for name, ids in lists.items():
            self.summary.back += see_rows(name, ids, on=self._speaker.as_of)
        if exported:
            self._keep_exported(exported, known)

    def _keep_exported(
        self, exported: dict[Key, list[SourceRecord]], known: dict[Key, Known]
    ) -> None:
        """Give each listing the rows that its export named."""
        wanted = Q(pk__in=[])
        for name, external_id in exported:
            wanted |= Q(source=name, external_id=external_id)
        made = {(row.source, row.external_id): row.clinic_id
                for row in SourceRecord.objects.filter(wanted)}  # fmt: skip
        for key, records in exported.items():
            there = known.get(key)
            for record in records:
                record.clinic_id = there.listing.clinic.pk if there else made.get(key, 0)
        records = [record for some in exported.values() for record in some if record.clinic_id]
        keep_records(records, new={pk for key, pk in made.items() if key not in known})

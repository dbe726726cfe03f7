"""Knows the rows that an earlier run has read to the end, and that nothing can come of now.

A row's record keeps a digest: of the row, of all that its listing says, and of the rules by which
the two were compared. As long as all three are the same, another comparison says what the first one
said: nothing changes. So the row is neither read nor merged again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection, transaction

from clinics.exchange.merge import Speaker
from clinics.exchange.rows import SourceRow
from clinics.exchange.summary import LEFT_ALONE
from clinics.listing.actions.source_records import see_rows
from clinics.listing.locate import gazetteer_mark
from clinics.listing.models import Clinic, SourceRecord, Status

PROJECT = Path(__file__).resolve().parents[3]
LIBRARIES = ("Django", "phonenumberslite", "usaddress", "usaddress-scourgify")
"""Those that read the cells of a row. Our own code, which does so too, counts as it is."""

_PARTS = ("clinics_fact", "clinics_price", "clinics_hours")
_SAID = " union all ".join(
    f"""
    select part.clinic_id, '{table}' as part, part.id, part::text as words from {table} part
    where part.clinic_id = any(array(select listed.clinic_id from listed))
"""
    for table in _PARTS
)
# PostgreSQL may not know yet that a table has rows. Then it joins by trying each pair, and works
# out one side of a join again for each row of the other. So each step here joins two things at
# most, and is worked out once: a thousand rows of three tables once took ten minutes.
KNOWN = f"""
with listed as materialized (
    select given.row, record.*
    from unnest(%s::text[], %s::bytea[]) given (external_id, row)
    join clinics_sourcerecord record
        on record.source = %s and record.external_id = given.external_id
), page as materialized (
    select listed.*, clinic.status, concat(clinic::text, (
        select organization.name from clinics_organization organization
        where organization.id = clinic.organization_id)) as words
    from listed join clinics_clinic clinic on clinic.id = listed.clinic_id
), said as materialized (
    select clinic_id, string_agg(part || words, e'\\n' order by part, id) as words
    from ({_SAID}) said group by clinic_id
), known as materialized (
    select page.*, sha256(page.row || sha256(
        convert_to(concat(page.words, e'\\n', said.words), 'UTF8'))) as now
    from page left join said on said.clinic_id = page.clinic_id
)
"""
"""Rows with their records, and as `now` the digest of each beside all that its listing says."""
UNCHANGED = f"""
{KNOWN}
select known.row, known.first_seen > %s or known.last_seen < %s or known.gone_since is not null
from known
where known.digest = known.now and known.status = any(%s)
    and not exists (select from clinics_clinic loser where loser.merged_into_id = known.clinic_id)
    and not exists (select from clinics_sourcerecord other
                    where other.clinic_id = known.clinic_id and other.id <> known.id)
"""
"""Where one row alone describes a listing, that row speaks for it."""
KEEP = f"""
{KNOWN}
update clinics_sourcerecord kept set digest = known.now
from known where kept.id = known.id and kept.digest is distinct from known.now
"""


class Unchanged:
    """What one run of an import may pass over."""

    def __init__(self, speaker: Speaker, *, publish: bool) -> None:
        """Three things decide besides the row: the rules, the list, and the day if it was given."""
        self._speaker = speaker
        day = speaker.as_of if speaker.says_again else ""
        self._rules = f"{_code()}\n{gazetteer_mark()}\n{speaker.name}\n{day}\n".encode()
        self._statuses = [
            status
            for status in Status
            if status not in LEFT_ALONE and not (publish and status == Status.CANDIDATE)
        ]

    def among(self, rows: Iterable[SourceRow]) -> Passed:
        """Those rows of a chunk that change nothing. One query."""
        plain = [row for row in rows if _is_plain(row)]
        digests = [self._digest(row) for row in plain]
        on = self._speaker.as_of
        with connection.cursor() as cursor:
            cursor.execute(UNCHANGED, [*self._given(plain, digests), on, on, self._statuses])
            known = {bytes(digest): is_news for digest, is_news in cursor.fetchall()}
        passed = [
            (row, known[own]) for row, own in zip(plain, digests, strict=True) if own in known
        ]
        to_see = [row.ours["external_id"] for row, is_news in passed if is_news]
        return Passed(frozenset(row.line for row, _ in passed), to_see)

    def keep(self, rows: Iterable[SourceRow]) -> None:
        """Remember rows that have just been compared or listed, and that leave nothing to say.

        One query. The caller has locked their clinics.
        """
        with connection.cursor() as cursor:
            plain = [row for row in rows if _is_plain(row)]
            cursor.execute(KEEP, self._given(plain, [self._digest(row) for row in plain]))

    def see(self, external_ids: Collection[str]) -> int:
        """Note that the file has these rows. Returns how many are back. Locks their clinics."""
        with transaction.atomic():
            records = SourceRecord.objects.of_list(self._speaker.name)
            theirs = records.filter(external_id__in=external_ids).values("clinic_id")
            clinics = Clinic.objects.filter(pk__in=theirs).order_by("pk")
            list(clinics.select_for_update().only("pk"))
            return see_rows(self._speaker.name, external_ids, on=self._speaker.as_of)

    def _given(self, rows: list[SourceRow], digests: list[bytes]) -> list[Any]:
        """What KNOWN asks for."""
        return [[row.ours["external_id"] for row in rows], digests, self._speaker.name]

    def _digest(self, row: SourceRow) -> bytes:
        said = repr(row.ours).encode("utf-8", "backslashreplace")
        return hashlib.sha256(self._rules + said).digest()


class Passed(NamedTuple):
    """The lines of rows to pass over, and the ids of those whose record must note this file."""

    lines: frozenset[int]
    to_see: list[str]


def _is_plain(row: SourceRow) -> bool:
    """Whether a row is of the list that is imported, and has an id that can only mean itself."""
    external_id = row.ours.get("external_id", "")
    is_tidy = external_id.isascii() and external_id.isprintable() and external_id != ""
    return is_tidy and not row.problem and not row.ours.get("listed_by", "").strip()


@cache
def _code() -> str:
    """A digest of all code of ours, and the versions of the libraries that read rows."""
    parts = [version(name).encode() for name in LIBRARIES]
    for folder in ("clinics", "directory/places"):
        files = sorted((PROJECT / folder).rglob("*.py"))
        parts += [file.read_bytes() for file in files]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()

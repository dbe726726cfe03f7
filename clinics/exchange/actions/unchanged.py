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
_SAID = " || ".join(f"coalesce({table}_said.said, '') || e'\\n'" for table in _PARTS)
DIGEST = f"""
sha256(listed.row || sha256(convert_to(
    clinic::text || coalesce(organization.name, '') || e'\\n' || {_SAID}, 'UTF8')))
"""
"""The digest of a row, given its own one, beside all that its listing says."""
# What a table says of all these clinics is made once, whatever PostgreSQL believes of its size: it
# may not know yet that there are rows, and would make all of it again for each clinic.
LISTED = """
with listed as materialized (
    select given.row, record.*
    from unnest(%s::text[], %s::bytea[]) given (external_id, row)
    join clinics_sourcerecord record
        on record.source = %s and record.external_id = given.external_id
)
""" + "".join(
    f""", {table}_said as materialized (
    select said.clinic_id, string_agg(said::text, e'\\n' order by said.id) as said
    from {table} said
    where said.clinic_id = any(array(select listed.clinic_id from listed))
    group by said.clinic_id
)
"""
    for table in _PARTS
)
TABLES = """
listed
join clinics_clinic clinic on clinic.id = listed.clinic_id
left join clinics_organization organization on organization.id = clinic.organization_id
""" + "\n".join(f"left join {table}_said on {table}_said.clinic_id = clinic.id" for table in _PARTS)
UNCHANGED = f"""
{LISTED}
select listed.row, listed.first_seen > %s or listed.last_seen < %s or listed.gone_since is not null
from {TABLES}
where listed.digest = {DIGEST} and clinic.status = any(%s)
    and not exists (select from clinics_clinic loser where loser.merged_into_id = clinic.id)
    and not exists (select from clinics_sourcerecord other
                    where other.clinic_id = clinic.id and other.id <> listed.id)
"""
"""Where one row alone describes a listing, that row speaks for it."""
KEEP = f"""
{LISTED}
update clinics_sourcerecord kept set digest = known.digest
from (select listed.id, {DIGEST} as digest from {TABLES}) known
where kept.id = known.id and kept.digest is distinct from known.digest
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
        """What LISTED asks for."""
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

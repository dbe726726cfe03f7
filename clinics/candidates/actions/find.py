"""Makes candidates of rows of registers and lists, one transaction for each row.

It can be broken off at any row: the next run goes on, and makes nothing twice.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import DataError, connection, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from clinics.audit.actions import record
from clinics.candidates.found import Suggested, Where
from clinics.candidates.known import listing_of
from clinics.candidates.models import Candidate
from clinics.candidates.names import BEGINNINGS, speaks_of_ketamine
from clinics.exchange.actions.lists import Lists, note_list
from clinics.exchange.actions.merge_rows import LOCK
from clinics.exchange.merge import Speaker, merge
from clinics.exchange.rows import SourceRow, read_row
from clinics.files.refusals import FileRefused, RowRefused
from clinics.listing.actions.editing import add
from clinics.listing.draft import Draft
from clinics.listing.locate import address_book
from clinics.listing.models import Clinic, Fact, SourceKind, Status
from clinics.listing.slugs import give_slugs

Why = Candidate.Why


@dataclass
class Tally:
    """What became of the rows. `read` is the sum of all other numbers.

    `made` are new listings, `asked` listings that waited for nobody and are cases now, `elsewhere`
    rows outside of the part of the country that is searched. `listed` counts the rows whose clinic
    is listed, by its status. `refused` has (line or number, reason) of each row that cannot be
    read. `by_why` counts the new cases.
    """

    read: int = 0
    made: int = 0
    asked: int = 0
    elsewhere: int = 0
    listed: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, str]] = field(default_factory=list)
    by_why: Counter[str] = field(default_factory=Counter)

    @property
    def new(self) -> int:
        """How many cases are new."""
        return self.made + self.asked


def from_rows(
    rows: Iterable[Suggested],
    *,
    source: str,
    as_of: dt.date,
    where: Where,
    limit: int | None = None,
    on_refused: Callable[[Suggested, str], None] = lambda row, reason: None,
) -> Tally:
    """Make a candidate of each row that no listing describes; at most `limit` new cases.

    `source` names the register or list, which has no other spelling; `as_of` is the day that it
    describes. A listing that is a candidate already, and nobody's case, becomes one. Nothing that
    is public, or was, is touched. Raises FileRefused for another spelling of a known list.
    """
    lists, tally = Lists(), Tally()
    if (known := lists.spelled(source)) != source:
        raise FileRefused(f"--source {source}: did you mean {known}? One list has one spelling.")
    lists.keep()
    note_list(source, asks_prices=False)
    speaker = Speaker(name=source, as_of=as_of, says_again=True, book=address_book())
    for row in rows:
        if limit is not None and tally.new >= limit:
            break
        tally.read += 1
        try:
            draft = _draft(row, speaker)
            if where.holds(draft.fields):
                _take(row, draft, source, tally)
            else:
                tally.elsewhere += 1
        except (RowRefused, ValidationError, DataError) as refused:
            reason = _words(refused)
            tally.refused.append((str(row.line or row.ours["external_id"]), reason))
            on_refused(row, reason)
    return tally


def _draft(row: Suggested, speaker: Speaker) -> Draft:
    """The listing as the row says it. Raises RowRefused."""
    read = read_row(SourceRow(row.line, [], row.ours, row.problem), listed_by=speaker.name)
    return merge(read, None, speaker=speaker).draft


def _words(refused: Exception) -> str:
    if isinstance(refused, ValidationError):
        return "; ".join(f"{name}: {' '.join(said)}" for name, said in refused.message_dict.items())
    return str(refused).splitlines()[0]


@transaction.atomic
def _take(row: Suggested, draft: Draft, source: str, tally: Tally) -> None:
    """List a clinic that nobody lists, or let a listed candidate become a case."""
    with connection.cursor() as cursor:
        # The import's own lock: no two make one clinic twice.
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
    external_id = draft.fields["external_id"]
    known = listing_of(source, external_id, draft.fields)
    if known is None:
        give_slugs([draft])
        clinic = add(draft, actor="import", source=source)
        make_case(clinic, source, external_id, row.why, row.colleagues)
        tally.made += 1
    elif _ask(known.pk, source, external_id, row.why, row.colleagues):
        tally.asked += 1
    else:
        tally.listed[known.status] += 1
        return
    tally.by_why[row.why] += 1


def _ask(clinic_id: int, source: str, external_id: str, why: str, colleagues: list[int]) -> bool:
    """Let a listing become a case; False if it is no candidate of an import, or was a case."""
    clinic = Clinic.objects.locked(clinic_id)
    is_free = clinic.status == Status.CANDIDATE and clinic.source == SourceKind.IMPORT
    if not is_free or Candidate.objects.filter(clinic=clinic).exists():
        return False
    make_case(clinic, source, external_id, why, colleagues)
    return True


def make_case(
    clinic: Clinic, source: str, external_id: str, why: str, colleagues: list[int]
) -> None:
    """Let a moderator decide about a locked candidate, which that row of that source suggests."""
    Candidate.objects.create(
        clinic=clinic, source=source, external_id=external_id, why=why, colleagues=colleagues
    )
    record("candidate found", clinic, actor="import", clinic_id=clinic.pk, about="candidates",
           after={"why": str(why)}, source=source)  # fmt: skip


def from_listed(*, where: Where, limit: int | None = None) -> Tally:
    """Let listings of imports become cases: their list says that they give ketamine, or their name.

    One query that reads them through a cursor, and those of each new case.
    """
    tally = Tally()
    for clinic in _listed().iterator(chunk_size=1000):
        why = Why.ROUTE if clinic.said_by else Why.NAME
        if why == Why.NAME and not speaks_of_ketamine(clinic.name):
            continue
        if limit is not None and tally.new >= limit:
            break
        tally.read += 1
        if not where.holds(vars(clinic)):
            tally.elsewhere += 1
        elif _ask_listed(clinic, clinic.said_by or clinic.source_name, why):
            tally.asked += 1
            tally.by_why[why] += 1
        else:
            tally.listed[clinic.status] += 1
    return tally


def _listed() -> QuerySet:
    """Imported listings that may speak of ketamine; `said_by` is the list that says it, or None."""
    said = Fact.objects.filter(
        clinic=OuterRef("pk"), code__startswith="route.", value=True, source=SourceKind.IMPORT
    ).order_by("code")  # fmt: skip
    waiting = Clinic.objects.filter(
        status=Status.CANDIDATE, source=SourceKind.IMPORT, candidacy=None
    ).annotate(said_by=Subquery(said.values("source_name")[:1]))  # fmt: skip
    may_speak = Q(said_by__isnull=False)
    for part in BEGINNINGS:
        may_speak |= Q(name__icontains=part)
    return waiting.filter(may_speak).order_by("pk")


@transaction.atomic
def _ask_listed(clinic: Clinic, source: str, why: str) -> bool:
    rows = clinic.source_records.filter(source=source)
    number = rows.values_list("external_id", flat=True).first() or clinic.external_id
    return _ask(clinic.pk, source, number, why, [])

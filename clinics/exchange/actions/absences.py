"""Opens and ends the absences of clinics from lists, and proposes who may have been renamed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from clinics.exchange.pairs import Pair, Row, renamed_or_moved
from clinics.listing.actions.duplicates import propose_pair
from clinics.listing.models import JOINABLE, Absence, Clinic, DuplicatePair, SourceRecord
from clinics.listing.source_rows import records_of, survivors

FILES = 2
"""A clinic is absent when that many complete files in a row do not have it."""


@transaction.atomic
def settle_absences(source: str, *, on: dt.date) -> int:
    """Open and end absences as the rows of a list say now. Returns how many cases it opened.

    A clinic is absent when all its rows of the list are. Six queries at most, savepoints aside;
    locks the clinics whose absence begins or ends.
    """
    absent = _absent(source)
    standing = {absence.clinic_id: absence for absence in _standing(source)}
    news = absent.keys() ^ standing.keys()
    if not news:
        return 0
    list(Clinic.objects.filter(pk__in=news).order_by("pk").select_for_update().only("pk"))
    ended = [absence.pk for pk, absence in standing.items() if pk not in absent]
    Absence.objects.filter(pk__in=ended).update(ended_on=on)
    new = [Absence(clinic_id=pk, source=source, since=since)
           for pk, since in sorted(absent.items()) if pk not in standing]  # fmt: skip
    made = Absence.objects.bulk_create(new)
    return Absence.objects.waiting().filter(pk__in=[absence.pk for absence in made]).count()


def _standing(source: str) -> list[Absence]:
    return list(Absence.objects.filter(source=source, ended_on=None))


def _absent(source: str) -> dict[int, dt.date]:
    """Key of an absent clinic → the day of the first complete file without any row of it."""
    gone = SourceRecord.objects.of_list(source).gone().filter(times_gone__gte=FILES)
    leads = survivors(set(gone.values_list("clinic_id", flat=True)))
    found = {}
    for pk, records in records_of(set(leads.values())).items():
        theirs = [record for record in records if record.source == source]
        if all(record.gone_since and record.times_gone >= FILES for record in theirs):
            found[pk] = max(record.gone_since for record in theirs if record.gone_since)
    return found


def propose_pairs(source: str) -> list[Pair]:
    """Propose each missing row and the new row that may be the same clinic. Returns the new pairs.

    Four queries, one for each pair, and for a new one those of `propose_pair`.
    """
    return [pair for pair in renamed_or_moved(*_gone_and_present(source)) if _is_news(pair)]


def _is_news(pair: Pair) -> bool:
    """Propose a pair, unless it is known. Returns whether it waits for a moderator now."""
    if DuplicatePair.objects.between([pair.gone.pk], [pair.new.pk]).exists():
        return False
    return propose_pair(pair.gone, pair.new, why=DuplicatePair.Why.LIST) is not None


def _gone_and_present(source: str) -> tuple[list[Row], list[Row]]:
    """The missing rows of a list, and the others that have an address or phone of one of them."""
    rows = SourceRecord.objects.of_list(source)
    gone = _living(rows.gone())
    keys = {clinic.address_key for _, clinic in gone} - {""}
    phones = {clinic.phone for _, clinic in gone} - {""}
    like = Q(clinic__address_key__in=keys) | Q(clinic__phone__in=phones)
    return gone, _living(rows.present().filter(like)) if gone else []


def _living(records: Iterable[SourceRecord]) -> list[Row]:
    """The rows with the listings in which they live on, as far as these can be merged."""
    leads = survivors({record.clinic_id for record in records})
    joinable = Clinic.objects.filter(status__in=JOINABLE, pk__in=set(leads.values())).in_bulk()
    return [(record, joinable[leads[record.clinic_id]]) for record in records
            if leads[record.clinic_id] in joinable]  # fmt: skip

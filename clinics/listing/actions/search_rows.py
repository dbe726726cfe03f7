"""Rebuilds search rows and result cards from what the listings say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from clinics.listing.card import stored_card
from clinics.listing.models import PUBLISHED, Clinic, SearchRow, SearchWord, StoredCard
from clinics.listing.search_row import search_row

ROW_FIELDS = [f.name for f in SearchRow._meta.fields if not f.primary_key]
LOCKED_AT_ONCE = 200
"""How many clinics one transaction locks while rows are rebuilt: edits wait for these alone."""
NAMES_LOCK = 0x636C696E69637301

MEND_WORDS = """
with used as materialized (select distinct unnest(words) as word from clinics_searchrow),
unused as (delete from clinics_searchword where word not in (select word from used))
insert into clinics_searchword (word) select word from used on conflict do nothing
"""


def lock_names() -> None:
    """Wait until nobody else adds organizations or words. One query in the caller's transaction.

    Whoever adds them takes this lock first, after the locks of all clinics it needs. Otherwise two
    transactions that add the same names in another order would wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [NAMES_LOCK])


def rows_of(clinics: Iterable[Clinic], *, on: dt.date) -> list[SearchRow]:
    """The search rows of clinics that came with `with_answers()`."""
    return [
        search_row(
            clinic,
            list(clinic.facts.all()),
            list(clinic.prices.all()),
            organization=clinic.organization.name if clinic.organization else "",
            on=on,
        )
        for clinic in clinics
    ]


def write_rows(rows: list[SearchRow]) -> None:
    """Insert or replace search rows."""
    SearchRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["clinic"], update_fields=ROW_FIELDS
    )


def cards_of(clinics: Iterable[Clinic]) -> list[StoredCard]:
    """The result cards of clinics that came with `with_answers()`."""
    return [stored_card(c, c.facts.all(), c.prices.all(), c.hours.all()) for c in clinics]


def write_cards(cards: list[StoredCard]) -> None:
    """Insert or replace result cards."""
    StoredCard.objects.bulk_create(
        cards, update_conflicts=True, unique_fields=["clinic"], update_fields=["layout", "said"]
    )


def write_words(rows: list[SearchRow]) -> None:
    """Add the words of the rows' names to the vocabulary for typing errors.

    The caller holds `lock_names`.
    """
    vocabulary = sorted({word for row in rows for word in row.words})
    SearchWord.objects.bulk_create(
        [SearchWord(word=word) for word in vocabulary], ignore_conflicts=True
    )


def refresh_search(clinic_ids: Iterable[int]) -> None:
    """Rebuild search rows and cards of these clinics, and delete those of unpublished ones.

    The caller has locked the clinics. Their names did not change: no word is added.
    """
    ids = list(clinic_ids)
    published = list(Clinic.objects.published().filter(pk__in=ids).with_answers())
    stale = set(ids) - {clinic.pk for clinic in published}
    if stale:
        SearchRow.objects.filter(clinic__in=stale).delete()
        StoredCard.objects.filter(clinic__in=stale).delete()
    write_rows(rows_of(published, on=timezone.localdate()))
    write_cards(cards_of(published))


def refresh_names(clinic_ids: Iterable[int]) -> None:
    """Rebuild the search rows of locked clinics, and add the words of their names."""
    ids = list(clinic_ids)
    lock_names()
    refresh_search(ids)
    write_words(list(SearchRow.objects.filter(clinic__in=ids)))


def rebuild_search() -> int:
    """Rebuild every search row, every card and the vocabulary. Returns the number of rows.

    The result is the same as that of the actions, and edits go on meanwhile.
    """
    stored = Q(search_row__isnull=False) | Q(stored_card__isnull=False)
    stale_or_published = Q(status__in=PUBLISHED) | stored
    _refresh(list(Clinic.objects.filter(stale_or_published).values_list("pk", flat=True)))
    with transaction.atomic(), connection.cursor() as cursor:
        lock_names()
        cursor.execute(MEND_WORDS)
    return SearchRow.objects.count()


def refresh_overdue() -> int:
    """Rebuild the rows in which a check has become overdue or a pause is over. Returns how many."""
    overdue = SearchRow.objects.filter(next_due__lt=timezone.localdate())
    ids = list(overdue.values_list("pk", flat=True))
    _refresh(ids)
    return len(ids)


def _refresh(ids: list[int]) -> None:
    """Rebuild the rows of these clinics, one transaction a chunk.

    Each locks its clinics, in the order of their keys, before it reads them. Otherwise an edit
    that commits in between would be overwritten with older values, or wait for us while we wait
    for it.
    """
    ids.sort()
    for start in range(0, len(ids), LOCKED_AT_ONCE):
        with transaction.atomic():
            chunk = Clinic.objects.filter(pk__in=ids[start : start + LOCKED_AT_ONCE])
            locked = chunk.select_for_update(of=("self",)).order_by("pk").only("pk")
            refresh_search([clinic.pk for clinic in locked])

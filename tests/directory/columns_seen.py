"""Columns of the search, compared by what they say and not by where in memory it stands."""

from random import Random

import numpy as np
from django.db import connection

from clinics.geo import Point, unit_vector
from clinics.listing.models import SearchRow
from clinics.vocabulary import MASK_BYTES
from directory.search.columns import shared
from directory.search.columns.bits import WORD, rows_of
from directory.search.columns.columns import Columns
from directory.search.columns.records import RECORD
from tests import make

ADJECTIVES = ("amber", "cedar", "zephyr", "opal", "kestrel", "ñandu")
NOUNS = ("bay", "mill", "stone", "grove")
COPIED = """
insert into clinics_clinic (slug, external_id, {columns})
select slug || '-' || number, external_id || '-' || number, {columns}
from clinics_clinic cross join generate_series(1, %s) number where id = %s returning id
"""


def copies(count: int, *, seed: int = 0) -> list[int]:
    """Keys of so many new published clinics: copies of one, but for what is searched."""
    one = make.clinic(name="The one that is copied")
    with connection.cursor() as cursor:
        cursor.execute(
            "select string_agg(quote_ident(column_name), ', ') from information_schema.columns"
            " where table_schema = current_schema and table_name = 'clinics_clinic'"
            " and is_generated = 'NEVER' and column_name not in ('id', 'slug', 'external_id')"
        )
        ((columns,),) = cursor.fetchall()
        cursor.execute(COPIED.format(columns=columns), [count, one.pk])
        keys = [key for (key,) in cursor.fetchall()]
    random = Random(seed)
    SearchRow.objects.bulk_create(SearchRow(**random_row(random, key)) for key in keys)
    return keys


def random_row(random: Random, clinic_id: int) -> dict:
    """The columns of a search row; many rows share a name, some have no point and no price."""
    latitude, longitude = random.uniform(25, 49), random.uniform(-124, -70)
    has_point = random.random() < 0.95
    x, y, z = unit_vector(Point(latitude=latitude, longitude=longitude))
    words = [random.choice(ADJECTIVES), random.choice(NOUNS)]
    return {
        "clinic_id": clinic_id,
        **dict(zip(("x", "y", "z"), (x, y, z) if has_point else (None,) * 3, strict=True)),
        "latitude": latitude if has_point else None,
        "longitude": longitude if has_point else None,
        "state": random.choice(("FL", "TX", "NY", "")),
        "county": random.choice((0, 12099, 48453)),
        "stated": random_mask(random),
        "confirmed": random_mask(random),
        "paid": random_mask(random),
        "course_cents": random.choice((None, random.randrange(500_000))),
        "course_partial": random.random() < 0.2,
        "rating": random.choice((None, random.uniform(1, 5))),
        "rating_count": random.randrange(9),
        "last_confirmed": random.choice((None, make.days_ago(random.randrange(400)))),
        "next_due": None,
        "name_key": " ".join(words),
        "words": sorted(words),
    }


def random_mask(random: Random) -> bytes:
    """About a quarter of the bits that the checklist has."""
    bits = random.getrandbits(126) & random.getrandbits(126)
    return bits.to_bytes(MASK_BYTES, "little")


def said(columns: Columns) -> dict[int, tuple]:
    """By clinic: every value, mask and flag that columns hold."""
    return {int(columns.id[row]): said_of(columns, row) for row in rows_of(columns.live).tolist()}


def said_of(columns: Columns, row: int) -> tuple:
    """What columns hold in one row."""
    word, bit = row // WORD, np.uint64(row % WORD)
    masks = [np.packbits((slices[word] >> bit & np.uint64(1)).astype("u1")).tobytes()
             for slices in (columns.stated, columns.verified, columns.paid)]  # fmt: skip
    flags = [int(some[word] >> bit & np.uint64(1)) for some in (columns.offers, columns.away)]
    numbers = [float(column[row]) for column in (
        *columns.xyz, columns.price, columns.rating, columns.checked, columns.due,
        columns.county, columns.state)]  # fmt: skip
    # As texts, not-a-number equals itself.
    return (*masks, *map(repr, numbers), *flags)


def called(columns: Columns, words: set[str]) -> tuple[list[int], dict[str, set[int]]]:
    """The clinics in the order of their names, and by word those whose names have it."""
    rows = rows_of(columns.live)
    in_order = rows[np.argsort(columns.names.rank()[rows], kind="stable")]
    having = {
        word: set(columns.id[rows_of(columns.names.having({word: {word}}) & columns.live)].tolist())
        for word in words
    }
    return columns.id[in_order].tolist(), having


def of_one(packed: bytes, name: str, words: str) -> tuple:
    """What columns must hold for a packed row."""
    ((_key, values),) = said(Columns([(np.frombuffer(packed, RECORD), [name], [words])])).items()
    return values


def assert_as_loaded_anew() -> Columns:
    """This process's columns hold, row for row, what columns loaded now hold. Returns them."""
    with shared.columns_for(None, on=make.today()) as columns:
        fresh = shared.load().columns
        assert said(columns) == said(fresh)
        words = {word for said_words in SearchRow.objects.values_list("words", flat=True)
                 for word in said_words}  # fmt: skip
        assert called(columns, words) == called(fresh, words)
        return columns

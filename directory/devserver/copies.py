"""Copies synthetic clinics inside the database, so that a million of them takes minutes, not hours.

A copy says what its original says, about another house: it has a place, a name, a web address and
an id of its own, and whatever repeats these: its search row, its record and its trail. Its number
decides its name (see `name_of`), its slug, its website and its external id, so no two are alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from django.db import connection, models, transaction

from clinics.audit.models import Event
from clinics.geo import Point, unit_vector
from clinics.listing.actions.search_rows import lock_names, write_words
from clinics.models import Clinic, Fact, Hours, Price, SearchRow, SourceRecord, StoredCard
from clinics.text import sort_key, words
from directory.devserver.synthetic import FIRST_WORDS, LAST_WORDS, SECOND_WORDS, SPREAD, towns

AT_ONCE = 5000
"""Copies made in one transaction."""
SESSIONS = 2

KINDS = ("", " Group", " Associates", " Partners")
PARTS = (FIRST_WORDS, SECOND_WORDS, FIRST_WORDS, SECOND_WORDS, LAST_WORDS, KINDS)
NAMES = int(np.prod([len(part) for part in PARTS]))
"""How many copies have names of their own: 5,670,000."""
STRIDE = 1_000_003
"""Prime to NAMES: the names of neighbors have nothing in common, and each is used once."""

NEW = """
create temp table copies (
    id bigint, original bigint, key text, name text, city text, state text, county int,
    latitude float8, longitude float8, x float8, y float8, z float8, name_key text, words text[],
    said jsonb
) on commit drop
"""
WORDS = -2
"""Where a row has the words of its name."""
UNCHECKED = """
select set_config('session_replication_role', 'replica', true)
where has_parameter_privilege('session_replication_role', 'set')
"""
"""Where we may, spare the database looking for the clinic of each fact: a third of the time."""
PLACE = {name: f"new.{name}" for name in ("name", "city", "state", "latitude", "longitude")}
ITSELF = {
    **PLACE,
    "slug": "'synthetic-' || new.key",
    "external_id": "new.key",
    "website": "'https://synthetic-' || new.key || '.example/'",
}
"""What a copy says of itself, by the names of the fields of a clinic: SQL."""
AFTER = "jsonb_strip_nulls(jsonb_build_object({}, 'county_fips', nullif(new.county, 0)))".format(
    ", ".join(f"'{name}', {said}" for name, said in ITSELF.items())
)
"""The same in the trail, which leaves out what is blank."""
CARD = "jsonb_build_object({})".format(
    ", ".join(f"'{name}', {said}" for name, said in {**PLACE, "slug": ITSELF["slug"]}.items())
)
CHANGED: dict[type[models.Model], dict[str, str]] = {
    Clinic: {**ITSELF, "id": "new.id", "county_fips": "new.county", "created_at": "now()"},
    Fact: {},
    Price: {},
    Hours: {},
    SourceRecord: {"external_id": "new.key"},
    SearchRow: {
        **{name: f"new.{name}" for name in ("x", "y", "z", "latitude", "longitude", "state")},
        **{name: f"new.{name}" for name in ("county", "name_key", "words")},
    },
    StoredCard: {"said": f"old.said || {CARD}"},
    Event: {"target_id": "new.id", "after": f"({{after}} - 'county_fips') || {AFTER}"},
}
"""The tables that describe a clinic, and the columns in which a copy differs from its original."""
ANSWERS = (Fact, Price, Hours)


class Original(NamedTuple):
    """A clinic to copy. `said`: its trail, as JSON, without answers; None with them."""

    pk: int
    organization: str
    said: str | None = None


def originals_of(seed: int, *, with_facts: bool) -> list[Original]:
    """The clinics made so far with this seed. Two queries."""
    clinics = Clinic.objects.filter(listed_by="synthetic", external_id__startswith=f"{seed}-")
    rows = clinics.order_by("pk").values_list("pk", "organization__name")
    trail = {} if with_facts else dict(
        Event.objects.filter(verb="listed", clinic_id__in=clinics).values_list("clinic_id", "after")
    )  # fmt: skip
    return [Original(pk, name or "", _without_answers(trail.get(pk))) for pk, name in rows]


def _without_answers(after: dict[str, Any] | None) -> str | None:
    """The codes of answers have dots or blanks, the fields of a clinic have neither."""
    if after is None:
        return None
    return json.dumps({name: said for name, said in after.items() if name.isidentifier()})


def name_of(number: int) -> str:
    """The name of the copy of that number. No two numbers below NAMES have the same one."""
    rest, parts = number * STRIDE % NAMES, []
    for words_there in PARTS:
        rest, at = divmod(rest, len(words_there))
        parts.append(words_there[at])
    first, second, *middle, last, kind = parts
    return f"{first}{second.lower()} {' '.join(middle)} {last}{kind}"


class _Draw:
    """Where each copy stands and what it is a copy of, drawn at random, in the grid's order."""

    def __init__(self, originals: list[Original], count: int, *, seed: int) -> None:
        random = np.random.default_rng(seed)
        self._originals = originals
        self._places, weights = towns()
        people = np.array(weights, float)
        at = random.choice(len(self._places), count, p=people / people.sum())
        middle = np.array([place[3:] for place in self._places])[at]
        spread = middle + random.normal(0, SPREAD, middle.shape)
        spots = np.clip(np.round(spread, 5), (-89, -180), (89, 180))
        cells = np.floor((spots + np.array([90, 180])) * 10).astype(int) @ (3600, 1)
        drawn = random.integers(len(originals), size=count)
        order = np.argsort(cells, kind="stable")
        self._at, self._spots, self._drawn = at[order], spots[order], drawn[order]

    def __getitem__(self, n: int) -> tuple[tuple, list[float], Original]:
        """The town, the latitude and longitude, and the original of the copy at that place."""
        original = self._originals[self._drawn[n]]
        return self._places[self._at[n]], self._spots[n].tolist(), original


def make_copies(originals: list[Original], numbers: range, *, seed: int) -> Iterator[int]:
    """Copy the originals, drawn at random, once for each number; yields the numbers of those made.

    The copies come in the order of the search's grid, from the south pole on: what is near is
    together on the disk. SESSIONS connections work beside each other; each transaction writes
    AT_ONCE copies. The words of their names follow at the end.
    """
    draw = _Draw(originals, len(numbers), seed=seed)
    vocabulary: set[str] = set()

    def copy(start: int, ids: Sequence[int]) -> range:
        these = numbers[start : start + AT_ONCE]
        rows = [
            _row(pk, seed, number, *draw[n])
            for n, (pk, number) in enumerate(zip(ids, these, strict=True), start)
        ]
        vocabulary.update(*(row[WORDS] for row in rows))
        try:
            with transaction.atomic():
                _copy(rows, with_facts=originals[0].said is None)
        finally:
            connection.close()  # each thread has its own
        return these

    starts = range(0, len(numbers), AT_ONCE)
    ids = [_new_ids(len(numbers[start : start + AT_ONCE])) for start in starts]
    with ThreadPoolExecutor(SESSIONS) as pool:
        try:
            for made in pool.map(copy, starts, ids):
                yield from made
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    with transaction.atomic():
        lock_names()
        write_words([SearchRow(words=sorted(vocabulary))])


def _new_ids(count: int) -> list[int]:
    """Ids from the sequence of clinics."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [Clinic._meta.db_table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _row(
    pk: int, seed: int, number: int, place: tuple, spot: list[float], original: Original
) -> tuple[Any, ...]:
    """A row of the table `copies`."""
    town, state, county = place[:3]
    latitude, longitude = spot
    name = name_of(number)
    named = sorted({word[:60] for word in words(f"{name} {original.organization}")})
    vector = unit_vector(Point(latitude=latitude, longitude=longitude))
    return (pk, original.pk, f"{seed}-{number}", name, town, state, county, latitude, longitude,
            *vector, sort_key(name), named, original.said)  # fmt: skip


def _copy(rows: list[tuple[Any, ...]], *, with_facts: bool) -> None:
    """Write the copies of one transaction."""
    with connection.cursor() as cursor:
        cursor.execute(NEW)
        with cursor.copy("copy copies from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("set local synchronous_commit = off")
        cursor.execute(UNCHECKED)
        for model in CHANGED:
            if with_facts or model not in ANSWERS:
                cursor.execute(_insert(model, after="old.after" if with_facts else "new.said"))


def _insert(model: type[models.Model], *, after: str) -> str:
    """The SQL that copies what a table says. The database fills in ids, moments and the rest."""
    columns = {}
    for field in model._meta.concrete_fields:
        is_left_out = isinstance(field, models.AutoField) and model is not Clinic
        if not (is_left_out or (field.has_db_default() and not field.editable)):
            said = CHANGED[model].get(str(field.column), f"old.{field.column}")
            columns[str(field.column)] = said.replace("{after}", after)
    own = "id" if model is Clinic else "clinic_id"
    columns[own] = "new.id"
    is_listed = " and old.verb = 'listed'" if model is Event else ""
    table = model._meta.db_table
    return (
        f"insert into {table} ({', '.join(columns)}) select {', '.join(columns.values())} "
        f"from copies new join {table} old on old.{own} = new.original{is_listed} order by new.id"
    )

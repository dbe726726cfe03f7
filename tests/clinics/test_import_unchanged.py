"""A row that was read before is passed over while its listing stays: the result is the same."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from clinics.credentials.derived_facts import confirm
from clinics.exchange.actions import merge_rows, unchanged
from clinics.listing.actions.editing import editing
from clinics.listing.actions.status import close
from clinics.models import Clinic, Fact, Hours, Organization, Price, SourceRecord
from directory.places.models import Place
from tests import make
from tests.clinics.listfile import counts, run, write
from tests.clinics.test_bulk import everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]

TOWN = {"city": "Delray Beach", "state": "FL", "postal_code": "33444"}
MARCH, APRIL, MAY = "list 2026-03-01.csv", "list 2026-04-01.csv", "list 2026-05-01.csv"


def row(external_id: str, **cells) -> dict:
    """A row of a list; each clinic has a street of its own."""
    return {
        "external_id": external_id, "name": f"Clinic {external_id}", "organization": "Umbrella",
        "street": f"{ord(external_id[0])} Heron St", "phone": "561-555-0100", "website": "",
        "hours": "Mon 09:00-17:00", "insurance.medicare": "yes", "price.session": "450", **TOWN,
    } | cells  # fmt: skip


ROWS = [row(key) for key in "abcdefgh"]
ODD = [
    row("i", website="http://no host"),  # leaves a remark
    row("j", postal_code="0"),  # no ZIP code: rejected
    row("a", name="Another"),  # the id is taken
]


@pytest.fixture
def read(monkeypatch):
    """The ids of the rows that are read, one after the other."""
    ids, reads = [], merge_rows.read_row

    def noted(entry, **words):
        ids.append(entry.ours["external_id"])
        return reads(entry, **words)

    monkeypatch.setattr(merge_rows, "read_row", noted)
    return ids


def as_stored():
    """Every table that an import writes, without the digests."""
    tables, slugs = everything(), dict(Clinic.objects.values_list("pk", "slug"))
    for clinic in tables["Clinic"]:
        clinic["merged_into_id"] = slugs.get(clinic["merged_into_id"])
    for record in tables["SourceRecord"]:
        del record["digest"]
    return tables


def story(folder, *, forgets: bool) -> list:
    """Months of a list, with all that happens to its listings; what each import says and leaves.

    `forgets`: no row is passed over.
    """
    told = []

    def bring(rows, name, *options):
        if forgets:
            SourceRecord.objects.update(digest=None)
        told.extend([run(write(folder, *rows, name=name), *options), as_stored()])

    def clinic(key):
        return Clinic.objects.get(external_id=key)

    for _ in range(3):
        bring(ROWS + ODD, MARCH)
    for _ in range(2):
        bring(ROWS + ODD, MARCH, "--publish")
    with editing(clinic("a").pk) as listing:
        listing.draft.fields |= {"name": "Own words", "source": "clinic", "source_name": ""}
        listing.save(confirm=confirm, actor="clinic")
    close(clinic("b").pk, actor="moderator", since=dt.date(2026, 3, 9))
    Clinic.objects.filter(external_id="c").update(status="merged", merged_into=clinic("d"))
    Fact.objects.filter(clinic=clinic("e")).update(value=False)
    bring(ROWS + ODD, MARCH, "--publish")
    changed = [row("f", name="Renamed"), row("g", **{"price.session": ""}), *ROWS[:5]]
    for _ in range(2):
        bring(changed, MARCH, "--publish", "--dry-run")
        bring(changed, MARCH, "--publish")
    for name in (APRIL, MAY, MAY, MARCH):
        bring(changed[:4], name, "--publish", *(["--complete", "--shrink"] * (name != MARCH)))
    for _ in range(2):
        bring(ROWS, MAY, "--publish")
    for _ in range(2):
        bring(ROWS, "list.csv", "--publish")
    return told


def test_the_same_words_and_the_same_database_as_without_passing_over(tmp_path):
    with transaction.atomic():
        with_it = story(tmp_path, forgets=False)
        assert SourceRecord.objects.exclude(digest=None).exists()
        transaction.set_rollback(True)
    assert not SourceRecord.objects.exists()
    without = story(tmp_path, forgets=True)
    for number, (one, other) in enumerate(zip(with_it, without, strict=True)):
        assert one == other, number


def test_a_second_run_reads_no_row(tmp_path, read):
    path = write(tmp_path, *ROWS, name=MARCH)
    assert counts(path, "--publish") == (8, 0, 0, 0)
    assert read == list("abcdefgh")
    before = as_stored()
    assert counts(path, "--publish") == (0, 0, 8, 0)
    assert read == list("abcdefgh")
    assert as_stored() == before


def test_only_the_changed_row_is_read_again(tmp_path, read):
    counts(write(tmp_path, *ROWS, name=MARCH))
    read.clear()
    rows = [*ROWS[:3], row("d", phone="561-555-0111"), *ROWS[4:]]
    for found, ids in ((1, ["d"]), (0, ["d", "d"]), (0, ["d", "d"])):
        assert counts(write(tmp_path, *rows, name=MARCH)) == (0, found, 8 - found, 0)
        assert read == ids


def test_a_row_that_leaves_something_to_say_is_read_each_time(tmp_path, read):
    path = write(tmp_path, *ROWS[:2], *ODD, name=MARCH)
    said = run(path)
    assert said[0] == "5 rows read: 3 created, 0 updated, 0 unchanged, 2 rejected."
    read.clear()
    again = run(path)
    assert again[0] == "5 rows read: 0 created, 0 updated, 3 unchanged, 2 rejected."
    assert again[1:] == said[1:-1]
    assert read == ["i", "j", "a"]


def test_an_id_that_is_there_twice_passes_over_the_line_that_was_read_alone(tmp_path, read):
    counts(write(tmp_path, ROWS[0], name=MARCH))
    read.clear()
    path = write(tmp_path, row("a", name="Renamed"), ROWS[0], name=MARCH)
    assert counts(path) == (0, 1, 0, 1)
    assert Clinic.objects.get().name == "Renamed"
    path = write(tmp_path, row("a", name="Renamed"), ROWS[0], name=MARCH)
    assert counts(path) == (0, 0, 1, 1)
    assert read == ["a", "a", "a"]


def changes():
    """What may change without the row: (words, what happens)."""
    clinic = Clinic.objects.get(external_id="b")
    return {
        "a fact": lambda: Fact.objects.filter(clinic=clinic).update(value=False),
        "a price": lambda: Price.objects.filter(clinic=clinic).update(amount=1),
        "the hours": lambda: Hours.objects.filter(clinic=clinic).delete(),
        "a field": lambda: Clinic.objects.filter(pk=clinic.pk).update(phone=""),
        "the status": lambda: Clinic.objects.filter(pk=clinic.pk).update(status="closed"),
        "another list": lambda: SourceRecord.objects.create(
            source="B", external_id="1", clinic=clinic, first_seen=clinic.since,
            last_seen=clinic.since,
        ),
        "a merger": lambda: Clinic.objects.filter(external_id="h").update(
            status="merged", merged_into=clinic
        ),
    }  # fmt: skip


@pytest.mark.parametrize("what", ["a fact", "a price", "the hours", "a field", "the status",
                                  "another list", "a merger"])  # fmt: skip
def test_whatever_changes_in_a_listing_its_row_is_read_again(tmp_path, read, what):
    path = write(tmp_path, *ROWS[:7], name=MARCH)
    other = write(tmp_path, ROWS[7], name="other.csv")
    counts(path, "--publish")
    counts(other, "--publish", source="Another list")
    read.clear()
    changes()[what]()
    counts(path, "--publish")
    assert read == ["b"]


def test_another_name_of_the_organization_is_another_listing(tmp_path, read):
    counts(write(tmp_path, *ROWS[:2], name=MARCH))
    Organization.objects.update(name="Parasol")
    read.clear()
    assert counts(write(tmp_path, *ROWS[:2], name=MARCH)) == (0, 2, 0, 0)
    assert read == ["a", "b"]


def test_every_row_is_read_again_by_other_rules(tmp_path, read, monkeypatch):
    path = write(tmp_path, *ROWS[:2], name=MARCH)
    counts(path)
    for what in ("another gazetteer", "other code", "another day", "publishing"):
        read.clear()
        if what == "another gazetteer":
            Place.objects.filter(kind="county").update(population=7)
        elif what == "other code":
            monkeypatch.setattr(unchanged, "_code", lambda: "other")
        elif what == "another day":
            path = write(tmp_path, *ROWS[:2], name=APRIL)
        counts(path, *["--publish"] * (what == "publishing"))
        assert read == ["a", "b"], what


def test_a_run_without_a_day_sees_the_rows_that_it_passes_over(tmp_path, read):
    path = write(tmp_path, *ROWS[:2], name="list.csv")
    counts(path)
    before = dt.date(2026, 1, 1)
    SourceRecord.objects.update(first_seen=before, last_seen=before)
    read.clear()
    assert counts(path) == (0, 0, 2, 0)
    assert read == []
    days = SourceRecord.objects.values_list("first_seen", "last_seen")
    assert list(days) == [(before, make.today())] * 2


def test_a_list_that_spells_ids_oddly_is_read_each_time(tmp_path, read):
    rows = [row(" k"), row("é"), row("m")]
    path = write(tmp_path, *rows, name=MARCH)
    assert counts(path) == (3, 0, 0, 0)
    read.clear()
    assert counts(path) == (0, 0, 3, 0)
    assert read == [" k", "é"]


JOINED = {"Nested Loop", "Hash Join", "Merge Join", "Aggregate", "Sort"}
"""Steps of a plan that must not be taken again for each row of another."""


def nodes(plan: dict) -> Iterator[dict]:
    """Every step of a plan."""
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def test_a_chunk_is_worked_out_once_also_when_postgresql_believes_its_tables_empty(tmp_path):
    plans = []

    def explained(execute, sql, params, many, context):
        if sql.split()[:2] == ["with", "listed"]:
            with connection.cursor() as cursor:
                cursor.execute(f"explain (analyze, format json) {sql}", params)
                plans.append(cursor.fetchone()[0][0]["Plan"])
        return execute(sql, params, many, context)

    path = write(tmp_path, *({"external_id": str(n), "name": f"Clinic {n}", "language.es": "yes",
                              "price.session": "450"} for n in range(500)))  # fmt: skip
    with connection.cursor() as cursor, connection.execute_wrapper(explained):
        # As after an analysis in the middle of an import that has not committed.
        cursor.execute("update pg_class set reltuples = 0, relpages = 1 where relname like "
                       "'clinics\\_%%' and relkind = 'r'")  # fmt: skip
        assert counts(path) == (500, 0, 0, 0)
        assert counts(path) == (0, 0, 500, 0)
    again = [(node["Node Type"], node["Actual Loops"]) for plan in plans for node in nodes(plan)
             if node["Node Type"] in JOINED and node["Actual Loops"] > 1]  # fmt: skip
    assert again == []
    known = [node["Actual Rows"] for plan in plans for node in nodes(plan)
             if node.get("Subplan Name") == "CTE known"]  # fmt: skip
    assert known == [0, 500, 500, 0]

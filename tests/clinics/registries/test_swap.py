"""New rows take the place of the old ones at once, wholly or not at all, under the same names."""

import signal

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from clinics.models import Exclusion, NppesProvider
from clinics.registries.actions import staging
from tests.clinics.registries import leie_file
from tests.clinics.registries.loading import load, names
from tests.clinics.registries.nppes_file import FULL, npi, row, write, write_synthetic
from tests.clinics.registries.processes import (
    content,
    database_url,
    kill_at_moments,
    start,
    wait_for_work,
)

CATALOG = """
select 'column', attrelid::regclass::text, attname, format_type(atttypid, atttypmod),
    attnotnull::text, attidentity::text, attnum::text, coalesce(pg_get_expr(adbin, adrelid), '')
from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
where attrelid = any(%(tables)s::regclass[]) and attnum > 0
union all
select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', '', ''
from pg_constraint where conrelid = any(%(tables)s::regclass[])
union all
select 'index', indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid),
    '', '', '', ''
from pg_index where indrelid = any(%(tables)s::regclass[])
union all
select 'relation', relname, relkind::text, relpersistence::text, relowner::regrole::text,
    coalesce(relacl::text, ''), '', ''
from pg_class where relnamespace = 'public'::regnamespace
union all
select 'sequence', seqrelid::regclass::text, refobjid::regclass::text, seqstart::text,
    seqincrement::text, seqmax::text, seqcache::text, deptype::text
from pg_sequence join pg_depend on objid = seqrelid and refobjsubid > 0
order by 1, 2, 3
"""
TABLES = ["clinics_nppesprovider", "clinics_exclusion", "clinics_registerfile"]


def catalog() -> list[tuple]:
    """What the database knows of the registers' tables, and every relation there is."""
    with connection.cursor() as cursor:
        cursor.execute(CATALOG, {"tables": TABLES})
        return cursor.fetchall()


class Undone(Exception):
    """Takes the test's own changes back."""


@pytest.mark.django_db
def test_what_follows_in_the_transaction_waits_for_locks_as_before(tmp_path):
    load(write(tmp_path, row(1), name=FULL))
    with connection.cursor() as cursor:
        cursor.execute("show lock_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.django_db
def test_the_catalog_is_the_same_after_a_swap(tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("grant select on clinics_nppesprovider, clinics_exclusion to public")
    before = catalog()
    path = leie_file.write(tmp_path, leie_file.row("A"), leie_file.row("B"))
    load(path, register="leie")
    load(write(tmp_path, row(1), row(2)))
    load(write(tmp_path, row(1), row(3), name="npidata_pfile_20050523-20251123.csv"))
    assert catalog() == before
    ids = sorted(Exclusion.objects.values_list("pk", flat=True))
    assert Exclusion.objects.create(excluded_on="2025-01-01").pk == ids[-1] + 1
    call_command("makemigrations", "--check", "--dry-run", "clinics", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_the_migration_runs_backwards_after_a_swap(tmp_path):
    load(write(tmp_path, row(1), row(2)))
    load(leie_file.write(tmp_path, leie_file.row("A")), register="leie")
    with pytest.raises(Undone):
        made_anew()
    assert (Exclusion.objects.count(), NppesProvider.objects.count()) == (1, 2)


@transaction.atomic
def made_anew() -> None:
    """Take the tables away and make them again as a migration does, find them empty, undo it."""
    with connection.schema_editor() as editor:
        for model in (Exclusion, NppesProvider):
            for index in model._meta.indexes:
                editor.remove_index(model, index)
            editor.delete_model(model)
            editor.create_model(model)
    assert (Exclusion.objects.count(), NppesProvider.objects.count()) == (0, 0)
    raise Undone


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_the_former_content_is_whole(tmp_path):
    former = write(tmp_path, *(row(number) for number in range(50)), name="former.csv")
    load(former)
    path = write_synthetic(tmp_path / FULL, 20_000)
    kill_at_moments(path, former, rows=20_000, moments=4, seed=4, say=print)
    running = start(path)
    out, err = running.communicate(timeout=120)
    assert running.returncode == 0, err
    assert "20,000 rows read: 20,000 loaded, 0 rejected" in out
    assert content()[0] == NppesProvider.objects.count() == 20_000
    assert content()[2] == ["former.csv", FULL]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["former.csv", FULL]


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_at_once_the_second_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(staging, "PATIENCE", 0.2)
    load(write(tmp_path, row(1), name="former.csv"))
    path = write_synthetic(tmp_path / FULL, 20_000)
    running = start(path)
    wait_for_work(running)
    running.send_signal(signal.SIGSTOP)
    with pytest.raises(CommandError) as error:
        load(write(tmp_path, row(2), name="second.csv"))
    assert str(error.value) == (
        "Another import of a register is under way, or was killed a moment ago: nothing was "
        "loaded. Try again when it is done."
    )
    assert names() == {npi(1): "LAST1"}
    running.send_signal(signal.SIGCONT)
    out, err = running.communicate(timeout=120)
    assert running.returncode == 0, out + err
    assert NppesProvider.objects.count() == 20_000


@pytest.mark.django_db(transaction=True)
def test_a_reader_without_a_pause_is_waited_for_and_then_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(staging, "PATIENCE_WITH_READERS", 0)
    load(write(tmp_path, row(1), name="former.csv"))
    with psycopg.connect(database_url()) as reader:
        reader.execute("select from clinics_nppesprovider")
        with pytest.raises(CommandError) as error:
            load(write(tmp_path, row(2)))
        assert reader.execute("select count(*) from clinics_nppesprovider").fetchone() == (1,)
    assert str(error.value) == (
        "The register is being read without a pause, by a backup perhaps: nothing was loaded. "
        "Try again later."
    )
    assert names() == {npi(1): "LAST1"}
    load(tmp_path / FULL)
    assert names() == {npi(2): "LAST2"}

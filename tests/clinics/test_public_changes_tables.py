"""Every table that a public record is read from notes its changes; the log begins with all."""

import io
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinics.listing.actions.status import hide, remove
from clinics.models import Clinic, PublicChange
from tests import make

DERIVED = {"clinics_searchrow", "clinics_storedcard"}
"""Written in the transaction that changes the listing, and from nothing else."""
BESIDE = {"directory_place", "clinics_sourcelist"}
"""No record says anything of them: places that are searched, and which lists ask for prices."""
SAYS_NOTHING_ALONE = {("clinics_organization", "INSERT"), ("clinics_organization", "DELETE")}
"""A new organization has no clinic yet, and one that has a clinic cannot be deleted."""
RECORDS = ["/api/v1/clinics/alder", "/api/v1/clinics", "/api/v1/clinics.geojson"]
"""Addresses that answer with public records."""
TRIGGERS = """
select relname::text,
    case when tgtype & 4 > 0 then 'INSERT' when tgtype & 8 > 0 then 'DELETE'
        when tgtype & 16 > 0 then 'UPDATE' end,
    tgenabled::text
from pg_trigger join pg_class on pg_class.oid = tgrelid join pg_proc on pg_proc.oid = tgfoid
where proname like 'clinics\\_public\\_%'
"""


def read(address: str) -> set[str]:
    """The site's tables that the answer of an address is made from."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert Client().get(address).status_code == 200
    return tables(queries)


def tables(queries: CaptureQueriesContext) -> set[str]:
    told = " ".join(query["sql"] for query in queries.captured_queries)
    return set(re.findall(r"\b(?:clinics|directory)_[a-z]+\b", told)) & set(
        connection.introspection.django_table_names(only_existing=True)
    )


@pytest.mark.django_db
def test_every_table_that_a_public_record_is_read_from_notes_its_changes():
    alder = make.clinic(slug="alder", organization="Grove", yes="insurance.medicare")
    make.credential(alder, "licence", clinician=make.clinician(alder), confirmed_until=90)
    make.review(alder)
    make.report(alder, "insurance.medicare")
    found = set.union(*(read(address) for address in RECORDS))
    for form in ("csv", "ndjson", "geojson"):
        with CaptureQueriesContext(connection) as queries:
            call_command("export_clinics", format=form, stdout=io.StringIO())
        found |= tables(queries)
    assert {"clinics_clinic", "clinics_fact", "clinics_mark", "clinics_sourcerecord"} <= found
    wanted = {(table, event) for table in found - DERIVED - BESIDE
              for event in ("INSERT", "UPDATE", "DELETE")}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        firing = {(table, event) for table, event, enabled in cursor.fetchall() if enabled == "A"}
    assert wanted - firing - SAYS_NOTHING_ALONE == set()


@pytest.mark.django_db(transaction=True)
def test_the_log_begins_with_every_page_that_is_or_was_public():
    shown = make.clinic(slug="shown")
    hidden = make.clinic(slug="hidden")
    hide(hidden.pk, reason="danger", actor="operator", why="It may be.")
    removed = make.clinic(slug="removed")
    remove(removed.pk, actor="operator")
    make.clinic(slug="candidate", published=False)
    never = make.clinic(slug="never", published=False)
    hide(never.pk, reason="no-clinic", actor="operator", why="It is none.")
    moments = dict(Clinic.objects.with_last_changed().values_list("pk", "last_changed"))
    call_command("migrate", "clinics", "0032", verbosity=0)
    try:
        assert "clinics_publicchange" not in connection.introspection.table_names()
        hidden.facts.update(detail="Nothing is noted.")
    finally:
        call_command("migrate", "clinics", verbosity=0)
    rows = PublicChange.objects.all()
    assert {(row.clinic_id, row.slug) for row in rows} == {
        (shown.pk, ""), (hidden.pk, "hidden"), (removed.pk, "removed")
    }  # fmt: skip
    assert len({row.xid for row in rows}) == 1
    for row in rows:
        assert abs(row.at - moments[row.clinic_id]).total_seconds() < 1

"""A public page only reads: PostgreSQL itself refuses anything else."""

import pytest
from django.db import InternalError, connection
from django.http import HttpResponse

from clinics.models import Clinic
from directory.site.readonly import public
from tests import make

WRITES = [
    "delete from clinics_clinic",
    "with gone as (delete from clinics_clinic returning 1) select * from gone",
    "with x as (update clinics_clinic c set name = '' returning 1) select * from x",
    "with x as (insert into clinics_organization (name) values ('x') returning 1) select * from x",
    "update clinics_clinic set name = ''",
    "update only clinics_clinic set name = ''",
    "merge into clinics_clinic c using clinics_clinic d on c.id = d.id when matched then delete",
    "truncate clinics_clinic cascade",
    "select name into names from clinics_clinic",
    "select 1; drop table clinics_searchrow cascade",
    "select id from clinics_clinic for update",
    "select nextval('clinics_clinic_id_seq')",
    "select setval('clinics_clinic_id_seq', 1)",
]


def page_of(sql: str):
    """A public page that sends one statement."""

    @public
    def view(request):
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            cursor.execute(sql)
            return HttpResponse(cursor.fetchone()[0])

    return view


@pytest.mark.django_db
@pytest.mark.parametrize("sql", WRITES)
def test_a_public_page_that_writes_is_stopped(rf, sql):
    make.clinic(name="Kept")
    with pytest.raises(InternalError, match="read-only transaction"):
        page_of(sql)(rf.get("/"))
    assert [clinic.name for clinic in Clinic.objects.all()] == ["Kept"]


@pytest.mark.django_db
def test_words_that_look_like_a_write_are_read(rf):
    answer = page_of("select 'please update my set, delete from it'")(rf.get("/"))
    assert answer.content.decode() == "please update my set, delete from it"


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_too_and_the_connection_writes_again_afterwards(rf):
    with pytest.raises(InternalError, match="read-only transaction"):
        page_of("delete from clinics_clinic")(rf.get("/"))
    make.clinic(name="Kept")
    assert page_of("select name from clinics_clinic")(rf.get("/")).content.decode() == "Kept"
    make.clinic(name="Also kept")
    assert Clinic.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_page_without_a_query_needs_no_database(rf):
    connection.close()
    answer = public(lambda request: HttpResponse("ok"))(rf.get("/"))
    assert (answer.content, connection.connection) == (b"ok", None)

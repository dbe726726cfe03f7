"""A role that owns nothing runs the whole site, and the trail is safe from it."""

import re

import pgtrigger
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from clinics.audit.actions import record
from clinics.audit.models import Event
from clinics.audit.only_grows import grows
from clinics.changes.actions.propose import propose
from clinics.claims.actions import ask
from clinics.claims.actions.decide import decide_claim
from clinics.claims.actions.decide import digest as claim_digest
from clinics.credentials.actions import state
from clinics.documents.check import Checked
from clinics.models import Check, Membership, Note
from clinics.reviews.actions import write as reviews
from directory.site.runtime_role import privileges
from tests import make
from tests.clinics.changes.cast import YES, decide, facts
from tests.clinics.claims.cast import confirmed
from tests.clinics.reviews.cast import published

pytestmark = pytest.mark.django_db
SITE = "a_role_of_the_site"
CARD = Checked(content=b"%PDF-1.4 a card", content_type="application/pdf")


def run(order: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(order)


@pytest.fixture
def site(settings, tmp_path):
    """Whatever follows in the test runs as the role; the test's rollback takes the role away."""
    settings.MEDIA_ROOT = str(tmp_path)
    run(f"create role {SITE}")
    call_command("grant_runtime", SITE, verbosity=0)

    def become() -> None:
        run(f"set local role {SITE}")

    return become


def test_a_role_that_owns_nothing_serves_readers_clinics_and_moderators(site, mailoutbox):
    clinic, ann = make.clinic(slug="heron"), confirmed("ann@example.org")
    make.member("ann@example.org", clinic)
    mo, cam = make.moderator(), make.user("cam@example.org")
    make.nppes()
    make.exclusion()
    site()

    pages = ("/", "/search/?near=33444", "/clinics/heron/", "/questions/?clinic=heron", "/readyz",
             "/api/v1/clinics", "/sitemap.xml", "/guide/", "/accounts/login/")  # fmt: skip
    client = Client()
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)

    said = {"login": "ann@example.org", "password": "pass phrase 1"}
    assert client.post(reverse("account_login"), said).status_code == 302
    assert client.get(reverse("my")).status_code == 200

    decide(propose(clinic, {"condition.crps": YES}, by=ann), by=mo)
    assert facts(clinic)["condition.crps"] is True

    claim = ask.start(clinic, "documents", by=cam, documents=[CARD])
    decide_claim(claim, "approved", by=mo, seen=claim_digest(claim))
    assert Membership.objects.filter(user=cam, clinic=clinic).exists()

    person = state.add_clinician(clinic, by=ann, given_name="Ada", family_name="Marsh",
                                 profession="psychiatrist", role="prescribes")  # fmt: skip
    state.claim(clinic, by=ann, kind="npi", clinician=person, number=make.npi(1))
    assert Check.objects.exists()

    review = published(clinic, mo)
    assert reviews.withdraw(review).status == "withdrawn"
    assert Event.objects.filter(clinic_id=clinic.pk, actor="moderator").exists()


TRAIL = (
    "update {} set id = id", "delete from {}", "truncate {}", "truncate clinics_clinic cascade",
    "alter table {} disable trigger all", "alter table {} disable trigger user",
    "drop trigger {trigger} on {}", "alter table {} rename to gone", "drop table {}",
    "set local session_replication_role = replica", "alter table {} owner to {role}",
    "create trigger mine before insert on {} execute function {trigger}()",
    "create table mine (id int)", "insert into {} select * from {} for update",
    "drop function {trigger}() cascade",
    "create or replace function {trigger}() returns trigger language plpgsql as 'begin end'",
)  # fmt: skip


@pytest.mark.parametrize("model", [Event, Check])
def test_the_role_can_neither_change_nor_empty_what_only_grows(site, model):
    credential = make.credential(make.clinic(), "accreditation", confirmed_until=9)
    record("tried", credential, actor="operator")
    before = list(model.objects.values())
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgname from pg_trigger where tgrelid = %s::regclass and tgname like %s",
            [table, "pgtrigger_only_grows%"],
        )
        trigger = cursor.fetchone()[0]
    site()
    refused = []
    with pgtrigger.ignore():  # whoever is connected can ask the triggers to look away
        for order in TRAIL:
            try:
                with transaction.atomic():
                    run(order.format(table, table, trigger=trigger, role=SITE))
            except DatabaseError as error:
                refused.append((order, type(error.__cause__).__name__))
    assert refused == [(order, "InsufficientPrivilege") for order in TRAIL]
    assert list(model.objects.values()) == before


@pytest.mark.parametrize(
    "order",
    ["delete from directory_place", "update clinics_exclusion set last_name = 'X'",
     "insert into clinics_nppesprovider (npi) values (1)", "delete from django_migrations",
     "delete from django_content_type", "delete from clinics_run"],
)  # fmt: skip
def test_what_commands_load_the_role_only_reads(site, order):
    make.exclusion()
    site()
    run(f"select * from {order.split()[1 if order.startswith('update') else 2]} limit 1")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        run(order)


def test_a_table_that_an_import_puts_in_place_can_be_read(site):
    run("create table clinics_newer (like clinics_exclusion including all)")
    site()
    run("select * from clinics_newer")


def bits(table: str) -> int:
    """What the triggers that are on refuse before it happens: 8 delete, 16 update, 32 truncate."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select bit_or(tgtype & 56) from pg_trigger where tgrelid = %s::regclass "
            "and tgenabled = 'O' and tgtype & 2 = 2 and not tgisinternal",
            [table],
        )
        return cursor.fetchone()[0] or 0


def test_a_table_that_only_grows_refuses_all_three_and_no_such_table_is_forgotten():
    """A model that says of itself that rows are only added must have the triggers."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("clinics.")]
    says = [m for m in ours if m.__doc__ and re.search(r"only (ever )?(added|grow)", m.__doc__)]
    growing = [model for model in ours if grows(model)]
    assert growing == [Event, Check, Note]
    assert set(says) - set(growing) == set()
    assert [bits(model._meta.db_table) for model in growing] == [56, 56, 56]
    assert bits("clinics_clinic") == 0


def test_the_owner_cannot_empty_the_trail_either():
    record("kept", make.clinic(), actor="operator")
    run("set constraints all immediate")  # else PostgreSQL refuses for another reason
    for table in ("clinics_event", "clinics_check", "clinics_clinic"):
        with pytest.raises(DatabaseError, match="Cannot truncate table"), transaction.atomic():
            run(f"truncate {table} cascade")
    assert Event.objects.filter(verb="kept").count() == 1


def test_a_role_that_is_missing_or_strong_is_refused():
    run(f"create role {SITE} superuser")
    with pytest.raises(CommandError, match="could undo the trail: it is a superuser"):
        call_command("grant_runtime", SITE)
    run(f"alter role {SITE} nosuperuser")
    run(f"alter table clinics_check owner to {SITE}")
    with pytest.raises(CommandError, match="could undo the trail: it owns clinics_check"):
        call_command("grant_runtime", SITE)
    with pytest.raises(CommandError, match="There is no role “nobody”"):
        call_command("grant_runtime", "nobody")


def test_every_model_is_granted_and_a_later_grant_takes_back_what_is_too_much(site):
    run(f"grant delete on clinics_event to {SITE}")
    call_command("grant_runtime", SITE, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "select privilege_type from information_schema.role_table_grants "
            "where grantee = %s and table_name = 'clinics_event' order by 1",
            [SITE],
        )
        assert [may for (may,) in cursor.fetchall()] == ["INSERT", "SELECT"]
    tables = set(connection.introspection.table_names()) - {"directory_cache", "django_migrations"}
    assert tables - dict(privileges()).keys() == set()

"""The demo's people: every outcome of a check once at least, made once, and lost by no export."""

import io
import json
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from clinics.credentials.actions.demo import PEOPLE
from clinics.credentials.derived_facts import is_derived
from clinics.exchange.actions.demo import demo_listings, make_accounts
from clinics.models import (
    Check,
    Clinic,
    Clinician,
    Credential,
    CredentialCase,
    Evidence,
    Exclusion,
    Fact,
    NppesProvider,
    RegisterFile,
)
from clinics.registries.actions.demo import load_registers
from clinics.registries.npi import is_valid
from directory.presenting.clinicians import clinicians_of, state_of
from tests import make
from tests.clinics.hsds.exported import comes_back_as_hsds
from tests.clinics.test_export import comes_back_without_loss


def made() -> list[str]:
    """What the command says of clinics and people."""
    said = io.StringIO()
    call_command("make_demo", stdout=said)
    return said.getvalue().splitlines()[:2]


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole demo, made once for these tests; what the command said of it."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr("django.conf.settings.MEDIA_ROOT", str(tmp_path_factory.mktemp("media")))
        with transaction.atomic():
            yield made()
            transaction.set_rollback(True)


def credential(family: str, kind: str) -> Credential:
    """A person's credential."""
    return Credential.objects.get(clinician__family_name=family, kind=kind)


def states() -> Counter[str]:
    """How many public credentials of people stand how, today."""
    found = clinicians_of(Clinic.objects.values_list("pk", flat=True))
    return Counter(
        state_of(held, on=make.today()) for people in found.values() for held in people.credentials
    )


def test_people_at_many_clinics_and_made_once(demo):
    assert demo == ["65 fictitious clinics, 65 made or changed.",
                    "125 fictitious people, 125 made."]  # fmt: skip
    before = [list(m.objects.order_by("pk").values()) for m in (Clinician, Check, Fact)]
    assert made() == ["65 fictitious clinics, 0 made or changed.",
                      "125 fictitious people, 0 made."]  # fmt: skip
    assert [list(m.objects.order_by("pk").values()) for m in (Clinician, Check, Fact)] == before
    assert Clinician.objects.values("clinic").distinct().count() == 60


def test_the_accounts_keep_their_passwords_and_whoever_is_signed_in_stays_so(demo):
    passwords, browser = make_accounts(), Client()
    said = {"login": "admin@demo.example", "password": passwords["admin@demo.example"]}
    assert browser.post(reverse("account_login"), said).status_code == 302
    assert make_accounts() == passwords
    assert len(set(passwords.values())) == 2
    assert browser.get(reverse("my")).status_code == 200


def test_every_state_and_every_outcome_occurs(demo):
    seen = states()
    assert min(seen[state] for state in ("confirmed", "overdue", "stated", "unchecked")) >= 1
    assert seen["excluded"] == 1
    outcomes = set(Check.objects.values_list("outcome", flat=True))
    assert outcomes == set(Check.Outcome.values) - {"unconfirmed"}
    assert {"waits", "shown", "refused", "withdrawn"} == {
        "waits" if standing == "claimed" else standing
        for standing in Credential.objects.values_list("standing", flat=True)
    }
    waiting = CredentialCase.objects.waiting().values_list("why", flat=True)
    assert set(waiting) == {"claimed", "register", "exclusion"}
    assert CredentialCase.objects.filter(words__contains="whole card").count() == 1
    assert {row.content_type for row in Evidence.objects.all()} == {
        "image/png", "application/pdf",
    }  # fmt: skip


def test_a_number_out_of_use_and_a_license_that_differs_wait_and_unpublish_nothing(demo):
    (gone,) = NppesProvider.objects.exclude(deactivated_on=None)
    npi = Credential.objects.get(number=str(gone.npi))
    assert state_of(npi, on=make.today()) == "confirmed"
    assert npi.cases.get().decided_at is None
    (differs,) = Credential.objects.filter(kind="licence", standing="claimed")
    assert [c.outcome for c in differs.checks.all()] == ["differs"]


def test_a_clinic_has_a_number_of_its_own_and_an_accreditation_that_ends(demo):
    (own,) = Credential.objects.filter(kind="npi", clinician=None)
    assert state_of(own, on=make.today()) == "confirmed"
    assert own.checks.count() == 2  # a moderator's, and what its row in the register says
    held = Credential.objects.get(clinic=own.clinic, kind="accreditation")
    assert held.current
    assert held.expires_on == held.current.valid_until


def test_namesakes_excluded_and_reinstated_people_stand_as_they_should(demo):
    by_name = {row.last_name: row for row in Exclusion.objects.exclude(last_name="")}
    stand = {}
    for person in Clinician.objects.all():
        if person.family_name.upper() in by_name:
            held = person.credentials.select_related("current").get(kind="not-excluded")
            stand[person.clinic.slug] = state_of(held, on=make.today())
    assert stand == {
        "granite-quay-pain-quincy": "unchecked",  # a moderator has not decided
        "prairie-lantern-ketamine": "confirmed",  # another person
        "copper-cactus-drip-ketamine": "excluded",
        "stillhouse-road-pain-clinic": "confirmed",  # reinstated
    }


def test_nobody_could_be_taken_for_real(demo):
    npis = list(Credential.objects.filter(kind="npi").values_list("number", flat=True))
    assert {number[0] for number in npis} == {"2"}
    assert len([number for number in npis if not is_valid(number)]) == 1
    names = Counter(map(str, Clinician.objects.all()))
    assert names.most_common(1)[0][1] == 1
    files = RegisterFile.objects.values_list("name", flat=True)
    assert all(name.startswith("fictitious_") for name in files)
    urls = set(Check.objects.exclude(source_url="").values_list("source_url", flat=True))
    assert all(".example/" in url for url in urls)


def test_who_treats_and_who_inspected_is_confirmed_by_people_alone(demo):
    by_files = [
        code
        for entry in demo_listings()
        for code, said in entry["facts"].items()
        if is_derived(code) and said["confirmed_by"]
    ]
    assert by_files == []
    confirmed = Fact.objects.exclude(confirmed_by="").values_list("code", flat=True)
    assert len([code for code in confirmed if is_derived(code)]) == 178


def test_the_demo_comes_back_without_loss(demo, tmp_path):
    with transaction.atomic():
        make.clinic(published=False, name="Rival")
        assert comes_back_without_loss(tmp_path) == 71
        transaction.set_rollback(True)


def test_the_demo_comes_back_as_hsds(demo, tmp_path):
    with transaction.atomic():
        assert comes_back_as_hsds(tmp_path / "demo.zip") == 71
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_register_of_which_a_real_file_is_loaded_is_left_alone():
    make.nppes("2123456785")
    row = {"last_name": "NOBODY", "state": "FL", "excluded_on": "2020-01-31"}
    left = load_registers([{"npi": "2000000006"}], [row], on=make.today())
    assert left == ["NPPES, the national register of NPI numbers"]
    assert list(NppesProvider.objects.values_list("npi", flat=True)) == [2123456785]
    assert [row.last_name for row in Exclusion.objects.all()] == ["NOBODY"]


def test_the_file_of_people_names_clinics_and_professions_that_are_there():
    listings = {entry["slug"]: entry["facts"] for entry in demo_listings()}
    whole = json.loads(PEOPLE.read_text(encoding="utf-8"))["clinics"]
    assert set(whole) <= set(listings)
    assert [
        (slug, person["profession"])
        for slug, entry in whole.items()
        for person in entry["people"]
        if not listings[slug].get(f"staff.{person['profession']}", {}).get("value")
    ] == []

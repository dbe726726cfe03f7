"""What is known against a clinic is one list, the gravest first, the same wherever it stands."""

import pytest

from clinics.listing.actions.status import pause
from clinics.models import Clinic
from directory.presenting.listed_clinic import Listed
from directory.presenting.patient_reports import Reported
from directory.presenting.warnings import excluded_names, warnings_of
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db


def of(clinic, *, reports=None, excluded=()):
    whole = Clinic.objects.with_answers().get(pk=clinic.pk)
    return warnings_of(
        Listed(whole), on=make.today(), reports=reports or {}, excluded=list(excluded)
    )


def test_a_clinic_of_which_nothing_bad_is_known_has_no_warning():
    clinic = make.clinic(facts=[make.fact("safety.emergency-plan", confirmed="document")])
    assert of(clinic) == []


def test_every_kind_of_warning_the_gravest_first():
    overdue = make.fact("safety.emergency-plan", confirmed="document", due_in=-1)
    clinic = make.clinic(
        facts=[overdue], yes="route.at-home route.lozenge", no="route.compounded-nasal"
    )
    pause(clinic.pk, until=None, actor="moderator")
    reports = {
        "insurance.medicare": Reported(count=2, since=make.days_ago(3)),
        "phone": Reported(count=1, since=make.days_ago(9)),
    }
    shown = of(clinic, reports=reports, excluded=["Ada Marsh"])
    assert [(one.kind, one.text, one.count, one.anchor) for one in shown] == [
        ("exclusion", "Ada Marsh is on the federal exclusion list", 1, "people"),
        ("paused", "Paused until further notice", 1, ""),
        ("fda", "FDA warning about what is offered here: Lozenge or tablet; At home", 2, "route"),
        (
            "report",
            "3 unconfirmed reports that something here is wrong: Medicare; Phone",
            3,
            "insurance",
        ),
        ("overdue", "1 check is overdue", 1, "safety"),
    ]
    assert [source.short for source in shown[2].sources] == ["FDA22", "FDA23"]


def test_several_people_on_the_list_are_named_together():
    [shown] = of(make.clinic(), excluded=["Ada Marsh", "Bea Reed"])
    assert (shown.text, shown.count) == (
        "2 people here are on the federal exclusion list: Ada Marsh; Bea Reed", 2)  # fmt: skip


def found(person, outcome):
    """What a moderator found about a person on the exclusion list, which counts from then on."""
    line = make.credential(person.clinic, "not-excluded", clinician=person)
    until = {"valid_until": make.days_ago(-30)} if outcome == "confirmed" else {}
    line.current = make.check(line, outcome, **until)
    line.save()


def test_only_who_still_works_there_and_was_found_by_a_moderator_is_named():
    clinic, rival = make.clinic(name="One"), make.clinic(name="Rival")
    excluded = make.clinician(clinic, given_name="Zoe")
    left = make.clinician(clinic, given_name="Lea", left_on=make.days_ago(1))
    clear = make.clinician(rival, given_name="Bea")
    unseen = make.clinician(clinic, given_name="Una")
    for person, outcome in ((excluded, "excluded"), (left, "excluded"), (clear, "confirmed")):
        make.credential(person.clinic, "npi", clinician=person)
        found(person, outcome)
    found(unseen, "excluded")
    names = excluded_names([clinic.pk, rival.pk])
    assert names == {clinic.pk: [str(excluded)], rival.pk: []}


def test_people_on_the_list_are_named_in_one_order_wherever_they_are_named(client):
    clinic = make.clinic(name="One", slug="one")
    make.clinic(name="Rival", slug="rival")
    for given, family, role in (
        ("Bea", "Adams", "prescribes"),
        ("Cy", "Zeller", "medical-director"),
    ):
        person = make.clinician(clinic, given_name=given, family_name=family, role=role)
        make.credential(clinic, "npi", clinician=person)
        found(person, "excluded")
    said = "2 people here are on the federal exclusion list: Cy Zeller; Bea Adams"
    asked = "clinic=one&clinic=rival"
    for path in ("/clinics/one/", "/search/", f"/compare/?{asked}", f"/questions/?{asked}"):
        assert said in seen(client.get(path)).one("main").text, path
    for path in ("/api/v1/clinics/one", f"/compare.json?{asked}", f"/compare.csv?{asked}"):
        assert said in client.get(path).content.decode(), path


def test_the_names_of_many_clinics_take_one_query(django_assert_num_queries):
    keys = [make.clinic(name=str(number)).pk for number in range(3)]
    with django_assert_num_queries(1):
        assert excluded_names(keys) == {key: [] for key in keys}

"""find_candidates: what it makes of registers, and what it leaves alone."""

import pytest
from django.core.management import CommandError
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinics.candidates.nppes import suggestions
from clinics.listing.actions import status
from clinics.models import Candidate, Clinic, Event, NppesProvider, SearchRow, SourceList
from tests import make
from tests.clinics.candidates.cast import DELRAY, WATERBURY, counts, find, organization, physician
from tests.directory.seen import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]


def why() -> dict[str, str]:
    """Name of each candidate → why it is one."""
    return dict(Candidate.objects.values_list("clinic__name", "why"))


def test_a_name_that_speaks_of_it_becomes_a_candidate_as_the_register_says_it(client):
    organization(1, "HERON HOLDINGS LLC", other_organization_name="KETAWELL",
                 other_organization_type="3", street2="STE 2")  # fmt: skip
    organization(2, "KETAN RIVAL MD PC", phone="5615550102")
    physician(3, last_name="KETAMINE")
    assert find() == [
        "Imported listings: 0 rows may be clinics: 0 new candidates, 0 listings that wait for a "
        "moderator now, 0 left alone, 0 elsewhere, 0 refused.",
        f"NPPES of {make.days_ago(3)}: 1 rows may be clinics: 1 new candidates, 0 listings that "
        "wait for a moderator now, 0 left alone, 0 elsewhere, 0 refused.",
        "  1 because its name speaks of ketamine",
    ]
    clinic = Clinic.objects.get()
    said = (clinic.name, clinic.organization.name, clinic.street, clinic.street2, clinic.city,
            clinic.state, clinic.postal_code, clinic.phone, clinic.website)  # fmt: skip
    assert said == ("KETAWELL", "HERON HOLDINGS LLC", "1 KESTREL AVE", "STE 2", "DELRAY BEACH",
                    "FL", "33444-1234", "+1 561-555-0101", "")  # fmt: skip
    day = make.days_ago(3)
    assert (clinic.source, clinic.source_name, clinic.since) == ("import", "NPPES", day)
    assert (clinic.latitude, clinic.is_approximate, clinic.county_fips) == (26.46, True, 12099)
    assert (clinic.facts.count(), clinic.prices.count(), SearchRow.objects.count()) == (0, 0, 0)
    record = clinic.source_records.get()
    assert (record.source, record.external_id) == ("NPPES", make.npi(1))
    assert SourceList.objects.get(name="NPPES").asks_prices is False
    assert client.get(clinic.get_absolute_url()).status_code == 404
    events = list(Event.objects.order_by("pk").values_list("verb", "actor", "source"))
    assert events == [("listed", "import", "NPPES"), ("candidate found", "import", "NPPES")]
    assert counts() == [1, 0, 0, 1, 0, 0]
    assert Event.objects.count() == 2


def test_a_name_of_an_unknown_kind_and_a_former_one_are_not_the_name():
    organization(1, "HERON HOLDINGS LLC", other_organization_name="KETAWELL")
    organization(2, "RIVAL LLC", other_organization_name="KETAMINE RIVAL",
                 other_organization_type="4", **WATERBURY)  # fmt: skip
    organization(3, "KETAMINE OF WATERBURY LLC", other_organization_name="Egret Wellness",
                 other_organization_type="3", **WATERBURY)  # fmt: skip
    counts()
    assert why() == {"HERON HOLDINGS LLC": "name", "KETAMINE OF WATERBURY LLC": "name"}


def test_an_infusion_or_pain_clinic_is_one_where_such_a_physician_practices():
    organization(1, "HERON INFUSIONS", taxonomies=["207Q00000X", "261QI0500X"], street2="STE 2")
    organization(2, "RIVAL PAIN", taxonomies=["261QP3300X"], **WATERBURY)
    organization(3, "RIVAL FAMILY PRACTICE", phone="5615550103")
    physician(4, street="1 Kestrel Avenue", taxonomies=["207Q00000X", "207L00000X"])
    physician(5, street2="STE 2")
    physician(6, street2="STE 3")
    physician(7, taxonomies=["207Q00000X"], **WATERBURY)
    physician(8, **(WATERBURY | {"street": "11 HERON ST"}))
    physician(9, deactivated_on=make.days_ago(9), **WATERBURY)
    assert counts() == [1, 1, 0, 0, 0, 0]
    assert why() == {"HERON INFUSIONS": "place"}
    assert Candidate.objects.get().colleagues == [int(make.npi(4)), int(make.npi(5))]


def test_numbers_out_of_use_and_addresses_abroad_are_none():
    organization(1, "KETAMINE OLD", deactivated_on=make.days_ago(9))
    organization(2, "KETAMINE TORONTO", country="CA", state="ON", postal_code="M5V")
    organization(3, "KETAMINE BACK", deactivated_on=make.days_ago(9),
                 reactivated_on=make.days_ago(8), phone="")  # fmt: skip
    assert counts() == [1, 1, 0, 0, 0, 0]
    assert why() == {"KETAMINE BACK": "name"}


@pytest.mark.parametrize("end", ["open", "closed", "hidden", "removed"])
def test_a_clinic_that_is_or_was_listed_is_left_alone(end):
    """By address and name, by phone and town, by its NPI; whatever became of it."""
    address = make.clinic(name="Ketamine of Heron", street="1 Kestrel Ave", city="Delray Beach",
                          state="FL", postal_code="33444",
                          address_key="1 kestrel ave 33444", published=True)  # fmt: skip
    phone = make.clinic(name="Egret", phone="+1 203-555-0109", city="Waterbury", state="CT")
    holder = make.clinic(name="Stork")
    make.credential(holder, "npi", number=make.npi(3))
    does = {
        "open": lambda pk: None,
        "closed": lambda pk: status.close(pk, since=make.today(), actor="operator"),
        "hidden": lambda pk: status.hide(pk, reason="fraud", actor="operator", why="x"),
        "removed": lambda pk: status.remove(pk, actor="operator"),
    }
    for clinic in (address, phone, holder):
        does[end](clinic.pk)
    organization(1, "KETAMINE OF HERON LLC", phone="")
    organization(2, "KETAMINE LLC", **WATERBURY)
    organization(3, "KETAMINE STORKS", street="77 FAR ST", phone="")
    organization(4, "KETAMINE RIVAL", street="78 FAR ST", phone="5615550104")
    assert counts() == [4, 1, 0, 3, 0, 0]
    assert why() == {"KETAMINE RIVAL": "name"}
    assert set(Clinic.objects.exclude(name="KETAMINE RIVAL").values_list("status", flat=True)) == {
        end
    }


def test_two_numbers_of_one_clinic_make_one_candidate():
    organization(1, "KETAMINE OF HERON LLC")
    organization(2, "KETAMINE OF HERON PLLC", phone="")
    assert counts() == [2, 1, 0, 1, 0, 0]


def test_a_listing_that_was_imported_and_waits_for_nobody_becomes_a_case():
    words = {"source": "import", "source_name": "SAMHSA", "published": False}
    said = make.clinic(name="Heron", listed_by="SAMHSA", external_id="s1", **words)
    said.facts.update(source="import", source_name="SAMHSA")
    twin = make.clinic(name="Egret", phone="+1 203-555-0109", city="Waterbury", state="CT",
                       offers_none=True, **words)  # fmt: skip
    named = make.clinic(
        name="Ketamine Center",
        source="import",
        source_name="SAMHSA",
        listed_by="SAMHSA",
        external_id="s2",
        offers_none=True,
        published=False,
    )
    make.clinic(name="Rival Ketan", offers_none=True, **words)
    make.clinic(name="Rival of the clinic itself", published=False)
    organization(1, "KETAMINE LLC", **WATERBURY)
    assert counts(what="Imported listings") == [2, 0, 2, 0, 0, 0]
    found = Candidate.objects.order_by("pk").values_list("clinic", "source", "external_id", "why")
    assert list(found) == [(said.pk, "SAMHSA", "s1", "route"), (named.pk, "SAMHSA", "s2", "name"),
                           (twin.pk, "NPPES", make.npi(1), "name")]  # fmt: skip
    assert (counts(what="Imported listings"), counts()) == ([0] * 6, [1, 0, 0, 1, 0, 0])


def test_a_part_of_the_country_and_a_number_are_kept_to():
    for number, place in enumerate((DELRAY, WATERBURY, DELRAY, DELRAY), start=1):
        fields = place | {"street": f"{number} FAR ST", "phone": ""}
        organization(number, f"KETAMINE {number}", **fields)
    assert counts("--near", "06708") == [4, 1, 0, 0, 3, 0]
    assert counts("--state", "fl", "--limit", "1") == [1, 1, 0, 0, 0, 0]
    assert counts("--near", "Palm Beach County, FL", "--limit", "1") == [3, 1, 0, 1, 1, 0]
    assert sorted(why()) == ["KETAMINE 1", "KETAMINE 2", "KETAMINE 3"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--near", "Nowhere at all"], r"^--near Nowhere at all: this place is not known\."),
        (["--near", "Nowhere, FL"], r"Try a ZIP code, or a town and its state\.$"),
        (["--state", "Florida"], r"^--state Florida: two letters, such as FL\.$"),
        (["--limit", "0"], r"^--limit is at least 1\.$"),
        (["--source", "A list"], r"^--list and --source go together"),
        (["--list", "/no/such/file.csv", "--source", "A list"], r"^/no/such/file\.csv .*\.$"),
        (["--list", "x.csv", "--source", "nppes"], r"^--source nppes is the name of the register"),
    ],
)
def test_bad_input_is_refused_in_one_line(options, says):
    with pytest.raises(CommandError, match=says):
        find(*options)


def test_without_the_register_it_says_how_to_load_it():
    assert find()[-1] == "NPPES is not loaded: manage.py import_registry nppes FILE."


def test_a_row_that_cannot_be_read_stops_no_other():
    organization(1, "KETAMINE A", postal_code="1")
    organization(2, "KETAMINE B", street="2 FAR ST", phone="")
    lines = find()
    assert (
        lines[-1] == f"  {make.npi(1)}: postal_code: “1” is not a ZIP code of five digits, or nine"
    )
    assert why() == {"KETAMINE B": "name"}


def test_the_register_is_read_at_most_three_times(django_assert_num_queries):
    organization(1, "HERON INFUSIONS", taxonomies=["261QI0500X"])
    physician(2)
    with django_assert_num_queries(3):
        assert len(list(suggestions())) == 1
    NppesProvider.objects.filter(npi=make.npi(1)).update(taxonomies=[])
    with django_assert_num_queries(2):
        assert list(suggestions(state="FL")) == []


def test_the_database_keeps_one_case_a_listing_and_whole_decisions():
    clinic, now = make.clinic(published=False), timezone.now()
    make.candidate(clinic)
    for words in ({}, {"outcome": "opened"}, {"decided_at": now}, {"why": "because"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make.candidate(clinic if not words else make.clinic(), **words)


def test_a_candidate_is_on_no_page_of_the_site(client):
    organization(1, "KETAMINE A")
    find()
    assert "KETAMINE A" not in seen(client.get("/search/?near=33444&offers=any")).text

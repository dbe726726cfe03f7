"""What a listing says after a list spoke of it again: its address, its days, what was kept."""

import datetime as dt
import json
from decimal import Decimal

import pytest

from clinics.models import Clinic, Fact, Hours, Price, Report
from clinics.reviews.actions.report import resolve
from tests import make
from tests.clinics.listfile import counts, place, run, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]

ROW = {
    "external_id": "7", "name": "Zoë’s Clinic", "organization": "Umbrella",
    "street": "1 Main St", "city": "Delray Beach", "state": "FL", "postal_code": "33444",
}  # fmt: skip
POINT = {"latitude": "26.5", "longitude": "-80.1"}
MARCH, MAY = dt.date(2026, 3, 1), dt.date(2026, 5, 1)
SLUG_KEPT = "1 slugs not changed: a listing keeps its web address."
OTHERWISE = (
    "1 rows have a payment.publishes-prices that contradicts their prices; "
    "it is derived from price.session."
)


def bring(folder, row: dict, *options: str) -> list[str]:
    """What an import of this one row prints."""
    return run(write(folder, row), *options)


def spot() -> tuple[float | None, float | None, bool]:
    """Where the one listing is: latitude, longitude, whether that is a ZIP's or a town's point."""
    return Clinic.objects.values_list("latitude", "longitude", "is_approximate").get()


def zip_spot(code: str, state: str) -> tuple[float, float, bool]:
    """The approximate spot of a ZIP code."""
    found = place("zip", code, state)
    return found.latitude, found.longitude, True


def days() -> tuple[dt.date, dt.date]:
    """Since when, and as of when last, the one listing's name and contact are stated."""
    return Clinic.objects.values_list("since", "affirmed_on").get()


@pytest.mark.parametrize(
    ("slug", "told"), [("another", [SLUG_KEPT]), ("zoes", []), ("", [])]
)  # fmt: skip
def test_a_listing_keeps_its_web_address(tmp_path, slug, told):
    bring(tmp_path, ROW | {"slug": "zoes"})
    said = bring(tmp_path, ROW | {"slug": slug})
    assert [line for line in said if "slug" in line] == told
    assert Clinic.objects.values_list("slug", flat=True).get() == "zoes"


def test_a_new_listing_gets_the_web_address_that_its_row_asks_for(tmp_path):
    said = bring(tmp_path, ROW | {"slug": "asked-for"})
    assert [line for line in said if "slug" in line] == []
    assert Clinic.objects.values_list("slug", flat=True).get() == "asked-for"


def test_a_zip_codes_point_stays_approximate_however_often_its_row_comes(tmp_path):
    path = write(tmp_path, ROW)
    assert counts(path, "--as-of", "2026-03-01") == (1, 0, 0, 0)
    for _again in range(2):
        assert counts(path) == (0, 0, 1, 0)
        assert spot() == zip_spot("33444", "FL")


def test_a_point_that_the_row_calls_approximate_is_approximate(tmp_path):
    bring(tmp_path, ROW | POINT | {"approximate": "yes"})
    assert spot() == (26.5, -80.1, True)
    bring(tmp_path, ROW | POINT | {"approximate": "no"})
    assert spot() == (26.5, -80.1, False)


@pytest.mark.parametrize(
    ("moved", "where"),
    [
        ({}, (26.5, -80.1, False)),
        ({"name": "Renamed"}, (26.5, -80.1, False)),
        ({"street": "9 Elm St"}, ("33444", "FL")),
        ({"city": "Boca Raton"}, ("33444", "FL")),
        ({"state": "CT", "postal_code": "06708"}, ("06708", "CT")),
        ({"state": "CT"}, (None, None, False)),
        ({"street": "9 Elm St", "latitude": "26.6", "longitude": "-80.2"}, (26.6, -80.2, False)),
    ],
)
def test_an_exact_point_is_kept_until_the_clinic_moves(tmp_path, moved, where):
    bring(tmp_path, ROW | POINT)
    bring(tmp_path, ROW | moved)
    assert spot() == (where if len(where) == 3 else zip_spot(*where))


def test_a_clinic_that_moves_has_the_key_of_its_new_address(tmp_path):
    bring(tmp_path, ROW)
    assert Clinic.objects.get().address_key == "1 main st 33444"
    bring(tmp_path, ROW | {"street": "9 Elm St"})
    assert Clinic.objects.get().address_key == "9 elm st 33444"


@pytest.mark.parametrize("country", ["CA", "MX"])
def test_abroad_a_postal_code_is_no_zip_code(tmp_path, country):
    abroad = {"external_id": "7", "name": "Norte", "city": "Waterbury", "state": "",
              "postal_code": "06708", "country": country}  # fmt: skip
    bring(tmp_path, abroad)
    assert spot() == (None, None, False)
    bring(tmp_path, abroad | {"latitude": "19.4", "longitude": "-99.1"})
    assert spot() == (19.4, -99.1, False)
    bring(tmp_path, abroad)
    assert spot() == (19.4, -99.1, False)
    bring(tmp_path, abroad | {"city": "Elsewhere"})
    assert spot() == (None, None, False)
    bring(tmp_path, abroad | {"country": "US"})
    assert spot() == zip_spot("06708", "CT")


def test_a_county_is_taken_as_the_row_spells_it_else_found(tmp_path):
    bring(tmp_path, ROW)
    found = Clinic.objects.values_list("county", "county_fips").get()
    assert found == ("Palm Beach County", 12099)
    bring(tmp_path, ROW | {"county": "Palm Beach"})
    spelled = Clinic.objects.values_list("county", "county_fips").get()
    assert spelled == ("Palm Beach", 12099)
    bring(tmp_path, ROW | {"county": "Own", "county_fips": "12011"})
    assert Clinic.objects.values_list("county", "county_fips").get() == ("Own", 12011)


def test_a_column_that_the_file_lacks_leaves_the_organization(tmp_path):
    bring(tmp_path, ROW)
    bring(tmp_path, {"external_id": "7", "name": "Renamed"})
    assert Clinic.objects.get().organization.name == "Umbrella"
    bring(tmp_path, ROW | {"organization": ""})
    assert Clinic.objects.get().organization is None


def test_hours_come_and_go_with_the_list_and_stay_where_it_has_no_such_column(tmp_path):
    bring(tmp_path, ROW | {"hours": "Mon 09:00-17:00"})
    monday = [(0, dt.time(9), dt.time(17))]
    assert list(Hours.objects.values_list("weekday", "opens", "closes")) == monday
    bring(tmp_path, ROW)
    assert list(Hours.objects.values_list("weekday", "opens", "closes")) == monday
    bring(tmp_path, ROW | {"hours": ""})
    assert not Hours.objects.exists()


@pytest.mark.parametrize(
    ("changed", "since"),
    [
        ({}, MARCH),
        ({"phone": "561-555-0199"}, MAY),
        ({"name": "Renamed"}, MAY),
        ({"organization": "Other"}, MAY),
    ],
)
def test_another_phone_is_said_since_the_day_of_the_second_list(tmp_path, changed, since):
    row = ROW | {"phone": "561-555-0100"}
    bring(tmp_path, row, "--as-of", "2026-03-01")
    assert days() == (MARCH, MARCH)
    bring(tmp_path, row | changed, "--as-of", "2026-05-01")
    assert days() == (since, MAY)


def test_an_older_list_takes_no_day_back(tmp_path):
    row = ROW | {"condition.crps": "yes", "price.session": "450"}
    for day in ("2026-03-01", "2026-05-01", "2026-04-01"):
        bring(tmp_path, row, "--as-of", day)
    for stated in (Clinic, Fact, Price):
        assert set(stated.objects.values_list("since", "affirmed_on")) == {(MARCH, MAY)}


def test_a_price_said_again_keeps_its_days_and_another_one_gets_its_own(tmp_path):
    row = ROW | {"price.session": "450", "price.consultation": "90"}
    bring(tmp_path, row, "--as-of", "2026-03-01")
    Price.objects.update(includes="Two hours")
    bring(tmp_path, row | {"price.session": "500"}, "--as-of", "2026-05-01")
    assert list(Price.objects.order_by("kind").values_list(
        "kind", "amount", "valid_from", "since", "affirmed_on", "includes", "currency"
    )) == [
        ("consultation", Decimal(90), MARCH, MARCH, MAY, "Two hours", "USD"),
        ("session", Decimal(500), MAY, MAY, MAY, "", "USD"),
    ]  # fmt: skip


def test_an_answer_said_again_keeps_its_detail_and_another_one_has_none(tmp_path):
    row = ROW | {"condition.crps": "yes", "route.at-home": "yes"}
    bring(tmp_path, row, "--as-of", "2026-03-01")
    Fact.objects.update(detail="On Mondays")
    bring(tmp_path, row | {"route.at-home": "no"}, "--as-of", "2026-05-01")
    assert dict(Fact.objects.values_list("code", "detail")) == {
        "condition.crps": "On Mondays", "route.at-home": "",
    }  # fmt: skip


def test_only_an_import_of_the_same_name_is_the_lists_own(tmp_path):
    said = [
        make.fact("condition.crps", source="clinic", source_name="A list"),
        make.fact("insurance.tricare", source="import", source_name="A list"),
        make.fact("route.at-home", source="import", source_name="Another"),
    ]
    make.clinic(external_id="7", listed_by="A list", name="Own", facts=said, source_name="A list")
    told = bring(tmp_path, {
        "external_id": "7", "name": "Theirs", "condition.crps": "no", "insurance.tricare": "no",
        "route.at-home": "no",
    })  # fmt: skip
    assert told[1] == (
        "kept: 3 answers that differ from what the clinic, a moderator or another list stated."
    )
    assert Clinic.objects.get().name == "Own"
    assert dict(Fact.objects.values_list("code", "value")) == {
        "condition.crps": True, "insurance.tricare": False, "route.at-home": True,
        "route.iv-infusion": True,
    }  # fmt: skip


OWN = {"external_id": "7", "name": "Own", "organization": "Umbrella", "slug": "own",
       "latitude": "26.4615", "longitude": "-80.0728", "county": "Palm Beach",
       "postal_code": "33444", "phone": "", "email": "own@zoe.example",
       "hours": "Mon 09:00-17:00"}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ({}, 0),
        ({"name": "Theirs"}, 1),
        ({"organization": "Other"}, 1),
        ({"organization": ""}, 0),
        ({"email": ""}, 0),
        ({"email": "hi@zoe.example"}, 1),
        ({"slug": "theirs"}, 0),
        ({"postal_code": "33432", "county": "Broward"}, 0),
        ({"latitude": "26.5"}, 1),
        ({"longitude": "-80.1"}, 1),
        ({"latitude": "", "longitude": ""}, 0),
        ({"phone": "561-555-0100"}, 1),
        ({"hours": "Tue 09:00-17:00"}, 1),
        ({"hours": "Mon 09:00-18:00"}, 1),
        ({"hours": ""}, 0),
        ({"name": "Theirs", "organization": "", "latitude": "26.5", "hours": "Tue 09:00-17:00"}, 3),
    ],
)  # fmt: skip
def test_each_field_that_the_clinic_states_otherwise_is_counted_and_kept(tmp_path, row, kept):
    make.clinic(
        external_id="7", listed_by="A list", name="Own", organization="Umbrella", slug="own",
        email="own@zoe.example",
        hours=[Hours(weekday=0, opens=dt.time(9), closes=dt.time(17))],
    )  # fmt: skip
    said = bring(tmp_path, OWN | row)
    assert said[0] == "1 rows read: 0 created, 0 updated, 1 unchanged, 0 rejected."
    words = (
        f"kept: {kept} answers that differ from what the clinic, a moderator"
        " or another list stated."
    )
    assert [line for line in said if line.startswith("kept")] == [words] * bool(kept)
    assert list(Hours.objects.values_list("weekday", "closes")) == [(0, dt.time(17))]


@pytest.mark.parametrize(("answer", "kept"), [("yes", 0), ("no", 1), ("", 1)])
def test_what_was_confirmed_stays_and_is_counted_when_the_list_says_otherwise(
    tmp_path, answer, kept
):
    confirmed = make.fact("safety.acls-on-site", confirmed="document", source="import",
                          source_name="A list")  # fmt: skip
    others = make.fact("insurance.tricare")
    make.clinic(external_id="7", listed_by="A list", name="Own", facts=[confirmed, others])
    row = {"external_id": "7", "name": "Own", "safety.acls-on-site": answer,
           "insurance.tricare": ""}  # fmt: skip
    said = bring(tmp_path, row)
    words = (
        f"kept: {kept} answers that differ from what the clinic, a moderator"
        " or another list stated."
    )
    assert [line for line in said if line.startswith("kept")] == [words] * kept
    found = Fact.objects.values_list("value", "confirmed_by").get(code="safety.acls-on-site")
    assert found == (True, "document")


@pytest.mark.parametrize(
    ("price", "answer", "told"),
    [
        ("", "no", [OTHERWISE]), ("", "yes", [OTHERWISE]), ("", "", []),
        ("450", "yes", []), ("450", "no", [OTHERWISE]), ("450", "", []),
    ],
)  # fmt: skip
def test_whether_prices_are_published_is_told_by_the_prices_alone(tmp_path, price, answer, told):
    row = ROW | {"price.session": price, "payment.publishes-prices": answer}
    said = bring(tmp_path, row)
    assert [line for line in said if "publishes-prices" in line] == told


def test_a_row_that_tells_who_says_what_is_taken_to_the_letter(tmp_path):
    provenance = {
        "listing": ["clinic", "", "2026-01-01", "2026-02-01"],
        "condition.crps": ["register", "A board", "2026-01-02", "2026-02-02", "By phone",
                           "document", "2026-01-03", "2027-01-03"],
        "price.session": ["clinic", "", "2026-01-04", "2026-02-04", "CAD", "2026-01-05",
                          "Two hours", True],
    }  # fmt: skip
    row = ROW | POINT | {
        "county": "Own", "condition.crps": "yes", "price.session": "450",
        "provenance": json.dumps(provenance),
    }  # fmt: skip
    bring(tmp_path, row | {"county_fips": "00000"}, "--as-of", "2026-05-01")
    listing = Clinic.objects.values_list(
        "source", "source_name", "since", "affirmed_on", "county", "county_fips", "is_approximate"
    ).get()
    assert listing == (
        "clinic", "", dt.date(2026, 1, 1), dt.date(2026, 2, 1), "Own", 0, False,
    )  # fmt: skip
    fact = Fact.objects.get(code="condition.crps")
    assert (fact.source, fact.source_name, fact.since, fact.affirmed_on, fact.detail) == (
        "register", "A board", dt.date(2026, 1, 2), dt.date(2026, 2, 2), "By phone",
    )  # fmt: skip
    assert (fact.confirmed_by, fact.confirmed_on, fact.due_on) == (
        "document", dt.date(2026, 1, 3), dt.date(2027, 1, 3),
    )  # fmt: skip
    price = Price.objects.get()
    assert (price.source, price.since, price.currency, price.valid_from, price.includes) == (
        "clinic", dt.date(2026, 1, 4), "CAD", dt.date(2026, 1, 5), "Two hours",
    )  # fmt: skip
    assert price.required_for_course is True


def test_an_answer_of_the_list_in_the_clinics_own_listing_is_said_again(tmp_path):
    own = make.fact("insurance.tricare", source="import", source_name="A list", days=90)
    rival = make.fact("condition.crps", days=90)
    make.clinic(external_id="7", listed_by="A list", name="Own", facts=[own, rival])
    row = {"external_id": "7", "name": "Own", "insurance.tricare": "yes", "condition.crps": "yes"}
    day = make.days_ago(1)
    assert counts(write(tmp_path, row), "--as-of", day.isoformat()) == (0, 1, 0, 0)
    assert dict(Fact.objects.exclude(code="route.iv-infusion").values_list(
        "code", "affirmed_on"
    )) == {"insurance.tricare": day, "condition.crps": make.days_ago(90)}  # fmt: skip


def test_a_row_that_tells_of_no_point_has_none_and_another_has_its_zip_codes(tmp_path):
    said = {"listing": ["clinic", "", "2026-01-01", "2026-02-01"]}
    bring(tmp_path, ROW | {"provenance": json.dumps(said)})
    assert spot() == (None, None, False)
    bring(tmp_path, ROW | {"provenance": ""}, "--as-of", "2026-05-01")
    assert spot() == (None, None, False)
    bring(tmp_path, ROW | {"external_id": "8"})
    assert Clinic.objects.get(external_id="8").is_approximate is True


def test_a_list_that_says_again_what_was_reported_opens_the_report_again(tmp_path, mo):
    medicare = "insurance.medicare"
    bring(tmp_path, ROW | {medicare: "yes", "insurance.aetna": "yes"})
    clinic = Clinic.objects.get()
    made, rival = make.report(clinic, medicare), make.report(clinic, "insurance.aetna")
    bring(tmp_path, ROW | {medicare: "no", "insurance.aetna": "no"})
    for one in (made, rival):
        resolve(one, by=mo, resolution="corrected")
    bring(tmp_path, ROW | {medicare: "yes", "insurance.aetna": "no"})
    assert [one.code for one in Report.objects.open()] == [medicare]

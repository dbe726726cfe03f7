"""`import_clinics --format csv`: what a row says becomes a listing, and only once."""

import datetime as dt
from decimal import Decimal

import pytest

from clinics.models import Clinic, Event, Fact, SearchRow
from tests import make
from tests.clinics.listfile import counts, place, rejected, run, stored, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]

ROW = {
    "external_id": "7", "name": "Zoë’s Clinic", "organization": "Umbrella", "street": "1 Main St",
    "street2": "", "city": "Delray Beach", "state": "Florida", "postal_code": "33444",
    "country": "", "latitude": "26.4615", "longitude": "-80.0728", "phone": "561-555-0100 x3",
    "website": "zoe.example", "email": "hi@zoe.example", "description": "Two\nlines",
    "condition.crps": "Yes", "insurance.medicare": "n", "route.iv-infusion": "1",
    "route.at-home": "FALSE", "staff.psychiatrist": "", "number.session_minutes": "45",
    "price.session": "$1,450.50", "price.session.lozenge": "90",
}  # fmt: skip


def answers(clinic: Clinic) -> dict:
    """The clinic's answers by code."""
    return {fact.code: fact.answer for fact in clinic.facts.all()}


def test_a_row_becomes_a_listing(tmp_path):
    path = write(tmp_path, ROW)
    assert counts(path, "--as-of", "2026-03-01") == (1, 0, 0, 0)
    clinic = Clinic.objects.with_answers().get()
    fields = {name: getattr(clinic, name) for name in (
        "slug", "name", "street", "city", "state", "postal_code", "country", "county_fips",
        "latitude", "longitude", "is_approximate", "phone", "website", "email", "description",
        "listed_by", "external_id", "source", "source_name", "since", "status",
    )}  # fmt: skip
    assert fields == {
        "slug": "zoes-clinic-delray-beach", "name": "Zoë’s Clinic", "street": "1 Main St",
        "city": "Delray Beach", "state": "FL", "postal_code": "33444", "country": "US",
        "county_fips": 12099, "latitude": 26.4615, "longitude": -80.0728,
        "is_approximate": False, "phone": "+1 561-555-0100 ext. 3",
        "website": "http://zoe.example", "email": "hi@zoe.example", "description": "Two\nlines",
        "listed_by": "A list", "external_id": "7", "source": "import", "source_name": "A list",
        "since": dt.date(2026, 3, 1), "status": "candidate",
    }  # fmt: skip
    assert clinic.organization.name == "Umbrella"
    assert answers(clinic) == {
        "condition.crps": True, "insurance.medicare": False, "route.iv-infusion": True,
        "route.at-home": False, "number.session_minutes": 45, "payment.publishes-prices": True,
    }  # fmt: skip
    assert {p.code: p.amount for p in clinic.prices.all()} == {
        "price.session": Decimal("1450.50"), "price.session.lozenge": Decimal(90),
    }  # fmt: skip
    said = {(f.source, f.source_name, f.since, f.affirmed_on) for f in clinic.facts.all()}
    assert said == {("import", "A list", dt.date(2026, 3, 1), dt.date(2026, 3, 1))}
    event = Event.objects.get()
    assert (event.verb, event.actor, event.source) == ("listed", "import", "A list")
    assert not SearchRow.objects.exists()


def test_a_second_run_writes_nothing(tmp_path):
    path = write(tmp_path, ROW, {**ROW, "external_id": "8", "postal_code": "33444.0"})
    assert counts(path, "--publish") == (2, 0, 0, 0)
    before = stored()
    assert counts(path, "--publish") == (0, 0, 2, 0)
    assert counts(path) == (0, 0, 2, 0)
    assert stored() == before
    assert len(before["SearchRow"]) == 2


def test_published_later_by_the_same_file(tmp_path):
    path = write(tmp_path, ROW)
    assert "1 new listings are not published; use --publish." in run(path)
    assert counts(path, "--publish") == (0, 1, 0, 0)
    assert SearchRow.objects.count() == 1


def test_a_dry_run_says_it_all_and_writes_nothing(tmp_path):
    path = write(tmp_path, ROW, {**ROW, "external_id": "8", "latitude": "999"})
    before = stored()
    assert run(path, "--dry-run")[:2] == [
        "Dry run: nothing was written.",
        "2 rows read: 1 created, 0 updated, 0 unchanged, 1 rejected.",
    ]
    assert stored() == before
    assert [p.name for p in tmp_path.iterdir()] == ["list.csv"]


def test_an_answer_that_stays_keeps_its_day_and_a_new_one_gets_its_own(tmp_path):
    run(write(tmp_path, ROW), "--as-of", "2026-03-01")
    changed = {**ROW, "condition.crps": "no", "insurance.medicare": "", "staff.psychiatrist": "y"}
    assert counts(write(tmp_path, changed), "--as-of", "2026-05-01") == (0, 1, 0, 0)
    days = {f.code: (f.answer, f.since.month, f.affirmed_on.month) for f in Fact.objects.all()}
    assert days == {
        "condition.crps": (False, 5, 5),
        "staff.psychiatrist": (True, 5, 5),
        "route.iv-infusion": (True, 3, 5),
        "route.at-home": (False, 3, 5),
        "number.session_minutes": (45, 3, 5),
        "payment.publishes-prices": (True, 3, 5),
    }
    event = Event.objects.latest("pk")
    assert (event.verb, event.before["insurance.medicare"]["value"]) == ("changed", False)
    assert "insurance.medicare" not in event.after


def test_without_a_day_nothing_is_said_again(tmp_path):
    path = write(tmp_path, ROW)
    run(path, "--as-of", "2026-03-01")
    before = stored()
    assert counts(path) == (0, 0, 1, 0)
    assert stored() == before


def test_what_the_clinic_or_a_moderator_said_stays_and_is_counted(tmp_path):
    listed = make.clinic(
        external_id="7", listed_by="A list", name="Own name", email="own@zoe.example",
        facts=[
            make.fact("condition.crps", False),
            make.fact("route.at-home", False),
            make.fact("safety.acls-on-site", confirmed="document", source="import",
                      source_name="A list"),
            make.fact("insurance.tricare", source="import", source_name="A list"),
        ],
        prices=[make.price("price.session", 600)],
    )  # fmt: skip
    row = {
        "external_id": "7", "name": "Their name", "email": "hi@zoe.example",
        "condition.crps": "yes", "route.at-home": "no", "safety.acls-on-site": "no",
        "insurance.tricare": "", "price.session": "450", "language.es": "yes",
    }  # fmt: skip
    said = run(write(tmp_path, row))
    assert said[:2] == [
        "1 rows read: 0 created, 1 updated, 0 unchanged, 0 rejected.",
        "kept: 5 answers that differ from what the clinic, a moderator or another list stated.",
    ]
    clinic = Clinic.objects.with_answers().get(pk=listed.pk)
    assert (clinic.name, clinic.email, clinic.source) == ("Own name", "own@zoe.example", "clinic")
    assert answers(clinic) == {
        "condition.crps": False, "route.at-home": False, "safety.acls-on-site": True,
        "language.es": True, "payment.publishes-prices": True, "route.iv-infusion": True,
    }  # fmt: skip
    assert [price.amount for price in clinic.prices.all()] == [Decimal(600)]


def test_columns_that_the_file_lacks_leave_what_is_there(tmp_path):
    run(write(tmp_path, ROW))
    before = stored()["Fact"]
    assert counts(write(tmp_path, {"external_id": "7", "name": "Renamed"})) == (0, 1, 0, 0)
    clinic = Clinic.objects.get()
    assert (clinic.name, clinic.phone, clinic.slug, clinic.latitude) == (
        "Renamed", "+1 561-555-0100 ext. 3", "zoes-clinic-delray-beach", 26.4615,
    )  # fmt: skip
    assert stored()["Fact"] == before


def test_two_lists_do_not_touch_each_other(tmp_path):
    run(write(tmp_path, ROW), source="One")
    assert counts(write(tmp_path, {**ROW, "name": "Other"}), source="Two") == (1, 0, 0, 0)
    assert list(Clinic.objects.order_by("pk").values_list("slug", "listed_by")) == [
        ("zoes-clinic-delray-beach", "One"), ("other-delray-beach", "Two"),
    ]  # fmt: skip


def test_without_coordinates_the_zip_code_gives_the_point_and_a_lost_zero_comes_back(tmp_path):
    rows = [
        {
            "external_id": "1",
            "name": "A",
            "city": "Waterbury",
            "state": "CT",
            "postal_code": "6708",
        },
        {"external_id": "2", "name": "B", "city": "Delray Beach", "state": "fl", "postal_code": ""},
        {"external_id": "3", "name": "C", "city": "Nowhere", "state": "FL", "postal_code": ""},
    ]
    assert counts(write(tmp_path, *rows)) == (3, 0, 0, 0)
    zip_code, town = place("zip", "06708", "CT"), place("town", "delray beach", "FL")
    found = Clinic.objects.order_by("external_id").values_list(
        "postal_code", "latitude", "longitude", "is_approximate"
    )
    assert list(found) == [
        ("06708", zip_code.latitude, zip_code.longitude, True),
        ("", town.latitude, town.longitude, True),
        ("", None, None, False),
    ]


def test_a_clinic_that_moves_is_looked_up_anew(tmp_path):
    run(write(tmp_path, ROW))
    moved = {"external_id": "7", "name": "Zoë’s Clinic", "street": "9 Elm St", "city": "Waterbury",
             "state": "CT", "postal_code": "06708"}  # fmt: skip
    assert counts(write(tmp_path, moved)) == (0, 1, 0, 0)
    clinic = Clinic.objects.get()
    assert (clinic.latitude, clinic.is_approximate) == (place("zip", "06708", "CT").latitude, True)


def test_like_names_in_one_town_get_numbered_web_addresses(tmp_path):
    make.clinic(slug="calm-delray-beach-2", name="Rival")
    rows = [
        {"external_id": str(n), "name": "Calm", "city": "Delray Beach", "state": "FL"}
        for n in range(3)
    ]
    run(write(tmp_path, *rows))
    calm = Clinic.objects.filter(listed_by="A list").values_list("slug", flat=True)
    assert sorted(calm) == [
        "calm-delray-beach", "calm-delray-beach-3", "calm-delray-beach-4",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_every_usual_encoding_and_line_ending(tmp_path, encoding, ending):
    path = tmp_path / "list.csv"
    lines = ["External_ID , NAME", "1,Zoë’s Café", "2,Plain", ""]
    path.write_bytes(ending.join(lines).encode(encoding))
    assert counts(path) == (2, 0, 0, 0)
    names = Clinic.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Zoë’s Café", "Plain"]


def test_prices_imply_that_prices_are_published_whatever_the_file_says(tmp_path):
    rows = [
        {"external_id": "1", "name": "A", "price.session": "450", "payment.publishes-prices": "no"},
        {"external_id": "2", "name": "B", "price.session": "", "payment.publishes-prices": "yes"},
        {"external_id": "3", "name": "C", "price.session": "90", "payment.publishes-prices": "y"},
        {"external_id": "4", "name": "D", "price.session": "", "payment.publishes-prices": ""},
    ]
    said = run(write(tmp_path, *rows))
    assert said[1] == (
        "2 rows have a payment.publishes-prices that contradicts their prices; "
        "it is derived from price.session."
    )
    assert list(Fact.objects.order_by("pk").values_list("clinic__name", "value")) == [
        ("A", True), ("C", True),
    ]  # fmt: skip


def test_a_mended_file_of_rejected_rows_is_read_as_it_is(tmp_path):
    path = write(tmp_path, ROW, {**ROW, "external_id": "8", "latitude": "999"})
    assert counts(path) == (1, 0, 0, 1)
    assert rejected(path) == [("4", "latitude: “999” is not between -90 and 90")]
    mended = tmp_path / "mended.csv"
    left = (tmp_path / "list.csv.rejected.csv").read_text(encoding="utf-8")
    mended.write_text(left.replace(",999,", ",26.5,"), encoding="utf-8")
    assert counts(mended) == (1, 0, 0, 0)
    assert counts(write(tmp_path, ROW)) == (0, 0, 1, 0)
    assert not (tmp_path / "list.csv.rejected.csv").exists()

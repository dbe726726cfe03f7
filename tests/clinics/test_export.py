"""`export_clinics`: every published clinic with who says what; CSV comes back without loss."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clinics.checklist import CHECKLIST
from clinics.exchange import export
from clinics.listing.actions.editing import add
from clinics.listing.actions.search_rows import rebuild_search
from clinics.listing.actions.status import close, pause
from clinics.listing.coverage import coverable
from clinics.listing.draft import Draft
from clinics.models import Clinic, Fact, Hours, Price, SourceRecord
from tests import make
from tests.clinics.listfile import run, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]


def exported(kind: str = "csv", *options: str) -> str:
    """What the command writes to standard output."""
    said = io.StringIO()
    call_command("export_clinics", "--format", kind, *options, stdout=said, stderr=io.StringIO())
    return said.getvalue()


def empty() -> None:
    """A database without a listing, as on the first day."""
    # The trail refuses to be emptied.
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("truncate clinics_clinic, clinics_organization, clinics_event cascade")
        cursor.execute("set constraints all deferred")


def stored_of_listings() -> dict[str, list]:
    """All that is stored of listings. That two of them may be one, any import may propose."""
    found = stored()
    found["Event"] = [row for row in found["Event"] if row["target"] != "duplicatepair"]
    return found


def comes_back_without_loss(folder) -> int:
    """Import what was exported, into the same database and an empty one; how many clinics."""
    first = exported()
    count = Clinic.objects.published().count()
    path = folder / "all.csv"
    path.write_text(first, encoding="utf-8", newline="")
    before = stored_of_listings(), rows_of_lists()
    said = run(path, "--publish", source="Restore")
    assert said[0] == f"{count} rows read: 0 created, 0 updated, {count} unchanged, 0 rejected."
    assert (stored_of_listings(), rows_of_lists()) == before
    empty()
    said = run(path, "--publish", source="Restore")
    assert said[0] == f"{count} rows read: {count} created, 0 updated, 0 unchanged, 0 rejected."
    assert exported() == first
    return count


def test_what_is_not_published_is_not_exported():
    make.clinic(name="Shown")
    make.clinic(name="Hidden", published=False)
    rows = list(csv.DictReader(io.StringIO(exported())))
    assert [row["name"] for row in rows] == ["Shown"]
    assert [json.loads(line)["name"] for line in exported("ndjson").splitlines()] == ["Shown"]


def rows_of_lists() -> list[tuple]:
    """Every row of every list, and the clinic that it describes."""
    return list(SourceRecord.objects.order_by("source", "external_id").values_list(
        "source", "external_id", "clinic", "first_seen", "last_seen", "gone_since", "times_gone"
    ))  # fmt: skip


def test_a_pause_and_all_rows_of_lists_come_back_with_an_export(tmp_path):
    march, may = dt.date(2026, 3, 1), dt.date(2026, 5, 1)
    heron = make.clinic(name="Heron", listed_by="SAMHSA", external_id="1", slug="heron")
    pause(heron.pk, until=make.days_ago(-9), actor="clinic")
    egret = make.clinic(name="Egret", listed_by="Other", external_id="2")
    ibis = make.clinic(name="Ibis", listed_by="SAMHSA", external_id="3")
    make.clinic(name="Rival", listed_by="SAMHSA", external_id="4")
    make.clinic(name="Closed", listed_by="SAMHSA", external_id="5")
    close(Clinic.objects.get(name="Closed").pk, since=march, actor="moderator")
    Clinic.objects.filter(pk=ibis.pk).update(status="merged", merged_into=egret)
    Clinic.objects.filter(pk=egret.pk).update(status="merged", merged_into=heron)
    days = {"first_seen": march, "last_seen": march, "gone_since": may, "times_gone": 2}
    SourceRecord.objects.filter(external_id="3").update(**days)
    Clinic.objects.filter(pk=heron.pk).update(status_since=march)
    rebuild_search()
    assert comes_back_without_loss(tmp_path) == 2
    back = Clinic.objects.get(slug="heron")
    assert (back.status, back.status_since, back.paused_until) == (
        "paused", march, make.days_ago(-9),
    )  # fmt: skip
    assert [row[:2] + row[3:] for row in rows_of_lists() if row[2] == back.pk] == [
        ("Other", "2", make.days_ago(40), make.days_ago(40), None, 0),
        ("SAMHSA", "1", make.days_ago(40), make.days_ago(40), None, 0),
        ("SAMHSA", "3", march, march, may, 2),
    ]
    # An older copy of the database learns which rows describe the clinic, and keeps its own days.
    SourceRecord.objects.filter(source="Other").delete()
    SourceRecord.objects.filter(external_id="1").update(last_seen=make.today())
    said = run(tmp_path / "all.csv", "--publish", source="Restore")
    assert said[0] == "2 rows read: 0 created, 0 updated, 2 unchanged, 0 rejected."
    assert [row[1] for row in rows_of_lists() if row[2] == back.pk] == ["2", "1", "3"]
    assert SourceRecord.objects.get(external_id="1").last_seen == make.today()


DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2026, 1, 1))
WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=("Cs",)), max_size=40
)


@st.composite
def stated(draw) -> dict:
    """Who said something, and when."""
    since = draw(DAYS)
    return {
        "source": draw(st.sampled_from(["clinic", "import", "document", "register"])),
        "source_name": draw(WORDS),
        "since": since,
        "affirmed_on": since + dt.timedelta(days=draw(st.integers(0, 400))),
    }


@st.composite
def facts(draw) -> dict[str, Fact]:
    """Answers, some of them confirmed."""
    codes = [item.qualified for item in CHECKLIST.items if not item.derived]
    answers = {}
    for code in draw(st.lists(st.sampled_from(codes), unique=True, max_size=5)):
        answers[code] = Fact(
            code=code, value=draw(st.booleans()), detail=draw(WORDS), **draw(stated())
        )
        if answers[code].value and code.startswith("insurance."):
            paid = draw(st.sets(st.sampled_from(coverable()), max_size=2))
            answers[code].covers = [one for one in coverable() if one in paid] or None
            answers[code].prior_authorization = draw(st.sampled_from([None, True, False]))
        if answers[code].value and draw(st.booleans()):
            answers[code].confirmed_by = draw(st.sampled_from(["document", "register"]))
            answers[code].confirmed_on = draw(DAYS)
            answers[code].due_on = answers[code].confirmed_on + dt.timedelta(days=365)
    for number in CHECKLIST.numbers[: draw(st.integers(0, 2))]:
        answers[number.qualified] = Fact(
            code=number.qualified, number=draw(st.integers(0, number.highest)), **draw(stated())
        )
    return answers


@st.composite
def prices(draw) -> dict[str, Price]:
    """Amounts in two currencies, with all that belongs to them."""
    columns = CHECKLIST.price_columns()
    chosen = draw(st.lists(st.sampled_from(sorted(columns)), unique=True, max_size=3))
    return {
        code: Price(
            kind=columns[code][0].code,
            route=columns[code][1],
            amount=Decimal(draw(st.integers(0, 10_000_000))) / 100,
            currency=draw(st.sampled_from(["USD", "CAD"])),
            valid_from=draw(DAYS),
            includes=draw(WORDS),
            required_for_course=draw(st.booleans()),
            **draw(stated()),
        )
        for code in chosen
    }


@st.composite
def drafts(draw) -> Draft:
    """Any listing that the database can hold."""
    draft = make.draft(**draw(stated()), organization=draw(WORDS))
    place = draw(st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
    latitude, longitude = place if place and any(place) else (None, None)
    draft.fields |= {
        "name": draw(WORDS.filter(str.strip)), "description": draw(WORDS), "street": draw(WORDS),
        "street2": draw(WORDS), "city": draw(WORDS), "how_to_find": draw(WORDS),
        "county": draw(WORDS), "postal_code": draw(WORDS)[:10], "state": draw(WORDS)[:2],
        "phone": draw(WORDS), "county_fips": draw(st.integers(0, 72999)),
        "latitude": latitude, "longitude": longitude, "is_approximate": draw(st.booleans()),
        "website": draw(st.sampled_from(["", "https://a.example/?q=1,2"])),
        "email": draw(st.sampled_from(["", "a@b.example"])),
    }  # fmt: skip
    draft.facts, draft.prices = draw(facts()), draw(prices())
    draft.hours = draw(st.sampled_from([[], [Hours(weekday=6, opens=dt.time(0, 5),
                                                   closes=dt.time(23, 59))]]))  # fmt: skip
    return draft


@settings(
    max_examples=25,
    phases=[Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(drafts(), min_size=1, max_size=3))
def test_whatever_the_database_holds_comes_back_without_loss(tmp_path, listings):
    empty()
    for draft in listings:
        add(draft, actor="operator", publish=True)
    assert comes_back_without_loss(tmp_path) == len(listings)


def test_each_answer_says_who_says_so():
    make.clinic(
        name="Sure",
        organization="Umbrella",
        yes="route.iv-infusion",
        no="route.at-home",
        facts=[
            make.fact("safety.acls-on-site", confirmed="document", detail="Until May"),
            make.fact("insurance.aetna", covers=["visits"], prior_authorization=False),
            make.fact("insurance.cigna"),
        ],
        prices=[make.price("price.session", "450.50", required=True)],
        hours=[Hours(weekday=0, opens=dt.time(9), closes=dt.time(17))],
    )
    told = json.loads(exported("ndjson"))
    said = {"source": "clinic", "source_name": "", "since": str(make.days_ago(10)),
            "affirmed_on": str(make.days_ago(10))}  # fmt: skip
    assert [fact["code"] for fact in told["facts"]] == [
        "insurance.aetna", "insurance.cigna",
        "payment.publishes-prices", "route.at-home", "route.iv-infusion", "safety.acls-on-site",
    ]  # fmt: skip
    assert told["facts"][0] == {
        "code": "insurance.aetna", "value": "yes", **said, "source_url": "", "detail": "",
        "covers": ["visits"], "prior_authorization": False,
        "confirmed_by": None, "confirmed_on": None, "due_on": None,
    }  # fmt: skip
    assert {n: told["facts"][1][n] for n in ("covers", "prior_authorization")} == {
        "covers": None, "prior_authorization": None}  # fmt: skip
    assert told["facts"][3] == {
        "code": "route.at-home", "value": "no", **said, "source_url": "", "detail": "",
        "confirmed_by": None, "confirmed_on": None, "due_on": None,
    }  # fmt: skip
    assert told["facts"][5] == {
        "code": "safety.acls-on-site", "value": "yes", **said, "source_url": "",
        "detail": "Until May",
        "confirmed_by": "document", "confirmed_on": str(make.days_ago(5)),
        "due_on": str(make.days_ago(-100)),
    }  # fmt: skip
    assert told["prices"] == [
        {"code": "price.session", "amount": "450.50", "currency": "USD",
         "valid_from": str(make.days_ago(30)), "includes": "", "required_for_course": True, **said,
         "source_url": ""}
    ]  # fmt: skip
    assert told["hours"] == [{"weekday": 0, "opens": "09:00", "closes": "17:00"}]
    assert (told["organization"], told["latitude"], told["address"]["city"]) == (
        "Umbrella", 26.4615, "Delray Beach",
    )  # fmt: skip


def test_geojson_holds_points_and_counts_those_without_one(capsys):
    make.clinic(name="Here")
    make.clinic(name="Nowhere", latitude=None, longitude=None)
    make.clinic(name="There", town="austin")
    call_command("export_clinics", "--format", "geojson")
    said = capsys.readouterr()
    whole = json.loads(said.out)
    assert whole["type"] == "FeatureCollection"
    assert [(f["properties"]["name"], f["geometry"]) for f in whole["features"]] == [
        ("Here", {"type": "Point", "coordinates": [-80.0728, 26.4615]}),
        ("There", {"type": "Point", "coordinates": [-97.7431, 30.2672]}),
    ]
    assert said.err.splitlines() == [
        "3 clinics exported.", "1 of them have no point and are left out.",
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "rows"), [("csv", 1), ("ndjson", 0), ("geojson", 0)])
def test_an_export_of_nothing_is_whole(kind, rows):
    text = exported(kind)
    assert kind == "geojson" or len(text.splitlines()) == rows
    assert kind != "geojson" or json.loads(text)["features"] == []


def test_answers_whose_code_is_gone_are_counted(capsys):
    clinic = make.clinic(yes="condition.crps")
    Fact.objects.filter(code="condition.crps").update(code="condition.gone")
    call_command("export_clinics", "--format", "csv")
    words = "1 answers to codes that the checklist no longer has are left out."
    assert words in capsys.readouterr().err
    assert clinic.facts.count() == 2


@pytest.mark.parametrize("clinics", [1, 3])
def test_six_queries_whatever_the_number(clinics, django_assert_num_queries):
    for _ in range(clinics):
        make.clinic(prices={"price.session": 450})
    with django_assert_num_queries(6):
        listed = export.streamed(Clinic.objects.published())
        assert len("".join(export.written_ndjson(listed, export.LeftOut())))


def test_a_file_is_put_in_place_when_it_is_whole(tmp_path, monkeypatch):
    make.clinic(name="Sure")
    path = tmp_path / "all.ndjson"
    path.write_text("former", encoding="utf-8")
    exported("ndjson", "--output", str(path))
    assert json.loads(path.read_text(encoding="utf-8"))["name"] == "Sure"
    Clinic.objects.update(latitude=None)
    connection.check_constraints()
    assert [p.name for p in tmp_path.iterdir()] == ["all.ndjson"]


def test_an_export_that_breaks_leaves_the_former_file(tmp_path, monkeypatch):
    make.clinic(name="Sure")
    make.clinic(name="Breaks")
    path = tmp_path / "all.csv"
    path.write_text("former", encoding="utf-8")
    monkeypatch.setattr(export, "CHUNK", 1)
    with connection.cursor() as cursor:
        cursor.execute("alter table clinics_price rename to clinics_price_gone")
    with pytest.raises(CommandError, match="The export stopped: relation"):
        exported("csv", "--output", str(path))
    assert path.read_text(encoding="utf-8") == "former"
    assert [p.name for p in tmp_path.iterdir()] == ["all.csv"]


def test_an_output_that_cannot_be_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"is a folder\."):
        exported("csv", "--output", str(tmp_path))
    with pytest.raises(CommandError, match=r"The export stopped: No such file or directory\."):
        exported("csv", "--output", str(tmp_path / "none" / "all.csv"))

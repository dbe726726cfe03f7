"""Many new listings at once are written exactly as one by one."""

import datetime as dt

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from clinics.listing.actions import search_rows
from clinics.listing.actions.editing import add
from clinics.listing.actions.insert_many import insert_many
from clinics.models import (
    Clinic,
    Event,
    Fact,
    Hours,
    Organization,
    Price,
    SearchRow,
    SearchWord,
    SourceRecord,
)
from tests import make

pytestmark = pytest.mark.django_db

FULL = {
    "name": 'Zoë’s Clínic; "quoted"\tand \\back\nslashed',
    "organization": "Umbrella Health",
    "description": "Two lines\r\nand a tab\t.",
    "yes": "condition.crps insurance.medicare",
    "no": "route.at-home",
    "prices": {"price.session": "450.50", "price.session.iv-infusion": 500, "price.booster": 0},
    "hours": [(0, 9, 17), (0, 18, 20), (6, 8, 12)],
}
PLAIN = {"name": "Plain", "latitude": None, "longitude": None, "town": "austin"}


def drafts():
    """One full draft, one with a confirmed answer, one that says next to nothing."""
    full = dict(FULL, hours=[hours(*row) for row in FULL["hours"]])
    confirmed = [make.fact("safety.acls-on-site", confirmed="document", detail="Until May"),
                 make.fact("number.sessions_in_course", 6)]  # fmt: skip
    wanted = [
        make.draft(**full),
        make.draft(name="Sure", facts=confirmed, organization="Umbrella Health", town="boca"),
        make.draft(**PLAIN),
    ]
    for number, draft in enumerate(wanted):
        draft.fields |= {"slug": f"c-{number}", "external_id": f"{number}"}
    return wanted


def hours(weekday, opens, closes):
    return Hours(weekday=weekday, opens=dt.time(opens), closes=dt.time(closes))


def everything():
    """Every table that a listing writes, by slug instead of ids, without the moments."""
    slugs = dict(Clinic.objects.values_list("pk", "slug"))
    tables = {"words": sorted(SearchWord.objects.values_list("word", flat=True))}
    for model in (Clinic, Fact, Price, Hours, SearchRow, Event, Organization, SourceRecord):
        rows = list(model.objects.values())
        for row in rows:
            for name in ("id", "at", "created_at", "target_id"):
                row.pop(name, None)
            if "clinic_id" in row:
                row["clinic_id"] = slugs[row["clinic_id"]]
            if row.get("organization_id"):
                row["organization_id"] = Organization.objects.get(pk=row["organization_id"]).name
        tables[model.__name__] = sorted(rows, key=repr)
    return tables


@pytest.mark.parametrize("publish", [True, False])
def test_the_same_as_saved_one_by_one(publish):
    for draft in drafts():
        add(draft, actor="import", by=None, publish=publish, source="list.csv")
    one_by_one = everything()
    clear()
    assert insert_many(drafts(), actor="import", publish=publish, source="list.csv", chunk=2) == 3
    assert everything() == one_by_one
    assert len(one_by_one["Event"]) == 3
    assert len(one_by_one["SearchRow"]) == (3 if publish else 0)
    assert "payment.publishes-prices" in {row["code"] for row in one_by_one["Fact"]}


def clear():
    """Take every listing away; the trail only goes with its table."""
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(
            "truncate clinics_clinic, clinics_event, clinics_organization, clinics_searchword"
            " cascade"
        )


def test_rebuilding_the_search_changes_nothing():
    insert_many(drafts(), actor="operator", publish=True)
    before = everything()
    assert search_rows.rebuild_search() == 3
    assert everything() == before


def test_the_moderator_who_did_it_is_in_the_trail():
    ann = make.user()
    insert_many(drafts()[:1], actor="moderator", by=ann, publish=False)
    assert list(Event.objects.values_list("actor", "by_id")) == [("moderator", ann.pk)]


def test_a_bad_draft_takes_its_chunk_along_and_no_other():
    good, taken, bad = drafts()
    bad.fields["email"] = "not an address"
    with pytest.raises(ValidationError):
        insert_many([good, taken, bad], actor="import", publish=True, chunk=2)
    assert list(Clinic.objects.order_by("pk").values_list("slug", flat=True)) == ["c-0", "c-1"]


def test_a_listing_that_is_there_already_is_refused():
    make.clinic(slug="c-1", external_id="other")
    with pytest.raises(IntegrityError):
        insert_many(drafts(), actor="import", publish=True)
    assert Clinic.objects.count() == 1


def test_no_drafts_no_rows():
    assert insert_many([], actor="import", publish=True) == 0

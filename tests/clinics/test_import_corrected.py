"""What a moderator corrected survives the next import, and a copy of the directory brings it."""

import io

import pytest
from django.core.management import call_command

from clinics.changes import values
from clinics.changes.actions.correct import correct
from clinics.changes.corrections import Found, seen_of
from clinics.listing.corrections import standing
from clinics.models import Clinic, SourceKind
from tests import make
from tests.clinics.listfile import run, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]

ROW = {
    "external_id": "7", "name": "Luma", "street": "1 Main St", "city": "Delray Beach",
    "state": "FL", "postal_code": "33444", "phone": "561-555-0199", "website": "old.example",
    "hours": "Mon 08:00-12:00", "condition.crps": "yes", "condition.migraine": "yes",
    "price.session": "500",
}  # fmt: skip
FOUND = Found(source=SourceKind.LOOKED_UP, name="State register", url="https://state.example/7",
              on=make.dt.date(2026, 3, 1))  # fmt: skip
RIGHT = {
    "phone": "+1 561-555-0103", "hours": [[1, "09:00", "17:00"]],
    "address": {"street": "9 Sea Way", "city": "Waterbury", "state": "CT", "country": "US"},
    "condition.crps": {"value": False}, "condition.migraine": None,
    "price.session": {"amount": "450.00", "currency": "USD", "valid_from": "2026-01-01"},
}  # fmt: skip


def corrected() -> Clinic:
    """The one listing, with all of RIGHT corrected by a moderator."""
    mo = make.moderator()
    for code, value in RIGHT.items():
        clinic = Clinic.objects.with_answers().get()
        seen = seen_of(values.public(clinic), code)
        correct(clinic, code, value, FOUND, by=mo, seen=seen)
    return Clinic.objects.with_answers().get()


def now() -> dict:
    """What the one listing says under the codes of RIGHT."""
    public = values.public(Clinic.objects.with_answers().get())
    return {code: values.content(code, public.get(code)) for code in RIGHT}


def test_a_second_import_changes_what_nobody_corrected_and_nothing_else(tmp_path):
    run(write(tmp_path, ROW), "--as-of", "2026-01-01")
    before = corrected()
    assert now() == RIGHT
    point = before.latitude, before.longitude
    again = ROW | {"phone": "561-555-0177", "website": "new.example", "street": "2 Main St",
                   "latitude": "26.46", "longitude": "-80.07", "price.session": "600"}  # fmt: skip
    said = run(write(tmp_path, again), "--as-of", "2026-06-01")
    assert now() == RIGHT
    after = Clinic.objects.with_answers().get()
    assert (after.website, after.postal_code) == ("http://new.example", "")
    assert (after.latitude, after.longitude) == point
    assert sorted(standing(after)) == ["address", "condition.migraine", "hours", "phone"]
    assert [line for line in said if "kept" in line or "differ" in line] != []


def test_a_copy_of_the_directory_says_the_same_from_the_same_sources(tmp_path):
    run(write(tmp_path, ROW), "--publish")
    kept = values.public(corrected())
    out = io.StringIO()
    call_command("export_clinics", format="csv", stdout=out)
    Clinic.objects.all().delete()
    path = tmp_path / "export.csv"
    path.write_text(out.getvalue())
    run(path, "--publish")
    copied = Clinic.objects.with_answers().get()
    assert values.public(copied) == kept
    assert standing(copied)["phone"]["source_url"] == "https://state.example/7"

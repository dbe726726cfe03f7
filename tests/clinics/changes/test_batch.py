"""Groups with many clinics: the same edit to several, and CSV down and up."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clinics.changes import sheet
from clinics.changes.actions.propose import propose
from clinics.changes.batch import own_clinics
from clinics.changes.values import ChangeRefused
from clinics.models import Membership, ProposedChange
from tests import make
from tests.clinics.changes.cast import NO, YES, facts, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    """Two clinics of one body, and a rival of the same body that ann does not speak for."""
    words = {"organization": "Gulf Health", "phone": "(561) 555-0123",
             "prices": {"price.session": 400}}  # fmt: skip
    north = make.clinic(name="North", yes="condition.crps", **words)
    south = make.clinic(name="South", no="condition.crps", town="austin", **words)
    make.clinic(name="Rival", **words)
    return north, south


@pytest.fixture
def ann(group, client):
    user = None
    for clinic in group:
        user = make.ann(clinic)
    client.force_login(user)
    return user


def pending() -> dict[str, dict]:
    found = ProposedChange.objects.pending().select_related("clinic")
    return {c.clinic.name: {i.code: i.after for i in c.items.all()} for c in found}


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def as_file(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def upload(client: Client, data: bytes):
    file = SimpleUploadedFile("my.csv", data)
    return client.post("/my/clinics/upload/", {"file": file})


def test_the_same_answers_are_proposed_to_each_chosen_clinic(client, group, ann):
    north, south = group
    page = client.get("/my/edit-several/").content.decode()
    assert ("North" in page, "Rival" in page) == (True, False)
    answer = client.post("/my/edit-several/", {
        "clinic": [north.slug, south.slug],
        "code-0": "condition.crps", "answer-0": "yes",
        "code-1": "price.session.iv-infusion", "answer-1": "$450",
    })  # fmt: skip
    shown = {
        plan.clinic.name: [row.code for row in plan.differences]
        for plan in answer.context["changing"]
    }
    assert shown == {
        "North": ["price.session.iv-infusion"],
        "South": ["condition.crps", "price.session.iv-infusion"],
    }
    assert not ProposedChange.objects.exists()
    answer = client.post("/my/edit-several/propose/", {"packed": answer.context["packed"]})
    assert [one.refusal for one in answer.context["outcomes"]] == ["", ""]
    assert pending()["South"]["condition.crps"] == YES
    assert set(pending()) == {"North", "South"}
    assert facts(south)["condition.crps"] is False


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"clinic": [], "code-0": "condition.ocd", "answer-0": "yes"}, "Choose among the clinics"),
        ({"code-0": "condition.ocd", "answer-0": "perhaps"}, "neither yes nor no"),
        ({"code-0": "condition.none", "answer-0": "yes"}, "no “condition.none”"),
        ({"code-0": "payment.publishes-prices", "answer-0": "yes"}, "The checklist has no"),
        ({"answer-0": "yes"}, "Choose a question for each answer"),
        (
            {"code-0": "condition.ocd", "code-1": "condition.ocd", "answer-1": "no"},
            "question only once",
        ),
        ({"code-0": "number.wait_days", "answer-0": "-1"}, "whole number"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_in_words(client, group, ann, sent, words):
    answer = client.post("/my/edit-several/", {"clinic": [c.slug for c in group]} | sent)
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_only_own_clinics_of_one_organization_are_edited_together(client, group, ann):
    other = make.clinic(name="Elsewhere", organization="Other body")
    make.ann(other)
    rival = make.clinic(name="Not mine", organization="Gulf Health")
    answers = {"code-0": "condition.ocd", "answer-0": "yes"}
    for slugs, words in (
        ([group[0].slug, other.slug], "of one organization"),
        ([group[0].slug, rival.slug], "Choose among the clinics you speak for"),
    ):
        answer = client.post("/my/edit-several/", {"clinic": slugs} | answers)
        assert answer.status_code == 400
        assert words in answer.content.decode()


def test_a_preview_holds_for_its_owner_and_for_what_was_on_the_screen(client, group, ann):
    north, south = group
    answers = {"code-0": "condition.ocd", "answer-0": "yes"}
    slugs = [north.slug, south.slug]
    packed = client.post("/my/edit-several/", {"clinic": slugs} | answers).context["packed"]
    stranger = Client()
    stranger.force_login(make.user("sam@example.org"))
    for person, text in ((stranger, packed), (client, packed[:-3]), (client, "")):
        answer = person.post("/my/edit-several/propose/", {"packed": text})
        assert answer.status_code == 400
    Membership.objects.filter(clinic=south).delete()
    make.fact("condition.ocd", False).__class__.objects.create(
        clinic=north, code="condition.ocd", value=False, **make.said()
    )
    answer = client.post("/my/edit-several/propose/", {"packed": packed})
    assert [one.refusal for one in answer.context["outcomes"]] == [
        "The listing changed since the preview. Please review it again.",
        "You do not speak for this clinic any more. Nothing was changed.",
    ]
    assert pending() == {}


def test_what_waits_is_carried_on_when_a_batch_adds_to_it(client, group, ann):
    north = group[0]
    propose(north, {"condition.ptsd": YES}, by=ann)
    sent = {"clinic": north.slug, "code-0": "condition.ocd", "answer-0": "no"}
    packed = client.post("/my/edit-several/", sent).context["packed"]
    client.post("/my/edit-several/propose/", {"packed": packed})
    assert pending() == {"North": {"condition.ptsd": YES, "condition.ocd": NO}}


# CSV


def test_what_goes_down_comes_up_unchanged(client, group, ann):
    answer = client.get("/my/clinics.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = table(answer.content.decode())
    assert [row["name"] for row in rows] == ["North", "South"]
    assert (rows[0]["condition.crps"], rows[1]["condition.crps"]) == ("yes", "no")
    assert (rows[0]["condition.ocd"], rows[0]["price.session"]) == ("", "400.00")
    answer = upload(client, answer.content)
    assert answer.context["changing"] == []
    assert [p.clinic.name for p in answer.context["unchanged"]] == ["North", "South"]


def test_the_number_of_queries_of_a_download_is_the_same_for_one_and_three(
    group, ann, django_assert_num_queries
):
    Membership.objects.filter(clinic=group[1]).delete()
    with django_assert_num_queries(4):
        assert sheet.written(own_clinics(ann)).count("\r\n") == 2
    make.ann(group[1])
    make.ann(make.clinic(name="Third"))
    with django_assert_num_queries(4):
        assert sheet.written(own_clinics(ann)).count("\r\n") == 4


def test_changed_cells_are_proposed_and_bad_rows_are_told_by_line(client, group, ann):
    north, south = group
    rows = table(client.get("/my/clinics.csv").content.decode())
    rows[0] |= {"condition.ocd": "Yes", "price.session": "1,450", "condition.crps": "",
                "hours": "Mon 9:00-17:00", "street": "2 Bay St"}  # fmt: skip
    rows[1] |= {"condition.ocd": "perhaps", "phone": "12", "external_id": "other"}
    rows.append(rows[0] | {"slug": "rival"})
    rows.append(rows[0])
    answer = upload(client, as_file(rows))
    assert answer.status_code == 200
    assert [(line.number, line.name, line.problems) for line in answer.context["bad"]] == [
        (3, south.slug, [
            "external_id cannot be changed here.",
            "Obsessive-compulsive disorder (OCD): “perhaps” is neither yes nor no.",
            "Phone: This is not a phone number that can be dialed.",
        ]),
        (4, "rival", ["You do not speak for a clinic “rival”."]),
        (5, north.slug, ["This clinic appears twice."]),
    ]  # fmt: skip
    client.post("/my/edit-several/propose/", {"packed": answer.context["packed"], "note": "May"})
    found = pending()["North"]
    assert found.pop("price.session")["amount"] == "1450.00"
    assert found == {
        "condition.ocd": YES,
        "condition.crps": None,
        "hours": [[0, "09:00", "17:00"]],
        "address": {"street": "2 Bay St", "city": "Delray Beach", "state": "FL",
                    "postal_code": "33444", "country": "US"},
    }  # fmt: skip
    assert said(north).street == ""


def test_columns_that_are_not_there_stay_as_they_are(client, group, ann):
    data = f"slug,condition.ocd\r\n{group[0].slug},no\r\n".encode("utf-8-sig")
    packed = upload(client, data).context["packed"]
    client.post("/my/edit-several/propose/", {"packed": packed})
    assert pending() == {"North": {"condition.ocd": NO}}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a CSV file"),
        (b"\x89PNG\0\0", "not a CSV file"),
        (
            b"slug,condition.crbs\nx,yes\n",
            "no column “condition.crbs”. Did you mean “condition.crps”",
        ),
        (b"name\nNorth\n", "“slug” is missing"),
        (b"slug,slug\nx,x\n", "appears twice"),
        (b"slug,name\n", "no rows below"),
        (b'slug,"name\n', "first line cannot be read as column names"),
        ("slug,name\nx,y\n".encode("utf-16"), "The file is in UTF-16: save it as UTF-8."),
        (b"slug,name\nx,Ca\x96on City\n", "“Ca–on City” on line 2 makes no sense in Windows-1252"),
        (b"slug,name,\nx,y,z\n", "no column “”"),
        (b"slug\n\x81\n", "neither UTF-8 nor Windows-1252"),
        (b"slug\n" + b"x\n" * 201, "at most 200 clinics"),
        (b"slug\n" + b"x" * 2_000_001, "too large"),
    ],
)
def test_a_bad_file_is_refused_in_words(data, words):
    with pytest.raises(ChangeRefused, match=words.replace("(", r"\(")):
        sheet.read(data, [])


def test_a_file_is_read_by_the_rules_of_an_import(client, group, ann):
    north, south = group
    data = (
        "sep=;\n"
        "slug;state;postal_code;phone;website;hours;condition.ocd;;\n"
        f'{north.slug};Florida;="33444";561-555-0140 or 561-555-0141;info@north.example;'
        '"Mon-Tue 18:00-02:00";n/a;;\n'
        f'{south.slug};"TX;;;;;;;\n'
    )
    answer = upload(client, data.encode())
    [bad], [remarked] = answer.context["bad"], answer.context["remarked"]
    assert (bad.number, bad.problems) == (4, ["a quotation mark is never closed"])
    assert (remarked.number, remarked.remarks) == (3, [
        "Phone: Only +1 561-555-0140 is taken of “561-555-0140 or 561-555-0141”.",
        "Website: This is not a web address such as https://clinic.example.",
    ])  # fmt: skip
    assert "info@north.example" not in answer.context["packed"]
    client.post("/my/edit-several/propose/", {"packed": answer.context["packed"]})
    assert pending() == {"North": {
        "phone": "+1 561-555-0140",
        "hours": [[0, "18:00", "23:59"], [1, "00:00", "02:00"], [1, "18:00", "23:59"],
                  [2, "00:00", "02:00"]],
    }}  # fmt: skip


def test_no_file_at_all_is_refused_in_words(client, group, ann):
    answer = client.post("/my/clinics/upload/")
    assert answer.status_code == 400
    assert "not a CSV file" in answer.content.decode()


# Still right, and adopted


def test_confirming_is_one_click_and_imported_answers_are_adopted_by_proposal(client, group, ann):
    imported = make.clinic(name="Imported", facts=[
        make.fact("route.iv-infusion"),
        make.fact("access.parking", source="import", source_name="SAMHSA", days=70),
    ])  # fmt: skip
    make.ann(imported)
    url = f"/my/clinics/{imported.slug}"
    page = client.get(f"{url}/confirm/")
    assert [row.code for row in page.context["statements"].imported] == ["access.parking"]
    assert client.post(f"{url}/confirm/").status_code == 302
    rows = {fact.code: fact.affirmed_on for fact in said(imported).facts.all()}
    assert rows == {"route.iv-infusion": make.today(), "access.parking": make.days_ago(70)}
    assert client.post(f"{url}/confirm/").status_code == 409
    assert client.post(f"{url}/adopt/", {"code": "condition.ocd"}).status_code == 400
    client.post(f"{url}/adopt/", {"code": "access.parking"})
    assert pending() == {"Imported": {"access.parking": YES | {"source": "clinic"}}}


def test_the_list_of_proposals_asks_as_often_for_one_as_for_three(
    client, group, ann, django_assert_num_queries
):
    north = group[0]
    url = f"/my/clinics/{north.slug}/changes/"
    propose(north, {"condition.ptsd": YES}, by=ann)
    client.get(url)
    with django_assert_num_queries(11):
        assert len(client.get(url).context["proposals"]) == 1
    for number in range(2):
        propose(north, {"number.wait_days": {"number": number}}, by=ann)
    with django_assert_num_queries(11):
        page = client.get(url)
    states = [p.change.closed_as for p in page.context["proposals"]]
    assert states == ["", "superseded", "superseded"]
    assert client.get(f"{url}?page=2").status_code == 404

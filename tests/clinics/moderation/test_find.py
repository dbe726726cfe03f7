"""The search at the desk: clinics in every state, people by name and number, accounts."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinics.listing.actions.source_records import record_of
from clinics.models import Clinic
from clinics.moderation.find import MOST_SHOWN, find
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def several():
    """Luma is a candidate, Señora Peña's clinic is hidden, and a rival shares a word with each."""
    luma = make.clinic(
        name="Luma Ketamine", slug="luma", street="12 Sea Way", phone="+1 561-555-0103",
        website="https://www.luma.example/about", email="desk@luma.example",
        external_id="ROW-77", published=False,
    )  # fmt: skip
    pena = make.clinic(name="Señora Peña’s Clinic", slug="pena", town="austin")
    Clinic.objects.filter(pk=pena.pk).update(status="hidden", hidden_for="fraud")
    make.clinic(name="Rival of the Sea", slug="rival", phone="+1 561-555-0104",
                website="https://lumax.example/", email="desk@rival.example")  # fmt: skip
    ada = make.clinician(luma, given_name="Ada", family_name="Múñoz")
    make.credential(luma, "licence", clinician=ada, number="ME 12-345")
    make.credential(pena, "npi", number=make.npi(7))
    make.user("ada@luma.example")
    return luma


def hits(found) -> list[tuple[str, list[str]]]:
    """What was found, each with the fields in which it stands."""
    kinds = (found.clinics, found.people, found.accounts)
    return [(getattr(hit.row, "slug", str(hit.row)), hit.fields) for kind in kinds for hit in kind]


def test_a_clinic_in_any_state_a_person_and_an_account_are_found_by_what_is_known_of_them(several):
    luma, page = "luma", ["Address of the page"]
    known = {
        "luma": [(luma, [*page, "Name"]), ("ada@luma.example", ["E-mail address"])],
        "LUMA ketamine": [(luma, ["Name"])],
        "ketamine delray": [(luma, ["Name", "Town"])],
        "33444 sea": [(luma, ["Street", "ZIP code"]), ("rival", ["Name", "ZIP code"])],
        "(561) 555-0103": [(luma, ["Phone"])],
        "561.555.0103": [(luma, ["Phone"])],
        "luma.example": [(luma, ["Website"]), ("ada@luma.example", ["E-mail address"])],
        "https://luma.example/about": [(luma, ["Website"])],
        "desk@LUMA.example": [(luma, ["E-mail address"])],
        "https://any.example/clinics/luma/": [(luma, page)],
        "ROW-77": [(luma, ["Number in a list"])],
        "senora pena": [("pena", ["Name"])],
        "78701": [("pena", ["ZIP code"])],
        "munoz, ada": [("Ada Múñoz", ["Name"])],
        "me12345": [("Ada Múñoz", ["State license"])],
        make.npi(7): [("pena", ["NPI number"])],
        "ada@luma": [("ada@luma.example", ["E-mail address"])],
        "nothing like it": [],
        "%": [],
        "' or 1=1 --": [],
        "&|!:*": [],
    }
    assert {typed: hits(find(typed)) for typed in known} == known


def test_every_way_to_look_up_takes_an_index_and_the_page_says_when_there_is_more(several):
    for number in range(MOST_SHOWN):
        make.clinic(name=f"Harbor {number}", slug=f"harbor-{number}", published=False)
    make.clinic(name="Harbor", slug="the-harbor", town="austin")
    found = find("harbor").clinics
    assert len(found) == MOST_SHOWN + 1
    assert found[0].row.slug == "the-harbor"  # exactly this name before all that begin with it
    with CaptureQueriesContext(connection) as asked:
        for typed in ("561-555-0103", "harbor delray", "luma.example", "desk@luma.example"):
            find(typed)
    assert max(len(one["sql"]) for one in asked) < 4000
    plans = []
    with connection.cursor() as cursor:
        # A bitmap scan needs a condition on its index: a few rows tempt no plan to read them all.
        for scan in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"set local enable_{scan} = off")
        for one in asked:
            if "clinics_user" not in one["sql"]:
                cursor.execute(f"explain {one['sql']}")
                plans.append("\n".join(row[0] for row in cursor.fetchall()))
    assert [plan for plan in plans if "Seq Scan" in plan] == []
    used = {name for plan in plans for name in plan.split() if name.startswith("clinics_cl")}
    assert {"clinics_clinic_words", "clinics_clinic_by_phone", "clinics_clinic_by_website",
            "clinics_clinic_by_email", "clinics_clinician_words"} <= used  # fmt: skip


def test_the_page_says_what_was_found_where_and_refuses_what_is_too_long(several):
    browser = make.signed_in(make.moderator())
    with CaptureQueriesContext(connection) as asked:
        page = browser.get("/moderation/find/", {"q": "luma"}).content.decode()
    assert sum("clinics_" in one["sql"] for one in asked) == 7
    assert '<a class="more" href="/moderation/clinics/luma/">' in page
    assert "Found in: Address of the page, Name" in " ".join(page.split())
    assert "rival" not in page
    nothing = browser.get("/moderation/find/", {"q": "nothing like it"}).content.decode()
    assert "Nothing was found: no clinic in any state, no clinician and no account." in nothing
    assert browser.get("/moderation/find/").status_code == 200
    assert browser.get("/moderation/find/", {"q": "x" * 201}).status_code == 400
    assert browser.get("/moderation/find/", {"q": "nul \x00"}).status_code == 400


def test_only_a_moderator_finds_and_no_log_keeps_the_words(several, caplog):
    for browser in (Client(), make.signed_in(make.user("sam@example.org"))):
        assert browser.get("/moderation/find/?q=secret-name").status_code in (302, 403)
    assert "secret-name" not in caplog.text


def test_a_public_page_leads_a_moderator_to_the_desk_and_nobody_else(several):
    link = 'href="/moderation/clinics/rival/"'
    assert link in make.signed_in(make.moderator()).get("/clinics/rival/").content.decode()
    for browser in (Client(), make.signed_in(make.user("sam@example.org"))):
        assert "/moderation/" not in browser.get("/clinics/rival/").content.decode()


def test_a_clinic_is_found_by_the_number_of_a_second_list(several):
    row = record_of(several, on=make.today())
    row.source, row.external_id = "Second list", "S-9"
    row.save()
    assert hits(find("S-9")) == [("luma", ["Number in a list"])]

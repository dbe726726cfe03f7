"""The edit form: what is typed is kept, shown against what is public, and sent."""

import pytest
from django.test import Client

from clinics.changes.actions.decide import Decision
from clinics.changes.actions.propose import propose
from clinics.checklist import CHECKLIST
from clinics.models import EditDraft, Membership, ProposedChange
from clinics.vocabulary import Item
from tests import make
from tests.clinics.changes.cast import NO, YES, decide, said
from tests.clinics.changes.typing import fields_of, fill, send, send_reviewed
from tests.one_more_item import one_more_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make.clinic(
        name="Pelican Key",
        yes="condition.crps",
        no="insurance.medicare",
        phone="+1 561-555-0123",
        website="https://pelican.example/",
        street="1 Ocean Ave",
        prices={"price.session": 400},
    )


@pytest.fixture
def ann(clinic, client):
    user = make.ann(clinic)
    client.force_login(user)
    return user


def pending() -> dict:
    return {i.code: i.after for i in ProposedChange.objects.pending().get().items.all()}


def test_the_form_asks_the_whole_checklist_and_shows_what_is_derived(client, clinic, ann):
    page = client.get(f"/my/clinics/{clinic.slug}/edit/")
    fields = fields_of(page)
    asked = {name for name in fields if name in {i.qualified for i in CHECKLIST.items}}
    assert asked == {i.qualified for i in CHECKLIST.items} - {"payment.publishes-prices"}
    assert (fields["condition.crps"], fields["insurance.medicare"]) == ("yes", "no")
    assert (fields["condition.ocd"], fields["price.session:amount"]) == ("", "400.00")
    assert "Yes: you state a price of a session" in page.content.decode()
    assert len(fields) < 1000  # Django refuses more


def test_a_new_item_of_the_checklist_is_asked_at_once(client, clinic, ann):
    with one_more_item("access", Item(bit=190, code="pet-friendly", label="Pets")):
        fill(client, clinic, **{"access.pet-friendly": "yes"})
        send_reviewed(client, clinic)
        assert pending() == {"access.pet-friendly": YES}


def test_sending_the_form_untouched_changes_nothing(client, clinic, ann):
    answer = fill(client, clinic)
    assert answer.url == f"/my/clinics/{clinic.slug}/review/"
    assert "nothing to send" in client.get(answer.url).content.decode()
    assert send_reviewed(client, clinic).status_code == 409
    assert not ProposedChange.objects.exists()
    assert not EditDraft.objects.exists()


def test_what_is_typed_is_shown_before_and_after_then_waits(client, clinic, ann):
    answer = fill(client, clinic, condition__crps="no", **{"price.session:amount": "1,450.50"})
    page = client.get(answer.url)
    shown = [(row.label, row.before, row.after) for row in page.context["moderated"]]
    assert [(label, before) for label, before, _after in shown] == [
        ("Complex regional pain syndrome (CRPS)", "Yes"),
        ("One session", "$400; valid from " + shown[1][1].partition("from ")[2]),
    ]
    assert shown[1][2].startswith("$1,450.50; valid from")
    answer = send_reviewed(client, clinic, note="New price list")
    assert answer.url == f"/my/clinics/{clinic.slug}/changes/"
    assert pending()["condition.crps"] == NO
    assert ProposedChange.objects.get().note == "New price list"
    assert not EditDraft.objects.exists()
    assert said(clinic).prices.get().amount == 400
    listed = client.get(answer.url).content.decode()
    assert "waits for a moderator" in listed
    assert "New price list" in listed


def test_harmless_fields_are_public_in_the_next_request_and_the_rest_waits(client, clinic, ann):
    typed = {"hours:0:0:opens": "09:00", "hours:0:0:closes": "17:00"}
    fill(client, clinic, phone="(561) 555-0199", condition__ocd="yes", **typed)
    page = client.get(f"/my/clinics/{clinic.slug}/review/")
    assert [row.code for row in page.context["at_once"]] == ["phone", "hours"]
    assert [row.code for row in page.context["moderated"]] == ["condition.ocd"]
    send_reviewed(client, clinic)
    public = Client().get(f"/clinics/{clinic.slug}/").content.decode()
    assert "(561) 555-0199" in public
    assert pending() == {"condition.ocd": YES}


def test_midnight_is_typed_as_the_browser_types_it_and_a_state_by_its_name(client, clinic, ann):
    typed = {"hours:4:0:opens": "18:00", "hours:4:0:closes": "00:00",
             "address:state": "Florida"}  # fmt: skip
    fill(client, clinic, **typed)
    page = client.get(f"/my/clinics/{clinic.slug}/review/")
    assert [(row.code, row.after) for row in page.context["at_once"]] == [
        ("hours", "Friday 6 p.m. to midnight"),
    ]  # fmt: skip
    assert [row.code for row in page.context["moderated"]] == []
    send_reviewed(client, clinic)
    fields = fields_of(client.get(f"/my/clinics/{clinic.slug}/edit/"))
    assert (fields["hours:4:0:closes"], fields["address:state"]) == ("00:00", "FL")


def test_a_draft_is_kept_without_a_script_and_by_it(client, clinic, ann):
    assert fill(client, clinic, do="save", description="Half a sen").status_code == 302
    page = client.get(f"/my/clinics/{clinic.slug}/edit/")
    assert "saved" in page.content.decode()
    fields = fields_of(page)
    assert fields["description"] == "Half a sen"
    url = f"/my/clinics/{clinic.slug}/edit/draft/"
    answer = client.post(url, fields | {"description": "Half a sentence", "phone": "12"})
    assert answer.json() == {"saved": "Draft saved just now."}
    page = client.get(f"/my/clinics/{clinic.slug}/edit/")
    assert (fields_of(page)["description"], fields_of(page)["phone"]) == ("Half a sentence", "12")
    assert "This is not a phone number that can be dialed." in page.content.decode()
    assert said(clinic).description == ""


def test_another_admins_draft_is_not_shown(client, clinic, ann):
    fill(client, clinic, do="save", description="Ann’s words")
    other = Client()
    other.force_login(make.member("ben@example.org", clinic))
    assert fields_of(other.get(f"/my/clinics/{clinic.slug}/edit/"))["description"] == ""


def test_what_cannot_be_sent_is_said_at_its_field_and_on_top(client, clinic, ann):
    answer = fill(client, clinic, phone="12", condition__ocd="maybe", number__wait_days="soon",
                  **{"condition.ptsd:detail": "Only words"})  # fmt: skip
    assert answer.status_code == 400
    assert answer.context["edit"].errors == {
        "phone": "This is not a phone number that can be dialed.",
        "condition.ptsd": "You added a note but did not choose an answer.",
        "condition.ocd": "Choose yes or no, or leave it not stated.",
        "number.wait_days": "Give a whole number in digits, such as 12.",
    }
    page = answer.content.decode()
    assert page.count("This is not a phone number that can be dialed.") == 2
    assert 'href="#row-phone"' in page
    assert EditDraft.objects.get().data["typed"]["phone"] == "12"
    assert client.get(f"/my/clinics/{clinic.slug}/review/").status_code == 302


def test_a_stale_form_is_told_with_both_values_and_loses_nothing(client, clinic, ann):
    fields = fields_of(client.get(f"/my/clinics/{clinic.slug}/edit/"))
    ben = make.member("ben@example.org", clinic)
    mo = make.moderator()
    after = {"name": "Pelican", "condition.ocd": YES, "insurance.medicare": YES}
    decide(propose(clinic, after, by=ben), by=mo)
    send(client, clinic, fields, name="Pelican Key Clinic", insurance__medicare="")
    page = client.get(f"/my/clinics/{clinic.slug}/review/")
    assert [(c.label, c.was, c.now, c.yours) for c in page.context["conflicts"]] == [
        ("Name", "Pelican Key", "Pelican", "Pelican Key Clinic"),
        ("Medicare", "No", "Yes", "Not stated"),
    ]
    assert "The listing changed while you were editing" in page.content.decode()
    shown = fields_of(client.get(f"/my/clinics/{clinic.slug}/edit/"))
    assert (shown["name"], shown["condition.ocd"]) == ("Pelican Key Clinic", "yes")
    send_reviewed(client, clinic)
    assert pending() == {"name": "Pelican Key Clinic", "insurance.medicare": None}


def test_the_form_starts_from_what_waits_and_drops_what_is_taken_back(client, clinic, ann):
    propose(clinic, {"condition.ocd": YES, "condition.ptsd": YES}, by=ann)
    page = client.get(f"/my/clinics/{clinic.slug}/edit/")
    assert "starts from your proposal" in page.content.decode()
    fill(client, clinic, condition__ocd="", condition__anxiety="yes")
    page = client.get(f"/my/clinics/{clinic.slug}/review/")
    assert page.context["dropped"] == ["Obsessive-compulsive disorder (OCD)"]
    assert "replaces it" in page.content.decode()
    send_reviewed(client, clinic)
    assert pending() == {"condition.ptsd": YES, "condition.anxiety": YES}


def test_a_draft_from_before_a_colleagues_proposal_does_not_drop_it(client, clinic, ann):
    fill(client, clinic, condition__anxiety="yes", do="save")
    propose(clinic, {"condition.ocd": YES}, by=make.member("ben@example.org", clinic))
    send_reviewed(client, clinic)
    assert pending() == {"condition.ocd": YES, "condition.anxiety": YES}


def test_sending_twice_proposes_once(client, clinic, ann):
    fill(client, clinic, condition__ocd="yes")
    url = f"/my/clinics/{clinic.slug}/review/"
    seen = client.get(url).context["seen"]
    assert client.post(url, {"seen": seen}).status_code == 302
    again = client.post(url, {"seen": seen})
    assert again.status_code == 409
    assert "The same proposal waits for a moderator already." in again.content.decode()
    assert ProposedChange.objects.count() == 1


def test_what_was_not_on_the_screen_is_not_sent(client, clinic, ann):
    fill(client, clinic, condition__ocd="yes")
    url = f"/my/clinics/{clinic.slug}/review/"
    seen = client.get(url).context["seen"]
    fill(client, clinic, condition__ptsd="yes")
    answer = client.post(url, {"seen": seen, "note": "My note"})
    assert answer.status_code == 409
    assert "changed while you were editing. Please review it again" in answer.content.decode()
    assert "My note" in answer.content.decode()
    assert not ProposedChange.objects.exists()


def test_a_question_of_a_moderator_is_answered_in_the_form(client, clinic, ann):
    change = propose(clinic, {"condition.ocd": YES, "condition.ptsd": YES}, by=ann)
    decide(change, by=make.moderator(), ocd=Decision("asked-back", "", "For whom?"))
    listed = client.get(f"/my/clinics/{clinic.slug}/changes/").content.decode()
    assert "For whom?" in listed
    assert f"?again={change.pk}" in listed
    page = client.get(f"/my/clinics/{clinic.slug}/edit/?again={change.pk}")
    assert "For whom?" in page.content.decode()
    fields = fields_of(page)
    assert fields["condition.ocd"] == "yes"
    send(client, clinic, fields, **{"condition.ocd:detail": "Adults"})
    send_reviewed(client, clinic)
    assert pending() == {"condition.ocd": YES | {"detail": "Adults"}}
    assert client.get(f"/my/clinics/{clinic.slug}/edit/?again=x").status_code == 404
    assert client.get(f"/my/clinics/{clinic.slug}/edit/?agein=1").status_code == 404


# Bad input


def test_a_megabyte_of_text_is_refused_in_words_and_stays_in_the_form(client, clinic, ann):
    answer = fill(client, clinic, description="x" * 1_000_000)
    assert answer.status_code == 400
    assert "far too long" in answer.content.decode()
    assert len(fields_of(answer)["description"]) == 1_000_000
    assert not EditDraft.objects.exists()
    nul = fill(client, clinic, description="a\0b")
    assert (nul.status_code, EditDraft.objects.count()) == (400, 0)


def test_a_script_in_every_field_is_words(client, clinic, ann):
    script = "<script>alert(1)</script>"
    fields = fields_of(client.get(f"/my/clinics/{clinic.slug}/edit/"))
    own = {"opened", "csrfmiddlewaretoken"}
    answer = client.post(
        f"/my/clinics/{clinic.slug}/edit/",
        {name: text if name in own else script for name, text in fields.items()} | {"do": "review"},
    )
    assert answer.status_code == 400
    assert script not in answer.content.decode()


def test_a_script_that_is_published_is_shown_as_words(client, clinic, ann):
    script = "<script>alert(1)</script>"
    change = propose(
        clinic, {"name": script, "condition.crps": YES | {"detail": script}}, by=ann, note=script
    )
    for url in (f"/my/clinics/{clinic.slug}/changes/", f"/my/clinics/{clinic.slug}/edit/",
                f"/my/clinics/{clinic.slug}/review/"):  # fmt: skip
        assert script not in client.get(url).content.decode()
    decide(change, by=make.moderator())
    for url in (f"/clinics/{clinic.slug}/", f"/my/clinics/{clinic.slug}/confirm/"):
        page = client.get(url).content.decode()
        assert script not in page
        assert "&lt;script&gt;" in page


def test_tampered_forms_and_clinics_are_refused(client, clinic, ann):
    rival = make.clinic(name="Rival")
    fields = fields_of(client.get(f"/my/clinics/{clinic.slug}/edit/"))
    unknown = send(client, clinic, fields | {"slug": "rival"})
    assert unknown.status_code == 400
    assert "no field “slug”" in unknown.content.decode()
    damaged = send(client, clinic, fields | {"opened": fields["opened"][:-2]})
    assert damaged.status_code == 400
    assert send(client, rival, fields, name="Mine now").status_code == 403
    theirs = propose(rival, {"name": "New"}, by=make.member("sam@example.org", rival))
    for slug, status in ((clinic.slug, 404), (rival.slug, 403)):
        url = f"/my/clinics/{slug}/changes/{theirs.pk}/withdraw/"
        assert client.post(url).status_code == status
    assert said(rival).name == "Rival"
    assert ProposedChange.objects.pending().get() == theirs


def test_a_removed_admins_open_form_changes_nothing(client, clinic, ann):
    fields = fields_of(client.get(f"/my/clinics/{clinic.slug}/edit/"))
    Membership.objects.all().delete()
    assert send(client, clinic, fields, phone="561-555-0199").status_code == 403
    for path in ("review", "confirm", "adopt", "edit/draft", "edit/discard"):
        assert client.post(f"/my/clinics/{clinic.slug}/{path}/").status_code == 403
    assert (EditDraft.objects.count(), said(clinic).phone) == (0, "+1 561-555-0123")


def test_a_form_that_lost_its_end_edits_only_what_came_along(client, clinic, ann):
    fields = fields_of(client.get(f"/my/clinics/{clinic.slug}/edit/"))
    half = {name: fields[name] for name in ("opened", "name", "condition.crps")}
    send(client, clinic, half, condition__crps="no")
    send_reviewed(client, clinic)
    assert pending() == {"condition.crps": NO}


def test_the_form_asks_as_often_for_a_full_listing_as_for_an_empty_one(
    client, clinic, ann, django_assert_num_queries
):
    every = " ".join(i.qualified for i in CHECKLIST.items if not i.derived)
    full = make.clinic(yes=every, prices=dict.fromkeys(CHECKLIST.price_columns(), 400))
    make.ann(full)
    for one in (clinic, full):
        with django_assert_num_queries(11):
            assert client.get(f"/my/clinics/{one.slug}/edit/").status_code == 200

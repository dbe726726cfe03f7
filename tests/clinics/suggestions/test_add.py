"""“Add a clinic”: anybody says that one is missing, and who works there claims it in one trip."""

import pytest
from django.core import mail

from clinics.models import Claim, Clinic, Event, Suggestion
from clinics.reviews import sealing
from clinics.suggestions.likely import likely
from tests import make
from tests.clinics.suggestions.cast import ADD, VALUES, links
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db


def test_anybody_suggests_a_clinic_and_nothing_of_it_shows(client):
    make.clinic(slug="rival", name="Rival")
    page = seen(client.get("/add/"))
    assert page.one("h1").text == "Add a clinic"
    routes = ["route.iv-infusion", "route.intramuscular"]
    answer = client.post("/add/", ADD | {"routes": routes})
    assert seen(answer).one("h1").text == "We sent you a link"
    client.post(links()[0])
    made = Suggestion.objects.waiting().get()
    assert (made.kind, made.clinic, made.from_clinic) == ("add", None, False)
    assert made.values == VALUES | {"routes": routes}
    assert sealing.opened(made.sealed) == "wren@mail.example"
    assert list(Clinic.objects.values_list("slug", flat=True)) == ["rival"]
    assert "Sandhill Ketamine" not in client.get("/search/?offers=any").content.decode()


def test_what_is_wrong_is_said_in_words_at_its_field(client):
    wrong = {"who": "visitor", "name": "–", "street": "", "city": "", "state": "ON",
             "postal_code": "M5V 2T6", "phone": "12", "website": "sand hill", "words": "",
             "email": ""}  # fmt: skip
    answer = client.post("/add/", wrong)
    page = seen(answer)
    assert answer.status_code == 400
    only_here = "We list clinics in the United States only."
    assert page.one("div.summary").texts("a") == [
        "Type the name of the clinic.", "Type the street and the number.", "Type the town.",
        f"Choose a state. {only_here}",
        f"A ZIP code has five digits, or nine with a dash. {only_here}",
        "This is not a phone number that can be dialed.",
        "This is not a web address such as https://clinic.example.",
        "Write in a few words how you know it.",
        "Type the address that we should send the link to.",
    ]  # fmt: skip
    assert page.one("#id_website")["value"] == "sand hill"
    told = {
        code: seen(client.post("/add/", ADD | typed)).one("div.summary").texts("a")
        for code, typed in {
            "far": {"postal_code": "90210"},
            "unreachable": {"phone": "", "website": ""},
            "two": {"phone": "561-555-0144 or 561-555-0145"},
        }.items()
    }
    assert told["far"][0].startswith("This ZIP code lies ")
    assert told["far"][0].endswith(" miles outside FL.")
    assert told["unreachable"] == ["Give a phone or a website: we must reach the clinic."]
    assert told["two"] == ["Give one phone number alone, such as +1 561-555-0144."]
    assert (Suggestion.objects.count(), mail.outbox) == (0, [])


def test_a_listing_that_exists_is_shown_and_not_doubled(client):
    same = make.clinic(slug="sandhill", name="The Sandhill Ketamine Clinic")
    make.clinic(slug="by-phone", name="Other", phone=VALUES["phone"], town="austin")
    make.clinic(slug="by-site", name="Third", website="http://www.sandhill.example/fl", town="boca")
    make.clinic(slug="hidden", name="Sandhill Ketamine", published=False)
    make.clinic(slug="apart", name="Sandhill Ketamine", town="austin")
    survivor = make.clinic(slug="survivor", name="Fourth")
    merged = make.clinic(slug="merged", name="Sandhill Ketamine Delray", published=False)
    Clinic.objects.filter(pk=merged.pk).update(status="merged", merged_into=survivor)
    Clinic.objects.filter(pk=same.pk).update(status="closed")
    page = seen(client.post("/add/", ADD))
    box = page.one("div.summary")
    assert box.one("h2").text == "Is it one of these?"
    assert [a["href"] for a in box.all("a.more")] == [
        "/clinics/survivor/", "/clinics/by-phone/", "/clinics/sandhill/", "/clinics/by-site/",
    ]  # fmt: skip
    assert box.texts("span.said") == [
        "a name like it in the same town", "same phone", "a name like it in the same town",
        "same website",
    ]  # fmt: skip
    assert page.one("#id_street")["value"] == ADD["street"]
    assert (Suggestion.objects.count(), mail.outbox) == (0, [])
    some = client.post("/add/", ADD | {"none_of": ["survivor", "by-phone"]})
    assert seen(some).one("div.summary").one("h2").text == "Is it one of these?"
    everyone = {"none_of": ["survivor", "by-phone", "sandhill", "by-site"]}
    assert seen(client.post("/add/", ADD | everyone)).one("h1").text == "We sent you a link"
    assert Suggestion.objects.count() == 1


def test_finding_likely_listings_takes_two_queries(client, django_assert_num_queries):
    make.clinic(slug="sandhill", name="Sandhill Ketamine")
    with django_assert_num_queries(2):
        assert [one.clinic.slug for one in likely(VALUES)] == ["sandhill"]


def test_who_is_signed_in_and_works_there_claims_it_in_the_same_trip():
    cam = make.user("cam@example.org")
    client, rival = make.signed_in(cam), make.signed_in(make.user("sam@example.org"))
    page = seen(client.get("/add/?who=mine"))
    checked = [one["value"] for one in page.all("input") if "checked" in one.attrs]
    assert checked == ["mine"]
    typed = ADD | {"who": "mine", "words": "I work there."}
    answer = client.post("/add/", typed, follow=True)
    made = Suggestion.objects.waiting().get()
    claim_page = f"/clinics/{made.clinic.slug}/claim/"
    assert answer.redirect_chain == [(claim_page, 302)]
    assert (made.by, made.from_clinic, made.clinic.status) == (cam, True, "candidate")
    assert (made.clinic.source, made.clinic.phone) == ("visitor", VALUES["phone"])
    assert client.get(f"/clinics/{made.clinic.slug}/").status_code == 404
    assert rival.get(claim_page).status_code == 404
    client.post(claim_page, {"method": "domain-email", "local_part": "cam"})
    assert Claim.objects.get().clinic == made.clinic
    assert mail.outbox[-1].to == ["cam@sandhill.example"]
    listed = Event.objects.get(verb="listed")
    assert (listed.actor, listed.by_id, listed.clinic_id) == ("person", cam.pk, made.clinic_id)


def test_who_has_no_account_yet_goes_on_from_the_link_and_nobody_else_can(client):
    client.post("/add/", ADD | {"who": "mine"})
    (path,) = links()
    page = seen(client.post(path))
    keep = path.replace("/confirm/", "/keep/")
    onward = [a["href"] for a in page.one("main").all("a.button")]
    assert onward == [f"/accounts/signup/?next={keep}", f"/accounts/login/?next={keep}"]
    assert client.get(keep)["Location"] == f"/accounts/login/?next={keep}"
    cam, sam = make.user("cam@example.org"), make.user("sam@example.org")
    first, second = make.signed_in(cam), make.signed_in(sam)
    assert first.get(keep).status_code == 200
    assert Clinic.objects.count() == 0
    taken = first.post(keep)
    made = Suggestion.objects.get()
    assert taken["Location"] == f"/clinics/{made.clinic.slug}/claim/"
    assert (made.by, bytes(made.sealed), made.clinic.status) == (cam, b"", "candidate")
    assert first.post(keep)["Location"] == taken["Location"]
    assert [second.get(keep).status_code, second.post(keep).status_code] == [404, 404]
    assert Clinic.objects.count() == 1
    assert first.get("/suggestions/keep/nonsense/").status_code == 404


def test_a_visitor_has_no_link_to_take_up(client):
    client.post("/add/", ADD)
    (path,) = links()
    client.post(path)
    sam = make.signed_in(make.user("sam@example.org"))
    assert sam.post(path.replace("/confirm/", "/keep/")).status_code == 404
    assert Clinic.objects.count() == 0

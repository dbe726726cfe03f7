"""Two listings side by side at the desk: decided, put off, and decided again."""

import pytest
from django.test import Client

from clinics.listing.actions.duplicates import propose_pair
from clinics.models import Clinic, DuplicatePair, Fact, Merge, SourceRecord
from clinics.moderation import desk
from tests import make
from tests.clinics.moderation.cast import seen

pytestmark = pytest.mark.django_db
WHY = {"reason": "One door, one phone."}


@pytest.fixture
def heron():
    """The older listing; Pelican Key is never part of the pair."""
    make.clinic(name="Pelican Key")
    return make.clinic(name="Heron Marsh", slug="heron", phone="+1 561-555-0101",
                       yes="condition.crps insurance.medicare")  # fmt: skip


@pytest.fixture
def twin(heron):
    """The newer listing, which an import made."""
    said = make.said(source="import", source_name="List", days=90)
    return make.clinic(name="Heron Marsh Ketamine", slug="twin", yes="condition.depression",
                       no="insurance.medicare", **said)  # fmt: skip


@pytest.fixture
def pair(heron, twin) -> DuplicatePair:
    return propose_pair(heron, twin, why="address")


@pytest.fixture
def browser() -> Client:
    return make.signed_in(make.moderator())


def decided(browser: Client, pair: DuplicatePair, decision: str, **typed):
    """Look at a pair and decide it as seen."""
    url = f"/moderation/duplicate/{pair.pk}/"
    data = {"seen": seen(browser.get(url)), "decision": decision} | WHY | typed
    return browser.post(url, data, follow=True)


def says(page) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def test_both_listings_stand_side_by_side_with_all_that_hangs_on_them(
    browser, pair, heron, twin, django_assert_num_queries
):
    make.clinician(heron, given_name="Ada")
    make.clinician(twin, given_name="Iris")
    make.review(twin)
    make.member("ben@example.org", twin)
    SourceRecord.objects.create(source="Old list", external_id="77", clinic=heron,
                                first_seen=make.days_ago(90), last_seen=make.days_ago(40),
                                gone_since=make.days_ago(9), times_gone=1)  # fmt: skip
    page = browser.get(f"/moderation/duplicate/{pair.pk}/")
    case, text = page.context["case"], page.content.decode()
    one, other = case.sides
    assert [str(who) for who in (*one.people, *other.people)] == ["Ada Marsh", "Iris Marsh"]
    assert (one.reviews, other.reviews, len(one.members), len(other.members)) == (0, 1, 0, 1)
    assert [str(r) for r in one.records] == ["Old list: 77", f"test: {heron.external_id}"]
    assert [(r.label, [c.words for c in r.cells]) for r in case.rows] == [
        ("Name", ["Heron Marsh", "Heron Marsh Ketamine"]),
        ("Phone", ["(561) 555-0101", "Not stated"]),
        ("Complex regional pain syndrome (CRPS)", ["Yes", "Not stated"]),
        ("Medicare", ["Yes", "No"]),
        ("Treatment-resistant depression", ["Not stated", "Yes"]),
    ]
    taken = [[cell.radio.data["selected"] for cell in row.cells] for row in case.rows]
    assert taken == [[True, False]] * 4 + [[False, True]]
    assert (case.alike, case.approve) == (["Address", "IV infusion (into a vein)"], "same-other")
    assert "gone since" in text
    assert "one address, and similar names" in text
    assert "Pelican Key" not in text
    with django_assert_num_queries(29):
        browser.get(f"/moderation/duplicate/{pair.pk}/")


def test_one_clinic_is_merged_as_chosen_and_the_next_case_follows(browser, pair, heron, twin):
    page = decided(browser, pair, "same-other", **{"take-insurance.medicare": "one"})
    assert says(page)[0] == "“Heron Marsh” goes on in “Heron Marsh Ketamine”."
    heron.refresh_from_db()
    assert (heron.status, heron.merged_into) == ("merged", twin)
    values = Fact.objects.filter(clinic=twin).order_by("code").values_list("code", "value")
    assert list(values) == [
        ("condition.crps", True), ("condition.depression", True), ("insurance.medicare", True),
        ("route.iv-infusion", True),
    ]  # fmt: skip
    assert Merge.objects.get().chosen["insurance.medicare"] == "loser"
    text = browser.get(f"/moderation/duplicate/{pair.pk}/").content.decode()
    assert "goes on in" in text
    assert 'name="decision"' not in text


def test_a_merge_is_undone_on_the_same_page_and_the_pair_waits_again(browser, pair, heron, twin):
    decided(browser, pair, "same-one")
    url = f"/moderation/duplicate/{pair.pk}/again/"
    assert browser.post(url, {}).status_code == 400
    page = browser.post(url, {"reason": "Two doors after all."}, follow=True)
    assert says(page) == ["Undone. The trail keeps both decisions."]
    assert page.redirect_chain == [(f"/moderation/duplicate/{pair.pk}/", 302)]
    assert list(DuplicatePair.objects.waiting()) == [pair]
    assert Clinic.objects.published().count() == 3


def test_two_clinics_and_later_leave_the_queue_and_come_back_by_a_new_decision(browser, pair):
    for decision, said in (
        ("later", "“Heron Marsh” and “Heron Marsh Ketamine” are asked about again in 30 days."),
        ("two", "“Heron Marsh” and “Heron Marsh Ketamine” are two clinics."),
    ):
        assert says(decided(browser, pair, decision))[0] == said
        assert [row.kind_code for row in desk.waiting()] == []
        browser.post(f"/moderation/duplicate/{pair.pk}/again/", {"reason": "Look again."})
        assert [row.kind_code for row in desk.waiting()] == ["duplicate"]


def test_a_stale_page_and_one_without_a_reason_decide_nothing(browser, pair, heron):
    url = f"/moderation/duplicate/{pair.pk}/"
    shown = seen(browser.get(url))
    for typed, status in (({"decision": "same-one"}, 400), (WHY, 400),
                          (WHY | {"decision": "three"}, 400),
                          (WHY | {"decision": "two", "take-name": "both"}, 400)):  # fmt: skip
        assert browser.post(url, typed | {"seen": shown}).status_code == status
    make.saved(heron, make.moved(heron, "condition.crps", False))
    for decision in ("same-one", "same-other", "two", "later"):
        page = browser.post(url, {"decision": decision, "seen": shown} | WHY)
        assert page.status_code == 409
        assert page.context["case"].refusal == (
            "One of the listings changed while it was on your screen. Read them again."
        )
        assert "One door, one phone." in page.content.decode()
    assert (Merge.objects.count(), DuplicatePair.objects.waiting().count()) == (0, 1)


@pytest.mark.parametrize("column", ["clinic", "other"])
def test_nobody_decides_or_is_given_a_pair_of_a_clinic_they_speak_for(pair, column):
    mo = make.moderator()
    make.member("mo@example.org", getattr(pair, column))
    browser = make.signed_in(mo)
    assert desk.first_free(by=mo) is None
    assert desk.first_free(by=make.moderator("moe@example.org")).case == pair.pk
    url = f"/moderation/duplicate/{pair.pk}/"
    assert b'name="decision"' not in browser.get(url).content
    page = browser.post(url, WHY | {"decision": "two", "seen": "0"})
    assert page.status_code == 403
    assert "You speak for this clinic" in page.context["case"].refusal


def test_what_speaks_against_it_turns_the_key_off(browser, pair, heron, twin):
    Clinic.objects.filter(pk=heron.pk).update(address_key="1 first st 33444")
    Clinic.objects.filter(pk=twin.pk).update(address_key="9 last st 33444")
    for clinic, number in ((heron, 1), (twin, 2)):
        make.credential(clinic, "npi", number=make.npi(number))
        make.member(f"speaks-{number}@example.org", clinic)
    page = browser.get(f"/moderation/duplicate/{pair.pk}/")
    assert page.context["case"].needs_eyes == [
        "They stand at two addresses.", "They have two NPIs.", "Somebody speaks for each of them.",
    ]  # fmt: skip
    assert b"Look before you approve. The key a is off." in page.content


@pytest.mark.parametrize("typed", [
    "twin", "https://directory.example/clinics/twin/", "/clinics/twin/reviews/?page=2",
    "marsh ketamine", "/moderation/clinics/twin/", " twin/ ",
])  # fmt: skip
def test_a_merge_starts_at_a_clinics_desk_page_with_a_link_or_a_name(browser, heron, twin, typed):
    assert b"/moderation/clinics/heron/merge/" in browser.get("/moderation/clinics/heron/").content
    answer = browser.post("/moderation/clinics/heron/merge/", {"into": typed})
    pair = DuplicatePair.objects.get()
    assert answer["Location"] == f"/moderation/duplicate/{pair.pk}/"
    assert (pair.why, pair.proposed_by.email) == ("said", "mo@example.org")
    assert desk.first_free(by=pair.proposed_by).case == pair.pk


@pytest.mark.parametrize(("typed", "problem"), [
    ("", "Paste the link of the other listing, or type its name."),
    ("nowhere", "No listing has this link, and none in the same state this name."),
    ("heron", "This is the same listing, or decided before."),
    ("http://[::1", "No listing has this link, and none in the same state this name."),
    ("https://[twin/", "No listing has this link, and none in the same state this name."),
    ("100%", "No listing has this link, and none in the same state this name."),
    ("pelican", "Several listings are named so. Choose one."),
])  # fmt: skip
def test_a_listing_that_cannot_be_meant_is_refused_in_words(browser, heron, twin, typed, problem):
    make.clinic(name="Pelican Bay")
    page = browser.post("/moderation/clinics/heron/merge/", {"into": typed})
    assert (page.status_code, page.context["form"].errors["into"]) == (400, [problem])
    named = ["Pelican Bay", "Pelican Key"] if typed == "pelican" else []
    assert [clinic.name for clinic in page.context["choices"]] == named
    assert DuplicatePair.objects.count() == 0


def test_a_merged_listing_offers_its_survivor(browser, pair, heron, twin):
    decided(browser, pair, "same-one")
    key = make.clinic(name="Heron Bay")
    browser.post(f"/moderation/clinics/{key.slug}/merge/", {"into": "twin"})
    assert DuplicatePair.objects.waiting().get().clinic == heron

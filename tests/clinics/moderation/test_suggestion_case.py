"""A suggestion at the desk: what was typed beside the listing, decided, and decided again."""

import pytest
from django.utils import timezone

from clinics.models import Clinic, Hold, Suggestion
from clinics.moderation import desk
from tests import make
from tests.clinics.moderation.cast import seen
from tests.clinics.suggestions.cast import VALUES
from tests.directory.seen import seen as page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo():
    return make.moderator()


@pytest.fixture
def browser(mo):
    return make.signed_in(mo)


@pytest.fixture
def heron():
    make.clinic(slug="ibis", name="Ibis")
    return make.clinic(slug="heron", name="Heron", phone="+1 561-555-0101")


def facts(page) -> dict[str, str]:
    """The rows of label and value on a case."""
    rows = page_of(page).one("main").all("div")
    return {row.one("dt").text: row.one("dd").text for row in rows if len(row.all("dt")) == 1}


def test_danger_and_distress_come_first_and_a_missing_clinic_has_its_typed_name(mo, heron):
    make.claim(heron, days=90)
    missing = make.suggestion(None, "add", values=VALUES, days=30)
    closed = make.suggestion(heron, days=20)
    sad = make.suggestion(heron, "other", days=1, flags=["distress"])
    danger = make.suggestion(heron, "dangerous", days=2)
    make.suggestion(heron, "moved", days=40, confirmed_at=None)
    rows = desk.listed(desk.waiting(), by=mo)
    assert [(row.kind.code, row.pk, row.clinic, row.about) for row in rows if row.pk] == [
        ("urgent-suggestion", danger.pk, "Heron", "It is dangerous, or a fraud"),
        ("urgent-suggestion", sad.pk, "Heron", "Something else"),
        ("claim", rows[2].pk, "Heron", ""),
        ("suggestion", missing.pk, "Sandhill Ketamine", "A clinic is missing"),
        ("suggestion", closed.pk, "Heron", "It has closed for good"),
    ]
    assert rows[3].asked_by == "somebody without an account"


def test_what_was_typed_stands_beside_what_speaks_against_it(browser, heron):
    odd = VALUES | {"phone": heron.phone, "postal_code": "33432", "routes": ["route.iv-infusion"]}
    hidden = make.clinic(slug="gone", name="Sandhill Ketamine", published=False)
    make.suggestion(None, "add", values=VALUES, days=9, words="Me too.")
    one = make.suggestion(None, "add", values=odd | {"postal_code": "33444"}, flags=["links"],
                          link="https://news.example/a")  # fmt: skip
    page = browser.get(f"/moderation/suggestion/{one.pk}/")
    rows = facts(page)
    assert (rows["Name"], rows["Phone"]) == ("Sandhill Ketamine", "(561) 555-0101")
    assert rows["Offers"] == "IV infusion (into a vein)"
    assert rows["Evidence"] == "https://news.example/a"
    text = page_of(page).one("main").text
    assert "There is no listing yet." in text
    assert "Me too." in text
    twins = [a["href"] for a in page_of(page).one("main").all("a")
             if a.attrs.get("href", "").startswith("/moderation/clinics/")]  # fmt: skip
    assert twins == [f"/moderation/clinics/{slug}/" for slug in ("heron", hidden.slug)]
    eyes = page_of(page).one("div.warning").texts("li")
    assert eyes == [
        "There are listings like it. Look whether it is one of them.",
        "Look whether patients are treated at this address: a sign, a suite, its website.",
        "It contains a web address.",
    ]


def test_the_phone_of_the_listing_reads_as_people_write_it(browser, heron):
    make.clinic(slug="quiet", name="Quiet", phone="")
    for slug, shown in (("heron", "(561) 555-0101"), ("quiet", None)):
        one = make.suggestion(Clinic.objects.get(slug=slug))
        assert facts(browser.get(f"/moderation/suggestion/{one.pk}/")).get("Phone") == shown


def test_publishing_goes_to_the_next_case_and_a_reason_is_asked_where_nothing_changes(
    browser, mo, heron
):
    one = make.suggestion(None, "add", values=VALUES, days=9)
    following = make.suggestion(heron, days=3)
    url = f"/moderation/suggestion/{one.pk}/"
    version = seen(browser.get(url))
    bad = browser.post(url, {"seen": version, "outcome": "refused", "answer": "Sorry."})
    assert bad.status_code == 400
    assert page_of(bad).one("div.summary").texts("a") == ["Choose a reason. Who asked is told."]
    assert page_of(bad).one("#id_answer").text == "Sorry."
    done = browser.post(url, {"seen": version, "outcome": "done"})
    assert done["Location"] == f"/moderation/suggestion/{following.pk}/"
    assert list(Hold.objects.values_list("case_id", flat=True)) == [following.pk]
    assert Clinic.objects.get(name="Sandhill Ketamine").status == "open"
    stale = browser.post(url, {"seen": version, "outcome": "refused", "reason": "listed"})
    assert stale.status_code == 409
    assert "This is no longer waiting." in stale.content.decode()


def test_what_the_clinic_withdrew_meanwhile_is_not_decided_and_says_so(browser, heron):
    one, rival = (make.suggestion(heron, kind, from_clinic=True) for kind in ("closed", "other"))
    url = f"/moderation/suggestion/{one.pk}/"
    version = seen(browser.get(url))
    Suggestion.objects.filter(pk=one.pk).update(outcome="withdrawn", decided_at=timezone.now())
    stale = browser.post(url, {"seen": version, "outcome": "done", "since": "2026-03-01"})
    assert stale.status_code == 409
    assert page_of(stale).one("div.summary").texts("p") == [
        "This is no longer waiting: the clinic withdrew it.",
        "What you typed is still below.",
    ]
    assert page_of(stale).one("#id_since")["value"] == "2026-03-01"
    assert Clinic.objects.get(pk=heron.pk).status == "open"
    assert list(Suggestion.objects.waiting()) == [rival]


def test_closing_asks_for_the_day_and_is_taken_back_by_a_new_decision(browser, heron):
    one = make.suggestion(heron, values={"since": "2026-03-01"})
    url = f"/moderation/suggestion/{one.pk}/"
    page = browser.get(url)
    assert page_of(page).one("#id_since")["value"] == "2026-03-01"
    typed = {"seen": seen(page), "outcome": "done"}
    assert browser.post(url, typed | {"since": ""}).status_code == 400
    browser.post(url, typed | {"since": "2026-03-02"})
    closed = Clinic.objects.get(pk=heron.pk)
    assert (closed.status, str(closed.status_since)) == ("closed", "2026-03-02")
    assert "It has closed for good" in browser.get("/moderation/decided/").content.decode()
    assert "now says that it has closed" in browser.get(url).content.decode()
    again = browser.post(f"{url}again/", {"reason": "mistake"})
    assert again["Location"] == url
    assert Clinic.objects.get(pk=heron.pk).status == "open"
    assert Suggestion.objects.get(pk=one.pk).outcome == ""
    assert browser.post(f"{url}again/", {"reason": "mistake"}).status_code == 409


def test_a_move_is_filled_with_what_the_clinic_typed_and_needs_it_only_if_it_moves(browser, heron):
    new = {name: VALUES[name] for name in ("street", "city", "state", "postal_code")}
    one = make.suggestion(heron, "moved", values=new | {"holds_from": "2027-03-01"})
    url = f"/moderation/suggestion/{one.pk}/"
    page = browser.get(url)
    filled = {name: page_of(page).one(f"#id_{name}")["value"] for name in ("street", "since")}
    assert filled == {"street": VALUES["street"], "since": "2027-03-01"}
    nothing = {"seen": seen(page), "street": "", "city": "", "state": "", "postal_code": "",
               "since": ""}  # fmt: skip
    told = page_of(browser.post(url, nothing | {"outcome": "done"})).one("div.summary").texts("a")
    assert told == ["Type the street and the number.", "Type the town.",
                    "Choose a state. We list clinics in the United States only.",
                    "Type the ZIP code.", "Give a day such as 2026-03-31."]  # fmt: skip
    browser.post(url, nothing | {"outcome": "refused", "reason": "not-found"})
    assert Suggestion.objects.get(pk=one.pk).outcome == "refused"


def test_a_kind_of_case_has_its_own_address_and_unconfirmed_ones_have_none(browser, heron):
    usual, urgent = make.suggestion(heron), make.suggestion(heron, "dangerous")
    unconfirmed = make.suggestion(heron, "moved", confirmed_at=None)
    got = {
        (kind, one.pk): browser.get(f"/moderation/{kind}/{one.pk}/").status_code
        for kind in ("suggestion", "urgent-suggestion")
        for one in (usual, urgent, unconfirmed)
    }
    assert [key for key, status in got.items() if status == 200] == [
        ("suggestion", usual.pk), ("urgent-suggestion", urgent.pk)]  # fmt: skip
    assert set(got.values()) == {200, 404}


def test_only_where_nothing_is_taken_away_may_a_key_choose_it(browser, heron):
    keys = {}
    for kind in ("add", "closed", "dangerous", "duplicate", "removal"):
        one = make.suggestion(None if kind == "add" else heron, kind, values=VALUES)
        where = "urgent-suggestion" if kind == "dangerous" else "suggestion"
        rows = page_of(browser.get(f"/moderation/{where}/{one.pk}/")).all("div")
        keys[kind] = {row["data-key"]: row["data-value"] for row in rows
                      if "data-key" in row.attrs}  # fmt: skip
    assert keys == {
        "add": {"a": "done", "r": "refused"},
        "closed": {"r": "refused"},
        "dangerous": {"r": "refused"},
        "duplicate": {"a": "done", "r": "refused"},
        "removal": {"r": "refused"},
    }

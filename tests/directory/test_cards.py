"""Results are read from stored cards; a clinic without one is shown all the same."""

import datetime as dt

import pytest

from clinics.exchange.actions.lists import note_list
from clinics.listing.card import LAYOUT
from clinics.models import Clinic, Hours, SourceList, StoredCard
from directory.presenting.listed_card import cards
from directory.search.answer import Found
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

CRPS, MEDICARE = "condition.crps", "insurance.medicare"


def found(*clinics: Clinic) -> list[Found]:
    """As a search finds them, one mile apart."""
    return [Found(clinic_id=c.pk, distance_miles=float(n)) for n, c in enumerate(clinics)]


def a_clinic(**words) -> Clinic:
    facts = [
        make.fact("safety.acls-on-site", confirmed="document", due_in=-1, confirmed_days=30),
        make.fact("staff.psychiatrist", confirmed="register"),
        make.fact(MEDICARE, covers=["visits"], prior_authorization=True, detail="Visits only"),
        make.fact("number.sessions_in_course", 6),
    ]
    return make.clinic(
        yes=f"route.at-home {CRPS} access.accepting-new-patients", no="condition.ptsd",
        facts=facts, prices={"price.session": 450, "price.consultation": "99.50"},
        hours=[Hours(weekday=n, opens=dt.time(8), closes=dt.time(17)) for n in range(7)], **words,
    )  # fmt: skip


ASKED = {"near": "33444", "condition": ["crps", "ptsd"], "insurance": "medicare", "nice": CRPS,
         "sort": "match"}  # fmt: skip


@pytest.mark.parametrize("asked", [{}, {"near": "33444"}, ASKED])
def test_a_page_says_the_same_whether_its_cards_are_stored_or_made(client, asked):
    heron = a_clinic(name="Heron & Sons", phone="+1 561-555-0101")
    a_clinic(name="Rival", source="import", source_name="Example list")
    make.report(heron, CRPS)
    stored = client.get("/search/", asked).content
    assert stored.count(b'<li class="result"') == 2
    StoredCard.objects.update(layout=LAYOUT + 1)
    assert client.get("/search/", asked).content == stored
    StoredCard.objects.all().delete()
    assert client.get("/search/", asked).content == stored


def test_a_stored_card_is_what_is_shown(client):
    heron = make.clinic(name="Heron")
    make.clinic(name="Rival")
    card = StoredCard.objects.get(clinic=heron)
    card.said["name"] = "As the card says"
    card.save()
    page = seen(client.get("/search/", {"sort": "name"}))
    assert page.texts("h3")[:2] == ["As the card says", "Rival"]


def test_cards_take_one_query_and_four_where_they_must_be_made(django_assert_num_queries):
    clinics = [a_clinic(name=name) for name in ("A", "B", "C")]
    with django_assert_num_queries(0):
        assert cards([]) == []
    for codes in ((), (CRPS, MEDICARE)):
        with django_assert_num_queries(1):
            all_stored = cards(found(*clinics), codes=codes)
        assert [one.clinic.name for one in all_stored] == ["A", "B", "C"]
        assert [one.distance_miles for one in all_stored] == [0, 1, 2]
    StoredCard.objects.filter(clinic__in=clinics[1:]).delete()
    with django_assert_num_queries(5):
        assert cards(found(*clinics), codes=(CRPS, MEDICARE)) == all_stored


def test_every_answer_to_what_was_asked_comes_along():
    heron, rival = a_clinic(), make.clinic(offers_none=True)
    (one, other) = cards(found(heron, rival), codes=(CRPS, "condition.ptsd", MEDICARE))
    stated = {fact.code: fact for fact in heron.facts.all()}
    for code in (CRPS, "condition.ptsd", MEDICARE):
        for name in ("value", "detail", "covers", "prior_authorization", "confirmed_by",
                     "confirmed_on", "due_on", "source", "affirmed_on"):  # fmt: skip
            assert getattr(one.facts[code], name) == getattr(stated[code], name), (code, name)
    assert sorted(one.facts) == [
        CRPS, "condition.ptsd", MEDICARE, "route.at-home", "safety.acls-on-site",
        "staff.psychiatrist",
    ]  # fmt: skip
    assert other.facts == {}


def test_who_is_no_longer_published_is_not_shown():
    heron, hidden = make.clinic(), make.clinic()
    StoredCard.objects.filter(clinic=hidden).delete()
    Clinic.objects.filter(pk=hidden.pk).update(status="candidate")
    assert [one.clinic.pk for one in cards(found(hidden, heron))] == [heron.pk]


def test_whether_a_list_asks_about_prices_is_read_anew(client):
    imported = {"source": "import", "source_name": "Example list"}
    route = make.fact("route.iv-infusion", **imported)
    make.clinic(name="Heron", facts=[route], **imported)
    SourceList.objects.create(name="Example list")
    make.clinic(name="Rival", prices={"price.session": 450})

    def price() -> str:
        page = seen(client.get("/search/", {"sort": "name"}))
        return page.all("span.price-sum")[0].text

    assert price() == "Prices not known: Example list states none for this clinic"
    note_list("Example list", asks_prices=False)
    assert price() == "Example list does not ask about prices"

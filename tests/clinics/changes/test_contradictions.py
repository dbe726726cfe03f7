"""What cannot all be so is said: before a clinic sends it, and to the moderator."""

import pytest

from clinics.changes import values
from clinics.changes.contradictions import contradictions
from clinics.models import ProposedChange
from tests import make
from tests.clinics.changes.cast import NO, YES, said
from tests.clinics.changes.typing import fill
from tests.clinics.moderation.cast import proposal

pytestmark = pytest.mark.django_db

BOCA = {"street": "1 Main St", "city": "Boca Raton", "state": "FL", "postal_code": "33432"}
FREE = "payment.free-consultation"
DAY = "2026-01-01"


def found(clinic, **after) -> list[str]:
    """The sentences about a clinic that would say this too."""
    codes = {code.replace("__", ".").replace("_", "-"): value for code, value in after.items()}
    whole = values.proposed(said(clinic), codes, on=make.today())
    return [one.sentence for one in contradictions(whole, of=codes)]


def price(amount) -> dict:
    """A proposed price."""
    return {"amount": str(amount), "currency": "USD", "valid_from": DAY}


@pytest.mark.parametrize(
    ("answer", "amount", "sentences"),
    [
        (True, 175, ["The first consultation costs $175, but “Free first consultation” is "
                     "answered Yes."]),
        (False, 0, ["The first consultation costs $0, but “Free first consultation” is answered "
                    "No."]),
        (True, 0, []),
        (False, 175, []),
        (None, 175, []),
    ],
)  # fmt: skip
def test_a_price_against_free(answer, amount, sentences):
    clinic = make.clinic()
    fact = None if answer is None else {"value": answer}
    assert found(clinic, price__consultation=price(amount), payment__free_consultation=fact) == (
        sentences
    )


@pytest.mark.parametrize(
    ("code", "value", "label"),
    [
        ("description", "We cure depression.", "Description"),
        ("description", "Nine of ten feel better.", "Description"),
        ("condition__ocd", {"value": True, "detail": "95 % success rate"},
         "Obsessive-compulsive disorder (OCD)"),
        ("price__consultation", price(90) | {"includes": "Guaranteed relief"},
         "First consultation"),
        ("description", "We check blood pressure and stay in the room.", ""),
        ("condition__ocd", {"value": True, "detail": "With a therapist"}, ""),
    ],
)  # fmt: skip
def test_a_promise_of_an_outcome_is_said(code, value, label):
    wanted = [f"“{label}” may promise an outcome."] if label else []
    assert found(make.clinic(), **{code: value}) == wanted


def test_what_is_public_already_counts_and_what_is_not_touched_is_left_alone():
    clinic = make.clinic(yes=FREE, prices={"price.session.lozenge": 90})
    assert found(clinic, price__consultation=price(175)) == [
        "The first consultation costs $175, but “Free first consultation” is answered Yes."
    ]
    assert found(clinic, condition__crps=YES) == []


@pytest.mark.parametrize(
    ("route", "sentences"),
    [
        (NO, ["There is a price for “One session: Lozenge, troche or tablet”, but “Lozenge, "
              "troche or tablet” is: No."]),
        (None, ["There is a price for “One session: Lozenge, troche or tablet”, but “Lozenge, "
                "troche or tablet” is: Not stated."]),
        (YES, []),
    ],
)  # fmt: skip
def test_a_price_of_a_route_that_is_not_offered(route, sentences):
    clinic = make.clinic(yes="route.iv-infusion", prices={"price.session.iv-infusion": 400})
    assert found(clinic, price__session__lozenge=price(90), route__lozenge=route) == sentences


def test_a_route_taken_back_while_its_price_stays():
    clinic = make.clinic(yes="route.lozenge", prices={"price.session.lozenge": 90})
    assert found(clinic, route__lozenge=None) == [
        "There is a price for “One session: Lozenge, troche or tablet”, but “Lozenge, troche or "
        "tablet” is: Not stated."
    ]


@pytest.mark.parametrize(
    ("code", "answer", "hours", "sentences"),
    [
        ("weekend-hours", YES, [[0, "09:00", "17:00"]],
         ["“Weekend hours” is answered Yes, but the opening hours have none."]),
        ("weekend-hours", NO, [[6, "09:00", "12:00"]],
         ["“Weekend hours” is answered No, but the opening hours have some."]),
        ("weekend-hours", YES, [[5, "09:00", "12:00"]], []),
        ("weekend-hours", YES, None, []),
        ("evening-hours", YES, [[0, "09:00", "17:00"]],
         ["“Evening hours” is answered Yes, but the opening hours have none."]),
        ("evening-hours", YES, [[0, "09:00", "20:00"]], []),
        ("evening-hours", NO, [[0, "09:00", "18:00"]], []),
    ],
)  # fmt: skip
def test_evenings_and_weekends_against_the_opening_hours(code, answer, hours, sentences):
    assert found(make.clinic(), **{f"access__{code}": answer, "hours": hours}) == sentences


@pytest.mark.parametrize(
    ("number", "item", "sentence"),
    [
        ("patients_per_observer", "safety.continuous-observation",
         "There is a number for “Patients per person watching”, but “A clinician watches "
         "throughout” is answered No."),
        ("wait_days", "access.accepting-new-patients",
         "There is a number for “Wait for a first appointment”, but “Accepting new patients” is "
         "answered No."),
    ],
)  # fmt: skip
def test_a_number_of_something_that_is_answered_no(number, item, sentence):
    after = {f"number.{number}": {"number": 3}}
    for clinic, sentences in ((make.clinic(no=item), [sentence]), (make.clinic(yes=item), [])):
        whole = values.proposed(said(clinic), after, on=make.today())
        assert [one.sentence for one in contradictions(whole, of=after)] == sentences


def test_answers_that_exclude_each_other():
    clinic = make.clinic(no="accreditation.rems-certified aftercare.integration-therapy")
    assert found(clinic, route__esketamine_nasal=YES, price__integration=price(100)) == [
        "There is a price for “Integration (talking therapy) session”, but “Talking therapy "
        "included or offered” is: No.",
        "“Esketamine nasal spray (Spravato)” may only be given in a certified setting, but "
        "“REMS-certified setting (Spravato)” is answered No.",
    ]
    assert found(make.clinic(), route__esketamine_nasal=YES, price__integration=price(100)) == []


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        ({}, []),
        ({"postal_code": "90210"}, ["The ZIP code 90210 is not in FL."]),
        ({"state": "CA"}, ["The ZIP code 33432 is not in CA."]),
        ({"postal_code": "32801"}, ["The ZIP code 32801 lies 170 miles from Boca Raton, FL."]),
        ({"postal_code": "00000"}, ["We know no ZIP code 00000."]),
        ({"city": "Nowhere At All"}, []),
        ({"postal_code": ""}, []),
        ({"country": "CA", "state": "ON", "postal_code": "K1A 0B1"}, []),
    ],
)
def test_a_zip_code_against_state_and_town(change, sentences):
    assert found(make.clinic(), address=BOCA | change) == sentences


def test_a_point_far_from_its_zip_code_is_said_when_the_address_is_touched():
    here = BOCA | {"country": "US"}
    clinic = make.clinic(town="boca", **here | {"latitude": 42.35, "longitude": -71.06})
    rival = make.clinic(town="boca", **here)
    assert found(clinic, address=here | {"street2": "Suite 4"}) == [
        "The ZIP code 33432 lies 1218 miles from the point on the map."
    ]
    assert found(rival, address=here | {"street2": "Suite 4"}) == []


def test_letters_in_a_name_that_only_look_like_others():
    assert found(make.clinic(), name="P\u0430lm Clinic") == [
        "“P\u0430lm Clinic” has odd letters: \u0430 (Cyrillic small letter a)."
    ]
    assert found(make.clinic(), name="Palm Clinic") == []


def test_only_the_address_takes_queries(django_assert_num_queries):
    clinic = said(make.clinic(yes=FREE))
    with django_assert_num_queries(0):
        whole = values.proposed(clinic, {"price.consultation": price(9)}, on=make.today())
        assert len(contradictions(whole, of={"price.consultation"})) == 1
    with django_assert_num_queries(2):
        whole = values.proposed(clinic, {"address": BOCA}, on=make.today())
        assert contradictions(whole, of={"address"}) == []


def test_the_review_page_says_it_before_it_is_sent_and_sends_it_all_the_same():
    clinic = make.clinic(yes=FREE)
    browser = make.signed_in(make.ann(clinic))
    assert fill(browser, clinic, **{"price__consultation:amount": "175"}).status_code == 302
    url = f"/my/clinics/{clinic.slug}/review/"
    page = browser.get(url)
    assert "Look at this" in page.content.decode()
    assert [one.sentence for one in page.context["contradictions"]] == [
        "The first consultation costs $175, but “Free first consultation” is answered Yes."
    ]
    browser.post(url, {"seen": page.context["seen"], "note": ""})
    assert ProposedChange.objects.get().items.get().code == "price.consultation"


def test_the_case_says_it_while_it_waits(django_assert_max_num_queries):
    clinic = make.clinic(yes=FREE)
    change = proposal(clinic, price__consultation=price(175), condition__crps=YES)
    rival = proposal(make.clinic(yes=FREE), email="ben@example.org", condition__crps=YES)
    browser = make.signed_in(make.moderator())
    page = browser.get(f"/moderation/change/{change.pk}/")
    (one,) = page.context["case"].contradictions
    assert one.codes == {"price.consultation", FREE}
    assert "The first consultation costs $175, but" in page.content.decode()
    other = browser.get(f"/moderation/change/{rival.pk}/")
    assert other.context["case"].contradictions == []
    assert "Look at this" not in other.content.decode()

"""The price of a course, as a search filters and orders by it; each with one that comes close."""

import pytest

from clinics.models import Price
from tests import make
from tests.directory.test_search import answer, found

pytestmark = pytest.mark.django_db


def test_a_highest_price_leaves_out_who_publishes_none_and_counts_them_aloud():
    course = {"price.consultation": 100, "price.session": 300}
    sessions = [make.fact("number.sessions_in_course", 6)]
    make.clinic(name="Cheap", prices=course, facts=sessions)
    make.clinic(name="Dear", prices=course | {"price.session": 900}, facts=sessions)
    make.clinic(name="Part", prices={"price.session": 10})
    make.clinic(name="None")
    reply = answer("max_course_price=1900")
    assert found("max_course_price=1900") == ["Cheap"]
    assert found("max_course_price=1899") == found("max_course_price=$1,899.99") == []
    assert found("max_course_price=1,900.00") == ["Cheap"]
    assert (reply.count, reply.unpriced, reply.partly_priced) == (1, 1, 1)
    assert (reply.may_fit, len(reply.first_may_fit)) == (2, 2)
    low = answer("max_course_price=9.99")
    assert (low.unpriced, low.partly_priced, low.may_fit) == (1, 1, 1)
    assert answer("").may_fit == 0


def test_a_partial_price_is_never_sorted_as_cheaper():
    sessions = [make.fact("number.sessions_in_course", 6)]
    course = {"price.consultation": 100, "price.session": 300}
    make.clinic(name="Whole", prices=course, facts=sessions)
    make.clinic(name="Part", prices={"price.session": 10})
    make.clinic(name="None")
    make.clinic(name="Free consultation", prices=course | {"price.consultation": 0},
                facts=sessions)  # fmt: skip
    assert found("sort=course_price") == ["Free consultation", "Whole", "Part", "None"]


def canadian(code: str, amount: int) -> Price:
    """A price in another currency than the site's."""
    price = make.price(code, amount)
    price.currency = "CAD"
    return price


def test_a_course_in_another_currency_has_no_price_in_dollars():
    sessions = [make.fact("number.sessions_in_course", 2)]
    consultation, session = make.price("price.consultation", 90), make.price("price.session", 30)
    make.clinic(name="Dollars", prices=[consultation, session], facts=sessions)
    make.clinic(
        name="Canadian sessions",
        facts=sessions,
        prices=[make.price("price.consultation", 10), canadian("price.session", 10)],
    )
    make.clinic(
        name="Canadian consultation",
        facts=sessions,
        prices=[canadian("price.consultation", 10), make.price("price.session", 10)],
    )
    assert found("max_course_price=150") == ["Dollars"]
    assert found("max_course_price=149") == []
    assert found("sort=course_price") == ["Dollars", "Canadian consultation", "Canadian sessions"]


def test_the_session_of_no_route_counts_and_else_the_lowest_with_what_must_be_bought():
    sessions = [make.fact("number.sessions_in_course", 2)]
    make.clinic(
        name="Any route",
        facts=sessions,
        prices={"price.consultation": 0, "price.session": 300, "price.session.at-home": 10},
    )
    make.clinic(
        name="Lowest",
        facts=sessions,
        prices={
            "price.consultation": 0,
            "price.session.iv-infusion": 400,
            "price.session.at-home": 200,
        },
    )
    make.clinic(
        name="Required",
        facts=sessions,
        prices=[
            make.price("price.consultation", 0),
            make.price("price.session", 200),
            make.price("price.integration", 100, required=True),
            make.price("price.booster", 50),
        ],
    )
    make.clinic(
        name="No sessions",
        facts=[make.fact("number.sessions_in_course", 0)],
        prices={"price.consultation": 0, "price.session": 1},
    )
    assert found("max_course_price=400") == ["Lowest"]
    assert found("max_course_price=500") == ["Lowest", "Required"]
    assert found("sort=course_price") == ["Lowest", "Required", "Any route", "No sessions"]

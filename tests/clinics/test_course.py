"""The course price: whole, partial, or none; a missing part is never free."""

from decimal import Decimal

import pytest

from clinics.listing.course import course_price
from tests import make

CASES = [
    # prices, sessions in the course, (amount, partial)
    ({"price.consultation": 150, "price.session": 400}, 6, (2550, False)),
    ({"price.consultation": 0, "price.session": 400}, 6, (2400, False)),
    ({"price.session": 400}, 6, (2400, True)),
    ({"price.consultation": 150, "price.session": 400}, None, (550, True)),
    ({"price.consultation": 150}, 6, (150, True)),
    ({"price.consultation": 150, "price.session.iv-infusion": 500,
      "price.session.lozenge": 90}, 2, (330, False)),
    ({"price.consultation": 150, "price.session": 400,
      "price.session.lozenge": 90}, 2, (950, False)),
    ({"price.consultation": 150, "price.session": 400, "price.booster": 350}, 2, (950, False)),
]  # fmt: skip


@pytest.mark.parametrize(("prices", "sessions", "expected"), CASES)
def test_a_course_is_the_consultation_and_the_sessions(prices, sessions, expected):
    course = course_price([make.price(c, a) for c, a in prices.items()], sessions)
    assert (course.amount, course.partial) == (Decimal(expected[0]), expected[1])


def test_no_price_and_a_booster_alone_give_no_course_price():
    assert course_price([], 6) is None
    assert course_price([make.price("price.booster", 300)], 6) is None


def test_what_must_be_bought_with_the_course_is_in_it_and_what_may_is_not():
    prices = [
        make.price("price.consultation", 100),
        make.price("price.session", 400),
        make.price("price.integration", 120, required=True),
        make.price("price.booster", 350),
    ]
    assert course_price(prices, 2).amount == Decimal(1020)


def test_a_price_in_another_currency_is_not_added():
    consultation = make.price("price.consultation", 100)
    consultation.currency = "CAD"
    course = course_price([consultation, make.price("price.session", 400)], 2)
    assert (course.amount, course.partial, course.currency) == (Decimal(800), True, "USD")

"""The course price: whole, partial, or none; a missing part is never free."""

from decimal import Decimal

import pytest

from clinics.listing.course import CoursePrice, course_price
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


def test_every_part_is_told_and_what_a_price_has_to_do_with_no_course_is_left_out():
    prices = [
        make.price("price.consultation", 100, required=True),
        make.price("price.session", 400, required=True),
        make.price("price.booster", 350, required=True),
        make.price("price.integration", 120),
    ]
    assert course_price(prices, 2) == CoursePrice(
        amount=Decimal(1250), currency="USD", partial=False, consultation=Decimal(100),
        session=Decimal(400), sessions=2, extras=Decimal(350),
    )  # fmt: skip
    assert course_price(prices[2:], 2) is None


def test_a_course_of_no_session_is_one_whose_number_is_not_known():
    prices = [make.price("price.consultation", 100), make.price("price.session", 400)]
    assert course_price(prices, 0) == CoursePrice(
        amount=Decimal(500), currency="USD", partial=True, consultation=Decimal(100),
        session=Decimal(400), sessions=0, extras=Decimal(0),
    )  # fmt: skip


def test_of_session_prices_in_two_currencies_the_first_by_its_letters_is_the_courses():
    prices = [
        make.price("price.consultation", 100),
        make.price("price.session", 400),
        make.price("price.session.lozenge", 90),
        make.price("price.booster", 350, required=True),
    ]
    prices[0].currency = prices[2].currency = "CAD"
    assert course_price(prices, 2) == CoursePrice(
        amount=Decimal(280), currency="CAD", partial=False, consultation=Decimal(100),
        session=Decimal(90), sessions=2, extras=Decimal(0),
    )  # fmt: skip


def test_a_consultation_alone_is_read_in_dollars():
    consultation = make.price("price.consultation", 100)
    assert course_price([consultation], 2).currency == "USD"
    consultation.currency = "CAD"
    assert course_price([consultation], 2) is None

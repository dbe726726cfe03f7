"""How often one network may ask the API, and what it is told when it asks more often."""

import pytest
from django.conf import settings as site
from django.core.cache import caches

from directory.site import throttles
from tests import make

pytestmark = pytest.mark.django_db

CLINICS = "/api/v1/clinics"
HERE, NEIGHBOR = "198.51.100.7", "198.51.100.8"


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> list[float]:
    """The second that it is for the counting. It moves when a test says so, however slow we are."""
    now = [1000.0]
    monkeypatch.setattr(throttles, "clock", lambda: now[0])
    return now


@pytest.fixture
def two_a_minute(settings):
    """Two searches and three other requests a minute."""
    settings.OPEN_DATA_A_MINUTE = {"api-search": 2, "api": 3}
    make.clinic(slug="pelican-key")


def status(client, path=CLINICS, address=HERE, **more):
    """The status that a network gets."""
    return client.get(path, REMOTE_ADDR=address, **more).status_code


def test_a_network_that_searches_too_often_is_told_when_to_come_back(client):
    for number in range(site.API_SEARCHES_A_MINUTE):
        # Refused for its parameter, which is quick; it counts all the same.
        assert status(client, f"{CLINICS}?nothing={number}") == 400
    answer = client.get(CLINICS, REMOTE_ADDR=HERE)
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Retry-After"] == "60"
    assert answer.json() == {
        "type": "/api/v1/docs#too-many-requests",
        "title": "Too many requests",
        "status": 429,
        "detail": "Your network asked too often. Ask again in 60 seconds.",
    }
    assert status(client, address=NEIGHBOR) == 200


def test_searches_and_other_requests_are_counted_apart(client, two_a_minute):
    assert [status(client) for _ in range(3)] == [200, 200, 429]
    others = [f"{CLINICS}/pelican-key", "/api/v1/places?q=a", "/api/v1/openapi.json"]
    assert [status(client, path) for path in [*others, *others]] == [200] * 3 + [429] * 3
    assert client.get("/api/v1/docs", REMOTE_ADDR=HERE).status_code == 200
    assert client.get("/search/", REMOTE_ADDR=HERE).status_code == 200


def test_head_counts_as_get_does(client, two_a_minute):
    answers = [client.head(CLINICS, REMOTE_ADDR=HERE).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_who_waits_as_long_as_was_said_is_answered_again(client, clock, two_a_minute):
    assert status(client) == 200
    clock[0] += 59
    assert status(client) == 200
    refused = client.get(CLINICS, REMOTE_ADDR=HERE)
    assert refused.status_code == 429
    assert refused.json()["detail"] == "Your network asked too often. Ask again in 1 second."
    clock[0] += int(refused["Retry-After"])
    assert [status(client), status(client)] == [200, 429]


def test_an_ipv6_network_is_the_64_bits_of_one_line(client, two_a_minute):
    line = ["2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:1:ffff::3"]
    assert [status(client, address=address) for address in line] == [200, 200, 429]
    assert status(client, address="2001:db8:0:2::1") == 200


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(client, settings, two_a_minute):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for forged, expected in (("192.0.2.1", 200), ("192.0.2.2", 200), ("192.0.2.3", 429)):
        seen = f"{forged}, {HERE}"
        assert status(client, address="10.0.0.1", HTTP_X_FORWARDED_FOR=seen) == expected
    seen = f"192.0.2.3, {NEIGHBOR}"
    assert status(client, address="10.0.0.1", HTTP_X_FORWARDED_FOR=seen) == 200


def test_without_a_proxy_nobody_becomes_another_by_a_header(client, two_a_minute):
    forged = [f"192.0.2.{number}" for number in range(3)]
    statuses = [status(client, HTTP_X_FORWARDED_FOR=address) for address in forged]
    assert statuses == [200, 200, 429]


def test_all_whose_address_is_unknown_count_as_one_network(client, two_a_minute):
    unknown = [status(client, address=address) for address in ("", "nonsense", "")]
    assert unknown == [200, 200, 429]
    assert status(client) == 200


def test_counting_keeps_no_address_and_no_question_and_asks_no_database(
    client, two_a_minute, django_assert_num_queries, caplog
):
    with django_assert_num_queries(0):
        client.get(f"{CLINICS}?nothing=sorrow", REMOTE_ADDR=HERE)
    with django_assert_num_queries(7):  # as many as without a throttle
        client.get(f"{CLINICS}?near=33444", REMOTE_ADDR=HERE)
    with django_assert_num_queries(0):
        assert status(client, f"{CLINICS}?near=sorrow") == 429
    [(key, kept)] = caches["throttles"]._cache.items()
    assert HERE not in key
    assert len(key.rsplit("_", 1)[-1]) == 64
    assert b"sorrow" not in kept
    assert HERE.encode() not in kept
    assert HERE not in caplog.text
    assert "sorrow" not in caplog.text

"""Signs of abuse: told to the moderator, never a reason to drop anything."""

import datetime as dt

import pytest
from django.utils import timezone

from clinics.models import Salt, Trace
from clinics.networks import network_of
from clinics.reviews.abuse import FLAGS, flags_of_words, is_alike, runs
from clinics.reviews.actions import write as actions
from tests import make
from tests.clinics.reviews.cast import WORDS, handed_in, token, write

OTHER = "Nobody called me back, although I had asked for it twice on the phone."


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        ("They took my blood pressure twice. Parking was fine.", []),
        ("Cheaper at https://pills.example/x", ["links"]),
        ("Cheaper at www.pills.example", ["links"]),
        ("Go to best-pills.com", ["links"]),
        ("Write to me at ann@mail.example", ["contact"]),
        ("Call (561) 555-0142", ["contact"]),
        ("Call 561-555-0142 or pills.com", ["links", "contact"]),
        ("The man at the desk is an IDIOT.", ["insults"]),
        ("What a class! I passed the massage room.", []),
        ("Dr. Heron was kind.", ["names-a-person"]),
        ("Thank you nurse Marsh", ["names-a-person"]),
        ("Ada Marsh, CRNA, stayed with me.", ["names-a-person"]),
        ("The doctor was kind. Nurse practitioners stayed.", []),
        ("I saw the doctor. Then I went home.", []),
        ("", []),
    ],
)
def test_words_that_a_moderator_is_told_of(words, flags):
    assert flags_of_words(words) == flags
    assert set(flags) <= set(FLAGS)


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (WORDS, True),
        (WORDS.upper().replace(",", "!"), True),
        (WORDS.replace("quoted", "promised"), True),
        (WORDS[:40], False),
        (OTHER, False),
        ("", False),
    ],
)
def test_nearly_the_same_words(other, alike):
    assert is_alike(runs(WORDS), runs(other)) is alike


@pytest.mark.django_db
def test_the_same_words_elsewhere_are_flagged_and_kept():
    first = make.review(make.clinic(), words=WORDS)
    make.review(make.clinic(), words=OTHER)
    make.review(make.clinic(), words="Great place.")
    review = handed_in(make.clinic(), words=WORDS.replace("quoted", "said"))
    assert (review.flags, review.status, first.flags) == (["same-words"], "waiting", [])
    assert handed_in(make.clinic(), email="b@mail.example", words="Great place.").flags == []


@pytest.mark.django_db
def test_the_same_network_is_flagged_for_one_clinic_and_a_day():
    clinic, now = make.clinic(), timezone.now()
    words = iter(f"Word{n} is what I thought of it afterwards, all in all." for n in range(9))
    hours = dt.timedelta(hours=1)

    def flags(number, *, at=now, of=clinic, network="192.0.2.10"):
        write(of, email=f"p{number}@mail.example", words=next(words)[:7], network=network, at=at)
        return actions.confirm(token(), at=at).flags

    assert flags(1, at=now - 20 * hours) == []
    assert flags(2) == ["same-network"]
    assert flags(3, of=make.clinic()) == []
    assert flags(4, network="192.0.2.11") == []
    assert flags(5, network="") == []
    assert flags(6, network="") == []
    assert flags(7, at=now + 25 * hours) == []


@pytest.mark.django_db
def test_a_burst_is_flagged_from_the_sixth_in_an_hour():
    clinic = make.clinic()
    make.review(make.clinic())
    flags = [handed_in(clinic, email=f"p{n}@mail.example", words="", network="").flags
             for n in range(7)]  # fmt: skip
    assert flags == [[]] * 5 + [["burst"]] * 2


@pytest.mark.django_db
def test_a_trace_is_a_hash_that_the_next_days_salt_makes_another():
    clinic, now = make.clinic(), timezone.now()
    write(clinic, network="192.0.2.10", at=now - dt.timedelta(days=1, hours=1))
    write(clinic, network="192.0.2.10", at=now)
    hashes = list(Trace.objects.values_list("network", flat=True))
    assert len(set(hashes)) == len(hashes) == Salt.objects.count() == 2
    assert all(len(known) == 64 and "192.0.2" not in known for known in hashes)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.10", "192.0.2.10"),
        (" 2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.10", "192.0.2.10"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_a_line_has_one_network(address, network):
    assert network_of(address) == network

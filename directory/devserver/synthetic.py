"""Synthetic clinics for scale tests: random answers in real towns, weighted by population."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from django.utils import timezone

from clinics.checklist import CHECKLIST
from clinics.listing.coverage import coverable, in_order, is_insurer
from clinics.listing.draft import Draft
from clinics.models import Fact, Hours, Price
from clinics.vocabulary import Item
from directory.places.models import Place

FIRST_WORDS = (
    "Amber", "Birch", "Cedar", "Dune", "Elm", "Fern", "Garnet", "Harbor", "Iris", "Juniper",
    "Kestrel", "Laurel", "Meadow", "North", "Opal", "Prairie", "Quartz", "River", "Sable",
    "Tamarack", "Umber", "Valley", "Willow", "Yarrow", "Zephyr",
)  # fmt: skip
SECOND_WORDS = (
    "Bay", "Bridge", "Canyon", "Creek", "Field", "Gate", "Grove", "Hill", "Lake", "Mill",
    "Orchard", "Park", "Point", "Ridge", "Shore", "Spring", "Stone", "Wood",
)  # fmt: skip
LAST_WORDS = (
    "Ketamine Clinic", "Infusion Center", "Pain Medicine", "Psychiatry", "Wellness", "Mood Clinic",
    "Integrative Health",
)  # fmt: skip
LIKELIHOODS = {
    "route.iv-infusion": 0.7,
    "access.accepting-new-patients": 0.8,
    "payment.self-pay": 0.9,
}

SPREAD = 0.05
"""Standard deviation of how far a clinic is from the middle of its town, in degrees."""


def towns() -> tuple[list[tuple], list[int]]:
    """Towns as (name, state, county FIPS, latitude, longitude), and their populations."""
    rows = list(
        Place.objects.filter(kind=Place.Kind.TOWN, population__gte=5000)
        .order_by("pk")
        .values_list("name", "state", "county", "latitude", "longitude", "population")
    )
    return [row[:5] for row in rows], [row[5] or 0 for row in rows]


def synthetic_drafts(count: int, *, seed: int = 0) -> Iterator[Draft]:
    """`count` drafts. The same seed, day and gazetteer give the same drafts."""
    random, today = Random(seed), timezone.localdate()
    places, weights = towns()
    for number, place in enumerate(random.choices(places, weights, k=count)):
        yield _draft(f"{seed}-{number}", place, random, today)


def _draft(key: str, place: tuple, random: Random, today: dt.date) -> Draft:
    town, state, county, latitude, longitude = place
    name = f"{random.choice(FIRST_WORDS)} {random.choice(SECOND_WORDS)} {random.choice(LAST_WORDS)}"
    facts = _facts(random, today)
    return Draft(
        fields={
            **dict.fromkeys(("description", "how_to_find", "street2", "county", "email"), ""),
            **{"slug": f"synthetic-{key}", "name": name, "city": town, "state": state},
            "street": f"{random.randint(1, 9999)} {random.choice(SECOND_WORDS)} Street",
            **{"postal_code": "", "county_fips": county, "country": "US", "address_key": ""},
            "latitude": round(min(89.0, latitude + random.gauss(0, SPREAD)), 5),
            "longitude": round(max(-180.0, min(180.0, longitude + random.gauss(0, SPREAD))), 5),
            "is_approximate": False,
            "phone": f"+1 202-555-01{random.randint(0, 99):02}",
            "website": f"https://synthetic-{key}.example/",
            **{"listed_by": "synthetic", "external_id": key, "corrections": {}},
            **_provenance(random, today),
        },
        organization=f"{random.choice(FIRST_WORDS)} Health" if random.random() < 0.2 else "",
        facts={fact.code: fact for fact in facts},
        prices={price.code: price for price in _prices(random, today)},
        hours=[
            Hours(weekday=day, opens=dt.time(9), closes=dt.time(17))
            for day in range(random.choice((0, 5, 5, 6)))
        ],
    )


def _provenance(random: Random, today: dt.date) -> dict:
    source = random.choices(("clinic", "import"), (4, 1))[0]
    since = random.randint(0, 700)
    return {
        "source": source,
        "source_name": "" if source == "clinic" else "Synthetic list",
        "since": today - dt.timedelta(days=since),
        "affirmed_on": today - dt.timedelta(days=random.randint(0, since)),
    }


def _facts(random: Random, today: dt.date) -> list[Fact]:
    openness = random.betavariate(2, 2)
    facts = [
        _fact(item, random, today)
        for item in CHECKLIST.items
        if not item.derived and random.random() < max(openness, LIKELIHOODS.get(item.qualified, 0))
    ]
    return facts + [
        Fact(
            code=number.qualified,
            number=random.randint(1, min(number.highest, 12)),
            **_provenance(random, today),
        )
        for number in CHECKLIST.numbers
        if random.random() < openness
    ]


def _fact(item: Item, random: Random, today: dt.date) -> Fact:
    yes = random.random() < LIKELIHOODS.get(
        item.qualified, 0.15 if item.group == "language" else 0.6
    )
    fact = Fact(code=item.qualified, value=yes, **_provenance(random, today))
    if yes and is_insurer(fact.code):
        _cover(fact, random)
    if yes and item.confirm and random.random() < 0.4:
        ago = random.randint(0, 500)
        fact.confirmed_by = random.choice(item.confirm)
        fact.confirmed_on = today - dt.timedelta(days=ago)
        fact.due_on = fact.confirmed_on + dt.timedelta(days=item.valid_days)
    return fact


def _cover(fact: Fact, random: Random) -> None:
    """Let about half of the insurers' yes say what it pays for."""
    if random.random() < 0.5:
        fact.covers = in_order(random.sample(coverable(), random.randint(1, 3)))
    fact.prior_authorization = random.choice((None, None, True, False))


def _prices(random: Random, today: dt.date) -> list[Price]:
    stated = [
        (kind, route)
        for kind, route in CHECKLIST.price_columns().values()
        if random.random() < (0.05 if route else 0.4)
    ]
    return [
        Price(
            kind=kind.code,
            route=route,
            amount=Decimal(random.randrange(50, 1200, 25)),
            valid_from=today - dt.timedelta(days=random.randint(0, 400)),
            required_for_course=kind.code == "integration" and random.random() < 0.3,
            **_provenance(random, today),
        )
        for kind, route in stated
    ]

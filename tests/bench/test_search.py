"""How long a search takes beside the bare nearest-twenty query, in one interleaved run.

`BENCH_CLINICS` says over how many synthetic clinics (100,000).
"""

import os
import statistics
import time

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client

from clinics.listing.actions.insert_many import insert_many
from directory.devserver.synthetic import synthetic_drafts
from directory.places.models import Place
from directory.search.question import ask
from directory.search.search import search

CLINICS = int(os.environ.get("BENCH_CLINICS", "100000"))
CENTRES, ROUNDS = 60, 5
NEAREST = """
select clinic_id from clinics_searchrow
order by point(longitude, latitude) <-> point(%s, %s) limit 20
"""
Q2 = "&condition=crps&insurance=medicare&verified=1"


def timed(what) -> float:
    """How many milliseconds one call takes."""
    start = time.perf_counter()
    what()
    return (time.perf_counter() - start) * 1000


def nearest(place: Place) -> None:
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, [place.longitude, place.latitude])
        assert len(cursor.fetchall()) == 20


def spread(times: list[float]) -> str:
    """Median and 95th percentile."""
    return (
        f"median {statistics.median(times):7.2f}   p95 {statistics.quantiles(times, n=20)[-1]:7.2f}"
    )


@pytest.mark.bench
@pytest.mark.django_db(transaction=True)
def test_search_beside_the_bare_nearest_twenty(capsys):
    took = timed(
        lambda: insert_many(synthetic_drafts(CLINICS, seed=1), actor="operator", publish=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("create index on clinics_searchrow using gist (point(longitude, latitude))")
        cursor.execute("vacuum analyze clinics_searchrow")
    centres = list(
        Place.objects.filter(kind="town", population__gt=0).order_by("-population")[:CENTRES]
    )
    client, counts = Client(), []
    trips = {
        "bare nearest 20 (KNN)": nearest,
        "Q1 near, 25 miles": lambda p: counts.append(asked(p, "").count),
        "Q2 with condition, insurer, confirmed": lambda p: asked(p, Q2),
        "the whole page": lambda p: client.get(f"/search/?near={p.name}, {p.state}"),
    }
    times: dict[str, list[float]] = {name: [] for name in trips}
    for _round in range(ROUNDS + 1):
        for place in centres:
            for name, trip in trips.items():
                times[name].append(timed(lambda trip=trip, place=place: trip(place)))
    country = [timed(lambda: search(ask(QueryDict("condition=crps")))) for _ in range(5)]
    with capsys.disabled():
        print(f"\n{CLINICS:,} clinics, made in {took / 1000:.0f} s; load {os.getloadavg()[0]:.1f}")
        print(f"clinics found by Q1: median {statistics.median(counts):,.0f}, most {max(counts):,}")
        for name, measured in times.items():
            print(f"{name:40} {spread(measured[CENTRES:])} ms")
        print(f"{'no place, one tick, by name':40} median {statistics.median(country):7.2f} ms")
    assert max(counts) > 0


def asked(place: Place, rest: str):
    """The answer near a centre."""
    return search(ask(QueryDict(f"near={place.name}, {place.state}{rest}")))

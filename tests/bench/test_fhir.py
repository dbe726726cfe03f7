"""FHIR's `near` beside the API's search, in one run: the same clinics, and how long each takes.

And other searches of FHIR over as many clinics. `BENCH_CLINICS` says how many there are.
"""

import os
import statistics
import time
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command

from clinics.models import Clinic
from directory.places.models import Place
from tests.directory.fhir.asking import found

CLINICS = int(os.environ.get("BENCH_CLINICS", "100000"))
PLACES, ROUNDS = 100, 7

SEARCHES = (
    "Location",
    "Location?address-city=aus",
    "Location?address:contains=main",
    "HealthcareService?name=cedar",
    "HealthcareService?characteristic=condition.crps",
    "HealthcareService?location.address-state=TX",
    "Location?near=30.27|-97.74|40|km&_has:HealthcareService:location:characteristic=condition.crps",
    "Location?near=30.27|-97.74|4000|km",
    "Organization?name=cedar",
    "Location?_lastUpdated=gt2020",
    "Location?_include=Location:organization&_revinclude=HealthcareService:location",
)


def took(client, address, **asked):
    """How many milliseconds the answer to a request took."""
    begin = time.perf_counter()
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return (time.perf_counter() - begin) * 1000


def told(name, times):
    """A line with the median and the slowest."""
    return f"{name:<90} {statistics.median(times):8.1f} ms, at most {max(times):8.1f} ms"


@pytest.mark.bench
@pytest.mark.django_db(transaction=True)
def test_near_finds_what_the_api_finds_and_takes_as_long(client, settings, capsys):
    settings.OPEN_DATA_A_MINUTE = dict.fromkeys(settings.OPEN_DATA_A_MINUTE, 10**6)
    call_command("make_clinics", CLINICS, seed=15, stdout=StringIO())
    dice = Random(15)
    towns = dice.sample(list(Place.objects.filter(kind="town", population__gte=5000)), PLACES)
    client.get("/api/v1/clinics")  # loads the columns
    api, fhir, most = [], [], 0
    for town in towns:
        at = {"lat": f"{town.latitude:.5f}", "lon": f"{town.longitude:.5f}", "radius": 25}
        near = f"{at['lat']}|{at['lon']}|25|mi"
        api.append(took(client, "/api/v1/clinics", **at, offers="any"))
        fhir.append(took(client, "/fhir/Location", near=near))
        by_api = client.get("/api/v1/clinics", {**at, "offers": "any", "page_size": 100}).json()
        by_fhir = found(client, "Location", near=near, _count="100")
        keys = dict(Clinic.objects.filter(slug__in=[one["slug"] for one in by_api["results"]])
                    .values_list("slug", "pk"))  # fmt: skip
        same = [f"clinic-{keys[one['slug']]}" for one in by_api["results"]]
        assert [one["resource"]["id"] for one in by_fhir.get("entry", [])] == same
        assert by_fhir["total"] == by_api["count"]
        most = max(most, by_api["count"])
    others = {one: [took(client, f"/fhir/{one}") for _ in range(ROUNDS)] for one in SEARCHES}
    with capsys.disabled():
        print(f"\n{CLINICS:,} clinics, {PLACES} places, at most {most:,} clinics within 25 miles")
        print(told("API /api/v1/clinics, 20 a page", api))
        print(told("FHIR /fhir/Location?near, 20 a page", fhir))
        for name, times in others.items():
            print(told(name, times))
    assert most > 100

"""`near`: a point, a distance and a unit; the same clinics as the API's, the nearest first."""

import random

import pytest

from clinics.geo import KM_PER_MILE
from tests import make
from tests.directory.fhir.asking import BASE, found, get, ids, link

pytestmark = pytest.mark.django_db

DISTANCE = "http://hl7.org/fhir/StructureDefinition/location-distance"
AT = "26.4615|-80.0728"
"""Delray Beach, where Pelican is; Sandbar lies 7.3156 miles off, and Über in another state."""


def distances(bundle):
    """What each match says of its distance."""
    said = [one["search"]["extension"] for one in bundle["entry"]
            if one["search"]["mode"] == "match"]  # fmt: skip
    assert all([extension["url"] for extension in one] == [DISTANCE] for one in said)
    return [one[0]["valueDistance"] for one in said]


@pytest.mark.parametrize(
    ("typed", "applied", "names"),
    [
        (AT, f"{AT}|25|mi", "pelican sandbar"),
        (f"{AT}|", f"{AT}|25|mi", "pelican sandbar"),
        (f"{AT}|0", f"{AT}|0|km", "pelican"),
        (f"{AT}|11", f"{AT}|11|km", "pelican"),
        (f"{AT}|12", f"{AT}|12|km", "pelican sandbar"),
        (f"{AT}|11.5|km", f"{AT}|11.5|km", "pelican"),
        (f"{AT}|7|mi", f"{AT}|7|mi", "pelican"),
        (f"{AT}|8|mi", f"{AT}|8|mi", "pelican sandbar"),
        (f"{AT}|8|[mi_i]", f"{AT}|8|[mi_i]", "pelican sandbar"),
        (f"{AT}|8|[mi_us]", f"{AT}|8|[mi_us]", "pelican sandbar"),
        (f"{AT}|11000|m", f"{AT}|11000|m", "pelican"),
        (f"{AT}|12000|m", f"{AT}|12000|m", "pelican sandbar"),
        (f"{AT}|38000|ft", f"{AT}|38000|ft", "pelican"),
        (f"{AT}|39000|ft", f"{AT}|39000|ft", "pelican sandbar"),
        (f"{AT}|20040|km", f"{AT}|20040|km", "pelican sandbar uber"),
        ("30.3|-97.7|9999", "30.3|-97.7|9999|km", "uber pelican sandbar"),
    ],
)
def test_distances_and_units(client, cast, named, typed, applied, names):
    cast_names = names.split()
    if cast_names[0] == "uber":
        cast_names = ["uber", *nearest_to_austin(cast)]
    bundle = found(client, "Location", near=typed)
    assert ids(bundle) == named("Location", " ".join(cast_names))
    assert bundle["total"] == len(cast_names)
    self = f"{BASE}/Location?near={applied}".replace("|", "%7C")
    assert link(bundle, "self") == self.replace("[", "%5B").replace("]", "%5D")
    far = [one["value"] for one in distances(bundle)]
    assert far == sorted(far)


def nearest_to_austin(cast):
    """Sandbar lies a little further west."""
    assert cast.sandbar.longitude < cast.pelican.longitude
    return ["sandbar", "pelican"]


@pytest.mark.parametrize(
    ("unit", "code", "value"),
    [("km", "km", 11.7733), ("mi", "[mi_i]", 7.3156), ("m", "m", 11773.3444),
     ("ft", "[ft_i]", 38626.458), ("[mi_i]", "[mi_i]", 7.3156), ("[mi_us]", "[mi_us]", 7.3156)],
)  # fmt: skip
def test_each_match_says_how_far_it_is_in_the_unit_asked_for(client, cast, unit, code, value):
    far = {"km": 99, "m": 99000, "ft": 99000}.get(unit, 99)
    here, there = distances(found(client, "Location", near=f"{AT}|{far}|{unit}"))
    assert here == {"value": 0.0, "unit": unit, "system": "http://unitsofmeasure.org", "code": code}
    assert there == {**here, "value": value}


def test_clinics_without_a_place_are_not_near_anything(client, cast):
    make.clinic(name="Nowhere", latitude=None, longitude=None)
    assert found(client, "Location", near=f"{AT}|20040")["total"] == 3
    assert found(client, "Location")["total"] == 4


def test_a_clinic_that_says_no_way_of_giving_it_is_found_too(client, db):
    make.clinic(name="States no way of giving it", offers_none=True)
    assert found(client, "Location", near=AT)["total"] == 1


def test_fhir_finds_what_the_api_finds_in_the_same_order(client, db):
    dice = random.Random(15)
    for n in range(60):
        make.clinic(name=f"Clinic {n}", latitude=26 + dice.random() * 2,
                    longitude=-81 + dice.random() * 2)  # fmt: skip
    make.clinic(name="Twin", latitude=27.0, longitude=-80.0)
    make.clinic(name="Twin", latitude=27.0, longitude=-80.0)
    places = [(27.0, -80.0), *[(26 + dice.random() * 2, -81 + dice.random() * 2) for _ in range(6)]]
    sizes = set()
    for latitude, longitude in places:
        for unit in ("mi", "km"):
            radius = dice.choice([5, 10, 25, 50, 100])
            asked = {"lat": f"{latitude:.6f}", "lon": f"{longitude:.6f}", "radius": radius,
                     "unit": unit, "offers": "any", "page_size": 100}  # fmt: skip
            api = client.get("/api/v1/clinics", asked).json()
            near = f"{latitude:.6f}|{longitude:.6f}|{radius}|{unit}"
            bundle = found(client, "Location", near=near, _count="100")
            locations = [one["resource"] for one in bundle["entry"]] if bundle["total"] else []
            assert [one["identifier"][0]["value"] for one in locations] == [
                clinic["slug"] for clinic in api["results"]
            ]
            assert bundle["total"] == api["count"]
            miles = [clinic["distance_miles"] for clinic in api["results"]]
            each = KM_PER_MILE if unit == "km" else 1
            said = [one["value"] for one in distances(bundle)] if locations else []
            assert said == [pytest.approx(far * each, abs=2e-4) for far in miles]
            sizes.add(bundle["total"])
    assert max(sizes) > 30 > min(sizes)


def test_pages_of_the_nearest(client, db):
    for n in range(7):
        make.clinic(name=f"Clinic {n}", latitude=26.5 + n // 2 / 100, longitude=-80.0)
    whole = ids(found(client, "Location", near="26.5|-80"))
    page = found(client, "Location", near="26.5|-80", _count="2")
    seen = []
    while page:
        seen.append(ids(page))
        last, page = page, link(page, "next") and get(client, link(page, "next"))
    assert seen == [whole[0:2], whole[2:4], whole[4:6], whole[6:]]
    assert ids(get(client, link(last, "previous"))) == whole[4:6]
    assert len(link(last, "previous")) < 300

"""Distances and boxes, the seam at 180 degrees and the poles included."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.geo import Point, box_around, miles_between
from tests.directory.oracle import haversine_miles

points = st.builds(
    Point,
    latitude=st.floats(-90, 90, allow_nan=False),
    longitude=st.floats(-180, 180, allow_nan=False),
)

KNOWN = [
    # Great-circle miles on a sphere of 6371.0088 km, from the angle between the two places.
    (Point(latitude=0, longitude=0), Point(latitude=0, longitude=1), 69.0934),
    (Point(latitude=0, longitude=179.5), Point(latitude=0, longitude=-179.5), 69.0934),
    (Point(latitude=89.5, longitude=0), Point(latitude=89.5, longitude=180), 69.0934),
    (Point(latitude=90, longitude=0), Point(latitude=-90, longitude=0), math.pi * 3958.7613),
]


@pytest.mark.parametrize(("a", "b", "miles"), KNOWN)
def test_known_distances_are_right_to_a_thousandth(a, b, miles):
    assert miles_between(a, b) == pytest.approx(miles, rel=1e-3)


@given(points, points)
def test_every_distance_is_that_of_the_textbook(a, b):
    textbook = haversine_miles((a.latitude, a.longitude), (b.latitude, b.longitude))
    assert miles_between(a, b) == pytest.approx(textbook, rel=1e-3, abs=1e-4)


@given(points, points, st.sampled_from((5, 25, 250)))
def test_the_box_holds_all_of_the_circle(centre, other, miles):
    if miles_between(centre, other) < miles * 0.9999:
        assert box_around(centre, miles).holds(other)


@given(points, st.floats(0, 360), st.floats(0.01, 0.9999), st.sampled_from((5, 25, 250)))
def test_a_point_inside_the_circle_lies_in_its_box(centre, bearing, part, miles):
    """Walks from the centre, so that every try is a point inside."""
    angle, turn = part * miles / 3958.7613, math.radians(bearing)
    latitude, longitude = math.radians(centre.latitude), math.radians(centre.longitude)
    there = math.asin(
        max(-1, min(1, math.sin(latitude) * math.cos(angle)
                    + math.cos(latitude) * math.sin(angle) * math.cos(turn)))
    )  # fmt: skip
    east = math.atan2(
        math.sin(turn) * math.sin(angle) * math.cos(latitude),
        math.cos(angle) - math.sin(latitude) * math.sin(there),
    )
    reached = (math.degrees(longitude + east) + 540) % 360 - 180
    assert box_around(centre, miles).holds(Point(latitude=math.degrees(there), longitude=reached))


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (-90.1, 0), (0, 181), (0, -180.5)])
def test_a_point_off_the_earth_is_refused(latitude, longitude):
    with pytest.raises(ValueError, match="not on the earth"):
        Point(latitude=latitude, longitude=longitude)
    assert Point(latitude=90, longitude=-180).latitude == 90

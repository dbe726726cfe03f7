"""Where the clinics are: points, clusters, the box, and what is refused."""

import pytest

from clinics.listing.actions.status import pause
from directory.search import on_map
from tests import make

pytestmark = pytest.mark.django_db

MAP = "/api/v1/clinics.geojson"
BOX = "-80.2,26.3,-79.9,26.6"


def get(client, **asked):
    """The GeoJSON of a question that is answered."""
    answer = client.get(MAP, asked)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/geo+json"
    return answer.json()


def found(said):
    """Name and number in the list of each clinic, in order."""
    return [(one["properties"]["name"], one["properties"]["number"]) for one in said["features"]]


def at(latitude, longitude, **words):
    """A clinic at a point."""
    return make.clinic(latitude=latitude, longitude=longitude, **words)


@pytest.fixture
def few(monkeypatch):
    """Clusters from three clinics on."""
    monkeypatch.setattr(on_map, "MOST_POINTS", 2)


def test_a_clinic_is_a_point_with_what_its_pin_says(client):
    at(26.5, -80.0728, name="Rival", slug="rival", is_approximate=True, yes="condition.crps")
    overdue = make.fact("safety.stop-rule", confirmed="document", due_in=-1)
    pelican = at(
        26.4615,
        -80.0728,
        name="Pelican Key",
        slug="pelican-key",
        yes="condition.crps route.at-home",
        facts=[overdue],
        prices={"price.session": "499.50"},
    )
    make.report(pelican, "condition.crps")
    said = get(client, near="33444", condition="crps")
    rival = said["features"].pop()["properties"]
    assert said == {
        "type": "FeatureCollection",
        "bbox": [-80.0728, 26.4615, -80.0728, 26.5],
        "count": 2,
        "unplaced": 0,
        "features": [
            {
                "type": "Feature",
                "bbox": [-80.0728, 26.4615, -80.0728, 26.4615],
                "geometry": {"type": "Point", "coordinates": [-80.0728, 26.4615]},
                "properties": {
                    "kind": "clinic",
                    "count": 1,
                    "number": 1,
                    "numbers": [1],
                    "slug": "pelican-key",
                    "name": "Pelican Key",
                    "town": "Delray Beach, FL",
                    "distance_miles": 0.5202,
                    "away": "0.5 miles north-east",
                    "price": "$499.50 a session",
                    "warnings": ["fda", "report", "overdue"],
                    "approximate": False,
                    "url": "http://testserver/clinics/pelican-key/",
                },
            }
        ],
    }
    shown = (rival["number"], rival["away"], rival["price"], rival["approximate"])
    assert shown == (2, "about 2.9 miles north", "No prices stated", True)


def test_a_price_says_what_it_is_the_price_of(client):
    sessions = [make.fact("number.sessions_in_course", 6)]
    whole = {"price.consultation": 250, "price.session": 450}
    at(26.46, -80.07, slug="a-whole", prices=whole, facts=sessions)
    at(26.46, -80.07, slug="b-part", prices={"price.session": 450}, facts=sessions)
    at(26.46, -80.07, slug="c-session", prices={"price.session": 89})
    at(26.46, -80.07, slug="d-none")
    found = get(client)["features"]
    shown = {one["properties"]["slug"]: one["properties"]["price"] for one in found}
    assert shown == {
        "a-whole": "$2,950 for the first course",
        "b-part": "at least $2,700 for the first course",
        "c-session": "$89 a session",
        "d-none": "No prices stated",
    }


def test_the_numbers_are_those_of_the_list_and_of_the_page_asked_for(client):
    for number, latitude in enumerate((26.46, 26.47, 26.48, 26.49, 26.50)):
        at(latitude, -80.0796, name=f"N{number}", slug=f"n{number}")
    asked = {"near": "33444", "page_size": 2}
    for page, numbers in ((1, [1, 2, None, None, None]), (2, [None, None, 3, 4, None]),
                          (3, [None, None, None, None, 5])):  # fmt: skip
        listed = client.get("/api/v1/clinics", {**asked, "page": page}).json()["results"]
        said = get(client, **asked, page=page)
        assert found(said) == list(zip(("N0", "N1", "N2", "N3", "N4"), numbers, strict=True))
        on_page = [name for name, number in found(said) if number]
        assert on_page == [one["name"] for one in listed]
    # The box takes clinics off the map, and leaves the list and its numbers as they are.
    said = get(client, **asked, page=2, bbox="-81,26.475,-80,26.5")
    assert found(said) == [("N2", 3), ("N3", 4), ("N4", None)]
    assert said["count"] == 3


def test_a_clinic_without_a_point_is_counted_and_on_no_map(client):
    at(26.46, -80.07, name="Here")
    make.clinic(name="Nowhere", latitude=None, longitude=None)
    said = get(client)
    assert (found(said), said["count"], said["unplaced"]) == ([("Here", 1)], 1, 1)
    empty = get(client, condition="ocd")
    assert (empty["features"], empty["unplaced"], "bbox" in empty) == ([], 0, False)


def test_the_borders_of_the_box_belong_to_it(client):
    at(26.4615, -80.0728, name="Corner")
    at(26.4616, -80.0728, name="Above")
    assert found(get(client, bbox="-80.0728,26.4615,-80.0728,26.4615")) == [("Corner", 2)]


def test_a_box_may_cross_180_degrees(client):
    for name, longitude in (("Adak", -176.6), ("Attu", 172.9), ("Juneau", -134.4)):
        at(52.0, longitude, name=name)
    assert found(get(client, bbox="170,50,-170,60")) == [("Adak", 1), ("Attu", 2)]
    assert found(get(client, bbox="-170,50,170,60")) == [("Juneau", 3)]
    assert get(client)["bbox"] == [172.9, 52.0, -134.4, 52.0]


def test_no_direction_from_the_middle_of_a_state_and_kilometers_when_asked(client):
    at(26.4615, -80.0728, name="Pelican")
    state = get(client, near="Florida")["features"][0]["properties"]
    assert (state["away"], state["distance_miles"] > 10) == (None, True)
    nowhere = get(client)["features"][0]["properties"]
    assert (nowhere["away"], nowhere["distance_miles"]) == (None, None)
    km = get(client, near="33444", unit="km")["features"][0]["properties"]
    assert km["away"] == "0.8 km north-east"


def test_more_than_500_are_clusters_with_counts_bounds_and_numbers(client, few):
    at(26.40, -80.10, name="A", slug="a")
    at(26.41, -80.11, name="B", slug="b")
    at(47.60, -122.30, name="C", slug="c")
    said = get(client, page_size=1)
    assert said["features"] == [
        {
            "type": "Feature",
            "bbox": [-80.11, 26.4, -80.1, 26.41],
            "geometry": {"type": "Point", "coordinates": [-80.105, 26.405]},
            "properties": cluster(2, [1]),
        },
        {
            "type": "Feature",
            "bbox": [-122.3, 47.6, -122.3, 47.6],
            "geometry": {"type": "Point", "coordinates": [-122.3, 47.6]},
            "properties": cluster(1, []),
        },
    ]
    # Two in the box are few enough to be shown each by itself.
    assert found(get(client, page_size=1, bbox="-81,26,-80,27")) == [("A", 1), ("B", None)]


def cluster(count, numbers):
    """What is said of a cluster."""
    empty = dict.fromkeys(("number", "slug", "name", "town", "distance_miles", "away", "price"))
    return {"kind": "cluster", "count": count, "numbers": numbers, **empty, "warnings": [],
            "approximate": False, "url": None}  # fmt: skip


def test_moving_the_box_moves_no_cluster_that_stays_in_it(client, few):
    for number in range(12):
        at(30 + number / 2, -100 + number, name=f"N{number:02}", slug=f"n{number}")
    one, moved = get(client, bbox="-101,29,-87,37"), get(client, bbox="-101.2,29.1,-87.2,37.1")
    assert len(one["features"]) > 2
    assert one["features"] == moved["features"]


@pytest.mark.parametrize("clinics", [1, 3])
@pytest.mark.parametrize(("asked", "queries"), [({}, 4), ({"near": "33444"}, 5)])
def test_queries_of_points(client, django_assert_num_queries, clinics, asked, queries):
    for _ in range(clinics):
        make.clinic()
    # the packed rows; the cards; the reports; who is excluded
    with django_assert_num_queries(queries):
        assert get(client, **asked, bbox=BOX)["count"] == clinics


def test_queries_of_clusters(client, django_assert_num_queries, few):
    for _ in range(3):
        make.clinic()
    with django_assert_num_queries(1):
        assert get(client)["features"][0]["properties"]["count"] == 3


@pytest.mark.parametrize(
    ("bbox", "message"),
    [
        ("-80,26,-79", "Give four numbers"),
        ("-80,26,-79,27,1", "Give four numbers"),
        ("-80 26 -79 27", "Give four numbers"),
        ("-80,26,-79,x", "Give four numbers"),
        ("-80,26,-79,1e1", "Give four numbers"),
        ("nan,26,-79,27", "Give four numbers"),
        ("-181,26,-79,27", "West and east are degrees from -180 to 180."),
        ("-80,26,180.5,27", "West and east are degrees from -180 to 180."),
        ("-80,27,-79,26", "south is not above north"),
        ("-80,26,-79,91", "South and north are degrees from -90 to 90"),
    ],
)
def test_a_bad_box_is_refused_in_words(client, bbox, message):
    make.clinic()
    said = refused(client, {"bbox": bbox}, "bad-value")
    [error] = said["errors"]
    assert error["parameter"] == "bbox"
    assert message in error["detail"]


def test_whatever_a_search_refuses_is_refused_here_too(client):
    make.clinic()
    twice = refused(client, {"bbox": [BOX, BOX]}, "bad-value")
    assert [(error["parameter"], error["detail"]) for error in twice["errors"]] == [
        ("bbox", "“bbox” was given more than once.")
    ]
    for asked, code in (("zoom", "unknown-parameter"), ("condition", "bad-value")):
        [error] = refused(client, {asked: "x"}, code)["errors"]
        assert error["parameter"] == asked
    assert refused(client, {"near": "Qqqzzz", "bbox": BOX}, "unknown-place")
    assert refused(client, {"page": "2"}, "beyond-last-page")
    assert client.get(MAP, {"bbox": "", "max_course_price": "$3,000.50"}).status_code == 200


def refused(client, asked, code):
    """The problem of a question that is refused."""
    answer = client.get(MAP, asked)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["type"] == f"/api/v1/docs#{code}"
    return answer.json()


def test_anybody_may_ask_for_geojson_or_json_and_nothing_else(client):
    make.clinic()
    for accept, kind in (("*/*", "application/geo+json"), ("application/json", "application/json")):
        answer = client.get(MAP, headers={"accept": accept})
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies
    assert client.get(MAP, headers={"accept": "text/html"}).status_code == 406
    assert client.post(MAP).status_code == 405


def test_a_pause_is_a_warning_of_the_day(client):
    clinic = make.clinic(name="Paused")
    pause(clinic.pk, until=make.days_ago(-3), actor="clinic")
    said = get(client, offers="any")["features"][0]["properties"]
    assert said["warnings"] == ["paused"]

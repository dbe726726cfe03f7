"""Each declared search parameter finds exactly what matches, in every form of asking."""

from datetime import datetime

import pytest

from tests.directory.fhir.inferno.server import EMPTY, Server
from tests.directory.fhir.inferno.values import KNOWN, Said, escaped, is_found

SPECIAL = {"_id", "_lastUpdated", "near"}
"""Parameters with tests of their own: here, and for `near` where the search is tested."""

NOWHERE = {"coverage-area", "endpoint", "network", "partof", "period"}
"""Parameters whose values no resource of ours has."""

FEW = 10
"""Of more resources that are found only the number is compared, as Inferno does."""

BY_VALUE = sorted(name for name, known in KNOWN.items() if known["type"] != "date")
KINDS = ("HealthcareService", "Location", "Organization", "Practitioner", "PractitionerRole",
         "VerificationResult")  # fmt: skip


def declared(server: Server) -> set[str]:
    return {f"{kind}.{parameter['name']}" for kind, has in server.kinds.items()
            for parameter in has["searchParam"] if parameter["name"] not in SPECIAL}  # fmt: skip


def test_these_tests_know_each_declared_parameter(server):
    assert declared(server) == set(KNOWN)


def values(server: Server, kind: str, name: str) -> list[Said]:
    """The rarest and the commonest of a parameter's values in all resources."""
    there = [one for found in server.said(kind, name).values() for one in found]
    ordered = sorted(set(there), key=lambda one: (there.count(one), one))
    return [*dict.fromkeys([ordered[0], ordered[-1]])] if ordered else []


def matching(server: Server, kind: str, name: str, value: Said) -> list[str]:
    """The ids that a search for a value must find."""
    return sorted(key for key, there in server.said(kind, name).items()
                  if is_found(kind, name, there, value))  # fmt: skip


def forms(server: Server, kind: str, name: str, value: Said) -> list[tuple[str, Said]]:
    """The ways to ask for a value, each with what it then means."""
    plain = escaped(value.value)
    if KNOWN[f"{kind}.{name}"]["type"] == "reference":
        return [(way, value) for way in (plain, plain.split("/")[1], f"{server.base}/{plain}")]
    bare = (plain, Said(value.value))
    return [bare, (f"{value.system}|{plain}", value)] if value.system else [bare]


@pytest.mark.parametrize("parameter", BY_VALUE)
def test_a_parameter_finds_exactly_what_matches(server, parameter):
    kind, name = parameter.split(".")
    there = values(server, kind, name)
    assert bool(there) == (kind not in EMPTY and name not in NOWHERE)
    for value in there:
        for asked, meant in forms(server, kind, name, value):
            expected = matching(server, kind, name, meant)
            if len(expected) <= FEW:
                assert sorted(server.search(kind, (name, asked))) == expected
            else:
                assert server.total(kind, (name, asked)) == len(expected)
            assert server.total(kind, (name, asked), post=True) == len(expected) > 0
    if not there:
        assert server.total(kind, (name, "nothing")) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_an_id_finds_its_resource_and_no_other(server, kind):
    first, second, *_ = server.gathered[kind]
    assert server.search(kind, ("_id", second)) == [second]
    assert sorted(server.search(kind, ("_id", f"{second},{first},none"))) == sorted([first, second])
    assert server.search(kind, ("_id", first), ("_id", second)) == []


COMPARED = {
    "eq": lambda there, asked: there == asked,
    "ne": lambda there, asked: there != asked,
    "gt": lambda there, asked: there > asked,
    "ge": lambda there, asked: there >= asked,
    "lt": lambda there, asked: there < asked,
    "le": lambda there, asked: there <= asked,
    "sa": lambda there, asked: there > asked,
    "eb": lambda there, asked: there < asked,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("prefix", COMPARED)
def test_last_updated_is_compared_to_the_millisecond(server, kind, prefix):
    moments = {key: one["meta"]["lastUpdated"] for key, one in server.gathered[kind].items()}
    asked = sorted(moments.values())[len(moments) // 2]
    is_so = COMPARED[prefix]
    expected = [key for key, at in moments.items()
                if is_so(datetime.fromisoformat(at), datetime.fromisoformat(asked))]  # fmt: skip
    if len(expected) <= FEW:
        assert sorted(server.search(kind, ("_lastUpdated", prefix + asked))) == sorted(expected)
    else:
        assert server.total(kind, ("_lastUpdated", prefix + asked)) == len(expected)


@pytest.mark.parametrize("name", ["date", "period"])
def test_a_period_that_goes_on_is_found_by_its_start(server, name):
    roles = server.gathered["PractitionerRole"]
    starts = {key: one["period"]["start"] for key, one in roles.items() if "period" in one}
    day = sorted(starts.values())[len(starts) // 2]
    for prefix, expected in (
        ("lt", {key for key, start in starts.items() if start < day}),
        ("sa", {key for key, start in starts.items() if start > day}),
        ("ge", set(starts)),
    ):
        assert set(server.search("PractitionerRole", (name, prefix + day))) == expected

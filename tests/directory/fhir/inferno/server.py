"""A client of `/fhir/`, which gathers all resources as Inferno does."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from clinics.site_address import absolute
from tests.directory.fhir.inferno.values import Said, said

Resource = dict
Parameters = Sequence[tuple[str, str]]

FHIR = "application/fhir+json"
EMPTY = {"Endpoint", "InsurancePlan", "OrganizationAffiliation"}
"""Types that are served truthfully empty."""


class Server:
    """Our server, asked as a stranger asks it."""

    def __init__(self) -> None:
        self.client = Client(headers={"accept": FHIR})
        self.base = absolute("/fhir")
        self._said: dict[tuple[str, str], dict[str, list[Said]]] = {}

    def get(self, address: str) -> Any:
        """GET of an address below the base, or of a whole one of ours, as links have it."""
        path = address if not address.startswith("http") else self.path_of(address)
        return self.client.get(path if path.startswith("/fhir/") else f"/fhir/{path}")

    def path_of(self, address: str) -> str:
        """The path of an address of ours; no other is allowed in what we serve."""
        assert address.startswith(f"{self.base}/"), address
        return "/fhir/" + address.removeprefix(f"{self.base}/")

    def read(self, kind: str, key: str) -> Resource:
        answer = self.get(f"{kind}/{key}")
        assert answer.status_code == 200, (kind, key, answer.content)
        return answer.json()

    def bundles(
        self, kind: str, parameters: Parameters = (), *, post: bool = False
    ) -> Iterator[dict]:
        """The pages of a search, from the first to the last."""
        asked = urlencode(parameters)
        if post:
            answer = self.client.post(
                f"/fhir/{kind}/_search",
                asked,
                content_type="application/x-www-form-urlencoded",
            )
        else:
            answer = self.get(f"{kind}?{asked}")
        while True:
            assert answer.status_code == 200, (kind, asked, answer.content)
            bundle = answer.json()
            yield bundle
            following = link(bundle, "next")
            if not following:
                return
            answer = self.get(following)

    def search(self, kind: str, *parameters: tuple[str, str], post: bool = False) -> list[str]:
        """The ids of all matches, in their order."""
        pages = self.bundles(kind, [*parameters, ("_count", "100")], post=post)
        return [entry["resource"]["id"] for page in pages for entry in matches(page)]

    def total(self, kind: str, *parameters: tuple[str, str], post: bool = False) -> int:
        """How many resources match."""
        (bundle,) = self.bundles(kind, [*parameters, ("_count", "0")], post=post)
        return bundle["total"]

    @cached_property
    def statement(self) -> dict:
        return self.get("metadata").json()

    @cached_property
    def kinds(self) -> dict[str, dict]:
        """What the statement declares of each type that can be searched."""
        return {
            kind["type"]: kind
            for kind in self.statement["rest"][0]["resource"]
            if {"code": "search-type"} in kind["interaction"]
        }

    @cached_property
    def gathered(self) -> dict[str, dict[str, Resource]]:
        """All resources by type and id, from searches without parameters."""
        return {
            kind: {
                entry["resource"]["id"]: entry["resource"]
                for page in self.bundles(kind, [("_count", "100")])
                for entry in matches(page)
            }
            for kind in self.kinds
        }

    def said(self, kind: str, name: str) -> dict[str, list[Said]]:
        """The values of a parameter in all resources of a type, by id."""
        if (kind, name) not in self._said:
            self._said[kind, name] = {
                key: said(kind, name, resource) for key, resource in self.gathered[kind].items()
            }
        return self._said[kind, name]


def matches(bundle: dict) -> list[dict]:
    return [e for e in bundle.get("entry", []) if e["search"]["mode"] == "match"]


def included(bundle: dict) -> list[Resource]:
    entries = bundle.get("entry", [])
    return [e["resource"] for e in entries if e["search"]["mode"] == "include"]


def link(bundle: dict, relation: str) -> str:
    return next((one["url"] for one in bundle["link"] if one["relation"] == relation), "")

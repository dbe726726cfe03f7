"""Asks the FHIR server as a program does."""

from __future__ import annotations

import json
from urllib.parse import urlencode

BASE = "http://testserver/fhir"


def get(client, address, *, status=200, **headers):
    """The JSON of an address under /fhir/ that answers with that status."""
    path = address.removeprefix("http://testserver")
    if not path.startswith("/fhir/"):
        path = f"/fhir/{path}"
    answer = client.get(path, headers=headers)
    assert answer.status_code == status, answer.content.decode()[:2000]
    assert answer["Content-Type"] == "application/fhir+json; charset=utf-8"
    return json.loads(answer.content)


def found(client, type_, *pairs, **words):
    """The Bundle of a search."""
    query = urlencode([*pairs, *words.items()])
    bundle = get(client, f"{type_}?{query}" if query else type_)
    assert bundle["resourceType"] == "Bundle"
    assert bundle["type"] == "searchset"
    return bundle


def posted(client, type_, *pairs, address=""):
    """The answer to a search whose parameters are sent as a form."""
    return client.post(f"/fhir/{type_}/_search{address}", data=urlencode(pairs),
                       content_type="application/x-www-form-urlencoded")  # fmt: skip


def ids(bundle, mode="match"):
    """The ids of a Bundle's entries of a mode, in order."""
    entries = bundle.get("entry", [])
    return [e["resource"]["id"] for e in entries if e["search"]["mode"] == mode]


def link(bundle, relation):
    """The address of a link; None without it."""
    return next((one["url"] for one in bundle["link"] if one["relation"] == relation), None)


def words_of(outcome):
    """What an OperationOutcome says: severity, code and text."""
    assert outcome["resourceType"] == "OperationOutcome"
    [issue] = outcome["issue"]
    return issue["severity"], issue["code"], issue["details"]["text"]

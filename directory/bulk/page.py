"""What the page of the data files shows, and what it says of them to search engines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.bulk import licence
from directory.bulk.describing import HOME, SUMMARY, TITLE
from directory.bulk.editions import MEDIA_TYPES, PACKED, Edition, edition, kept_days
from directory.bulk.folder import LATEST
from directory.presenting import wording
from directory.site.urls import absolute

SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@dataclass(frozen=True, kw_only=True)
class ShownFile:
    """A file as the page lists it."""

    name: str
    title: str
    address: str
    size: str
    records: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class DataPage:
    """The newest files, and the days whose files are kept. Addresses name the day by `folder`."""

    day: str
    folder: str
    files: list[ShownFile]
    earlier: list[tuple[str, str]]
    json_ld: SafeString


def data_page(request: HttpRequest) -> DataPage | None:
    """What the page shows; None before the first files were made. No query."""
    newest = edition(LATEST)
    if newest is None:
        return None
    said = newest.manifest
    return DataPage(
        day=wording.day(newest.day),
        folder=str(newest.day),
        files=[_shown(one) for one in said["files"]],
        earlier=[
            (wording.day(day), f"{HOME}{day}/manifest.json")
            for day in kept_days()
            if day != newest.day
        ],
        json_ld=mark_safe(json.dumps(_dataset(request, newest, said)).translate(SCRIPT_ESCAPES)),
    )


def _shown(one: dict[str, Any]) -> ShownFile:
    return ShownFile(
        name=one["path"],
        title=_(one["title"]),
        address=f"{HOME}{LATEST}/{one['path']}",
        size=filesizeformat(one["bytes"]),
        records=_records(one["count"], one["counts"]),
        sha256=one["sha256"],
    )


def _records(count: int, what: str) -> str:
    if what == "clinics":
        words = ngettext("%(n)s clinic", "%(n)s clinics", count)
    else:
        words = ngettext("%(n)s record", "%(n)s records", count)
    return words % {"n": f"{count:,}"}


def _dataset(request: HttpRequest, newest: Edition, said: dict[str, Any]) -> dict[str, Any]:
    """The files as a schema.org Dataset."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": absolute(request, HOME),
        "url": absolute(request, HOME),
        "name": TITLE,
        "description": SUMMARY,
        "license": licence.ADDRESS,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "Clinic Directory",
                    "url": absolute(request, "/")},
        "dateModified": said["transaction_time"],
        "version": str(newest.day),
        "spatialCoverage": "United States",
        "distribution": [
            {
                "@type": "DataDownload",
                "name": one["path"],
                "contentUrl": absolute(request, f"{HOME}{LATEST}/{one['path']}"),
                "encodingFormat": MEDIA_TYPES["gz"] if one["encoding"] else one["mediatype"],
                "contentSize": str(one["bytes"]),
                "sha256": one["sha256"],
            }
            for one in said["files"]
        ],
    }  # fmt: skip


def bulk_publish(request: HttpRequest) -> dict[str, Any] | None:
    """The manifest of FHIR's `$bulk-publish`; None before the first files were made. No query.

    A type without a resource is left out. Nothing is `deleted`: each file is whole, and
    `/api/v1/changes` tells withdrawals.
    """
    newest = edition(LATEST)
    if newest is None:
        return None
    said = newest.manifest
    return {
        "manifestType": "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/bulk-publish",
        "transactionTime": said["transaction_time"],
        "request": absolute(request, request.path),
        "requiresAccessToken": False,
        "outputFormat": "application/fhir+ndjson",
        "output": [
            {
                "type": one["path"].rpartition("/")[2].partition(".")[0],
                "url": absolute(request, f"{HOME}{newest.day}/{one['path'].removesuffix(PACKED)}"),
                "count": one["count"],
            }
            for one in said["files"]
            if one["path"].startswith("fhir/") and one["count"]
        ],
        "deleted": [],
        "error": [],
    }

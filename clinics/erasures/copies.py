"""The copies of erasures, beside the documents: one small file each, in a folder a day."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from clinics.erasures.models import Erasure

FOLDER = "erasures"


class Unreadable(Exception):
    """A copy cannot be read; the text is its name."""


def name_of(made: Erasure) -> str:
    """The name of the copy of an erasure."""
    return f"{FOLDER}/{made.at.astimezone(dt.UTC).date()}/{made.token}.json"


def write_copy(made: Erasure) -> None:
    """Write the copy of an erasure, also over one that broke off. Raises OSError."""
    said = {"token": str(made.token), "kind": made.kind, "key": made.key,
            "identity": made.identity, "more": made.more, "at": made.at.isoformat()}  # fmt: skip
    name = name_of(made)
    if default_storage.exists(name):
        default_storage.delete(name)
    default_storage.save(name, ContentFile(json.dumps(said).encode()))


def delete_copy(made: Erasure) -> None:
    """Delete the copy of an erasure. Raises OSError."""
    default_storage.delete(name_of(made))


def copies(*, known: Collection[uuid.UUID] = ()) -> Iterator[Erasure | Unreadable]:
    """The erasures of which there are copies, but those known by their token. Unsaved.

    No day is left out: it is that of a clock which may have been wrong. Raises OSError.
    """
    names_known = {f"{token}.json" for token in known}
    for day in _days():
        _folders, names = default_storage.listdir(f"{FOLDER}/{day}")
        for name in sorted(set(names) - names_known):
            yield _read(f"{FOLDER}/{day}/{name}")


def _days() -> list[str]:
    try:
        days, _files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return []
    return sorted(day.strip("/") for day in days)


def _read(name: str) -> Erasure | Unreadable:
    with default_storage.open(name, "rb") as file:
        content = file.read()
    try:
        said = json.loads(content)
        return Erasure(token=uuid.UUID(said["token"]), kind=said["kind"], key=said["key"],
                       identity=said["identity"], more=said["more"],
                       at=dt.datetime.fromisoformat(said["at"]))  # fmt: skip
    except (ValueError, KeyError, TypeError):
        return Unreadable(name)

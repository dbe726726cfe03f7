"""The documents that rows name: which they are, and their bytes in the folder or the bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.core.files.storage import Storage, default_storage
from django.db import models

from clinics.models import ClaimDocument, Evidence
from directory.backup.folder import DOCUMENTS, PIECE

WITH_FILES: tuple[type[models.Model], ...] = (ClaimDocument, Evidence)
"""Every model with a `file` and its `sha256`; a test looks that none is missing."""


class Document(NamedTuple):
    """A document: its name in the storage, and its SHA-256 as it was handed in."""

    name: str
    sha256: str

    @property
    def path(self) -> str:
        """Where it lies in a backup."""
        return f"{DOCUMENTS}/{self.name}"


def named() -> Iterator[Document]:
    """The documents that rows name now. One query a model."""
    for model in WITH_FILES:
        rows = model._default_manager.exclude(file="").order_by("pk")
        for name, sha256 in rows.values_list("file", "sha256").iterator(chunk_size=2000):
            yield Document(name, sha256)


def is_named(document: Document) -> bool:
    """Whether a row still names it. One query a model."""
    return any(model._default_manager.filter(file=document.name).exists() for model in WITH_FILES)


def content(name: str, storage: Storage = default_storage) -> Iterator[bytes]:
    """The bytes of a document, in pieces. Raises FileNotFoundError, and what the storage raises."""
    with storage.open(name, "rb") as file:
        yield from file.chunks(PIECE)

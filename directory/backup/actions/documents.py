"""Puts the documents of a backup back into the folder or the bucket."""

from __future__ import annotations

from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage

from clinics.progress import progress
from directory.backup.documents import content, named
from directory.backup.folder import measured
from directory.backup.manifest import Manifest
from directory.backup.refused import BackupRefused


def put_back(folder: Path, manifest: Manifest) -> int:
    """Store every document that a row names, unless it is there as it was; how many are there.

    A name is never given to another file. Raises BackupRefused, and what the storage raises.
    """
    documents = [document for document in named() if document.path in manifest.files]
    for document in progress(documents, words="documents", total=len(documents)):
        if default_storage.exists(document.name):
            if measured(content(document.name)) == manifest.files[document.path]:
                continue
            default_storage.delete(document.name)
        with (folder / document.path).open("rb") as file:
            stored = default_storage.save(document.name, File(file))
        if stored != document.name:
            raise BackupRefused(f"{document.name} could not be stored under its own name.")
    return len(documents)

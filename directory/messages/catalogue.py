"""The catalogue of a language: what was extracted goes in, what Django reads comes out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import polib

from directory.messages.extract import Key, Message
from directory.site.languages import catalogue_of, old_catalogues

HEAD = {
    "Language": "es",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;",
}
"""Three forms, as Django's own Spanish has them."""

FORMS = 3
WIDTH = 100


def read(language: str) -> polib.POFile:
    """The catalogue; an empty one where there is none yet."""
    path = catalogue_of(language)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=WIDTH)
    catalogue = polib.POFile(wrapwidth=WIDTH)
    catalogue.metadata = dict(HEAD)
    return catalogue


def key_of(entry: polib.POEntry) -> Key:
    """The key of an entry."""
    return entry.msgctxt or "", entry.msgid


def merge(catalogue: polib.POFile, messages: Mapping[Key, Message]) -> tuple[int, int]:
    """Make the catalogue hold exactly these messages, in their order: (new ones, gone ones).

    A translation stays as long as its message says the same in both forms.
    """
    known = {key_of(entry): entry for entry in catalogue}
    entries, new = [], 0
    for key, message in messages.items():
        entry = known.pop(key, None)
        if entry is None or (entry.msgid_plural or "") != message.plural:
            entry, new = _entry(message), new + 1
        entry.occurrences = [(name, "") for name in message.files]
        entries.append(entry)
    catalogue[:] = entries
    return new, len(known)


def _entry(message: Message) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = dict.fromkeys(range(FORMS), "")
    if "%(" in message.text + message.plural:
        entry.flags.append("python-format")
    return entry


def is_filled(entry: polib.POEntry) -> bool:
    """Whether every form is translated."""
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def save(catalogue: polib.POFile, language: str) -> None:
    """Write the catalogue."""
    path = catalogue_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(catalogue), encoding="utf-8")


def compile_catalogue(language: str) -> Path:
    """Write what Django reads, beside the catalogue. What is not translated stays English."""
    path = catalogue_of(language).with_suffix(".mo")
    fresh = path.with_suffix(f".mo.{os.getpid()}")
    read(language).save_as_mofile(str(fresh))
    fresh.replace(path)  # whoever reads it meanwhile reads one of the two, whole
    return path


def compile_what_is_old() -> None:
    """Compile each catalogue that was written after it was compiled last, or never compiled."""
    for language in old_catalogues():
        compile_catalogue(language)

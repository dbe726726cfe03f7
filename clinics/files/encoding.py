"""Which encoding a text file has, and signs that it is another one."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from clinics.files.refusals import FileRefused

BLOCK = 1 << 20
"""Bytes read at once."""
PREFIXES = "anti|bi|co|de|extra|intra|micro|multi|no|non|pre|pro|psycho|re|semi|socio|tri|ultra"
"""People write a dash between these and a vowel: pre–op."""
_NOT_WINDOWS = re.compile(
    # What another encoding means by a letter: a sign within a word …
    r"[^\W\d_][€‚ƒ„†‡ˆ‰‹˜™›¡¢£¤¥¦§¨¬¯°±²³´¶¸¹¼½¾¿×÷][a-z]"
    # … a capital behind a small letter (é, ä, ü, an apostrophe of Mac Roman) …
    r"|[a-z][ŽŠŸ]|[A-Z][ŽŠŸ][a-z]|[a-z‘]Õ[A-Za-z]"
    # … a dash for ñ between vowels, and one for ó beside a single letter that is no word.
    rf"|(?<![^\W\d_])(?!(?:{PREFIXES})–)[^\W\d_]*[aeiou]–[aeiou]"
    r"|(?<![^\W\d_])[b-hj-zB-HJ-Z]—[a-z]{2}|[a-z]—[b-df-hj-np-tv-z](?![^\W\d_])"
)


def senseless(text: str) -> str:
    """The word, with the ones beside it, that makes no sense if the text is Windows-1252; or ''."""
    found = _NOT_WINDOWS.search(text)
    if found is None:
        return ""
    return " ".join(text.replace(text[: found.start()].rpartition(" ")[0], "", 1).split()[:3])


def unscrambled(text: str) -> str:
    """The text as it was before UTF-8 was read as Windows-1252: `CafÃ©` → `Café`.

    Any other text stays: in Windows-1252, its letters are no UTF-8.
    """
    if text.isascii():
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def check_text(path: Path, *, called: str = "") -> tuple[str, int]:
    """The encoding of a whole text file, `utf-8-sig` or `cp1252`, and its number of lines.

    Raises FileRefused when the file is missing, empty or not text. `called` names it there.
    """
    name = {"file": called or path}
    decoder, encoding, lines = codecs.getincrementaldecoder("utf-8")(), "utf-8-sig", 0
    try:
        if path.exists() and not path.is_file():
            raise FileRefused(_("%(file)s is not a file.") % name)
        with path.open("rb") as file:
            start = file.read(4096)
            _refuse_unless_text(start, name)
            block = start
            while block:
                lines += block.count(b"\n")
                if encoding != "cp1252":
                    try:
                        decoder.decode(block)
                    except UnicodeDecodeError:
                        encoding = "cp1252"
                block = file.read(BLOCK)
        decoder.decode(b"", final=encoding != "cp1252")
    except UnicodeDecodeError:
        encoding = "cp1252"
    except OSError as error:
        why = {"why": error.strerror}
        raise FileRefused(_("%(file)s cannot be read: %(why)s.") % (name | why)) from error
    return encoding, lines


def _refuse_unless_text(start: bytes, name: dict[str, Any]) -> None:
    if not start.removeprefix(codecs.BOM_UTF8).strip():
        raise FileRefused(_("%(file)s is empty.") % name)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefused(_("%(file)s is in UTF-16: save it as UTF-8.") % name)
    if b"\0" in start.splitlines()[0] or start.startswith((b"PK\3\4", b"%PDF", b"\x1f\x8b")):
        raise FileRefused(_("%(file)s is not a text file.") % name)

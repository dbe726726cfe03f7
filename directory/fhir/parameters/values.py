"""The values of search parameters as FHIR writes them: alternatives, parts and escapes."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from directory.fhir.outcome import Refused

LONGEST = 500
"""So many letters one value has at most."""
MOST = 200
"""So many alternatives one parameter has at most."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def alternatives(name: str, text: str) -> list[str]:
    """The values between the commas, their escapes untouched. Raises Refused."""
    found = _split(text, ",")
    if len(found) > MOST:
        words = _("“%(name)s” has %(n)d alternatives; %(most)d are the most.")
        raise _wrong(name, words % {"name": name[:60], "n": len(found), "most": MOST})
    for one in found:
        if not one.strip():
            raise _wrong(name, _("“%(name)s” has an empty value.") % {"name": name[:60]})
        if len(one) > LONGEST:
            words = _("A value of “%(name)s” has %(n)d letters; %(most)d are the most.")
            raise _wrong(name, words % {"name": name[:60], "n": len(one), "most": LONGEST})
        if _CONTROL.search(one):
            words = _("“%(name)s” has a character that no text has.")
            raise _wrong(name, words % {"name": name[:60]})
    return found


def parts(text: str) -> list[str]:
    """The parts between the bars, without escapes."""
    return [plain(part) for part in _split(text, "|")]


def plain(text: str) -> str:
    r"""The text without its escapes: `\,`, `\|`, `\$`, `\\`."""
    return _ESCAPED.sub(lambda found: found[1], text)


def _split(text: str, mark: str) -> list[str]:
    """The text cut at each mark that is not escaped."""
    found, begin, at = [], 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == mark:
            found.append(text[begin:at])
            begin = at + 1
        at += 1
    return [*found, text[begin:]]


def _wrong(name: str, words: str) -> Refused:
    return Refused(words, code="value", where=f"http.{name[:60]}")

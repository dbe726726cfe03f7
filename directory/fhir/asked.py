"""What a search asks for: parameters → Asked, and Asked → the address that asks it again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from directory.fhir import cursor
from directory.fhir.conditions import (
    Conditions,
    Unknown,
    conditions,
    pointing_at,
    unknown,
)
from directory.fhir.cursor import NAME, Cursor
from directory.fhir.kind import Kind
from directory.fhir.outcome import Refused
from directory.fhir.parameters.near import Circle, Near
from directory.fhir.parameters.parameter import Now
from directory.fhir.parameters.references import Reference
from directory.fhir.parameters.values import alternatives

USUAL_COUNT, LARGEST_COUNT = 20, 100
MOST_PARAMETERS = 40
"""So many parameters one search has at most."""

_WORDS = {"_total": ("none", "estimate", "accurate"), "_summary": ("count", "false")}
"""Parameters of which every value means the same here, or nearly: totals are always exact."""
READ_BY_THE_VIEW = ("_format", "_pretty")
_ONCE = ("_count", NAME, "near", *_WORDS, *READ_BY_THE_VIEW)
_DIGITS = re.compile(r"[0-9]{1,9}", re.ASCII)

Pairs = list[tuple[str, str]]


@dataclass(kw_only=True)
class Asked:
    """A search that was understood. `applied` are its parameters as they are applied.

    `near` orders by distance. `dropped` says what a lenient search does without.
    """

    kind: Kind
    now: Now
    filters: list[Conditions] = field(default_factory=list)
    near: Circle | None = None
    includes: list[tuple[Reference, str]] = field(default_factory=list)
    revincludes: list[tuple[Kind, Reference]] = field(default_factory=list)
    count: int = USUAL_COUNT
    only_counts: bool = False
    cursor: Cursor | None = None
    applied: Pairs = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    @property
    def order(self) -> str:
        """Which order its cursors belong to."""
        return f"{self.kind.type} {'near' if self.near else ''}"

    def address(self, cursor: Cursor | None) -> str:
        """The address of this search from a place on; without one, of its first page."""
        pairs = list(self.applied)
        if cursor:
            pairs.append((NAME, cursor.written(self.order)))
        query = urlencode(pairs)
        return f"{self.now.base}/{self.kind.type}" + (f"?{query}" if query else "")


def ask(kind: Kind, pairs: Pairs, now: Now, *, is_lenient: bool = False) -> Asked:
    """The search that parameters ask for; none of them is ever ignored. Raises Refused.

    `is_lenient`: do without parameters that are not known, and say so. A query for each `near`
    behind a dot.
    """
    asked = Asked(kind=kind, now=now)
    if len(pairs) > MOST_PARAMETERS:
        words = _("A search has %(most)d parameters at most.")
        raise Refused(words % {"most": MOST_PARAMETERS}, code="too-costly")
    names = [name for name, _text in pairs]
    for name in _ONCE:
        if names.count(name) > 1:
            words = _("“%(name)s” can be given once only.") % {"name": name}
            raise Refused(words, code="value", where=f"http.{name}")
    for name, text in pairs:
        try:
            _take(asked, name, text)
        except Unknown as refused:
            if not is_lenient:
                raise
            asked.dropped.append(refused.text)
    # Last, because it belongs to the order that the other parameters ask for.
    for name, text in pairs:
        if name == NAME:
            asked.cursor = cursor.read(text, asked.order)
    return asked


def _take(asked: Asked, name: str, text: str) -> None:
    """Take one parameter into the search. Raises Refused."""
    if name == NAME:
        return
    if name == "_count":
        text = _count(asked, text)
    elif name in _WORDS:
        _known_word(name, text)
        asked.only_counts |= (name, text) == ("_summary", "count")
    elif name == "_include":
        asked.includes.append(_include(asked.kind, text))
    elif name == "_revinclude":
        asked.revincludes.append(_revinclude(asked.kind, text))
    elif name == "near" and isinstance(near := asked.kind.parameters.get(name), Near):
        asked.near = near.read(_one(name, text), "", asked.now)
        text = str(asked.near)
    elif name not in READ_BY_THE_VIEW:
        asked.filters.append(conditions(asked.kind, name, text, asked.now))
    asked.applied.append((name, text))


def _count(asked: Asked, text: str) -> str:
    """Take the number of resources a page; the text is that of what is applied."""
    if not _DIGITS.fullmatch(text):
        words = _("“_count” is a whole number: 0 for the total alone, up to %(most)d a page.")
        raise Refused(words % {"most": LARGEST_COUNT}, code="value", where="http._count")
    asked.count = min(int(text), LARGEST_COUNT)
    asked.only_counts |= not asked.count
    return str(asked.count)


def _known_word(name: str, text: str) -> None:
    if text not in _WORDS[name]:
        words = _("“%(text)s” is no value of “%(name)s”. Known: %(known)s.")
        said = {"text": text[:60], "name": name, "known": ", ".join(_WORDS[name])}
        raise Refused(words % said, code="value", where=f"http.{name}")


def _one(name: str, text: str) -> str:
    """The only alternative."""
    found = alternatives(name, text)
    if len(found) > 1:
        words = _("“%(name)s” takes one place; ask once for each.") % {"name": name}
        raise Refused(words, code="value", where=f"http.{name}")
    return found[0]


def _include(kind: Kind, text: str) -> tuple[Reference, str]:
    """`Location:organization`, `VerificationResult:target:Practitioner` → parameter and type."""
    type_, _colon, rest = text.partition(":")
    code, _colon, target = rest.partition(":")
    reference = kind.references.get(code) if type_ == kind.type else None
    if reference is None or target not in ("", *reference.targets):
        words = _("“%(name)s” cannot be included with %(type)s. Known: %(known)s.")
        known = [f"{kind.type}:{one}" for one in kind.references]
        raise unknown(text, words, type=kind.type, known=known, where="http._include")
    return reference, target


def _revinclude(kind: Kind, text: str) -> tuple[Kind, Reference]:
    """`PractitionerRole:location` → the type that points here, and by which parameter."""
    type_, _colon, rest = text.partition(":")
    code, _colon, target = rest.partition(":")
    for other, reference in pointing_at(kind):
        if (other.type, reference.code) == (type_, code) and target in ("", kind.type):
            return other, reference
    words = _("“%(name)s” does not point at %(type)s. Known: %(known)s.")
    known = [f"{other.type}:{reference.code}" for other, reference in pointing_at(kind)]
    raise unknown(text, words, type=kind.type, known=known, where="http._revinclude")

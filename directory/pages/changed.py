"""What a change of a listing comes to, in a few words: `Parking: changed from No to Yes`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.listing import wording
from clinics.listing.models import SourceKind, Status

CONFIRMED = {
    SourceKind.DOCUMENT: gettext_lazy("now confirmed by a document"),
    SourceKind.REGISTER: gettext_lazy("now confirmed in a public register"),
    SourceKind.PUBLIC_LIST: gettext_lazy("now confirmed on a public list"),
}
"""What is said of an answer that somebody else has confirmed."""

LONG = 60
"""A longer answer is not repeated here: it stands in full below."""


def public_value(code: str, said: Any) -> str:
    """A value in words. Patients never read whether a listing was hidden, or removed on request."""
    return _("taken off") if _is_taken_off(code, said) else wording.value(code, said)


def own_words(code: str, said: Any) -> tuple[str, ...]:
    """What of a value in words are the clinic’s own words."""
    if code in ("description", "how_to_find"):
        return (said,) if said else ()
    said = _facts(said)
    return tuple(filter(None, (said.get("includes"), said.get("detail"))))


def _is_taken_off(code: str, said: Any) -> bool:
    return code == "status" and said in (Status.HIDDEN, Status.REMOVED)


def _answer(code: str, said: Any) -> str:
    return _("taken off") if _is_taken_off(code, said) else wording.answer(code, said)


def is_checked_again(before: Any, after: Any) -> bool:
    """Whether nothing changed but the days of a confirmation that counted before."""
    if not (_facts(before) and _facts(after) and before.get("confirmed_by")):
        return False
    days = ("confirmed_on", "due_on")
    return {k: v for k, v in before.items() if k not in days} == {
        k: v for k, v in after.items() if k not in days
    }


def change_words(code: str, label: str, before: Any, after: Any) -> str:
    """The change in a few words, after the label."""
    return f"{label}: {_what(code, before, after)}"


def _what(code: str, before: Any, after: Any) -> str:
    was, now = _answer(code, before), _answer(code, after)
    if was != now:
        return _from_to(was, now, is_new=_is_blank(before), is_gone=_is_blank(after))
    old, new = _facts(before), _facts(after)
    if is_checked_again(before, after):
        return _("checked again, with the same result")
    if new.get("confirmed_by") != old.get("confirmed_by"):
        return str(CONFIRMED.get(new.get("confirmed_by", ""), _("no longer confirmed")))
    if new.get("source") != old.get("source"):
        kind, name = new.get("source", ""), new.get("source_name", "")
        return wording.source_words(kind, name) if kind else _("no longer stated")
    if new.get("affirmed_on") != old.get("affirmed_on"):
        return _("said again")
    return _("changed in detail")


def _from_to(was: str, now: str, *, is_new: bool, is_gone: bool) -> str:
    if is_gone:
        return _("no longer stated")
    if len(now) > LONG or len(was) > LONG:
        return _("new") if is_new else _("changed")
    if is_new:
        return _("now %(now)s") % {"now": now}
    return _("changed from %(was)s to %(now)s") % {"was": was, "now": now}


def _facts(said: Any) -> dict[str, Any]:
    return said if isinstance(said, dict) else {}


def _is_blank(said: Any) -> bool:
    return said is None or said == "" or said == []

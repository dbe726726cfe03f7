"""A clinic's clinicians and credentials in words, as the clinic reads them on its own page."""

from __future__ import annotations

from django.template.defaultfilters import filesizeformat, yesno
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from clinics.credentials.clinician_page import ClinicianLines
from clinics.credentials.credential_line import CredentialLine
from clinics.credentials.models import Evidence
from clinics.credentials.route_requirements import RouteNeed


def described(person: ClinicianLines) -> str:
    """A clinician in words: profession, role, on site or not, routes supervised, public or not."""
    who = person.clinician
    on_site = yesno(who.is_on_site, _("yes,no,not stated"))
    parts = [who.profession_label, who.get_role_display(), _("on site:") + f" {on_site}"]
    if person.supervises:
        parts.append(_("supervises:") + " " + ", ".join(person.supervises))
    sentence = "; ".join(str(part) for part in parts)
    if person.is_public:
        return sentence
    return (
        sentence + " – " + _("not public yet: a moderator has shown no credential of this person")
    )


def register_says(line: CredentialLine) -> str:
    """That the register contradicts the clinic, or does not list the credential; else ''."""
    if line.register is None:
        return ""
    sentence = (
        _("%(source)s says otherwise:") if line.differences else _("%(source)s does not list it.")
    )
    return sentence % {"source": line.register.source_said}


def differences(line: CredentialLine) -> list[str]:
    """Where the register contradicts the clinic, a sentence each."""
    says = _("you stated %(claimed)s, the register has %(found)s.")
    return [
        f"{what}: " + says % {"claimed": claimed or "–", "found": found or _("nothing")}
        for what, claimed, found in line.differences
    ]


def handed_in(document: Evidence, number: int) -> str:
    """A document of a credential: its number, size and day, or the day it was deleted."""
    if document.deleted_at is None:
        day = date_format(localtime(document.uploaded_at), "DATE_FORMAT")
        known = {"number": number, "size": filesizeformat(document.size), "day": day}
        return _("Document %(number)s (%(size)s, %(day)s)") % known
    day = date_format(localtime(document.deleted_at), "DATE_FORMAT")
    return _("Document %(number)s: deleted on %(day)s") % {"number": number, "day": day}


def need_state(need: RouteNeed) -> tuple[str, str]:
    """How far a need is met: the CSS class of the mark, and its label."""
    return {
        "met": ("good", _("Met")),
        "overdue": ("late", _("Overdue")),
        "stated": ("stale", _("Your word only")),
        "unstated": ("late", _("Missing")),
    }[need.state]

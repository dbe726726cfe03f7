"""A clinic's people and credentials in words, as the clinic reads them on its own page."""

from __future__ import annotations

from django.template.defaultfilters import filesizeformat, yesno
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from clinics.credentials.clinician_page import ClinicianLines, CredentialLine
from clinics.credentials.models import Evidence
from clinics.credentials.route_requirements import RouteNeed


def described(person: ClinicianLines) -> str:
    """Who somebody is at the clinic: profession, role, where, for which routes, whether public."""
    who = person.clinician
    on_site = yesno(who.is_on_site, _("yes,no,not stated"))
    parts = [who.profession_label, who.get_role_display(), _("on site:") + f" {on_site}"]
    if person.supervises:
        parts.append(_("supervises:") + " " + ", ".join(person.supervises))
    words = "; ".join(str(part) for part in parts)
    if person.is_public:
        return words
    return words + " – " + _("not public yet: a moderator has shown no credential of this person")


def register_says(line: CredentialLine) -> str:
    """Whether the register differs from what the clinic states, or does not have it."""
    if line.register is None:
        return ""
    words = (
        _("%(source)s says otherwise:") if line.differences else _("%(source)s does not have it.")
    )
    return words % {"source": line.register.source}


def differences(line: CredentialLine) -> list[str]:
    """What the register says otherwise, a sentence each."""
    says = _("you state %(claimed)s, there stands %(found)s.")
    return [
        f"{what}: " + says % {"claimed": claimed or "–", "found": found or _("nothing")}
        for what, claimed, found in line.differences
    ]


def handed_in(document: Evidence, number: int) -> str:
    """A document of a credential: its number among them, size and day, or when it was deleted."""
    if document.deleted_at is None:
        day = date_format(localtime(document.uploaded_at), "j F Y")
        known = {"number": number, "size": filesizeformat(document.size), "day": day}
        return _("Document %(number)s (%(size)s, %(day)s)") % known
    day = date_format(localtime(document.deleted_at), "j F Y")
    return _("Document %(number)s: deleted on %(day)s") % {"number": number, "day": day}


def need_state(need: RouteNeed) -> tuple[str, str]:
    """How far what a route asks for is shown: the class of the mark, and its words."""
    return {
        "met": ("good", _("Met")),
        "overdue": ("late", _("Overdue")),
        "stated": ("stale", _("Your word only")),
        "unstated": ("late", _("Missing")),
    }[need.state]

"""Describes a claim: its state and its proof."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from clinics.claims.models import Claim


def state(claim: Claim) -> tuple[str, str, str]:
    """A claim's state: (CSS class of the flag, text of the flag, text behind it)."""
    if claim.decision:
        speaks, gone = _("You speak for this clinic."), _("You no longer speak for this clinic.")
        return {
            Claim.Decision.APPROVED: ("good", _("Approved"), speaks if claim.speaks_now else gone),
            Claim.Decision.REJECTED: ("late", _("Rejected"), ""),
            Claim.Decision.ASKED_BACK: ("stale", _("A moderator has a question"), ""),
            Claim.Decision.WITHDRAWN: ("", _("Withdrawn"), ""),
        }[Claim.Decision(claim.decision)]
    if claim.method == Claim.Method.LISTED_PHONE and not claim.proved_at:
        return "stale", _("Waits for a call"), ""
    if not claim.asked_at:
        return "stale", _("Waits for your code"), ""
    since = _("since %(day)s") % {"day": date_format(localtime(claim.asked_at), "DATE_FORMAT")}
    return "stale", _("Waits for a moderator"), since


def proof(claim: Claim) -> str:
    """A claim's proof: the method, where the code was sent, the day it was typed."""
    sentence = claim.get_method_display()
    if claim.address:
        sentence += f": {claim.address}"
    if claim.proved_at:
        day = date_format(localtime(claim.proved_at), "DATE_FORMAT")
        sentence += " – " + _("code typed on %(day)s") % {"day": day}
    return sentence

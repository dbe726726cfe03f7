"""A claim in words: where it stands and how it is proved."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from clinics.claims.models import Claim


def state(claim: Claim) -> tuple[str, str, str]:
    """Where a claim stands: the class of its mark, the mark's words, and what follows it."""
    if claim.decision:
        return {
            Claim.Decision.APPROVED: ("good", _("Approved"), _("You speak for this clinic.")),
            Claim.Decision.REJECTED: ("late", _("Rejected"), ""),
            Claim.Decision.ASKED_BACK: ("stale", _("A moderator has a question"), ""),
            Claim.Decision.WITHDRAWN: ("", _("Withdrawn"), ""),
        }[Claim.Decision(claim.decision)]
    if claim.method == Claim.Method.LISTED_PHONE and not claim.proved_at:
        return "stale", _("Waits for a call"), ""
    if not claim.asked_at:
        return "stale", _("Waits for your code"), ""
    since = _("since %(day)s") % {"day": date_format(localtime(claim.asked_at), "j F Y")}
    return "stale", _("Waits for a moderator"), since


def proof(claim: Claim) -> str:
    """How a claim is proved: the method, the address of the code, the day it was typed."""
    words = claim.get_method_display()
    if claim.address:
        words += f": {claim.address}"
    if claim.proved_at:
        day = date_format(localtime(claim.proved_at), "j F Y")
        words += " – " + _("code typed on %(day)s") % {"day": day}
    return words

"""Finds the listing that a moderator means: by its link, the end of one, or its name."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from clinics.listing.models import Clinic
from clinics.suggestions.pasted_link import slug_of

MOST = 10
"""How many listings of a name are offered."""


@dataclass(frozen=True, kw_only=True)
class Meant:
    """The one listing that is meant; or those that may be meant, and why it is none."""

    clinic: Clinic | None = None
    choices: list[Clinic] = field(default_factory=list)
    problem: str = ""


def meant_by(typed: str, *, beside: Clinic) -> Meant:
    """The listing that somebody means who typed this on the page of another one.

    A link or its end finds a listing anywhere, whatever its status; a name, or a part of it, those
    in the same state. Two queries at most.
    """
    typed = typed.strip()
    if clinic := _linked(typed):
        return Meant(clinic=clinic)
    alike = Clinic.objects.filter(name__icontains=typed, state=beside.state).exclude(pk=beside.pk)
    found = list(alike.order_by("name", "pk")[: MOST + 1])
    if not found:
        return Meant(problem=_("No listing has this link, and none in the same state this name."))
    if len(found) == 1:
        return Meant(clinic=found[0])
    more = _("More than ten listings are named so. Paste the link of the one you mean.")
    which = _("Several listings are named so. Choose one.")
    return Meant(choices=found[:MOST], problem=more if len(found) > MOST else which)


def _linked(typed: str) -> Clinic | None:
    """The listing of a link, or of the end of one."""
    slug = slug_of(typed)
    return Clinic.objects.filter(slug=slug).first() if slug else None

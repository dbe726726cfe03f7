"""Finds the clinic of a public address, or says why it shows none."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from clinics.listing.models import SHOWN, Clinic, PublicChange, Status
from clinics.listing.models.clinic import ClinicQuerySet


class TakenOff(Exception):
    """The listing was hidden, or removed on request. Patients are not told which."""


class MergedInto(Exception):
    """The listing lives on in another one, whose `slug` this is."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def once_shown() -> ClinicQuerySet:
    """The clinics whose page was public once, whether or not it is now; no candidates.

    Of all others nobody learns that they are here, also when a moderator hid or merged them.
    """
    pages = PublicChange.objects.filter(clinic_id=OuterRef("pk")).exclude(slug="")
    was_shown = Q(status__in=SHOWN) | Q(Exists(pages))
    return Clinic.objects.exclude(status=Status.CANDIDATE).filter(was_shown)


def find_shown(clinics: ClinicQuerySet, slug: str) -> Clinic:
    """The shown clinic of that slug, with what `clinics` reads along with it.

    Raises Http404 where nothing was ever public, TakenOff and MergedInto. A query more then, and
    one for each merge.
    """
    clinic = clinics.shown().filter(slug=slug).first()
    if clinic is not None:
        return clinic
    absent = once_shown().filter(slug=slug).first()
    if absent is None:
        raise Http404
    survivor = absent.survivor()
    if survivor != absent and survivor.is_shown:
        raise MergedInto(survivor.slug)
    if survivor.status == Status.CANDIDATE:
        raise Http404
    raise TakenOff

"""Finds the clinic of a public address, or says why it shows none."""

from __future__ import annotations

from django.http import Http404

from clinics.listing.models import Clinic, Status
from clinics.listing.models.clinic import ClinicQuerySet


class TakenOff(Exception):
    """The listing was hidden, or removed on request. Patients are not told which."""


class MergedInto(Exception):
    """The listing lives on in another one, whose `slug` this is."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def find_shown(clinics: ClinicQuerySet, slug: str) -> Clinic:
    """The shown clinic of that slug, with what `clinics` reads along with it.

    Raises Http404 where nothing was ever public, TakenOff and MergedInto. A query more then, and
    one for each merge.
    """
    clinic = clinics.shown().filter(slug=slug).first()
    if clinic is not None:
        return clinic
    absent = Clinic.objects.filter(slug=slug).first()
    if absent is None or absent.status == Status.CANDIDATE:
        raise Http404
    survivor = absent.survivor()
    if survivor != absent and survivor.is_shown:
        raise MergedInto(survivor.slug)
    if survivor.status == Status.CANDIDATE:
        raise Http404
    raise TakenOff

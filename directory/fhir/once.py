"""Rows that once had a resource, whether or not they have it now. They tell 410 from 404.

Of what never was public nobody learns that it is there: not of a candidate, nor of a check with an
outcome that only moderators see.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from clinics.listing.shown import once_shown
from clinics.models import Check, Clinic, Clinician, Credential, Organization
from directory.fhir.content.published import SHOWN_AT_ONCE

_WAS_SHOWN = (Credential.Standing.SHOWN, Credential.Standing.WITHDRAWN)


def clinics() -> QuerySet[Clinic]:
    """Clinics that were opened once."""
    return once_shown()


def organizations() -> QuerySet[Organization]:
    """Organizations of such a clinic."""
    return Organization.objects.filter(pk__in=clinics().values("organization"))


def clinicians() -> QuerySet[Clinician]:
    """Clinicians of such a clinic who hold, or held, something that was shown."""
    held = Credential.objects.filter(standing__in=_WAS_SHOWN)
    shown = held.exclude(kind=Credential.Kind.NOT_EXCLUDED).values("clinician_id")
    return Clinician.objects.filter(Q(pk__in=shown), clinic__in=clinics())


def checks() -> QuerySet[Check]:
    """Checks of such a clinic that are public without a moderator."""
    return Check.objects.filter(
        outcome__in=SHOWN_AT_ONCE,
        credential__standing__in=_WAS_SHOWN,
        credential__clinic__in=clinics(),
    )

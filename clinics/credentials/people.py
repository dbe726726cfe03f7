"""Who and what the public sees of a clinic's credentials."""

from __future__ import annotations

from django.db.models import Prefetch

from clinics.credentials.models import Clinician, Credential

_ORDER = {kind: place for place, kind in enumerate(Credential.Kind.values)}


def _shown() -> Prefetch:
    credentials = Credential.objects.shown().select_related("current").prefetch_related("checks")
    return Prefetch("credentials", queryset=credentials.order_by("stated_on", "pk"))


def public_people(clinic_id: int) -> list[Clinician]:
    """The people of a clinic that the public sees, by name, with `credentials` that are shown.

    Each credential comes with its current check and all its checks, newest first: three queries.
    """
    return list(Clinician.objects.public().filter(clinic=clinic_id).prefetch_related(_shown()))


def own_credentials(clinic_id: int) -> list[Credential]:
    """The clinic's own shown credentials, in the order of their kinds, with checks: two queries.

    What the exclusion list says stands beside others alone, never by itself.
    """
    shown = Credential.objects.shown().filter(clinic=clinic_id, clinician=None)
    found = list(shown.select_related("current").prefetch_related("checks").order_by("pk"))
    if all(credential.kind == Credential.Kind.NOT_EXCLUDED for credential in found):
        return []
    return sorted(found, key=lambda credential: _ORDER[credential.kind])

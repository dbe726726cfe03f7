"""What has a FHIR resource: querysets of published rows, each with `last_changed`.

`last_changed` is when what the resource shows last changed: when its clinic's public record did,
or the midnight at which time alone changed it (a confirmation ran out, a pause ended). All but
`directory` come from rows. `on` is the day that decides. No query until they are read.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from clinics.listing.models import PUBLISHED, Status
from clinics.models import Check, Clinic, Clinician, Credential, Fact, Organization, PublicChange
from directory.presenting.clinicians import PUBLIC_OUTCOMES, SHOWN_AT_ONCE

Kind, Outcome = Credential.Kind, Check.Outcome

ACCEPTING = "access.accepting-new-patients"
ACCEPTING_DAYS = 90
"""For how many days the word that new patients are accepted counts."""


class _Moment(Func):
    """The latest of some moments, to the millisecond, as resources show it."""

    template = "date_trunc('milliseconds', greatest(%(expressions)s))"
    output_field = DateTimeField()


class _Midnight(Func):
    """The beginning of a day on the site's clock."""

    template = "timezone('%(zone)s', (%(expressions)s)::timestamp)"
    output_field = DateTimeField()


def clinics(*, on: dt.date) -> QuerySet[Clinic]:
    """Clinics: each has a Location and a HealthcareService."""
    return Clinic.objects.published().annotate(
        last_changed=_Moment(
            Coalesce(_changed("pk"), F("created_at")), _accepting_ended(on), _pause_ended(on)
        )
    )


def organizations(*, on: dt.date) -> QuerySet[Organization]:
    """Organizations with a published clinic. A clinic that was taken off changed them, too."""
    theirs = Clinic.objects.filter(organization=OuterRef("pk"))
    return Organization.objects.filter(Exists(theirs.filter(status__in=PUBLISHED))).annotate(
        last_changed=_Moment(
            _latest(theirs, "organization", Coalesce(_changed("pk"), F("created_at"))),
            _run_out(on, clinic__organization=OuterRef("pk"), clinician=None),
        )
    )


def solo_clinics(*, on: dt.date) -> QuerySet[Clinic]:
    """Published clinics without an organization: each is its own Organization."""
    return (
        Clinic.objects.published()
        .filter(organization=None)
        .annotate(
            last_changed=_Moment(
                Coalesce(_changed("pk"), F("created_at")),
                _run_out(on, clinic=OuterRef("pk"), clinician=None),
            )
        )
    )


def clinicians(*, on: dt.date) -> QuerySet[Clinician]:
    """Clinicians whom the public sees: each has a Practitioner."""
    held = Credential.objects.shown().exclude(kind=Kind.NOT_EXCLUDED)
    return Clinician.objects.filter(
        Exists(held.filter(clinician=OuterRef("pk"))), left_on=None, clinic__status__in=PUBLISHED
    ).annotate(
        last_changed=_Moment(
            Coalesce(_changed("clinic_id"), F("clinic__created_at")),
            _run_out(on, clinician=OuterRef("pk")),
        )
    )


def roles(*, on: dt.date) -> QuerySet[Clinician]:
    """The same clinicians: each works at one clinic, so has one PractitionerRole."""
    return clinicians(on=on)


def checks(*, on: dt.date) -> QuerySet[Check]:
    """The checks that the public sees: each has a VerificationResult with that `status`.

    Like `presenting.clinicians`: an exclusion is shown only while it counts, and nothing of a
    holder of whom nothing else is shown.
    """
    others = Credential.objects.shown().exclude(kind=Kind.NOT_EXCLUDED)
    by_holder = Q(Exists(others.filter(clinician=OuterRef("credential__clinician")))) | Q(
        Exists(others.filter(clinic=OuterRef("credential__clinic"), clinician=None)),
        credential__clinician=None,
    )
    is_public = (
        Q(pk=F("credential__current"), outcome__in=PUBLIC_OUTCOMES)
        | Q(outcome__in=SHOWN_AT_ONCE)
        | Q(outcome=Outcome.UNCONFIRMED, by__isnull=False)
    )
    until = Coalesce(F("credential__current__valid_until"), F("valid_until"))
    ran_out = Case(When(LessThan(until, on), then=_day_after(until)))
    return Check.objects.filter(
        by_holder,
        is_public,
        Q(credential__clinician=None) | Q(credential__clinician__left_on=None),
        credential__standing=Credential.Standing.SHOWN,
        credential__clinic__status__in=PUBLISHED,
    ).annotate(
        status=_status(on),
        last_changed=_Moment(F("at"), _changed("credential__clinic_id"), ran_out),
    )


def _status(on: dt.date) -> Case:
    """The code of a VerificationResult: what a check comes to on that day.

    A confirmation is `validated` while what counts now of that credential confirms it, be it this
    check or a later one; else it needs another look.
    """
    holds = Q(
        credential__current__outcome=Outcome.CONFIRMED, credential__current__valid_until__gte=on
    )
    earlier = Check.objects.filter(
        credential=OuterRef("credential"), outcome=Outcome.CONFIRMED, at__lt=OuterRef("at")
    )
    return Case(
        When(Q(outcome=Outcome.CONFIRMED) & holds, then=Value("validated")),
        When(outcome=Outcome.CONFIRMED, then=Value("req-revalid")),
        When(outcome=Outcome.AGREES, then=Value("attested")),
        When(Exists(earlier), then=Value("reval-fail")),
        default=Value("val-fail"),
        output_field=CharField(),
    )


def _changed(clinic: str) -> Subquery:
    """When what is public of the clinic under that name last changed; null: that is not noted."""
    return _latest(PublicChange.objects.filter(clinic_id=OuterRef(clinic)), "clinic_id", F("at"))


def _accepting_ended(on: dt.date) -> Subquery:
    """When the word that new patients are accepted became too old; null: it did not."""
    old = on - dt.timedelta(days=ACCEPTING_DAYS)
    said = Fact.objects.filter(clinic=OuterRef("pk"), code=ACCEPTING, affirmed_on__lt=old)
    return _latest(said, "clinic_id", _day_after(F("affirmed_on"), ACCEPTING_DAYS + 1))


def _pause_ended(on: dt.date) -> Case:
    """When a pause ended; null: it did not."""
    over = When(status=Status.PAUSED, paused_until__lt=on, then=_day_after(F("paused_until")))
    return Case(over)


def _run_out(on: dt.date, **holder: Any) -> Subquery:
    """When the latest of a holder's confirmations ran out; null: none did."""
    ended = Credential.objects.shown().filter(current__valid_until__lt=on, **holder)
    last = ended.annotate(all=Value(1)).values("all").annotate(last=Max("current__valid_until"))
    return Subquery(last.values(at=_day_after(F("last"))))


def _day_after(day: Any, days: int = 1) -> _Midnight:
    later = ExpressionWrapper(day + dt.timedelta(days=days), output_field=DateTimeField())
    return _Midnight(later, zone=settings.TIME_ZONE)


def _latest(rows: QuerySet, group: str, at: Any) -> Subquery:
    """The latest of the rows' moments."""
    return Subquery(rows.order_by().values(group).annotate(last=Max(at)).values("last"))

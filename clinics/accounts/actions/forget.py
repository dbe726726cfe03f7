"""Deletes what accounts leave behind. Run every hour."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from clinics.accounts.models import User
from clinics.accounts.second_factors import BOX, SECRETS
from clinics.sealing import has_older_keys

UNCONFIRMED = dt.timedelta(days=3)
"""How long an account is kept whose address nobody confirmed."""


def forget_accounts(*, on: dt.date) -> int:
    """Delete unconfirmed accounts, the list of ended sessions, and expired counts. How many rows.

    The counts are those of limits, in the shared cache. Secrets of second factors that an older key
    sealed are sealed with the newest one. What is kept for hours is measured from now, not `on`.
    """
    now = timezone.now()
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    confirmed = EmailAddress.objects.filter(verified=True).values("user")
    count = 0
    for rows in (
        User.objects.unconfirmed().filter(joined_at__lte=now - UNCONFIRMED),
        EmailAddress.objects.filter(verified=False, primary=False, user__in=confirmed),
        UserSession.objects.exclude(session_key__in=alive),
    ):
        count += rows.delete()[0]
    _seal_anew()
    return count + _forget_counts()


def _forget_counts() -> int:
    """Delete the expired rows of the shared cache; Django itself deletes them only when full."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < now()")
        return cursor.rowcount


def _seal_anew() -> None:
    """Seal with the newest key what an older one sealed; nothing when there is one key."""
    if not has_older_keys():
        return
    for row in Authenticator.objects.exclude(type="webauthn").order_by("pk"):
        anew = dict(row.data)
        for name in SECRETS:
            sealed = str(anew.get(name, "")).encode()
            if not BOX.is_sealed_anew(sealed) and (plain := BOX.opened(sealed)):
                anew[name] = BOX.seal(plain).decode()
        # Not `save`: a recovery code that is used at this moment must stay used.
        Authenticator.objects.filter(pk=row.pk, data=row.data).update(data=anew)

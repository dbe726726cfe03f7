"""What becomes of accounts whose address nobody confirmed."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from clinics.accounts.models import User


def drop_unconfirmed(email: str, *, but: User | None = None) -> None:
    """Delete what claims an address without having proved it: accounts, and planned changes.

    The account `but` stays. An account with another, confirmed address loses only its plan.
    """
    others = User.objects.exclude(pk=but.pk) if but else User.objects.all()
    others.unconfirmed().filter(email__iexact=email).delete()
    planned = EmailAddress.objects.filter(email__iexact=email, verified=False, primary=False)
    planned.exclude(user=but).delete() if but else planned.delete()

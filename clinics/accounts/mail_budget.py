"""One budget of mails an address and day, for all that anybody can have us send to it.

Sign-up, reset, codes, invitations and reviews count together, whoever asks. One network can use up
half of it, so a stranger alone cannot keep mail from its owner. A person whose address it is, known
by their browser or because they are signed in, has a count of their own. Plus signs, and the dots
of Gmail, make no new address. What we tell people about their own account is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from allauth.account.models import EmailAddress
from allauth.core.internal.ratelimit import RateLimitUsage
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics.accounts import limits
from clinics.mail_addresses import mailbox

USED_UP = _("We already sent too many e-mails to this address today. Try again tomorrow.")


def take(
    address: str, *, network: str = "", own: str = "", also: Iterable[tuple[str, str]] = ()
) -> RateLimitUsage | None:
    """Count one mail to an address, or None when today's budget is used up.

    `network` is where it was asked from. `own` stands for a person whose address it is ('' for
    everybody else); see `owner`. `also` are further (limit, key) that it counts against. Call it
    outside of transactions.
    """
    return limits.count(None, *_counts(address, network, own), *also)


def has_room(address: str, *, network: str = "", own: str = "") -> bool:
    """Whether one more mail may be sent. Counts nothing."""
    return limits.count(None, *_counts(address, network, own), dry_run=True) is not None


def _counts(address: str, network: str, own: str) -> list[tuple[str, str]]:
    box = mailbox(address)
    if own:
        return [("mail_own", f"{own} {box}")]
    return [("mail_network", f"{network} {box}"), ("mail_address", box)]


@contextmanager
def counted(
    address: str,
    *,
    refused: type[Exception],
    network: str = "",
    own: str = "",
    words: str | Promise = USED_UP,
    also: Iterable[tuple[str, str]] = (),
) -> Iterator[None]:
    """Send one mail within the block. Raises `refused`, with `words`, when the budget is used up.

    If the block raises, the mail was not sent, and is not counted.
    """
    used = take(address, network=network, own=own, also=also)
    if used is None:
        raise refused(str(words))
    try:
        yield
    except Exception:
        used.rollback()
        raise


def owner(request: HttpRequest | None, address: str) -> str:
    """What stands for the person who asks, if the address is theirs; '' if nobody knows that.

    It is theirs if they are signed in and confirmed it, or if this browser signed in with it. At
    most one query.
    """
    if request is None:
        return ""
    if request.user.is_authenticated:
        theirs = EmailAddress.objects.filter(user=request.user, verified=True)
        is_own = theirs.filter(email__iexact=address).exists()
        return f"account {request.user.pk}" if is_own else ""
    return limits.known_browser(request, address)

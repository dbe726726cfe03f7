"""Sending a suggestion, and confirming it by the link that is mailed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts import mail_budget
from clinics.accounts.models import User
from clinics.digests import new_token, token_hash
from clinics.distress import speaks_of_suicide
from clinics.erasures.actions import note
from clinics.erasures.models import Erasure
from clinics.languages import spoken_now
from clinics.listing.models import Clinic, Status
from clinics.memberships.permissions import speaks_for
from clinics.networks import network_of
from clinics.notices import mail
from clinics.reviews import abuse, rules, sealing, traces
from clinics.reviews.actions.mail import try_to_send
from clinics.reviews.actions.news import tell_moderators, tell_of_distress
from clinics.reviews.actions.traces import hashes, leave_trace
from clinics.reviews.models import DISTRESS, SAME_NETWORK
from clinics.suggestions.actions.listings import keep_candidate
from clinics.suggestions.links import find, refuse_unless_live, takeable
from clinics.suggestions.models import Suggestion, SuggestionRefused

Kind = Suggestion.Kind

MOST_AN_HOUR = 20
"""Suggestions that one network can send in an hour."""
MOST_WAITING = 10
"""Suggestions of one account that may wait at a time."""
TRACE = "suggestion"


def suggest(
    *,
    kind: str,
    clinic: Clinic | None = None,
    other: Clinic | None = None,
    values: dict[str, Any],
    words: str,
    link: str = "",
    is_mine: bool = False,
    email: str = "",
    by: User | None = None,
    network: str,
    at: dt.datetime | None = None,
    request: Any = None,
) -> Suggestion:
    """Keep what somebody says; it waits for a moderator once it is confirmed.

    Whoever is signed in has confirmed an address already. Everybody else gives `email`, to which a
    link is mailed. `is_mine`: the person says that they work at the missing clinic; for an account
    the listing is kept at once, not public, so that it can be claimed. `network` is the sender's IP
    address; only its hash is stored. Locks the clinic, if there is one. Raises SuggestionRefused or
    ReviewRefused, with nothing stored.
    """
    at = at or timezone.now()
    words = rules.clean_words(words, longest=Suggestion.MAX_WORDS)
    # What takes long is done before the lock: nobody else waits for it.
    flags = abuse.flags_of_words(words) + ([DISTRESS] if speaks_of_suicide(words) else [])
    made = Suggestion(kind=kind, clinic=clinic, other=other, values=values, words=words, link=link,
                      flags=flags, by=by, at=at, language=spoken_now())  # fmt: skip
    if by:
        return _of_account(made, by, is_mine=is_mine, network=network)
    address = rules.clean_address(email)
    made.from_clinic, made.sealed = is_mine, sealing.seal(address)
    token = new_token()
    made.token_hash = token_hash(token)
    here = network_of(network)
    with mail_budget.counted(address, refused=SuggestionRefused, network=here):
        _store(made, network)
        page = mail.absolute(reverse("suggestion_confirm", args=[token]), request=request)
        if not try_to_send(address, "review_confirm", link=page):
            made.delete()
            raise SuggestionRefused(
                _("The e-mail could not be sent just now. Try again in a few minutes.")
            )
    return made


@transaction.atomic
def _of_account(made: Suggestion, by: User, *, is_mine: bool, network: str) -> Suggestion:
    """Store what a signed-in person says: it waits at once."""
    if made.clinic_id is not None:
        Clinic.objects.locked(made.clinic_id)
    waiting = Suggestion.objects.waiting().filter(by=by)
    if waiting.count() >= MOST_WAITING:
        raise SuggestionRefused(
            _("Ten of your suggestions wait for a moderator. Wait until one is decided.")
        )
    speaks = made.clinic_id is not None and speaks_for(by, made.clinic_id)
    refuse_to_repeat(made, from_clinic=speaks)
    made.from_clinic = is_mine or speaks
    made.confirmed_at = made.at
    _store(made, network)
    if is_mine:
        keep_candidate(made, by=by)
    _tell(made)
    return made


def refuse_to_repeat(made: Suggestion, *, from_clinic: bool) -> None:
    """Raise SuggestionRefused when a locked clinic has said the same, and it waits."""
    same = Suggestion.objects.waiting().filter(clinic=made.clinic_id, kind=made.kind)
    if from_clinic and same.filter(from_clinic=True).exists():
        raise SuggestionRefused(_("You have said this already. A moderator looks at it."))


@transaction.atomic
def _store(made: Suggestion, network: str) -> None:
    if made.clinic_id is not None:
        _refuse_unless_shown(Clinic.objects.locked(made.clinic_id), made)
    networks = hashes(network, at=made.at)
    traces.refuse_a_flood(networks, at=made.at, about=TRACE, most=MOST_AN_HOUR)
    about = f"{TRACE} {made.kind}"
    if traces.was_reported_before(networks, made.clinic, about, at=made.at):
        made.flags = [SAME_NETWORK, *made.flags]
    leave_trace(networks, made.clinic, about, at=made.at)
    made.save()


def _refuse_unless_shown(clinic: Clinic, made: Suggestion) -> None:
    if not clinic.is_shown:
        raise SuggestionRefused(_("This clinic is not listed."))
    if made.kind == Kind.CLOSED and clinic.status == Status.CLOSED:
        raise SuggestionRefused(_("The page says already that this clinic has closed."))
    if made.other_id == clinic.pk:
        raise SuggestionRefused(_("This is the listing itself. Give the other one."))


def confirm(token: str, *, at: dt.datetime | None = None) -> Suggestion:
    """Use the mailed link: the suggestion waits for a moderator, who is told if it is urgent.

    Locks the suggestion. Raises SuggestionRefused for a link that was used or has expired.
    """
    at = at or timezone.now()
    with transaction.atomic():
        made = find(token, lock=True)
        refuse_unless_live(made, at=at)
        made.confirmed_at = at
        made.save(update_fields=["confirmed_at"])
        _tell(made)
    return made


def _tell(made: Suggestion) -> None:
    if made.is_distress:
        tell_of_distress()
    elif made.is_urgent:
        tell_moderators("danger")


@transaction.atomic
def take_up(token: str, *, by: User) -> Clinic:
    """Give a confirmed suggestion of a missing clinic to the account of who works there.

    Returns the listing: it is kept, not public, so that it can be claimed; or a moderator has
    published it by now. Locks the suggestion. Raises SuggestionRefused as `takeable` does.
    """
    made = takeable(token, by=by, lock=True)
    if made.clinic is not None:
        return made.clinic
    made.by, made.sealed = by, b""
    made.save(update_fields=["by", "sealed"])
    note(Erasure.Kind.ASKER, made)
    return keep_candidate(made, by=by)

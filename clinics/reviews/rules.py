"""What a review may contain, and who may not write one: nobody who speaks for a clinic.

Each `clean_…` returns the value as it is kept, or raises ReviewRefused.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.languages import Language, spoken_now
from clinics.listing.models import Clinic
from clinics.listing.websites import own_domain
from clinics.memberships.models import Membership
from clinics.reviews.models import Review, ReviewRefused
from clinics.reviews.questions import REVIEW_QUESTIONS
from clinics.reviews.sealing import normalized
from clinics.text import tidy

MONTHS = 24
"""How many months ago a visit may have been."""
_ANSWERS = ("yes", "no", "n/a")
_QUESTION_CODES = {question.code for question in REVIEW_QUESTIONS}


def clean_address(typed: str) -> str:
    """The address, trimmed. Raises ReviewRefused when mail cannot be sent to it."""
    typed = typed.strip()
    try:
        validate_email(typed)
    except ValidationError:
        raise ReviewRefused(_("This is not an e-mail address.")) from None
    if len(typed) > 254:
        raise ReviewRefused(_("This e-mail address is too long."))
    return typed


def clean_words(typed: str, *, longest: int = Review.MAX_CHARACTERS) -> str:
    """The words, tidied, each line ending in one newline.

    Raises ReviewRefused when they are longer than `longest` characters.
    """
    words = tidy(typed, lines=True)
    if len(words) > longest:
        raise ReviewRefused(_("Your text is longer than %(most)s characters.")
                            % {"most": f"{longest:,}"})  # fmt: skip
    return words


def clean_month(day: dt.date, *, on: dt.date) -> dt.date:
    """The first day of the visit's month.

    Raises ReviewRefused for a month that has not come yet, or is more than MONTHS ago.
    """
    ago = (on.year - day.year) * 12 + on.month - day.month
    if ago < 0:
        raise ReviewRefused(_("The month of the visit has not come yet."))
    if ago > MONTHS:
        raise ReviewRefused(
            _("The visit was more than two years ago. Clinics change, so it is too old.")
        )
    return day.replace(day=1)


def clean_relation(relation: str) -> str:
    """Who writes. Raises ReviewRefused for anything but a `Review.Relation`."""
    if relation not in Review.Relation.values:
        raise ReviewRefused(_("Say whether you are the patient, a companion, or a family member."))
    return relation


def clean_language(code: str) -> str:
    """The language of a text; '' stands for that of the page. Raises ReviewRefused for others."""
    if code and code not in Language.values:
        raise ReviewRefused(_("Choose a language from the list."))
    return code or spoken_now()


def clean_marks(overall: Any, answers: Any) -> dict[str, Any]:
    """The fields of a Mark. Raises ReviewRefused for a mark or an answer that is not offered."""
    if not isinstance(overall, int) or isinstance(overall, bool) or not 1 <= overall <= 5:
        raise ReviewRefused(_("Choose a rating from 1 to 5."))
    if not isinstance(answers, dict) or not set(answers) <= _QUESTION_CODES:
        raise ReviewRefused(_("One of these questions is not part of the review form."))
    if not all(answer in _ANSWERS for answer in answers.values()):
        raise ReviewRefused(_("Answer each question with “yes”, “no” or “does not apply”."))
    return {"overall": overall, "answers": {code: answers[code] for code in sorted(answers)}}


def refuse_clinic_addresses(clinic: Clinic, address: str) -> None:
    """Raise ReviewRefused for the address of a clinic, or of somebody who speaks for one.

    The message is the same for every such reason, so that nobody learns who has an account.
    """
    local, _at, domain = normalized(address).rpartition("@")
    is_own = bool(clinic.email) and normalized(clinic.email) == f"{local}@{domain}"
    if is_own or _speaks_for_one(local, domain) or _is_a_clinics_domain(domain):
        raise ReviewRefused(
            _(
                "This address belongs to a clinic in the directory, or to somebody who speaks for "
                "one. Only patients and the people who went with them can write reviews."
            )
        )


def _speaks_for_one(local: str, domain: str) -> bool:
    """Whether an account with this address, or with a `local+…` of it, speaks for any clinic."""
    same = Q(email__iexact=f"{local}@{domain}") | Q(
        email__istartswith=f"{local}+", email__iendswith=f"@{domain}"
    )
    further = EmailAddress.objects.filter(same, verified=True).values("user")
    accounts = User.objects.filter(same | Q(pk__in=further)).values("pk")
    return Membership.objects.filter(user__in=accounts).exists()


def _is_a_clinics_domain(domain: str) -> bool:
    """Whether a published clinic has its website on the domain, or on one above it."""
    parts = domain.split(".")
    above = [".".join(parts[start:]) for start in range(len(parts) - 1)]
    hosts = {host for name in above if (host := own_domain(f"https://{name}"))}
    # The database narrows by the start of the address; `own_domain` below compares whole hosts.
    starts = Q(pk__in=[])
    for host in hosts:
        for head in ("https://", "https://www.", "http://", "http://www."):
            starts |= Q(site__startswith=head + host)
    listed = Clinic.objects.published().exclude(website="").annotate(site=Lower("website"))
    websites = listed.filter(starts).values_list("website", flat=True)
    return any(own_domain(website) in hosts for website in websites)

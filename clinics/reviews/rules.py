"""What can be a review, and whose address cannot write one: those of the clinics' own people."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.claims.proof import own_domain
from clinics.listing.models import Clinic
from clinics.memberships.models import Membership
from clinics.reviews.models import Review, ReviewRefused
from clinics.reviews.questions import REVIEW_QUESTIONS
from clinics.reviews.sealing import normalised

MONTHS = 24
"""How many months ago a visit may have been."""
LONGEST = 3000
ANSWERS = ("yes", "no", "n/a")
_CODES = {question.code for question in REVIEW_QUESTIONS}
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean_address(typed: str) -> str:
    """The address as mail goes to it. Raises ReviewRefused unless it is one."""
    typed = typed.strip()
    try:
        validate_email(typed)
    except ValidationError:
        raise ReviewRefused(_("This is not an e-mail address.")) from None
    if len(typed) > 254:
        raise ReviewRefused(_("This e-mail address is too long."))
    return typed


def clean_words(typed: str, *, longest: int = LONGEST) -> str:
    """The words as they are kept: trimmed, lines ending alike. Raises ReviewRefused if too long."""
    words = _CONTROL.sub("", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(words) > longest:
        raise ReviewRefused(_("Your words are longer than %(most)s characters.")
                            % {"most": f"{longest:,}"})  # fmt: skip
    return words


def clean_month(day: dt.date, *, on: dt.date) -> dt.date:
    """The first of the visit's month. Raises ReviewRefused when it is to come, or long ago."""
    ago = (on.year - day.year) * 12 + on.month - day.month
    if ago < 0:
        raise ReviewRefused(_("The month of the visit has not come yet."))
    if ago > MONTHS:
        raise ReviewRefused(_("The visit was more than two years ago: clinics change."))
    return day.replace(day=1)


def clean_relation(relation: str) -> str:
    """Who writes. Raises ReviewRefused for what is not offered."""
    if relation not in Review.Relation.values:
        raise ReviewRefused(_("Say whether you were the patient, a companion or family."))
    return relation


def clean_marks(overall: Any, answers: Any) -> dict[str, Any]:
    """The fields of a Mark. Raises ReviewRefused for what the questions do not offer."""
    if not isinstance(overall, int) or isinstance(overall, bool) or not 1 <= overall <= 5:
        raise ReviewRefused(_("Choose a mark from 1 to 5."))
    if not isinstance(answers, dict) or not set(answers) <= _CODES:
        raise ReviewRefused(_("One of these questions is not asked here."))
    if not all(answer in ANSWERS for answer in answers.values()):
        raise ReviewRefused(_("Answer each question with yes, no or does not apply."))
    return {"overall": overall, "answers": {code: answers[code] for code in sorted(answers)}}


def refuse_clinics_people(clinic: Clinic, address: str) -> None:
    """Raise ReviewRefused when an address is a clinic's own, or of who speaks for one.

    The words are the same for every such reason: nobody learns who has an account.
    """
    local, _at, domain = normalised(address).rpartition("@")
    own = normalised(clinic.email) == f"{local}@{domain}" if clinic.email else False
    if own or _speaks_for_one(local, domain) or _is_a_clinics_domain(domain):
        raise ReviewRefused(
            _(
                "This address belongs to a clinic of the directory or to somebody who speaks for "
                "one. Reviews come from patients and those who went with them."
            )
        )


def _speaks_for_one(local: str, domain: str) -> bool:
    same = Q(email__iexact=f"{local}@{domain}") | Q(
        email__istartswith=f"{local}+", email__iendswith=f"@{domain}"
    )
    known = EmailAddress.objects.filter(same, verified=True).values("user")
    people = User.objects.filter(same | Q(pk__in=known)).values("pk")
    return Membership.objects.filter(user__in=people).exists()


def _is_a_clinics_domain(domain: str) -> bool:
    """Whether the domain, or one above it, is that of the website of a clinic that is listed."""
    parts = domain.split(".")
    above = [".".join(parts[start:]) for start in range(len(parts) - 1)]
    hosts = {host for name in above if (host := own_domain(f"https://{name}"))}
    starts = Q(pk__in=[])
    for host in hosts:
        for head in ("https://", "https://www.", "http://", "http://www."):
            starts |= Q(site__startswith=head + host)
    listed = Clinic.objects.published().exclude(website="").annotate(site=Lower("website"))
    websites = listed.filter(starts).values_list("website", flat=True)
    return any(own_domain(website) in hosts for website in websites)

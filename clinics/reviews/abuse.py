"""Signs of abuse that a moderator is told to look at. Nothing here refuses or hides a review."""

from __future__ import annotations

import datetime as dt
import re

from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from clinics.reviews.models import BY_MODERATOR, DISTRESS, SAME_NETWORK, Review
from clinics.text import folded

FLAGS = {
    "burst": _("Many reviews of this clinic came in a short time"),
    "same-words": _("Another review says nearly the same words"),
    SAME_NETWORK: _("Another review of this clinic came from the same network within a day"),
    "links": _("It contains a web address"),
    "contact": _("It contains a phone number or an e-mail address"),
    "insults": _("It may insult somebody"),
    "names-a-person": _("It may name a person"),
    DISTRESS: _("It speaks of suicide or self-harm"),
    BY_MODERATOR: _("A moderator made it, and disputes the answer"),
}
"""The signs, by code, in words for moderators."""

BURST = ((dt.timedelta(hours=1), 5), (dt.timedelta(days=1), 15))
"""So many other reviews of one clinic within such a time are a burst."""
COMPARED = 500
"""How many of the newest reviews, of all clinics, a text is compared with."""
FEWEST_RUNS = 6
"""Texts with fewer three-word runs are not compared: short texts are alike by chance."""
ALIKE = 0.5
"""Two texts are alike when they share at least this part of their three-word runs."""

_WORD = re.compile(r"\w+")
_LINK = re.compile(
    r"https?:|\bwww\.|[\w-]\.(com|net|org|info|biz|io|co|us|shop|site|online|example)\b", re.I
)
# Around the @ the number of characters has an end, and so has a word of a name below: otherwise the
# time grows with the square of the text.
_CONTACT = re.compile(
    r"[^\s@]{1,64}@[^\s@]{1,255}\.\w|(?:\+?1[ .-]?)?\(?\b\d{3}\)?[ .-]\d{3}[ .-]?\d{4}\b"
)
_INSULT = re.compile(
    r"\b(ass+hole|bastard|bitch|cunt|dick ?head|fag+ot|fuck\w*|idiot\w*|imbecile|moron\w*|nazi|"
    r"nigg\w+|piece of shit|retard\w*|scum\w*|slut|whore|cabron|idiota|imbecil|puta|pendejo)\b"
)
_TITLES = (
    r"(?:Dr|Mr|Mrs|Ms|Prof)\b\.?|(?:Doctora?|Miss|Nurse|Professor|Physician|Psychiatrist|"
    r"Therapist|An(?:a)?esthesiologist|Technician|Receptionist|Manager)\b"
)
_PERSON = re.compile(
    rf"\b(?i:{_TITLES}) {{1,3}}[A-Z][\w'’-]"
    r"|\b[A-Z][\w'’-]{1,40} [A-Z][\w'’-]{1,40},? (?:MD|DO|NP|PA|RN|CRNA)\b"
)


def flags_of_words(words: str) -> list[str]:
    """The signs that the words alone show: codes of FLAGS, in their order."""
    without_contact = _CONTACT.sub(" ", words)  # or every e-mail address would be a link too
    matches = {
        "links": _LINK.search(without_contact),
        "contact": _CONTACT.search(words),
        "insults": _INSULT.search(folded(words)),
        "names-a-person": _PERSON.search(words),
    }
    return [code for code, match in matches.items() if match]


def flags_of(review: Review, *, at: dt.datetime) -> list[str]:
    """All signs of a review that is confirmed at `at`; reads only. Codes of FLAGS.

    SAME_NETWORK is taken over: it was found when the review was sent, as the network is not kept.
    """
    signs = {
        "burst": _is_burst(review, at),
        "same-words": is_alike_elsewhere(review),
        SAME_NETWORK: SAME_NETWORK in review.flags,
    }
    return [code for code, is_so in signs.items() if is_so] + flags_of_words(review.words)


def _is_burst(review: Review, at: dt.datetime) -> bool:
    others = Review.objects.filter(clinic=review.clinic_id).exclude(pk=review.pk)
    return any(
        others.filter(asked_at__gt=at - span, asked_at__lte=at).count() >= most
        for span, most in BURST
    )


def runs(words: str) -> set[tuple[str, ...]]:
    """Every three words in a row of a text, in lower case."""
    split = _WORD.findall(words.casefold())
    return {tuple(split[start : start + 3]) for start in range(len(split) - 2)}


def is_alike(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> bool:
    """Whether two texts share so many runs that one was probably made from the other."""
    return bool(one and other) and len(one & other) >= ALIKE * len(one | other)


def is_alike_elsewhere(review: Review) -> bool:
    """Whether another review, of any clinic, has the same or nearly the same words."""
    own, size = runs(review.words), len(review.words)
    if len(own) < FEWEST_RUNS:
        return False
    others = (
        Review.objects.exclude(pk=review.pk)
        .exclude(status=Review.Status.UNCONFIRMED)
        .annotate(size=Length("words"))
        .filter(size__gte=size // 3, size__lte=size * 3)
    )
    newest = others.order_by("-pk").values_list("words", flat=True)[:COMPARED]
    return any(is_alike(own, runs(words)) for words in newest)

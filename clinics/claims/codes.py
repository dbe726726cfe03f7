"""Six-digit codes that prove a claim: makes, hashes and compares them. Writes nothing."""

from __future__ import annotations

import datetime as dt
import secrets

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from clinics.claims.models import Claim

CODE_LIFETIME = dt.timedelta(minutes=30)
TRIES = 5
"""Wrong tries after which the person must ask for a new code."""
SENDS_A_DAY = 5
"""How many codes one person can have sent for one clinic within 24 hours."""


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def hashed(claim_id: int, code: str) -> str:
    """The keyed hash of one claim's code. Somebody who reads the table cannot use it."""
    return salted_hmac("clinics.claim.code", f"{claim_id} {code}", algorithm="sha256").hexdigest()


def is_right(claim: Claim, typed: str) -> bool:
    """Whether `typed` is the claim's code. Compared in constant time."""
    return constant_time_compare(claim.code_hash, hashed(claim.pk, typed))


def is_live(claim: Claim, *, at: dt.datetime) -> bool:
    """Whether the claim has a code that has not expired at that moment."""
    sent = claim.code_sent_at
    return bool(claim.code_hash) and sent is not None and at < sent + CODE_LIFETIME


def code_to_speak(claim: Claim) -> str:
    """The code to read out by phone, computed from the time it was made, so it is not stored."""
    moment = claim.code_sent_at.isoformat() if claim.code_sent_at else ""
    made = salted_hmac("clinics.claim.spoken", f"{claim.pk} {moment}", algorithm="sha256")
    return f"{int.from_bytes(made.digest()[:8], 'big') % 1_000_000:06d}"


def spoken_code(claim: Claim) -> str | None:
    """The code for a moderator to read out by phone; None when it can no longer be used."""
    is_spoken = claim.method == Claim.Method.LISTED_PHONE and not claim.decision
    if not is_spoken or claim.code_tries >= TRIES or not is_live(claim, at=timezone.now()):
        return None
    return code_to_speak(claim)

"""Codes of six digits that prove a claim: made, kept as a keyed hash, compared; writes nothing."""

from __future__ import annotations

import datetime as dt
import secrets

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from clinics.claims.models import Claim

LIFE = dt.timedelta(minutes=30)
"""How long a code can be typed."""
TRIES = 5
"""How often a code can be typed wrongly before a new one must be asked for."""
SENDS_A_DAY = 5
"""How many codes one person can have sent for one clinic within 24 hours."""


def new_code() -> str:
    """Six digits nobody can guess."""
    return f"{secrets.randbelow(1_000_000):06d}"


def hashed(claim_id: int, code: str) -> str:
    """The keyed hash of one claim's code: of no use to who reads the table."""
    return salted_hmac("clinics.claim.code", f"{claim_id} {code}", algorithm="sha256").hexdigest()


def is_right(claim: Claim, typed: str) -> bool:
    """Whether what was typed is the claim's code; takes as long for every wrong one."""
    return constant_time_compare(claim.code_hash, hashed(claim.pk, typed))


def is_live(claim: Claim, *, at: dt.datetime) -> bool:
    """Whether the claim has a code that can still be typed at a moment."""
    sent = claim.code_sent_at
    return bool(claim.code_hash) and sent is not None and at < sent + LIFE


def code_to_speak(claim: Claim) -> str:
    """The code for the phone, made from the moment it was asked for: nothing readable is kept."""
    moment = claim.code_sent_at.isoformat() if claim.code_sent_at else ""
    made = salted_hmac("clinics.claim.spoken", f"{claim.pk} {moment}", algorithm="sha256")
    return f"{int.from_bytes(made.digest()[:8], 'big') % 1_000_000:06d}"


def spoken_code(claim: Claim) -> str | None:
    """The code a moderator reads out on the phone, while it can be typed; else None."""
    is_spoken = claim.method == Claim.Method.LISTED_PHONE and not claim.decision
    if not is_spoken or claim.code_tries >= TRIES or not is_live(claim, at=timezone.now()):
        return None
    return code_to_speak(claim)

"""Automatic checks: looks credentials up in the registers, and notes which have expired.

Each look is a new `Check`. An unchanged answer renews the confirmation. A changed answer opens a
case for a moderator; it never unpublishes anything by itself.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clinics.credentials import registers
from clinics.credentials.actions.cases import clinicians_path, open_case
from clinics.credentials.actions.follow import follow
from clinics.credentials.credential_kinds import VALID_DAYS
from clinics.credentials.models import (
    Check,
    Clinician,
    Credential,
    CredentialCase,
    CredentialRefused,
)
from clinics.credentials.register_matching import RegisterVerdict
from clinics.credentials.registers import REGISTER_OF_KIND, Batch
from clinics.listing.actions.editing import Listing, editing, lock_all
from clinics.listing.models import Clinic, Status
from clinics.memberships.models import Membership
from clinics.notices.actions.notify import tell_once
from clinics.registries.models import Register
from clinics.spoken import in_english

LOG = logging.getLogger(__name__)
Kind, Outcome, Standing = Credential.Kind, Check.Outcome, Credential.Standing
Why = CredentialCase.Why

IDENTIFYING_KINDS = (Kind.NPI, Kind.LICENCE)
"""Kinds whose number or state is used to find the holder in the registers."""
CLINICS_AT_ONCE = 50
"""How many clinics one transaction checks and keeps locked: moderators wait for these alone."""

Watch = Callable[[Iterable[list[int]], int], Iterable[list[int]]]


@dataclass
class Counts:
    """What a run did: credentials checked, checks written by outcome, cases opened, failures.

    `missing`: the labels of the registers that were never loaded.
    """

    credentials: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    cases: int = 0
    failed: int = 0
    missing: list[str] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        """Add the counts of another part of the same run."""
        self.credentials += other.credentials
        self.outcomes += other.outcomes
        self.cases += other.cases
        self.failed += other.failed


def check(credential: Credential, *, on: dt.date) -> list[Check]:
    """Check one credential now, due or not. Returns the new checks; none if no register applies."""
    with editing(credential.clinic_id) as listing:
        batch = registers.read([listing.clinic], only=registers.key_of(credential))
        batch.credentials = [c for c in batch.credentials if c.pk == credential.pk]
        return _run([listing], batch, on=on, everything=True)[0]


def check_holder(
    listing: Listing, person: Clinician | None, *, on: dt.date, everything: bool
) -> None:
    """Check one holder's credentials, inside the caller's transaction.

    `everything`: also those that are not due, because what they are compared with has changed.
    """
    clinic = listing.clinic
    batch = registers.read([clinic], only=(clinic.pk, person.pk if person else None))
    _run([listing], batch, on=on, everything=everything)


def check_others(listing: Listing, gone: Credential, *, on: dt.date) -> None:
    """Check the same holder's other credentials again after one of them stopped counting."""
    if gone.kind in IDENTIFYING_KINDS:
        check_holder(listing, gone.clinician, on=on, everything=True)


def check_due(
    *,
    on: dt.date,
    everything: bool = False,
    watch: Watch = lambda batches, total: batches,
) -> Counts:
    """Check every credential that is due: one transaction a batch; a failed batch stops no other.

    `watch` wraps the batches of clinic ids, to show progress. If the run is killed and repeated,
    or two run at once, the result is that of one run.
    """
    counts = Counts(missing=missing())
    # What stayed behind with a merged listing is held at its survivor too, and checked there.
    standing = Credential.objects.exclude(clinic__status=Status.MERGED)
    held = standing.order_by("clinic").values_list("clinic", flat=True)
    ids = list(held.distinct())
    batches = [ids[n : n + CLINICS_AT_ONCE] for n in range(0, len(ids), CLINICS_AT_ONCE)]
    former: list[Batch] = []
    for batch in watch(batches, len(batches)):
        counts.add(_check_clinics(batch, on=on, everything=everything, former=former))
    return counts


def missing() -> list[str]:
    """The labels of the registers that were never loaded."""
    loaded = registers.newest_files()
    return [str(register.label) for register in Register if register not in loaded]


def _check_clinics(
    clinic_ids: list[int], *, on: dt.date, everything: bool, former: list[Batch]
) -> Counts:
    """Check one batch; if the database refuses it, check its clinics one by one.

    `former` holds the batch before, and afterwards this one.
    """
    try:
        with transaction.atomic():
            listings = lock_all(clinic_ids)
            clinics = [listing.clinic for listing in listings]
            batch = registers.read(clinics, former=former.pop() if former else None)
            former.append(batch)
            return _run(listings, batch, on=on, everything=everything)[1]
    except (DatabaseError, CredentialRefused):
        if len(clinic_ids) == 1:
            LOG.exception("The credentials of clinic %s could not be checked.", clinic_ids[0])
            return Counts(failed=1)
    counts = Counts()
    for clinic_id in clinic_ids:
        counts.add(_check_clinics([clinic_id], on=on, everything=everything, former=former))
    return counts


def _run(
    listings: list[Listing], batch: Batch, *, on: dt.date, everything: bool
) -> tuple[list[Check], Counts]:
    """Check a batch. Returns the new checks and the counts."""
    counts, looks, moved, cases = Counts(), [], [], []
    for credential in batch.credentials:
        try:
            if everything or batch.is_due(credential):
                look, opens = _ask(batch, credential)
                looks += [look] if look else []
                cases += [credential] if opens else []
                moved += [(credential, look)] if look and _counts_now(credential, look) else []
            if batch.has_expired(credential, on=on):
                looks.append(_expired(credential))
        except Exception:  # A credential that cannot be compared must not stop the others.
            LOG.exception("Credential %s could not be checked.", credential.pk)
            counts.failed += 1
    _write(listings, looks, moved, cases)
    counts.credentials = len({look.credential_id for look in looks})
    counts.outcomes = Counter(look.outcome for look in looks)
    counts.cases = len(cases)
    return looks, counts


def _ask(batch: Batch, credential: Credential) -> tuple[Check | None, bool]:
    """An unsaved check of what the register says, and whether it opens a case."""
    verdict = batch.verdict(credential)
    if verdict is None:
        return None, False
    file = batch.files[REGISTER_OF_KIND[credential.kind]]
    confirms = verdict.is_good and _renews(batch, credential, verdict)
    days = dt.timedelta(days=VALID_DAYS.get(credential.kind, 0))
    look = Check(
        credential=credential, method=Check.Method.REGISTER, compared=verdict.compared,
        outcome=Outcome.CONFIRMED if confirms
        else Outcome.AGREES if verdict.is_good else verdict.outcome,
        source=f"{in_english(Register(file.register).label)}, {file.name}"[:120],
        register_as_of=file.as_of, valid_until=file.as_of + days if confirms else None,
    )  # fmt: skip
    changed = _complaint(look) != _complaint(batch.former.get(credential.pk))
    is_news = changed and not verdict.is_good and credential.standing == Standing.SHOWN
    return look, is_news and credential.pk not in batch.waiting


def _renews(batch: Batch, credential: Credential, verdict: RegisterVerdict) -> bool:
    """Whether the register alone confirms it: an NPI, or that somebody is not excluded.

    It does not confirm an NPI that a moderator, who saw this same answer, could not confirm, nor
    what a moderator decides again.
    """
    if credential.kind not in VALID_DAYS or credential.standing != Standing.SHOWN:
        return False
    last = next(iter(batch.decided.get(credential.pk, [])), None)
    if _is_undone(batch, credential, last):
        return False
    return not (last and last.outcome == Outcome.UNCONFIRMED and last.compared == verdict.compared)


def _is_undone(batch: Batch, credential: Credential, last: Check | None) -> bool:
    """Whether a moderator's last decision was taken back and a new one is waited for."""
    counted = last is not None and last.outcome in (Outcome.CONFIRMED, Outcome.EXCLUDED)
    return counted and credential.current is None and credential.pk in batch.waiting


def _complaint(look: Check | None) -> tuple[str, object]:
    """What a register says against a credential. All good answers are equal."""
    if look is None or look.outcome in (Outcome.AGREES, Outcome.CONFIRMED):
        return "", None
    return look.outcome, look.compared


def _counts_now(credential: Credential, look: Check) -> bool:
    """Whether a check becomes the current one: only if it is valid for at least as long."""
    if look.outcome != Outcome.CONFIRMED or look.valid_until is None:
        return False
    current = credential.current
    if current is None or current.valid_until is None:
        return True
    return look.valid_until >= current.valid_until


def _expired(credential: Credential) -> Check:
    day = str(credential.expires_on)
    compared = [{"what": "expires", "claimed": day, "found": "", "agrees": False}]
    return Check(credential=credential, method=Check.Method.DATE, outcome=Outcome.EXPIRED,
                 source=in_english(Check.Method.DATE.label), compared=compared)  # fmt: skip


def _write(
    listings: list[Listing],
    looks: list[Check],
    moved: list[tuple[Credential, Check]],
    cases: list[Credential],
) -> None:
    """Save the checks, set the current ones, open the cases and update the derived facts."""
    Check.objects.bulk_create(looks)
    for credential, look in moved:
        credential.current = look
    Credential.objects.bulk_update([credential for credential, _look in moved], ["current"])
    for credential in cases:
        why = Why.EXCLUSION if credential.kind == Kind.NOT_EXCLUDED else Why.REGISTER
        open_case(credential, why, by=None, actor="register")
    _tell_of_expiry(listings, [look for look in looks if look.outcome == Outcome.EXPIRED])
    # All listings, not only those with a new check: an edit may have left a fact outdated.
    follow(listings, actor="register", why=gettext_noop("The credentials were looked at again."))


def _tell_of_expiry(listings: list[Listing], looks: list[Check]) -> None:
    """Tell the clinic admins, once for each day of expiry."""
    by_pk = {listing.clinic.pk: listing.clinic for listing in listings}
    touched = {look.credential.clinic_id for look in looks}
    members = Membership.objects.filter(clinic__in=touched).select_related("user").order_by("pk")
    for member in members if touched else ():
        clinic = by_pk[member.clinic_id]
        for look in looks:
            if look.credential.clinic_id == clinic.pk:
                about = f"expired-{look.credential_id}-{look.credential.expires_on}"
                tell_once(member.user, partial(_has_expired, look.credential, clinic),
                          about=about, clinic=clinic, path=clinicians_path(clinic))  # fmt: skip


def _has_expired(credential: Credential, clinic: Clinic) -> str:
    who = credential.clinician or clinic.name
    words = {"who": who, "what": credential.get_kind_display()}
    return _("%(who)s: %(what)s has expired. Renew it.") % words

"""Reads all that the automatic checks of a batch of clinics need, with a few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Max, Q, QuerySet, Window

from clinics.credentials import register_matching
from clinics.credentials.exclusion_matching import excluded
from clinics.credentials.exclusion_rows import FoundRows, HolderKey, rows_about
from clinics.credentials.models import Check, Credential, CredentialCase
from clinics.credentials.register_matching import Holder, RegisterVerdict
from clinics.listing.models import Clinic
from clinics.registries.models import NppesProvider, Register, RegisterFile

Kind, Outcome, Standing = Credential.Kind, Check.Outcome, Credential.Standing

REGISTER_OF_KIND: dict[str, str] = {
    Kind.NPI: Register.NPPES,
    Kind.LICENCE: Register.NPPES,
    Kind.NOT_EXCLUDED: Register.LEIE,
}
"""The register in which each kind of credential is looked up."""


def key_of(credential: Credential) -> HolderKey:
    """The holder of a credential."""
    return credential.clinic_id, credential.clinician_id


def newest_files() -> dict[str, RegisterFile]:
    """The newest file of each register that was loaded, by register. One query.

    `changed_at` is when any file of the register was last loaded: a weekly file may come late.
    """
    changed_at = Window(Max("loaded_at"), partition_by="register")
    newest = RegisterFile.objects.annotate(changed_at=changed_at).distinct("register")
    return {file.register: file for file in newest.order_by("register", "-as_of", "-pk")}


@dataclass
class Batch:
    """Open credentials, their earlier checks, and the registers' rows about their holders.

    `former`: the newest automatic check; `decided`: moderators' checks, newest first; `waiting`:
    credentials with an open case; `expired`: (credential, day) pairs that a check has recorded.
    """

    files: dict[str, RegisterFile]
    credentials: list[Credential]
    former: dict[int, Check]
    decided: dict[int, list[Check]]
    waiting: set[int]
    expired: set[tuple[int, str]]
    holders: dict[HolderKey, Holder]
    providers: dict[int, NppesProvider]
    exclusions: FoundRows

    def is_due(self, credential: Credential) -> bool:
        """Whether the register was never asked about it, or has been loaded since.

        An answer that says of nobody what was searched for is due, too: it comes from a time when
        fewer names were compared.
        """
        file = self.files.get(REGISTER_OF_KIND.get(credential.kind, ""))
        former = self.former.get(credential.pk)
        if file is None or former is None or former.register_as_of is None:
            return file is not None
        if credential.kind == Kind.NOT_EXCLUDED and not former.compared:
            return True
        changed_at: dt.datetime = file.changed_at  # type: ignore[attr-defined]
        return file.as_of > former.register_as_of or changed_at > former.at

    def has_expired(self, credential: Credential, *, on: dt.date) -> bool:
        """Whether its expiry day has passed and no check has recorded that yet."""
        day = credential.expires_on
        if day is None or day >= on or credential.standing != Standing.SHOWN:
            return False
        return (credential.pk, day.isoformat()) not in self.expired

    def verdict(self, credential: Credential) -> RegisterVerdict | None:
        """What the register says now; None when there is nothing to look up."""
        if REGISTER_OF_KIND.get(credential.kind) not in self.files:
            return None
        holder = self.holders[key_of(credential)]
        if credential.kind == Kind.NOT_EXCLUDED:
            rows = self.exclusions.by_holder.get(key_of(credential), [])
            settled, held = self._rulings(credential)
            listed = self.exclusions.whole.people
            return excluded(holder, rows, listed=listed, settled=settled, held=held)
        number = credential.number if credential.kind == Kind.NPI else holder.npi
        if not number:
            return None
        found = self.providers.get(int(number))
        if credential.kind == Kind.NPI:
            return register_matching.npi(number, holder, found)
        return register_matching.licence(credential.state, credential.number, found)

    def _rulings(self, credential: Credential) -> tuple[set[tuple[str, bool]], set[str]]:
        """The exclusion rows that moderators ruled on: `settled` and `held` of `excluded`.

        A moderator's latest ruling on a row wins. "Another person", ruled on a match by name, no
        longer counts once the holder states the row's own NPI: that is new evidence. Ruled on a
        match by NPI, it also clears later matches by name.
        """
        rulings: dict[str, str] = {}
        settled: set[tuple[str, bool]] = set()
        for check in self.decided.get(credential.pk, []):
            for row in check.compared:
                if row_hash := row.get("fingerprint"):
                    rulings.setdefault(row_hash, check.outcome)
                    if rulings[row_hash] == check.outcome == Outcome.CONFIRMED:
                        settled |= {(row_hash, False), (row_hash, bool(row["agrees"]))}
        return settled, {row for row, outcome in rulings.items() if outcome != Outcome.CONFIRMED}


def read(
    clinics: Sequence[Clinic], *, only: HolderKey | None = None, former: Batch | None = None
) -> Batch:
    """A batch of the open credentials of these clinics, each clinic with its organization.

    `only`: the credentials of one holder. `former`: the batch before it in a run; the exclusion
    list is not read again unless it was loaded since. Nine queries at most.
    """
    # Read first: a file that is loaded after this line makes the credentials due again.
    files = newest_files()
    credentials = _open(clinics, only)
    ids = [credential.pk for credential in credentials]
    checks = Check.objects.filter(credential__in=ids)
    decided = _decided(checks)
    machine = checks.filter(by=None, method=Check.Method.REGISTER)
    newest = machine.order_by("credential", "-at", "-pk").distinct("credential")
    numbers = {int(c.number) for c in credentials if c.kind == Kind.NPI}
    providers = NppesProvider.objects.in_bulk(numbers)
    holders = _holders(clinics, credentials, providers)
    cases = CredentialCase.objects.waiting().filter(credential__in=ids)
    return Batch(
        files=files,
        credentials=credentials,
        former={check.credential_id: check for check in newest},
        decided=decided,
        waiting=set(cases.values_list("credential", flat=True)),
        expired={
            (check.credential_id, row["claimed"])
            for check in checks.filter(outcome=Outcome.EXPIRED)
            for row in check.compared
        },
        holders=holders,
        providers=providers,
        exclusions=rows_about(
            holders,
            _ruled_on(credentials, decided),
            former.exclusions.whole if former and _same_list(former.files, files) else None,
        ),
    )


def _same_list(one: dict[str, RegisterFile], other: dict[str, RegisterFile]) -> bool:
    """Whether no exclusion list was loaded between the two."""
    lists = [files.get(Register.LEIE) for files in (one, other)]
    loads = [(file.pk, file.changed_at) if file else None for file in lists]  # type: ignore[attr-defined]
    return loads[0] == loads[1]


def _open(clinics: Sequence[Clinic], only: HolderKey | None) -> list[Credential]:
    """The credentials that are claimed or shown, of people who have not left."""
    credentials = Credential.objects.filter(
        Q(clinician=None) | Q(clinician__left_on=None),
        clinic__in=clinics,
        standing__in=[Standing.CLAIMED, Standing.SHOWN],
    )
    if only is not None:
        credentials = credentials.filter(clinician=only[1])
    return list(credentials.select_related("clinician", "current").order_by("clinic", "pk"))


def _decided(checks: QuerySet[Check]) -> dict[int, list[Check]]:
    """The moderators' checks of each credential, newest first."""
    decided: dict[int, list[Check]] = {}
    for check in checks.filter(by__isnull=False).order_by("-at", "-pk"):
        decided.setdefault(check.credential_id, []).append(check)
    return decided


def _holders(
    clinics: Iterable[Clinic], credentials: list[Credential], providers: dict[int, NppesProvider]
) -> dict[HolderKey, Holder]:
    by_pk = {clinic.pk: clinic for clinic in clinics}
    theirs: dict[HolderKey, list[Credential]] = {}
    for credential in credentials:
        theirs.setdefault(key_of(credential), []).append(credential)
    return {key: _holder(by_pk[key[0]], held, providers) for key, held in theirs.items()}


def _holder(clinic: Clinic, held: list[Credential], providers: dict[int, NppesProvider]) -> Holder:
    """The holder of these credentials. An NPI is known if not only the clinic vouches for it."""
    person = held[0].clinician
    states = {clinic.state, *(c.state for c in held if c.kind == Kind.LICENCE)} - {""}
    npi = max(
        (c for c in held if c.kind == Kind.NPI),
        key=lambda c: (c.standing == Standing.SHOWN, c.pk),
        default=None,
    )
    holder = Holder(states=frozenset(states), npi=npi.number if npi else "")
    if person:
        holder = replace(holder, given=person.given_name, family=person.family_name,
                         profession=person.profession)  # fmt: skip
    else:
        group = clinic.organization
        holder = replace(holder, names=(clinic.name, group.name) if group else (clinic.name,))
    if npi is None:
        return holder
    is_confirmed = npi.current is not None and npi.current.outcome == Outcome.CONFIRMED
    agrees = register_matching.npi(npi.number, holder, providers.get(int(npi.number))).is_good
    return replace(holder, is_npi_known=is_confirmed or agrees)


def _ruled_on(
    credentials: list[Credential], decided: dict[int, list[Check]]
) -> dict[str, list[HolderKey]]:
    """The holders about whom a moderator ruled on an exclusion row, by the name in that row."""
    holders: dict[str, list[HolderKey]] = {}
    for credential in credentials:
        for check in decided.get(credential.pk, []):
            for row in check.compared:
                if "named" in row:
                    holders.setdefault(row["named"], []).append(key_of(credential))
    return holders

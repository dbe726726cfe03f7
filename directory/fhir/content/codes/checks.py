"""Checks of credentials → the codes of VerificationResult."""

from __future__ import annotations

from clinics.models import Check, Credential

Codes = dict[str, tuple[str, str]]
"""Codes and displays by code of ours."""

Kind, Method, Outcome = Credential.Kind, Check.Method, Check.Outcome

PROCESSES: Codes = {
    Method.REGISTER: ("primary", "primary source"),
    Method.BOARD: ("primary", "primary source"),
    Method.PUBLIC_LIST: ("primary", "primary source"),
    Method.DOCUMENT: ("manual", "Manual"),
}
"""validation-process. Any other way: what the clinic attests is all there is."""
ATTESTER = ("attester", "Attester")

PRIMARY = ("primary", "Primary Source")
NOTHING = ("nothing", "Nothing")
"""validation-type. A document that the clinic hands in is no source that was asked."""

COMMUNICATION: Codes = {
    Method.REGISTER: ("pull", "Pull"),
    Method.BOARD: ("manual", "Manual"),
    Method.PUBLIC_LIST: ("manual", "Manual"),
}
"""verificationresult-communication-method: how the source was asked."""
PORTAL = ("portal", "Portal")

SOURCES: Codes = {
    Kind.LICENCE: ("lic-board", "License Board"),
    Kind.BOARD: ("issuer", "Issuing source"),
    Kind.REMS: ("issuer", "Issuing source"),
    Kind.ACCREDITATION: ("issuer", "Issuing source"),
}
"""primary-source-type, by what was checked; for a register, and all others, AUTHORITY."""
AUTHORITY = ("auth-source", "Authoritative source")

STATUSES: Codes = {
    Outcome.CONFIRMED: ("successful", "Successful"),
    Outcome.AGREES: ("successful", "Successful"),
    Outcome.UNCONFIRMED: ("unknown", "Unknown"),
    Outcome.EXCLUDED: ("failed", "Failed"),
}
"""validation-status: what the source said."""

NEEDS = {True: ("periodic", "Periodic"), False: ("initial", "Initial")}
"""need, by whether the check is repeated."""

ACTIONS = {True: ("warn", "Warning"), False: ("rec-only", "Record only")}
"""failure-action, by whether our pages warn when it fails: of the exclusion list they do."""

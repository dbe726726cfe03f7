"""Who treats patients at a clinic, what they hold, and every check of it."""

from clinics.credentials.models.check import (
    Check,
    CredentialCase,
)
from clinics.credentials.models.credential import (
    Clinician,
    Credential,
    CredentialRefused,
    Evidence,
)

__all__ = [
    "Check",
    "Clinician",
    "Credential",
    "CredentialCase",
    "CredentialRefused",
    "Evidence",
]

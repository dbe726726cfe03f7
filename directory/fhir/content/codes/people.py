"""Professions of the checklist → roles, specialties and qualifications.

What does not follow from the profession alone is absent: which specialty an *other physician*
has, or which of three licenses a therapist holds.
"""

from __future__ import annotations

ROLES = {
    "anesthesiologist": ("ph", "Physician"),
    "pain-physician": ("ph", "Physician"),
    "psychiatrist": ("ph", "Physician"),
    "emergency-physician": ("ph", "Physician"),
    "other-physician": ("ph", "Physician"),
    "nurse-anesthetist": ("apn", "Advanced Practice Nursing Providers"),
    "psychiatric-np": ("crnp", "Certified Registered Nurse Practitioner"),
    "nurse-practitioner": ("crnp", "Certified Registered Nurse Practitioner"),
    "physician-assistant": ("pa", "Physician Assistant"),
    "registered-nurse": ("rn", "Registered Nurse"),
    "psychologist": ("py", "Psychologist"),
    "therapist": ("bh", "Behavioral Health & Social Service Providers"),
}
"""ProviderRoleCS."""

SPECIALTIES = {
    "anesthesiologist": ("207L00000X", "Anesthesiology Physician"),
    "pain-physician": ("208VP0000X", "Pain Medicine Physician"),
    "psychiatrist": ("2084P0800X", "Psychiatry Physician"),
    "emergency-physician": ("207P00000X", "Emergency Medicine Physician"),
    "nurse-anesthetist": ("367500000X", "Certified Registered Nurse Anesthetist"),
    "psychiatric-np": ("363LP0808X", "Psychiatric/Mental Health Nurse Practitioner"),
    "nurse-practitioner": ("363L00000X", "Nurse Practitioner"),
    "physician-assistant": ("363A00000X", "Physician Assistant"),
    "registered-nurse": ("163W00000X", "Registered Nurse"),
    "psychologist": ("103T00000X", "Psychologist"),
}
"""NUCC."""

LICENSED_AS = ("nurse-anesthetist", "nurse-practitioner", "physician-assistant",
               "registered-nurse", "psychologist")  # fmt: skip
"""Professions that a state's license itself names. A physician's license names no specialty."""

CERTIFIED_AS = ("anesthesiologist", "pain-physician", "psychiatrist", "emergency-physician",
                "psychiatric-np")  # fmt: skip
"""Professions that a board's certificate confirms, as `STAFF_NEEDS` of the checklist says."""

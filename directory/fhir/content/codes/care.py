"""What a clinic states → the codes of its Location and HealthcareService.

Each list is (codes of the checklist, code, display): one *yes* among them gives the code.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

Table = tuple[tuple[frozenset[str], str, str], ...]

PAIN = frozenset(
    f"condition.{code}"
    for code in (
        "crps", "spinal-injury-pain", "neuropathic-pain", "phantom-limb-pain",
        "post-surgical-pain", "fibromyalgia", "cancer-pain", "migraine", "back-pain",
        "pelvic-pain", "sickle-cell-pain",
    )
)  # fmt: skip
MOOD = frozenset(
    f"condition.{code}"
    for code in (
        "depression", "bipolar-depression", "anxiety", "ptsd", "ocd", "suicidal-thoughts",
    )
)  # fmt: skip

LOCATION_TYPES: Table = ((PAIN, "PAINCL", "Pain clinic"), (MOOD, "PSY", "Psychiatry clinic"))
"""v3-RoleCode. Every clinic is OF besides."""

SERVICE_TYPES: Table = (
    (PAIN, "400", "Pain"),
    (frozenset({"condition.depression"}), "316", "Depression"),
    (frozenset({"condition.bipolar-depression"}), "262", "Bipolar"),
    (frozenset({"condition.anxiety"}), "250", "Anxiety"),
)
"""service-type."""

SPECIALTIES: Table = (
    (PAIN, "261QP3300X", "Pain Clinic/Center"),
    (MOOD, "261QM0801X",
     "Mental Health Clinic/Center (Including Community Mental Health Center)"),
    (frozenset({"route.iv-infusion"}), "261QI0500X", "Infusion Therapy Clinic/Center"),
)  # fmt: skip
"""NUCC, of places; those of people are in `people.py`."""

ACCESSIBILITY: Table = (
    (frozenset({"access.wheelchair"}), "mobility", "mobility"),
    (frozenset({"access.near-transit"}), "pubtrans", "public transit options"),
)
"""AccessibilityCS. Nobody checked what the Americans with Disabilities Act asks: no `adacomp`."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def codes_of(table: Table, stated: Collection[str]) -> Iterable[tuple[str, str]]:
    """The codes, each with its display, that follow from the codes answered with *yes*."""
    return [(code, display) for wanted, code, display in table if wanted.intersection(stated)]

"""The sentences a clinic may reply with: none says or denies that anybody was a patient.

A provider in the United States may not disclose that somebody is or was its patient without
their authorization (HIPAA Privacy Rule, 45 CFR 164.502(a) and 164.508), and a review does not
give it: the Office for Civil Rights settled with or fined practices that answered reviews with
what they knew of the patient (2019, 2022, 2023). So a reply speaks of the clinic, and of nobody
who came to it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "thanks": _("Thank you for writing about how our clinic works."),
    "cannot-say": _(
        "Privacy law does not let us say in public whether somebody has been to our clinic, "
        "so we cannot speak about any visit here."
    ),
    "call-us": _("Whoever wants to talk with us about a visit can call the number on this page."),
    "complaints": _("Complaints are read by the person who runs the clinic."),
    "prices": _("Every patient is given a quote in writing before the first session."),
    "screening": _("Every patient is asked about illnesses and medicines before the first dose."),
    "watching": _("Somebody trained stays within reach during every session."),
    "going-home": _("Nobody is sent home before a member of staff has looked at how they feel."),
    "after-hours": _("Every patient is told whom to call after a session, day and night."),
    "access": _("Whoever needs help to get in or to be comfortable can tell us beforehand."),
    "changed": _("We have changed how we work; what changed stands below."),
}
"""Sentences of a reply: code and words."""

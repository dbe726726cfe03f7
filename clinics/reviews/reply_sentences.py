"""The ready sentences of a reply: none says or denies that anybody was a patient.

A provider in the United States may not disclose that somebody is or was its patient without
their authorization (HIPAA Privacy Rule, 45 CFR 164.502(a) and 164.508). A review is no such
authorization: the Office for Civil Rights settled with or fined practices that answered reviews
with what they knew of the patient (2019, 2022, 2023). So a reply is about the clinic, and never
about somebody who came to it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "thanks": _("Thank you for writing about how our clinic works."),
    "cannot-say": _(
        "Privacy law does not allow us to say in public whether somebody was at our clinic, "
        "so we cannot talk about any visit here."
    ),
    "call-us": _("To talk with us about a visit, please call the number on this page."),
    "complaints": _("The person who runs the clinic reads every complaint."),
    "prices": _("Every patient gets a written price quote before the first session."),
    "screening": _("Every patient is asked about illnesses and medicines before the first dose."),
    "watching": _("A trained person stays within reach during every session."),
    "going-home": _("Nobody is sent home until a staff member has checked how they feel."),
    "after-hours": _("Every patient is told whom to call after a session, day or night."),
    "access": _("If you need help to get in or to be comfortable, please tell us ahead of time."),
    "changed": _("We have changed how we work. See below for what changed."),
}
"""The sentences, by the code that `Reply.sentences` holds."""

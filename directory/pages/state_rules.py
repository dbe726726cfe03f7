"""What single states ask of clinics that give ketamine: all that we found, and how we know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from directory.pages.boards import Address

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What one authority of a state says. `rests_on`: what we read, with its day or year.

    `caution` is what we do not know about it. `read_on` is what the link to `address` says, and
    `about` whose page it is.
    """

    says: Words
    rests_on: Words
    address: Address
    read_on: Words
    about: Words
    caution: Words = ""


RULES: dict[str, tuple[Rule, ...]] = {
    "AL": (
        Rule(
            says=_(
                "The counselors’ board says: when ketamine is used in counseling without a "
                "physician, that is a matter for the Alabama Board of Medical Examiners."
            ),
            rests_on=_("Statement of the Alabama Board of Examiners in Counseling; we read it."),
            address=Address(
                url="https://abec.alabama.gov/2266/ketamine-assisted-therapy/", known="read"
            ),
            read_on=_("Read on"),
            about=_("Alabama Board of Examiners in Counseling"),
        ),
    ),
    "OH": (
        Rule(
            says=_(
                "A place that holds Schedule III drugs, and ketamine is one, generally needs a "
                "license of the State of Ohio Board of Pharmacy: “terminal distributor”."
            ),
            rests_on=_("Ohio Revised Code 4729.54 and 4729.541; we read older copies, and 2021."),
            caution=_(
                "The exemptions have changed over time. We do not know whether a given clinic is "
                "exempt."
            ),
            address=Address(url="https://elicense.ohio.gov/oh_verifylicense", known="memory"),
            read_on=_("Look up a license"),
            about=_("State of Ohio Board of Pharmacy"),
        ),
    ),
    "PA": (
        Rule(
            says=_(
                "The Department of Health has a guideline on giving low-dose ketamine safely. It "
                "is a guideline and no law."
            ),
            rests_on=_("Guideline of 7 October 2020; we read the state’s list of guidelines."),
            address=Address(
                url=(
                    "https://www.pa.gov/en/agencies/health/programs/opioids/"
                    "prescribers-and-providers/prescribing-guidelines.html"
                ),
                known="read",
            ),
            read_on=_("Read on"),
            about=_("Pennsylvania Department of Health"),
        ),
    ),
    "TN": (
        Rule(
            says=_("Pain clinics need a license of the state."),
            rests_on=_("Tennessee Code 63-1-316; we read it."),
            caution=_(
                "A paper of a local coalition, without a date, says that there is no such license "
                "for ketamine clinics. We only read about it: to be checked."
            ),
            address=Address(url="https://apps.health.tn.gov/licensure/", known="memory"),
            read_on=_("Look up a license"),
            about=_("Tennessee Department of Health"),
        ),
    ),
    "TX": (
        Rule(
            says=_(
                "The Texas Medical Board proposed rules on 2 January 2026: clinics would register "
                "every two years, a physician would be on site, patients would be monitored, and "
                "nobody would inject ketamine at home. Hospices would be exempt."
            ),
            rests_on=_("Texas Register, 2 January 2026, 22 TAC 173.6–173.15; we read it."),
            caution=_("We did not find out whether the board adopted them. Ask the board."),
            address=Address(url="https://www.sos.state.tx.us/texreg/", known="memory"),
            read_on=_("Read on"),
            about=_("Texas Register"),
        ),
    ),
}
"""By state. A state that is missing: we found none, which is no proof that there is none."""

"""Where to turn in every state: federal offices by what went wrong, and lists of all boards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from directory.pages.boards import KNOWN, Address

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words


@dataclass(frozen=True, kw_only=True)
class Place:
    """An office or a list: its `name`, what it is `about`, and what we know of it.

    `known` is how we know what it `says`, one of KNOWN. A telephone number that nobody read in a
    copy of the office's own page is not given at all.
    """

    about: Words
    name: Words
    says: Words
    known: str
    phone: str = ""
    address: Address | None = None

    @property
    def doubt(self) -> str:
        """Why what it says must be checked first; '' where it was read.

        Also '' where its address is no surer: the same doubt stands there.
        """
        order = list(KNOWN)
        is_said = self.address and order.index(self.address.known) >= order.index(self.known)
        return "" if self.known == "read" or is_said else str(KNOWN[self.known])


OFFICES = (
    Place(
        about=_("A side effect, or a bad product"),
        name=_("FDA MedWatch"),
        says=_("Tell it about a side effect, or about a drug or spray that was not right."),
        known="read",
        phone="1-800-332-1088",
        address=Address(url="https://www.fda.gov/medwatch", known="read"),
    ),
    Place(
        about=_("A bill that is far above the estimate"),
        name=_("No Surprises Help Desk"),
        says=_(
            "Without insurance, or if you do not use it, you can ask for a free estimate in "
            "writing. Is the bill $400 or more above it? You may dispute it within 120 days. That "
            "costs $25, and collection of the bill pauses meanwhile."
        ),
        known="read",
        phone="1-800-985-3059",
        address=Address(url="https://www.cms.gov/nosurprises", known="read"),
    ),
    Place(
        about=_("Cheating Medicare or Medicaid, or paying for referrals"),
        name=_("Inspector General of the health department (HHS-OIG)"),
        says=_("It does not take complaints about privacy or about service."),
        known="read",
        phone="1-800-447-8477",
    ),
    Place(
        about=_("Privacy, a copy of your records, discrimination"),
        name=_("Office for Civil Rights of the health department (HHS OCR)"),
        says=_(
            "Complain within 180 days. By mail: 200 Independence Avenue SW, Room 509F, "
            "Washington, DC 20201."
        ),
        known="second-hand",
    ),
    Place(
        about=_("False advertising, false reviews, money paid ahead and lost"),
        name=_("Federal Trade Commission (FTC)"),
        says=_("Did you pay by card? Ask your card company as well."),
        known="memory",
        address=Address(url="https://reportfraud.ftc.gov/", known="memory"),
    ),
    Place(
        about=_("Ketamine that is sold on"),
        name=_("Drug Enforcement Administration (DEA)"),
        says=_("Tell it when ketamine is sold, or passed on to somebody else."),
        known="memory",
        address=Address(url="https://www.dea.gov/submit-tip", known="memory"),
    ),
)
"""Offices for the whole country, what patients need first."""

LISTS = (
    Place(
        about=_("Every medical board"),
        name=_("Federation of State Medical Boards (FSMB)"),
        says=_("It lists the boards and how to complain to each."),
        known="second-hand",
        address=Address(url="https://www.fsmb.org/contact-a-state-medical-board/", known="memory"),
    ),
    Place(
        about=_("A doctor’s license in any state"),
        name=_("DocInfo, of the same federation"),
        says=_("Look a doctor up by name."),
        known="second-hand",
        address=Address(url="https://www.docinfo.org/", known="memory"),
    ),
    Place(
        about=_("Every board of nursing"),
        name=_("National Council of State Boards of Nursing (NCSBN)"),
        says=_("It lists the boards."),
        known="second-hand",
        address=Address(
            url="https://www.ncsbn.org/membership/us-members/contact-bon.page", known="memory"
        ),
    ),
    Place(
        about=_("A nurse’s license"),
        name=_("Nursys QuickConfirm, of the same council"),
        says=_("Look a nurse up by name. It is free."),
        known="second-hand",
        address=Address(url="https://www.nursys.com/", known="second-hand"),
    ),
    Place(
        about=_("Every pharmacy board"),
        name=_("National Association of Boards of Pharmacy (NABP)"),
        says=_("It lists the boards that license pharmacies."),
        known="memory",
        address=Address(url="https://nabp.pharmacy/boards-of-pharmacy/", known="memory"),
    ),
)
"""Lists of all boards, for whom the page of a state does not help."""

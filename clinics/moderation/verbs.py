"""What a moderator can do with a listing as a whole, and from which status."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics.listing.actions.status import CLOSABLE
from clinics.listing.models import PUBLISHED, Clinic, Status


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One button: its label, the question it asks back, what follows, and for which statuses."""

    code: str
    label: Promise
    question: Promise
    follows: Promise
    done: Promise
    allowed: Collection[Status]

    def fits(self, clinic: Clinic) -> bool:
        """Whether it would change anything where the listing stands now."""
        is_open = clinic.status == Status.OPEN and clinic.says_closed_since is None
        return clinic.status in self.allowed and not (self.code == "open" and is_open)


VERBS = {
    verb.code: verb
    for verb in (
        Verb(
            code="open",
            label=_("Open…"),
            question=_("Shall everybody find this listing?"),
            follows=_("It has a page and is found at once."),
            done=_("The listing is open."),
            allowed={*Status} - {Status.MERGED},
        ),
        Verb(
            code="pause",
            label=_("Pause…"),
            question=_("Does the clinic take nobody for a while?"),
            follows=_("Its page says so, and a search for clinics that treat leaves it out."),
            done=_("The listing is paused."),
            allowed=PUBLISHED,
        ),
        Verb(
            code="close",
            label=_("Close…"),
            question=_("Has the clinic closed for good?"),
            follows=_("Its page stays and says so. No search finds it, and no import opens it."),
            done=_("The listing is closed."),
            allowed=CLOSABLE,
        ),
        Verb(
            code="hide",
            label=_("Hide…"),
            question=_("Shall nobody see this listing from now on?"),
            follows=_("Its page is gone at once, with a neutral sentence. No import opens it."),
            done=_("The listing is hidden."),
            allowed={*Status} - {Status.HIDDEN, Status.MERGED},
        ),
        Verb(
            code="remove",
            label=_("Remove…"),
            question=_("Did the clinic ask to be removed?"),
            follows=_("Its page is gone at once. No import opens it."),
            done=_("The listing is removed."),
            allowed={*Status} - {Status.REMOVED, Status.MERGED},
        ),
        Verb(
            code="back",
            label=_("Put it back…"),
            question=_("Shall the listing stand as it stood before the last decision?"),
            follows=_(
                "Then it is again what it was: open, paused, closed or not opened, with its days."
            ),
            done=_("The listing stands as before."),
            allowed=(Status.HIDDEN, Status.REMOVED),
        ),
    )
}
"""By code, in the order of the buttons."""

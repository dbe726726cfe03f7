"""A claim on the screen: who asks, with what proof, and what is known of the clinic."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.models import Event
from clinics.claims.actions.decide import digest, evidence
from clinics.claims.codes import spoken_code
from clinics.claims.models import Claim, ClaimDocument
from clinics.claims.proof import needs_code, own_domain
from clinics.listing import wording
from clinics.listing.models import Clinic
from clinics.memberships.models import Membership
from clinics.moderation.cases.base import Case
from clinics.moderation.cases.earlier import Earlier, earlier
from clinics.moderation.forms.decisions import ClaimForm, Problem, RevertForm, problems

PROOFS = ("phone", "website", "email")
"""What of a listing proves that somebody speaks for it."""

RECENTLY = dt.timedelta(days=30)
"""How new a change of them is flagged: it may have been made for the claim's sake."""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One change of what proves who speaks for a clinic."""

    at: dt.datetime
    code: str
    label: str
    before: str
    after: str
    who: str
    is_recent: bool

    @property
    def moved(self) -> str:
        """What was changed, before the day on which it was."""
        words = _(
            "%(label)s, by which this claim is proved: from %(before)s to %(after)s, by %(who)s, "
        )
        return words % vars(self)


def contacts(clinic_id: int, *, at: dt.datetime) -> list[Contact]:
    """The changes of a clinic's contact details, newest first, the listing itself left out."""
    changed = Q(before__has_any_keys=PROOFS) | Q(after__has_any_keys=PROOFS)
    events = Event.objects.about_clinic(clinic_id).filter(changed, target="clinic")
    return [
        Contact(
            at=event.at,
            code=code,
            label=wording.label(code),
            before=wording.value(code, event.before.get(code)),
            after=wording.value(code, event.after.get(code)),
            who=str(Event.Actor(event.actor).label),
            is_recent=event.at > at - RECENTLY,
        )
        for event in events.exclude(verb="listed")[:20]
        for code in PROOFS
        if code in event.before or code in event.after
    ]


class ClaimCase(Case):
    """Everything about one claim that a moderator sees at once."""

    kind = "claim"

    def __init__(self, claim: Claim, *, by: User, data: Any = None) -> None:
        """`data` is what was posted."""
        super().__init__(claim, by=by, data=data)
        self.claim = claim
        self.clinic: Clinic = claim.clinic
        self.form = ClaimForm(data, reasons=Claim.Reason.choices)
        if not claim.is_dispute:
            del self.form.fields["replace"]
        self.revert = RevertForm()
        self.contacts = contacts(claim.clinic_id, at=timezone.now())
        self.documents: list[ClaimDocument] = list(evidence(claim))
        self.seen = digest(claim)

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be decided."""
        return Claim.objects.pending().filter(pk=self.pk).exists()

    @property
    def own(self) -> str:
        """Why the case is the moderator's own, in words; '' when it is not."""
        is_own = self.claim.user_id == self.by.pk
        return _("This is your own claim: another moderator decides it.") if is_own else ""

    @property
    def may_revert(self) -> bool:
        """Whether what was decided can be undone by a new decision."""
        said = Claim.Decision
        undoable = (said.APPROVED, said.REJECTED, said.ASKED_BACK)
        return not self.hindrance and self.claim.decision in undoable

    @property
    def problems(self) -> list[Problem]:
        """What is missing in the forms that came back."""
        said = problems(self.form, "") if self.data is not None else []
        return said + problems(self.revert, "")

    @property
    def domain(self) -> str:
        """The domain of the address that the person signs in with."""
        return self.claim.user.email.rpartition("@")[2].casefold()

    @property
    def website_host(self) -> str:
        """The clinic's own domain; '' when its website stands on none."""
        return own_domain(self.clinic.website)

    @property
    def lacks_code(self) -> bool:
        """Whether a code has still to be typed before it can be approved."""
        return needs_code(self.claim) and self.claim.proved_at is None

    @property
    def is_by_phone(self) -> bool:
        """Whether a moderator reads the code out on the listed phone."""
        return self.claim.method == Claim.Method.LISTED_PHONE

    @property
    def moved_proofs(self) -> list[Contact]:
        """The recent changes of the very detail that this claim is proved by."""
        proof = {
            Claim.Method.LISTED_PHONE: "phone",
            Claim.Method.LISTED_EMAIL: "email",
            Claim.Method.DOMAIN_EMAIL: "website",
        }.get(Claim.Method(self.claim.method))
        return [c for c in self.contacts if c.is_recent and c.code == proof]

    @property
    def code(self) -> str | None:
        """The code to read out while it can be typed; None for whoever may not decide."""
        return spoken_code(self.claim) if self.may_decide else None

    @property
    def is_own_domain(self) -> bool:
        """Whether the person's address stands on the clinic's own domain."""
        site = self.website_host
        return bool(site) and (self.domain == site or self.domain.endswith(f".{site}"))

    @property
    def said(self) -> str:
        """Who states the listing's contact details, and since when."""
        contact = ("source", "source_name")
        said = {name: getattr(self.clinic, name) for name in contact}
        days = {n: getattr(self.clinic, n).isoformat() for n in ("since", "affirmed_on")}
        return wording.provenance(said | days)

    @property
    def reason(self) -> str:
        """Why it was decided so, in words."""
        return self.claim.reason_label

    @cached_property
    def admins(self) -> list[Membership]:
        """Who speaks for the clinic now."""
        found = self.clinic.memberships.select_related("user")
        return list(found.order_by("since", "pk"))

    @cached_property
    def others(self) -> list[Claim]:
        """Other people's claims on the clinic that wait too."""
        waiting = Claim.objects.pending().filter(clinic=self.claim.clinic_id)
        return list(waiting.exclude(pk=self.pk).select_related("user"))

    @cached_property
    def asked_elsewhere(self) -> list[Claim]:
        """What else the person has asked to speak for, newest first."""
        found = Claim.objects.filter(user=self.claim.user_id).exclude(pk=self.pk)
        return list(found.select_related("clinic").order_by("-started_at", "-pk")[:10])

    @cached_property
    def earlier(self) -> list[Earlier]:
        """What was decided about the clinic before."""
        return earlier(self.claim.clinic_id, but_claim=self.pk)

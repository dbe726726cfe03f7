"""The page of a claim: who asks, with what proof, and what the listing says."""

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
from clinics.changes.contradictions import Contradiction, in_name
from clinics.claims.actions.decide import digest, evidence
from clinics.claims.codes import spoken_code
from clinics.claims.models import Claim
from clinics.claims.proof import listed_by, needs_code
from clinics.claims.sites import of_one_proof
from clinics.documents.drawing import Shown, shown
from clinics.listing import wording
from clinics.listing.models import Clinic
from clinics.listing.websites import own_domain
from clinics.memberships.ended import brought_in
from clinics.memberships.models import Membership
from clinics.moderation.cases.base import Case, that_hold
from clinics.moderation.cases.earlier import EarlierDecision, earlier_decisions
from clinics.moderation.forms.decisions import (
    APPROVE,
    ASK_BACK,
    REJECT,
    ClaimForm,
    Problem,
    UndoClaimForm,
    problems,
)

MOST_ALIKE = 25
"""Claims of one proof that can be decided together."""
PROOF_CODES = ("phone", "website", "email")
"""The contact details that a claim can be proved by."""

RECENTLY = dt.timedelta(days=30)
"""How long a change of them is flagged: somebody may have made it to win the claim."""


@dataclass(frozen=True, kw_only=True)
class ContactChange:
    """One change of a contact detail that a claim can be proved by, in words."""

    at: dt.datetime
    code: str
    label: str
    before: str
    after: str
    who: str
    is_recent: bool

    @property
    def warning(self) -> str:
        """What was changed and by whom; the page puts the day after it."""
        sentence = _(
            "This claim is proved by: %(label)s. It was changed from %(before)s to %(after)s, "
            "by %(who)s, on "
        )
        return sentence % vars(self)


def contact_changes(clinic_id: int, *, at: dt.datetime) -> list[ContactChange]:
    """The changes of a clinic's contact details, newest first, without its first listing.

    Those of the last 30 days before `at` are recent. One query.
    """
    changed = Q(before__has_any_keys=PROOF_CODES) | Q(after__has_any_keys=PROOF_CODES)
    events = Event.objects.about_clinic(clinic_id).filter(changed, target="clinic")
    return [
        ContactChange(
            at=event.at,
            code=code,
            label=wording.label(code),
            before=wording.value(code, event.before.get(code)),
            after=wording.value(code, event.after.get(code)),
            who=str(Event.Actor(event.actor).label),
            is_recent=event.at > at - RECENTLY,
        )
        for event in events.exclude(verb="listed")[:20]
        for code in PROOF_CODES
        if code in event.before or code in event.after
    ]


class ClaimCase(Case):
    """Everything about one claim that its page shows."""

    @cached_property
    def contradictions(self) -> list[Contradiction]:
        """Odd letters in the name of the person who asks, and in that of the clinic."""
        names = (self.claim.user.name, self.clinic.name) if self.is_waiting else ()
        return [one for name in names for one in in_name(name)]

    kind = "claim"
    approve, reject, ask_back = APPROVE, REJECT, ASK_BACK

    def __init__(
        self, claim: Claim, *, by: User, data: Any = None, with_alike: bool = True
    ) -> None:
        """`data` is what was posted. `with_alike` offers to decide others of the same proof too."""
        super().__init__(claim, by=by, data=data)
        self.claim = claim
        self.clinic: Clinic = claim.clinic
        also = self._alike() if with_alike else []
        self.form = ClaimForm(data, reasons=Claim.Reason.choices, also=also)
        if not claim.is_dispute:
            del self.form.fields["replace"]
        approved = claim.decision == Claim.Decision.APPROVED
        self.brought_in = brought_in(claim.user_id, claim.clinic_id) if approved else []
        self.revert = UndoClaimForm(people=self.brought_in)
        self.contact_changes = contact_changes(claim.clinic_id, at=timezone.now())
        self.documents: list[Shown] = shown(evidence(claim))
        self.seen = digest(claim)

    @cached_property
    def of_one_proof(self) -> list[Claim]:
        """The person's other claims that rest on the same typed code. One query."""
        return of_one_proof(self.claim)

    def _alike(self) -> list[tuple[str, str]]:
        """Choices: the waiting claims of the same proof against which nothing speaks."""
        waiting = [one for one in self.of_one_proof if one.asked_at and not one.decision]
        cases = [ClaimCase(one, by=self.by, with_alike=False) for one in waiting[:MOST_ALIKE]]
        free = [case for case in cases if case.may_decide and not case.needs_eyes]
        return [
            (f"{case.pk}:{case.seen}", f"{case.clinic.name}, {case.clinic.city}".strip(", "))
            for case in free
        ]

    @property
    def asker(self) -> User | None:
        """Who asks to speak for the clinic."""
        return self.claim.user

    @property
    def is_waiting(self) -> bool:
        """Whether the claim can still be decided. One query."""
        return Claim.objects.pending().filter(pk=self.pk).exists()

    @property
    def own(self) -> str:
        """Why a moderator may not decide their own case, in words; '' when it is not theirs."""
        is_own = self.claim.user_id == self.by.pk
        return _("This is your own claim, so another moderator must decide it.") if is_own else ""

    @cached_property
    def objections(self) -> list[str]:
        """What speaks against it, or what only a person can judge."""
        same = Claim.objects.filter(user=self.claim.user_id, clinic=self.claim.clinic_id)
        earlier = set(same.exclude(pk=self.pk).values_list("decision", flat=True))
        return that_hold(
            (self.claim.is_objection, _("This objects to who speaks for the clinic.")),
            (self.claim.is_dispute or self.admins,
             _("Somebody already speaks for this clinic.")),
            (listed_by(self.claim.user_id).filter(clinic_id=self.claim.clinic_id).exists(),
             _("This person suggested the listing: its phone and website are what they typed.")),
            (any(one.is_objection for one in self.others),
             _("Somebody objects to who speaks for this clinic. Read that too.")),
            (any(not one.is_objection for one in self.others),
             _("Somebody else asks to speak for this clinic, too.")),
            (self.lacks_code, _("The code is not typed yet.")),
            (self.claim.method == Claim.Method.DOCUMENTS,
             _("Only documents prove it. Open each of them.")),
            (self.moved_proofs, _("What proves it was changed in the last 30 days.")),
            (REJECT in earlier, _("A moderator rejected a claim of this person before.")),
            (APPROVE in earlier, _("This person spoke for this clinic before, but not now.")),
        )  # fmt: skip

    @property
    def may_revert(self) -> bool:
        """Whether a new decision can undo what was decided."""
        decision = Claim.Decision
        undoable = (decision.APPROVED, decision.REJECTED, decision.ASKED_BACK)
        return not self.hindrance and self.claim.decision in undoable

    @property
    def problems(self) -> list[Problem]:
        """What is wrong in the posted forms."""
        return super().problems + problems(self.revert, "")

    @property
    def domain(self) -> str:
        """The domain of the e-mail address that the person signs in with."""
        return self.claim.user.email.rpartition("@")[2].casefold()

    @property
    def website_host(self) -> str:
        """The clinic's own domain; '' when its website is on a shared host."""
        return own_domain(self.clinic.website)

    @property
    def lacks_code(self) -> bool:
        """Whether the person must still type a code before the claim can be approved."""
        return needs_code(self.claim) and self.claim.proved_at is None

    @property
    def is_by_phone(self) -> bool:
        """Whether a moderator reads the code out on the listed phone."""
        return self.claim.method == Claim.Method.LISTED_PHONE

    @property
    def moved_proofs(self) -> list[ContactChange]:
        """The recent changes of the one contact detail that this claim is proved by."""
        proof = {
            Claim.Method.LISTED_PHONE: "phone",
            Claim.Method.LISTED_EMAIL: "email",
            Claim.Method.DOMAIN_EMAIL: "website",
        }.get(Claim.Method(self.claim.method))
        return [c for c in self.contact_changes if c.is_recent and c.code == proof]

    @property
    def code(self) -> str | None:
        """The code to read out on the phone, while it works; None for who may not decide."""
        return spoken_code(self.claim) if self.may_decide else None

    @property
    def is_own_domain(self) -> bool:
        """Whether the person's e-mail address is on the clinic's own domain."""
        site = self.website_host
        return bool(site) and (self.domain == site or self.domain.endswith(f".{site}"))

    @property
    def provenance(self) -> str:
        """Who states the listing's contact details, and since when."""
        source = {name: getattr(self.clinic, name) for name in ("source", "source_name")}
        days = {n: getattr(self.clinic, n).isoformat() for n in ("since", "affirmed_on")}
        return wording.provenance(source | days)

    @property
    def reason(self) -> str:
        """The reason of the decision, in words."""
        return self.claim.reason_label

    @cached_property
    def admins(self) -> list[Membership]:
        """Who speaks for the clinic now."""
        memberships = self.clinic.memberships.select_related("user")
        return list(memberships.order_by("since", "pk"))

    @cached_property
    def others(self) -> list[Claim]:
        """Other claims on the clinic that wait too."""
        waiting = Claim.objects.pending().filter(clinic=self.claim.clinic_id)
        return list(waiting.exclude(pk=self.pk).select_related("user"))

    @cached_property
    def asked_elsewhere(self) -> list[Claim]:
        """The person's other claims, newest first."""
        claims = Claim.objects.filter(user=self.claim.user_id).exclude(pk=self.pk)
        return list(claims.select_related("clinic").order_by("-started_at", "-pk")[:10])

    @cached_property
    def earlier(self) -> list[EarlierDecision]:
        """Earlier decisions about the clinic."""
        return earlier_decisions(self.claim.clinic_id, but_claim=self.pk)

"""The page of two listings that may be one: side by side, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.changes.models import ProposedChange
from clinics.claims.models import Claim
from clinics.credentials.models import Clinician, Credential
from clinics.listing import wording
from clinics.listing.actions.editing import Listing
from clinics.listing.corrections import is_detail
from clinics.listing.models import Clinic, DuplicatePair, SourceRecord
from clinics.memberships.models import Membership
from clinics.memberships.permissions import speaks_for
from clinics.merging.comparison import ONE, OTHER, Row, compared, correction, said
from clinics.merging.models import Merge
from clinics.merging.refusals import digest, why_not
from clinics.moderation.cases.base import CaseDecidedAgain, that_hold
from clinics.moderation.forms.duplicate import (
    LATER,
    SAME_ONE,
    SAME_OTHER,
    TAKE,
    TWO,
    DuplicateForm,
    WhyForm,
)
from clinics.reviews.models import Review


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one listing says under a code, in words. `radio` takes it; None: it cannot be taken."""

    words: str
    provenance: str
    radio: Any


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """One code in two listings; `error` is what is wrong with the choice."""

    label: str
    name: str
    cells: list[Cell]
    error: str


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two listings, with what is not an answer."""

    clinic: Clinic
    contact: str
    people: list[Clinician]
    members: list[Membership]
    reviews: int
    records: list[SourceRecord]
    npis: set[str]


class DuplicateCase(CaseDecidedAgain):
    """Everything about one pair that its page shows."""

    kind = "duplicate"
    reject, ask_back = TWO, LATER

    def __init__(self, pair: DuplicatePair, *, by: User, data: Any = None) -> None:
        """`data` is what was posted."""
        super().__init__(pair, by=by, data=data)
        self.pair = pair
        self.clinic: Clinic = pair.clinic
        listings = {ONE: Listing(pair.clinic), OTHER: Listing(pair.other)}
        self.said = {column: said(one.stored) for column, one in listings.items()}
        self.seen = digest(pair, listings)
        self.compared: list[Row] = compared(self.said[ONE], self.said[OTHER])
        one, other = (f"{n}: {c.name}" for n, c in enumerate((pair.clinic, pair.other), start=1))
        self.form = DuplicateForm(data, rows=self.differing, one=one, other=other)
        self.again = WhyForm(label_suffix="")

    @property
    def differing(self) -> list[Row]:
        """The rows in which the two listings differ."""
        return [row for row in self.compared if row.differs]

    @property
    def alike(self) -> list[str]:
        """The labels of the answers that both give alike."""
        return [wording.label(row.code) for row in self.compared if not row.differs]

    @cached_property
    def rows(self) -> list[ShownRow]:
        """The rows that differ, in words, with their radio buttons."""
        return [self._shown(row) for row in self.differing]

    def _shown(self, row: Row) -> ShownRow:
        field = self.form[f"{TAKE}{row.code}"]
        radios = dict(zip((ONE, OTHER), field, strict=True))
        cells = [
            Cell(
                words=wording.answer(row.code, getattr(row, column)),
                provenance=self._provenance(row, column),
                radio=radio,
            )
            for column, radio in radios.items()
        ]
        return ShownRow(
            label=wording.label(row.code),
            name=field.auto_id,
            cells=cells,
            error=" ".join(field.errors),
        )

    def _provenance(self, row: Row, column: str) -> str:
        """Who says it. A detail that nobody corrected: its listing’s source, shown above."""
        corrected = correction(self.said[column], row.code) if is_detail(row.code) else None
        return wording.provenance(corrected or getattr(row, column))

    @cached_property
    def sides(self) -> list[Side]:
        """Both listings, the older first. Five queries each."""
        pair = self.pair
        return [self._side(c, side) for c, side in ((ONE, pair.clinic), (OTHER, pair.other))]

    def _side(self, column: str, clinic: Clinic) -> Side:
        npis = Credential.objects.filter(clinic=clinic.pk, clinician=None, kind="npi")
        members = Membership.objects.filter(clinic=clinic.pk).select_related("user")
        return Side(
            clinic=clinic,
            contact=wording.provenance(self.said[column]["contact"]),
            people=list(Clinician.objects.filter(clinic=clinic.pk).present()),
            members=list(members.order_by("since", "pk")),
            reviews=Review.objects.published().filter(clinic=clinic.pk).count(),
            records=list(SourceRecord.objects.filter(clinic=clinic.pk)),
            npis=set(npis.values_list("number", flat=True)),
        )

    @property
    def approve(self) -> str:  # type: ignore[override]
        """The key that approves keeps what is public, is spoken for, has more reviews, is older."""

        def weight(side: Side) -> tuple[bool, int, int]:
            return side.clinic.is_published, len(side.members), side.reviews

        one, other = self.sides
        return SAME_OTHER if weight(other) > weight(one) else SAME_ONE

    @property
    def is_waiting(self) -> bool:
        """Whether it can be decided now. A pair that was put off can be decided all the same."""
        return not self.pair.decision and not self.obstacles

    @cached_property
    def obstacles(self) -> list[str]:
        """Why the two cannot be joined whatever is decided: one is merged, hidden or removed."""
        return [why for one in (self.pair.clinic, self.pair.other) if (why := why_not(one))]

    @property
    def is_decided(self) -> bool:
        """Whether there is a decision to take back."""
        return bool(self.pair.decision or self.pair.later_until)

    @cached_property
    def merge(self) -> Merge | None:
        """The merge of these two that stands; None when they were not merged."""
        both = [self.pair.clinic_id, self.pair.other_id]
        merges = Merge.objects.standing().filter(survivor__in=both, loser__in=both)
        return merges.select_related("survivor", "loser").first()

    @cached_property
    def is_partial(self) -> bool:
        """Whether this moderator speaks for one of the two. Two queries."""
        return any(speaks_for(self.by, pk) for pk in (self.pair.clinic_id, self.pair.other_id))

    @property
    def companions(self) -> tuple[str, Q] | None:
        """The next case: another pair of the same listing."""
        both = [self.pair.clinic_id, self.pair.other_id]
        return self.kind, Q(clinic__in=both) | Q(other__in=both)

    @cached_property
    def objections(self) -> list[str]:
        """What speaks against one clinic, or must be decided first."""
        one, other = self.sides
        keys = {side.clinic.address_key for side in self.sides} - {""}
        ids = [side.clinic.pk for side in self.sides]
        waiting = ProposedChange.objects.pending().filter(clinic__in=ids).count()
        return that_hold(
            (len(keys) > 1, _("They stand at two addresses.")),
            (one.npis and other.npis and not one.npis & other.npis, _("They have two NPIs.")),
            (one.members and other.members, _("Somebody speaks for each of them.")),
            (one.clinic.status != other.clinic.status, _("They do not stand alike.")),
            (waiting > 1, _("A proposal waits for each of them. Decide one first.")),
            (Claim.objects.open().filter(clinic__in=ids).exists(),
             _("Somebody asks to speak for one of them.")),
        )  # fmt: skip

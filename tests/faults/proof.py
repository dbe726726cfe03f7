"""What was acknowledged beside the database, and what is stored beside what it derives from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction

from clinics.listing.actions.search_rows import rebuild_search
from clinics.models import (
    Claim,
    Clinic,
    EditDraft,
    Event,
    Fact,
    Link,
    Mark,
    ProposedChange,
    Review,
    SearchRow,
    SearchWord,
    StoredCard,
    Trace,
)
from clinics.reviews.sealing import lookup
from tests.clinics.reviews.cast import WORDS
from tests.faults.people import Done


def _review(email: str) -> Review | None:
    return Review.objects.filter(address__lookup=lookup(email)).first()


def _is_written(email: str) -> bool:
    review = _review(email)
    return (
        review is not None
        and review.words == WORDS
        and Mark.objects.filter(review=review, overall=2).count() == 1
        and Link.objects.filter(review=review).exists()
        and Trace.objects.filter(about=f"review {review.pk}").exists()
    )


def _is_confirmed(email: str) -> bool:
    review = _review(email)
    return (
        _is_written(email) and review.status == "waiting"
        and Link.objects.filter(review=review, used_at__isnull=False).count() == 1
    )  # fmt: skip


def _event(target: str, clinic: Clinic, verb: str) -> bool:
    return Event.objects.filter(target=target, clinic_id=clinic.pk, verb=verb).exists()


def _is_started(slug: str) -> bool:
    found = Claim.objects.filter(clinic__slug=slug)
    return found.count() == 1 and _event("claim", found[0].clinic, "claim started")


def _is_proved(slug: str) -> bool:
    claim = Claim.objects.filter(clinic__slug=slug).first()
    return (
        _is_started(slug) and None not in (claim.proved_at, claim.asked_at)
        and _event("claim", claim.clinic, "claim proved")
    )  # fmt: skip


def _is_sent(slug: str) -> bool:
    [change] = ProposedChange.objects.filter(clinic__slug=slug) or [None]
    return change is not None and [
        (item.code, item.after["value"]) for item in change.items.all()
    ] == [("condition.crps", True)]


def _is_kept(slug: str) -> bool:
    return EditDraft.objects.filter(clinic__slug=slug).exists() or _is_sent(slug)


def _is_approved(key: str) -> bool:
    change = ProposedChange.objects.get(pk=key)
    facts = Fact.objects.filter(clinic=change.clinic, code="condition.crps", value=True)
    decided = [item.decision for item in change.items.all()]
    events = Event.objects.filter(clinic_id=change.clinic_id, verb="decided", target_id=change.pk)
    return (decided, facts.count()) == (["approved"], 1) and events.exists()


def _is_published(key: str) -> bool:
    review = Review.objects.get(pk=key)
    row = SearchRow.objects.get(clinic=review.clinic)
    return (review.status, review.shown_words, row.rating_count) == ("published", WORDS, 1)


HOLDS: dict[str, Callable[[str], bool]] = {
    "review written": _is_written, "review confirmed": _is_confirmed, "claim started": _is_started,
    "claim proved": _is_proved, "draft kept": _is_kept, "proposal sent": _is_sent,
    "proposal approved": _is_approved, "review published": _is_published,
}  # fmt: skip
"""Whether what was acknowledged is in the database, whole."""


def lost(done: Iterable[Done]) -> list[Done]:
    """What was acknowledged and is not there. A later step of a trip may stand for an earlier."""
    return [(what, key) for what, key in done if not HOLDS[what](key)]


def half() -> list[str]:
    """What is there by halves; nothing, if all is well."""
    written = Review.objects.filter(words=WORDS)
    found = [f"review {pk} has no mark" for (pk,) in written.filter(mark=None).values_list("pk")]
    found += [
        f"review {pk} has no address" for (pk,) in written.filter(address=None).values_list("pk")
    ]
    empty = ProposedChange.objects.filter(items=None).values_list("pk")
    return found + [f"proposal {pk} has no items" for (pk,) in empty] + stale()


def _stored() -> list[list[tuple]]:
    fields = [field.name for field in SearchRow._meta.fields]
    rows = [
        tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
        for row in SearchRow.objects.order_by("pk").values_list(*fields)
    ]
    cards = list(StoredCard.objects.order_by("pk").values_list("pk", "layout", "said"))
    return [rows, cards, sorted(SearchWord.objects.values_list("word"))]


def stale() -> list[str]:
    """Search rows, cards and words that differ from those made anew."""
    with transaction.atomic():
        before, made = _stored(), rebuild_search()
        after = _stored()
        transaction.set_rollback(True)
    assert made == Clinic.objects.published().count() > 50
    kinds = ("search rows", "cards", "words")
    return [kind for kind, old, new in zip(kinds, before, after, strict=True) if old != new]

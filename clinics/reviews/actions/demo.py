"""The demo's fictitious reviews, replies, stories and reports, read from fixtures/demo."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from clinics.accounts.models import User
from clinics.distress import speaks_of_suicide
from clinics.languages import DEFAULT
from clinics.listing.models import Clinic
from clinics.reviews.abuse import flags_of_words
from clinics.reviews.actions.figures import refresh
from clinics.reviews.actions.report import answer
from clinics.reviews.models import Address, ClinicText, Mark, Reply, Report, Review, Story
from clinics.reviews.questions import REVIEW_QUESTIONS
from clinics.reviews.sealing import lookup, seal

FIXTURE = Path(settings.BASE_DIR) / "fixtures" / "demo" / "reviews.json"
ANSWERS = {"y": "yes", "n": "no", "x": "n/a"}
"""The letters of `answers` in the file, one for each question in order; `-` is no answer."""
FixtureEntry = dict[str, Any]


@transaction.atomic
def make_reviews(*, moderator: User) -> tuple[int, int]:
    """Make what is in the file and not in the database yet: (reviews in the file, reviews made).

    A review is recognized by its writer's address, a story by its title, a report by its words.
    """
    entries = json.loads(FIXTURE.read_text(encoding="utf-8"))
    slugs = {entry["clinic"] for kind in entries.values() for entry in kind}
    clinics = Clinic.objects.filter(slug__in=slugs, listed_by="demo").in_bulk(field_name="slug")
    made = set()
    for number, entry in enumerate(entries["reviews"], 1):
        address = f"writer-{number:03}@reviews.example"
        if not Address.objects.filter(lookup=lookup(address)).exists():
            _make_review(clinics[entry["clinic"]], entry, address, moderator)
            made.add(number)
    for clinic in clinics.values():
        _make_stories_and_reports(clinic, entries, moderator)
        if made:
            refresh(clinic.pk)
    return len(entries["reviews"]), len(made)


def _ago(entry: FixtureEntry) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=entry["days_ago"])


def _make_review(clinic: Clinic, entry: FixtureEntry, address: str, moderator: User) -> None:
    at, status = _ago(entry), Review.Status(entry["status"])
    is_public, waits = status == Review.Status.PUBLISHED, status == Review.Status.WAITING
    day = timezone.localdate(at)
    review = Review.objects.create(
        clinic=clinic, status=status, relation=entry["relation"], words=entry["words"],
        language=entry.get("language", DEFAULT),
        visit_month=(day - dt.timedelta(days=20)).replace(day=1), written_on=day, asked_at=at,
        shown_words=str(entry.get("shown", entry["words"])) if is_public else "",
        flags=[*entry.get("flags", []), *flags_of_words(entry["words"])],
        is_distress=speaks_of_suicide(entry["words"]), reason=entry.get("reason", ""),
        decided_at=None if waits else at, decided_by=None if waits else moderator,
        published_on=day if is_public else None,
    )  # fmt: skip
    codes = zip(REVIEW_QUESTIONS, entry["answers"], strict=True)
    answers = {q.code: ANSWERS[letter] for q, letter in codes if letter in ANSWERS}
    Mark.objects.create(review=review, overall=entry["overall"], answers=answers)
    Address.objects.create(review=review, sealed=seal(address), lookup=lookup(address))
    if reply := entry.get("reply"):
        decided = not reply.get("waits")
        Reply.objects.create(
            clinic=clinic, review=review, sentences=reply["sentences"], words=reply["words"],
            asked_at=at, asked_by=_admin(clinic), **_decided(moderator, at, is_public=decided),
        )  # fmt: skip


def _admin(clinic: Clinic) -> User | None:
    """The first who spoke for the clinic; None when nobody does."""
    first = clinic.memberships.select_related("user").order_by("pk").first()
    return first.user if first else None


def _decided(moderator: User, at: dt.datetime, *, is_public: bool) -> dict[str, Any]:
    if not is_public:
        return {}
    decision = ClinicText.Decision.PUBLISHED
    return {"decision": decision, "decided_at": at, "decided_by": moderator}


def _make_stories_and_reports(
    clinic: Clinic, entries: dict[str, list[FixtureEntry]], moderator: User
) -> None:
    for entry in entries["stories"]:
        if entry["clinic"] == clinic.slug:
            decided = _decided(moderator, _ago(entry), is_public=entry["status"] == "published")
            fields = {"words": entry["words"], "asked_at": _ago(entry), "asked_by": _admin(clinic)}
            Story.objects.get_or_create(
                clinic=clinic, title=entry["title"], defaults=fields | decided
            )
    for entry in entries["reports"]:
        if entry["clinic"] == clinic.slug:
            Report.objects.get_or_create(
                clinic=clinic, code=entry["code"], words=entry["words"],
                defaults={"at": _ago(entry), "answer": answer(clinic, entry["code"])},
            )  # fmt: skip

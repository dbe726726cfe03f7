"""Slugs of new listings: made from name and town, unique, never changed afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.text import slugify

from clinics.listing.draft import Draft
from clinics.listing.models import Clinic

MOST_LETTERS = 80


def give_slugs(drafts: Iterable[Draft]) -> None:
    """Fill in the missing slugs of new drafts; a taken one gets `-2`, `-3` …

    One query when none is taken. Otherwise one more for each taken slug, and one to check again.
    """
    drafts = list(drafts)
    given = {draft.fields["slug"] for draft in drafts} - {""}
    pending = [(draft, _base(draft)) for draft in drafts if not draft.fields["slug"]]
    numbers = {base: 1 for _, base in pending}
    while pending:
        for draft, base in pending:
            while (slug := _numbered(base, numbers[base])) in given:
                numbers[base] += 1
            given.add(slug)
            draft.fields["slug"] = slug
        proposed = [draft.fields["slug"] for draft, _ in pending]
        taken = set(Clinic.objects.filter(slug__in=proposed).values_list("slug", flat=True))
        pending = [(draft, base) for draft, base in pending if draft.fields["slug"] in taken]
        for base in {base for _, base in pending}:
            numbers[base] = max(numbers[base], _highest(base)) + 1


def _numbered(base: str, number: int) -> str:
    return f"{base}-{number}" if number > 1 else base


def _base(draft: Draft) -> str:
    name_and_town = f"{draft.fields['name']} {draft.fields['city']}"
    return slugify(name_and_town)[:MOST_LETTERS].strip("-_") or "clinic"


def _highest(base: str) -> int:
    """The highest number at the end of a taken slug; 1 when there is none."""
    numbered = re.compile(re.escape(base) + r"-(\d{1,9})")
    slugs = Clinic.objects.filter(slug__startswith=f"{base}-").values_list("slug", flat=True)
    return max((int(m[1]) for slug in slugs if (m := numbered.fullmatch(slug))), default=1)

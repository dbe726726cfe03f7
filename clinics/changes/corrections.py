"""What a moderator types to correct one answer: read and checked, never saved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from clinics.digests import digest_of
from clinics.listing.models import SourceKind


@dataclass(frozen=True, kw_only=True)
class Found:
    """Where a moderator found an answer: the kind of source, its name and address, and the day."""

    source: SourceKind
    name: str = ""
    url: str = ""
    on: dt.date

    @property
    def said(self) -> dict[str, str]:
        """The same as an answer keeps it."""
        day = self.on.isoformat()
        return {"source": self.source.value, "source_name": self.name, "source_url": self.url,
                "since": day, "affirmed_on": day}  # fmt: skip


def seen_of(public: dict[str, Any], code: str) -> str:
    """The hash of an answer as it is shown, with its source, to notice what changed since."""
    return digest_of([code, public.get(code)])

"""The topics of the guide: files of fixtures/guide/en and its translations, each read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from clinics.advertising import claims
from clinics.guide_facts import FILES
from clinics.languages import spoken_now
from clinics.spoken import ENGLISH
from directory.guide.reading import Note, Read, read

CRISIS = "crisis"
ADVERTISING = "what-advertising-says"
"""The topic that ends with the table of what advertising says."""
FRONT_MATTER = {"title", "description", "checked", "order"}


class BadTopic(Exception):
    """A file whose front matter is not whole."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One page of the guide. `checked`: the day when it was last compared with its sources."""

    code: str
    title: str
    description: str
    checked: dt.date
    order: int
    text: Read

    @property
    def html(self) -> SafeString:
        """The text of the page."""
        return self.text.html

    @property
    def notes(self) -> tuple[Note, ...]:
        """Its footnotes."""
        return self.text.notes

    @property
    def headings(self) -> list[tuple[str, str]]:
        """The anchor and the words of each heading."""
        return self.text.headings


def topics() -> tuple[Topic, ...]:
    """Every topic in the order in which they are read, in the language of now.

    Raises `BadTopic` or `UnknownFact`.
    """
    return _topics(spoken_now())


@cache
def _topics(code: str) -> tuple[Topic, ...]:
    """The topics in English, or in another language, which is the one of now."""
    if code == ENGLISH:
        paths = (FILES / ENGLISH).glob("*.md")
        with override(ENGLISH):
            read_once = [_topic(path.stem, path.read_text(encoding="utf-8")) for path in paths]
    else:
        read_once = [_translated(code, topic) for topic in _topics(ENGLISH)]
    return tuple(sorted(read_once, key=lambda topic: (topic.order, topic.code)))


def _translated(code: str, english: Topic) -> Topic:
    """A topic in another language, with the anchors that it has in English."""
    path = FILES / code / f"{english.code}.md"
    anchors = [anchor for anchor, _words in english.headings]
    return _topic(english.code, path.read_text(encoding="utf-8"), anchors=anchors)


def topic(code: str) -> Topic | None:
    """The topic of an address; None if there is none."""
    return next((one for one in topics() if one.code == code), None)


def neighbors(of: Topic) -> tuple[Topic | None, Topic | None]:
    """The topics before and after one."""
    every = topics()
    at = every.index(of)
    return (every[at - 1] if at else None), (every[at + 1] if at + 1 < len(every) else None)


def _topic(code: str, text: str, *, anchors: Sequence[str] = ()) -> Topic:
    if code == ADVERTISING:
        text += _advertising_table()
    found = read(text, cited_in=f"{code}.md", anchors=anchors)
    first = dict(line.split(":", 1) for line in found.said_first.splitlines() if ":" in line)
    said = {name.strip(): words.strip().strip('"') for name, words in first.items()}
    if set(said) != FRONT_MATTER:
        raise BadTopic(f"{code}.md: the front matter has {sorted(said)}")
    return Topic(
        code=code,
        title=said["title"],
        description=said["description"],
        checked=dt.date.fromisoformat(said["checked"]),
        order=int(said["order"]),
        text=found,
    )


def _advertising_table() -> str:
    """What advertising says and what is known, as a table in Markdown."""
    said, known = _("What is said"), _("What is known")
    lines = ["", "", f"| {said} | {known} |", "|---|---|"]
    for claim in claims():
        cited = "".join(f"[^{fact.code}]" for fact in claim.facts)
        lines.append(f"| [“{claim.words}”]{{#claim-{claim.code}}} | {claim.known}{cited} |")
    return "\n".join(lines) + "\n"

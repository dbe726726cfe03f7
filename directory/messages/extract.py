"""The messages that the program marks for translation, read off its source without gettext."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "_now": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
"""What marks a message, and which of its arguments are one: `c` is the context."""

Key = tuple[str, str]
"""The context of a message ("" without one), and the message."""


@dataclass
class Message:
    """A marked message: its form for several ("" without one), and the files that say it."""

    context: str
    text: str
    plural: str
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """What tells it from all others."""
        return self.context, self.text


def extracted() -> dict[Key, Message]:
    """Every marked message by its key, in the order of the files."""
    found: dict[Key, Message] = {}
    for path in _files():
        for context, text, plural in _marked(path):
            message = found.setdefault((context, text), Message(context, text, plural))
            message.plural = message.plural or plural
            name = str(path.relative_to(settings.BASE_DIR))
            if name not in message.files:
                message.files.append(name)
    return found


def _files() -> Iterator[Path]:
    for folder in ("clinics", "directory"):
        yield from sorted((settings.BASE_DIR / folder).rglob("*.py"))
    templates = (settings.BASE_DIR / "templates").rglob("*")
    yield from sorted(path for path in templates if path.is_file())


def _marked(path: Path) -> Iterator[tuple[str, str, str]]:
    """(context, message, plural) of each mark in a file."""
    source = path.read_text()
    if path.suffix != ".py":
        lines = templatize(source, origin=str(path)).splitlines()
        # Python's tokenizer minds how lines are indented.
        source = "\n".join(line.lstrip() for line in lines) + "\n"
    else:
        source = "\n".join([source, *_in_f_strings(source)])
    marks = extract("python", io.BytesIO(source.encode()), KEYWORDS)
    for _line, said, _comments, context in marks:
        text, plural = said if isinstance(said, tuple) else (said, "")
        yield context or "", text, plural


def _in_f_strings(source: str) -> Iterator[str]:
    """The marks within f-strings, each on a line: Python's tokenizer sees one string there."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            for part in ast.walk(node):
                if isinstance(part, ast.Call) and getattr(part.func, "id", "") in KEYWORDS:
                    yield ast.unparse(part)

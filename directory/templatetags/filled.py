"""Fills patterns of HTML with texts, several times as fast as `format_html`: for long lists."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString


def filled(pattern: str, **parts: str) -> SafeString:
    """The pattern with its parts, each escaped unless it is safe. No lazy texts and no numbers."""
    return SafeString(
        pattern.format_map(
            {
                name: part if isinstance(part, SafeString) else escape(part)
                for name, part in parts.items()
            }
        )
    )


def hole(name: str) -> str:
    """What stands in HTML for a part that differs from page to page; no text holds a zero byte."""
    return f"\0{name}\0"


def with_holes(html: str) -> str:
    """HTML with holes → a pattern for `%`, which fills all of them at once from a mapping."""
    first, *rest = html.split("\0")
    pattern = [first.replace("%", "%%")]
    for name, after in zip(rest[::2], rest[1::2], strict=True):
        pattern += [f"%({name})s", after.replace("%", "%%")]
    return "".join(pattern)

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

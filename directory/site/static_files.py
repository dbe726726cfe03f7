"""The static files that readers get: whether they are those of this version, and their type."""

from collections.abc import MutableMapping
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders


def static_files_are_old() -> bool:
    """Whether a static file is newer than the last `collectstatic`."""
    if settings.DEBUG:
        return False
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return True
    collected = manifest.stat().st_mtime
    return any(
        Path(storage.path(name)).stat().st_mtime > collected
        for finder in get_finders()
        for name, storage in finder.list([])
    )


def name_letters(headers: MutableMapping[str, str], path: str, url: str) -> None:
    """Say of a static file in XML which letters it has. WhiteNoise says so of text alone."""
    kind = headers["Content-Type"]
    if kind.endswith("xml"):
        headers["Content-Type"] = f"{kind}; charset=utf-8"

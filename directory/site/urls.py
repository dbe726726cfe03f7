"""Absolute addresses of the site."""

from django.conf import settings
from django.http import HttpRequest


def absolute(request: HttpRequest, path: str) -> str:
    """A path with scheme and host: those of SITE_URL, else of the request."""
    return settings.SITE_URL.rstrip("/") + path if settings.SITE_URL else (
        request.build_absolute_uri(path)
    )  # fmt: skip

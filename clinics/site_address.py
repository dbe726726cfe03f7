"""Full web addresses of the site, for mails."""

from django.conf import settings
from django.http import HttpRequest


def absolute(path: str, *, request: HttpRequest | None = None) -> str:
    """The full web address of a path: under SITE_URL, or the request's host without one."""
    if settings.SITE_URL:
        return settings.SITE_URL.rstrip("/") + path
    return request.build_absolute_uri(path) if request else f"http://localhost:8000{path}"

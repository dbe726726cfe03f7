"""Full web addresses of the site, for mails and files."""

from django.conf import settings
from django.http import HttpRequest


def absolute(path: str, *, request: HttpRequest | None = None) -> str:
    """The full web address of a path: under SITE_URL, else at the request's host.

    Without either it leads to this machine.
    """
    if settings.SITE_URL:
        return settings.SITE_URL.rstrip("/") + path
    local = f"http://127.0.0.1:{settings.LOCAL_PORT}{path}"
    return request.build_absolute_uri(path) if request else local

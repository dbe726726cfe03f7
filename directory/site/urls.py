"""Addresses of the site."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language


def path_of(name: str) -> str:
    """The path of a page that needs nothing but its name. Kept: a page of results asks a dozen."""
    return _path_of(name, get_script_prefix(), get_language())


@lru_cache(maxsize=400)
def _path_of(name: str, script_prefix: str, language: str | None) -> str:
    return reverse(name)


def absolute(request: HttpRequest, path: str) -> str:
    """The path with scheme and host: those of SITE_URL, or else of the request."""
    if settings.SITE_URL:
        return settings.SITE_URL.rstrip("/") + path
    return request.build_absolute_uri(path)

"""Where uploaded documents are kept: a folder on this machine, or an S3 bucket."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

URL_FORMAT = "s3://KEY:SECRET@host[:port]/bucket[/folder][?scheme=http][&region=NAME]"


def storage(url: str) -> dict[str, Any]:
    """The entry of STORAGES for DOCUMENTS_URL; '' means the folder MEDIA_ROOT.

    Raises ImproperlyConfigured; its message never repeats the secret.
    """
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    try:
        options = _options(urlsplit(url))
    except ValueError as error:
        raise ImproperlyConfigured(f"DOCUMENTS_URL is not of the form {URL_FORMAT}.") from error
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured("DOCUMENTS_URL needs the extra “s3”: see docs/deploy.md.")
    return {"BACKEND": "directory.site.private_s3.PrivateS3", "OPTIONS": options}


def storage_errors() -> tuple[type[Exception], ...]:
    """What reading from the bucket can raise beside OSError; nothing without the extra “s3”."""
    if find_spec("storages") is None or find_spec("boto3") is None:
        return ()
    from directory.site.private_s3 import S3_ERRORS  # noqa: PLC0415  (needs the extra)

    return S3_ERRORS


def _options(url: SplitResult) -> dict[str, Any]:
    """The options of django-storages. Raises ValueError for anything missing or unknown."""
    query = parse_qs(url.query, strict_parsing=bool(url.query))
    bucket, _slash, folder = url.path.strip("/").partition("/")
    is_known = url.scheme == "s3" and not set(query) - {"scheme", "region"} and not url.fragment
    scheme = query.get("scheme", ["https"])[-1]
    if not (is_known and url.username and url.password and url.hostname and bucket):
        raise ValueError("something is missing, or unknown")
    if scheme not in ("http", "https"):
        raise ValueError("no such scheme")
    host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
    return {
        "access_key": unquote(url.username),
        "secret_key": unquote(url.password),
        "endpoint_url": f"{scheme}://{host}" + (f":{url.port}" if url.port else ""),
        "region_name": query.get("region", ["us-east-1"])[-1],
        "bucket_name": bucket,
        "location": folder,
    }

"""An S3 bucket whose files only this site can read. Its views serve them."""

from __future__ import annotations

from typing import Any, NoReturn

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

TIMEOUT_SECONDS: float = 6
"""So long a bucket may be silent: whoever hands something in holds a lock and a thread."""
TRIES = 2
S3_ERRORS = (Boto3Error, BotoCoreError, ClientError)


class PrivateS3(S3Storage):
    """Documents in a bucket: private, never overwritten, without a public address."""

    def get_default_settings(self) -> dict[str, Any]:
        """The defaults of django-storages, with short timeouts and few checksums."""
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            # Many servers with an S3 interface do not support the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=TIMEOUT_SECONDS,
            read_timeout=TIMEOUT_SECONDS,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
        )
        defaults: dict[str, Any] = super().get_default_settings()
        return defaults | {"default_acl": None, "file_overwrite": False, "client_config": config}

    def save(self, name: str, content: Any, max_length: int | None = None) -> str:
        """Store a file and return its name. Raises OSError when the bucket refuses or is down."""
        try:
            stored: str = super().save(name, content, max_length=max_length)
        except S3_ERRORS as error:
            raise OSError("the bucket did not store the file") from error
        return stored

    def delete(self, name: str) -> None:
        """Delete a file. Raises OSError when the bucket refuses or is down."""
        try:
            super().delete(name)
        except S3_ERRORS as error:
            raise OSError("the bucket did not delete the file") from error

    def exists(self, name: str) -> bool:
        """Whether a file is there. Raises OSError when the bucket refuses or is down."""
        try:
            return bool(super().exists(name))
        except S3_ERRORS as error:
            raise OSError("the bucket did not answer") from error

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """The folders and files in a folder. Raises OSError when the bucket refuses or is down."""
        try:
            folders, files = super().listdir(name)
        except S3_ERRORS as error:
            raise OSError("the bucket did not answer") from error
        return folders, files

    def url(self, name: str, *args: Any, **kwargs: Any) -> NoReturn:
        """Always raises: anybody who has a signed address could read the document."""
        raise NotImplementedError(
            "documents have no address: a view that checks permissions serves them"
        )

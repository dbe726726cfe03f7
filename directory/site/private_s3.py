"""A bucket whose files nobody but this site can read, and only through its own views."""

from __future__ import annotations

from typing import Any, NoReturn

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

TIMEOUT_SECONDS = 20
TRIES = 2
FAULTS = (Boto3Error, BotoCoreError, ClientError)


class PrivateS3(S3Storage):
    """Documents in a bucket: private, never overwritten, without an address of their own."""

    def get_default_settings(self) -> dict[str, Any]:
        """Checksums only where asked for: many servers that speak S3 know no others."""
        calm = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=TIMEOUT_SECONDS,
            read_timeout=TIMEOUT_SECONDS,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
        )
        usual: dict[str, Any] = super().get_default_settings()
        return usual | {"default_acl": None, "file_overwrite": False, "client_config": calm}

    def save(self, name: str, content: Any, max_length: int | None = None) -> str:
        """The name under which a file is kept. Raises OSError, as a full disk would."""
        try:
            kept: str = super().save(name, content, max_length=max_length)
        except FAULTS as error:
            raise OSError("the bucket does not take the file") from error
        return kept

    def delete(self, name: str) -> None:
        """Take a file away. Raises OSError when the bucket does not answer."""
        try:
            super().delete(name)
        except FAULTS as error:
            raise OSError("the bucket does not give up the file") from error

    def url(self, name: str, *args: Any, **kwargs: Any) -> NoReturn:
        """Never: a signed address would let whoever has it read a document."""
        raise NotImplementedError("a document is served by a view that asks who may")

"""A bucket whose files nobody but this site can read, and only through its own views."""

from __future__ import annotations

from typing import Any, NoReturn

from botocore.config import Config
from storages.backends.s3 import S3Storage

TIMEOUT_SECONDS = 20


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
        )
        usual: dict[str, Any] = super().get_default_settings()
        return usual | {"default_acl": None, "file_overwrite": False, "client_config": calm}

    def url(self, name: str, *args: Any, **kwargs: Any) -> NoReturn:
        """Never: a signed address would let whoever has it read a document."""
        raise NotImplementedError("a document is served by a view that asks who may")

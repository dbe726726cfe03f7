"""Stops storing an upload once it is known to be too large."""

from django.core.files.uploadhandler import FileUploadHandler

from clinics.documents.check import LARGEST_DOCUMENT


class NoMoreThanADocument(FileUploadHandler):
    """Drops the rest of a file that is too large, so that it never fills the disk.

    What is kept is still larger than LARGEST_DOCUMENT, so the form refuses the file.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The piece that begins at byte `start`, or None when the file is too large already."""
        return None if start > LARGEST_DOCUMENT else raw_data

    def file_complete(self, file_size: int) -> None:
        """Nothing: the next upload handlers keep the file."""

"""Files on their way in: of one that is too large no more is kept than shows that it is."""

from django.core.files.uploadhandler import FileUploadHandler

from clinics.documents.check import LARGEST


class NoMoreThanADocument(FileUploadHandler):
    """Lets the rest of a file that is too large go by, so that it never fills a disk.

    The file that the form gets is larger than LARGEST all the same, and is refused there.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The piece that begins at byte `start`, unless the file is too large already."""
        return None if start > LARGEST else raw_data

    def file_complete(self, file_size: int) -> None:
        """Nothing: the handlers behind this one keep the file."""

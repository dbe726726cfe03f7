"""A file or a row is refused. The texts are for the person who imports the file."""


class FileRefused(Exception):
    """The file is not in the expected format; nothing of it is imported."""


class RowRefused(Exception):
    """One row cannot be imported; the other rows can."""


def shown(text: str | bytes) -> str:
    """A cell in quotation marks for an error message, cut to 40 characters."""
    cell = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    plain = "".join(c if c.isprintable() else "?" for c in cell[:41])
    return f"“{plain[:40]}…”" if len(cell) > 40 else f"“{plain}”"

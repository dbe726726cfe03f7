"""Why a file or a row is refused: each text is for the person who brought it."""


class FileRefused(Exception):
    """The file cannot be read as what it was said to be; nothing of it is taken."""


class RowRefused(Exception):
    """One row cannot be taken; the others go on."""


def shown(text: str | bytes) -> str:
    """A cell in quotation marks, cut to what a line of print can bear."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    plain = "".join(c if c.isprintable() else "?" for c in words[:41])
    return f"“{plain[:40]}…”" if len(words) > 40 else f"“{plain}”"

"""Why a file or a row is not taken: each text is for the person who brought it."""


class FileRefused(Exception):
    """The file cannot be read as what it was said to be; nothing of it is taken."""


class RowRefused(Exception):
    """One row cannot be taken; the others go on."""


def shown(text: str) -> str:
    """A cell in quotation marks, cut to what a line of print can bear."""
    plain = "".join(c if c.isprintable() else "?" for c in text[:41])
    return f"“{plain[:40]}…”" if len(text) > 40 else f"“{plain}”"

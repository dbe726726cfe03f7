"""Why a register's file or a row of it is not taken: each text is for the operator."""


class RegisterRefused(Exception):
    """The file cannot be loaded; the register is as it was."""


class RowRefused(Exception):
    """One row cannot be taken; the others go in."""


def shown(text: str | bytes) -> str:
    """A cell in quotation marks, cut to what a line of print can bear."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    plain = "".join(c if c.isprintable() else "?" for c in words[:41])
    return f"“{plain[:40]}…”" if len(words) > 40 else f"“{plain}”"

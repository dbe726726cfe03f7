"""Reads ZIP codes as spreadsheets and people leave them."""

import re

REFUSED = "not a ZIP code of five digits, or nine"
_WRITTEN = re.compile(r"'?([0-9]{3,9})(?:\.0+)?|'?([0-9]{3,5})[-–— ]([0-9]{4})?")
_WITH_ZEROS = {
    **dict.fromkeys(("AE", "CT", "MA", "ME", "NH", "NJ", "RI", "VT"), range(1001, 10_000)),
    **dict.fromkeys(("PR", "VI"), range(501, 1000)),
    "NY": range(501, 6391),
    "": range(501, 10_000),
}
"""State → its ZIP codes that begin with a zero; '' is for no state. None is lower than 00501."""


def readable_postal_code(text: str, *, state: str = "") -> str:
    """`2116`, `2116.0`, `'02116` → `02116`; `021161234`, `02116 1234` → `02116-1234`.

    Blank stays blank. Zeros that a spreadsheet dropped come back only in a `state` (two letters)
    whose ZIP codes begin with a zero. Raises ValueError, with a message, for anything else.
    """
    text = text.strip()
    if not text:
        return ""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise ValueError(REFUSED)
    code, more = match[1] or match[2], match[3] or ""
    if len(code) > 5:
        code, more = code[:-4], code[-4:]
    lost_zeros = len(code) < 5
    if int(code) < 501 or (lost_zeros and int(code) not in _WITH_ZEROS.get(state, ())):
        raise ValueError(REFUSED)
    return f"{code:0>5}-{more}" if more else f"{code:0>5}"

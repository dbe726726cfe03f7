"""Guards the cells of CSV files that a spreadsheet would run as formulas, and reads them back."""

import re

_FORMULA = re.compile(r"'*([=@\t\r]|[+-](?![\d\s().,-]*$))")
"""The start of a cell that a spreadsheet would run. `+1 561-555-0100` and `-80.1` are harmless."""
_BEGINS = {*"'=@\t\r+-"}

_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')
"""How people keep a spreadsheet from changing a cell: `="02116"`."""


def guarded(cell: str) -> str:
    """The cell, with an apostrophe in front when a spreadsheet would run it."""
    # Nine of ten cells begin with something else, and an export has a hundred million.
    if cell[:1] not in _BEGINS:
        return cell
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`. The text in `="02116"` counts, without the formula."""
    if cell.startswith("'") and _FORMULA.match(cell):
        return cell[1:]
    if '="' not in cell:
        return cell
    text = _AS_TEXT.fullmatch(cell.strip())
    return text[1].replace('""', '"') if text else cell

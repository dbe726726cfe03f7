"""Guards the cells of CSV files that a spreadsheet would run as formulas."""

import re

_FORMULA = re.compile(r"'*([=@\t\r]|[+-](?![\d\s().,-]*$))")
"""The start of a cell that a spreadsheet would run. `+1 561-555-0100` and `-80.1` are harmless."""


def guarded(cell: str) -> str:
    """The cell, with an apostrophe in front when a spreadsheet would run it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell

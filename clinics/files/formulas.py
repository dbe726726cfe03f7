"""Cells of CSV files that a spreadsheet would run as formulas."""

import re

_FORMULA = re.compile(r"'*([=@\t\r]|[+-](?![\d\s().,-]*$))")
"""How a cell begins that a spreadsheet runs; `+1 561-555-0100` and `-80.1` are no programs."""


def guarded(cell: str) -> str:
    """The cell, behind an apostrophe when a spreadsheet would take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell

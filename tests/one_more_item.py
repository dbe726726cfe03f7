"""The site as it would be with one more item in clinics/checklist.py."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from clinics.checklist import CHECKLIST
from clinics.vocabulary import Checklist, Item


@contextmanager
def one_more_item(group_code: str, item: Item) -> Iterator[Item]:
    """The item as everything finds it, inside a `with` block only."""
    before = CHECKLIST
    groups = [
        replace(group, items=(*group.items, item)) if group.code == group_code else group
        for group in before.groups
    ]
    longer = replace(before, groups=tuple(groups))
    _put(longer, instead_of=before)
    try:
        yield longer.item(f"{group_code}.{item.code}")
    finally:
        # Also in the modules that were first imported inside the block.
        _put(before, instead_of=longer)


def _put(checklist: Checklist, *, instead_of: Checklist) -> None:
    """Give every module that imported a checklist another one."""
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", {})
        if names.get("CHECKLIST") is instead_of:
            names["CHECKLIST"] = checklist

"""One section in a process of its own: `python -m tests.bench.race.section NAME SIZE`."""

from __future__ import annotations

import json
import os
import sys

import django

from tests.bench.race.card import card, load
from tests.bench.race.data import KEPT


def main(name: str, size: int) -> None:
    """Measure, and keep the figures with the card of the run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    django.setup()
    from tests.bench.race.sections import SECTIONS  # noqa: PLC0415  (Django has to be set up)

    began = card()
    figures = SECTIONS[name](size)
    folder = KEPT / str(size)
    folder.mkdir(parents=True, exist_ok=True)
    kept = {"card": {**began, "load_after": load()}, "size": size, **figures}
    (folder / f"{name}.json").write_text(json.dumps(kept))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

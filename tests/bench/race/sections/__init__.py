"""What is measured, in parts: each in a process of its own."""

from collections.abc import Callable
from typing import Any

from tests.bench.race.sections import anywhere, edits, http, memory, near, page, peers

SECTIONS: dict[str, Callable[[int], dict[str, Any]]] = {
    "peers": peers.measure,
    "near": near.measure,
    "anywhere": anywhere.measure,
    "page": page.measure,
    "memory": memory.measure,
    "http": http.measure,
    "edits": edits.measure,
}
"""By name: what measures a database of so many clinics, and gives figures that JSON can hold."""

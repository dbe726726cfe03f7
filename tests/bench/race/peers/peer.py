"""What a contestant is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from tests.bench.race.asked import Circle
from tests.bench.race.rows import Found, Rows


class Missing(Exception):
    """The program is not installed: the sentence says which, and where it is to be had."""


class Peer(ABC):
    """Another way to answer a circle: the first 20 by distance, their exact number, the counts.

    `lacks` says what it cannot do, in a few words. One that is not `exact` answers for all cells
    around the circle instead of the circle. What it says is compared; what it leaves out is not.
    """

    name: ClassVar[str]
    lacks: ClassVar[str] = ""
    exact: ClassVar[bool] = True

    def __init__(self, rows: Rows, folder: Path) -> None:
        """Put the rows where it looks for them; what takes long is kept in the folder, or in the
        database. Raises Missing.
        """
        self.rows, self.folder = rows, folder
        self.build()

    @abstractmethod
    def build(self) -> None:
        """Make its tables or indexes."""

    @abstractmethod
    def ask(self, circle: Circle) -> Found:
        """Its answer."""

    def close(self) -> None:
        """Let go of what it holds."""
        return

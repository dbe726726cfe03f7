"""The search of this site: columns in memory."""

from clinics.checklist import CHECKLIST
from directory.search.answer import Answer
from directory.search.search import search
from tests.bench.race.asked import Circle
from tests.bench.race.peers.peer import Peer
from tests.bench.race.rows import Found


class Columns(Peer):
    """What readers of the site get."""

    name = "**this site: columns in memory**"

    def build(self) -> None:
        """Each process loads its columns with its first search."""

    def ask(self, circle: Circle) -> Found:
        """Its answer, in the shape of all."""
        return found(search(circle.question))


def found(answer: Answer) -> Found:
    """An answer of the site in the shape of all."""
    counts = {
        CHECKLIST.item(f"{group}.{code}").bit: n
        for group, own in answer.facets.items() for code, n in own.items()
    }  # fmt: skip
    return Found(answer.count, [one.clinic_id for one in answer.page], counts)

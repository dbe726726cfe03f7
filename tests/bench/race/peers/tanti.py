"""tantivy, a search library in Rust, in this process: cells and answers as terms."""

from __future__ import annotations

from itertools import chain

from directory.search.columns.rows import cell_ranges
from tests.bench.race.asked import MILES, Circle
from tests.bench.race.peers.peer import Missing, Peer
from tests.bench.race.rows import Found

OPEN = 127
"""The term that says: takes patients today. No item has this bit."""
ALL = {"items": {"terms": {"field": "bits", "size": 200}}}


class Tantivy(Peer):
    """Counts by its aggregation of terms."""

    name = "tantivy, in process"
    lacks = "circle and order by distance: answers for the cells around the circle"
    exact = False

    def build(self) -> None:
        """The index is made once."""
        try:
            import tantivy  # noqa: PLC0415  (not installed everywhere)
        except ImportError as error:
            raise Missing("tantivy is not installed (`pip install tantivy`).") from error
        self.tantivy, path = tantivy, self.folder / "tantivy"
        schema = tantivy.SchemaBuilder()
        schema.add_unsigned_field("id", fast=True)
        schema.add_unsigned_field("cell", indexed=True)
        schema.add_unsigned_field("bits", indexed=True, fast=True)
        self.schema, is_made = schema.build(), path.exists()
        path.mkdir(exist_ok=True)
        self.index = tantivy.Index(self.schema, str(path))
        if not is_made:
            self._write()
        self.index.reload()
        self.searcher = self.index.searcher()

    def _write(self) -> None:
        writer = self.index.writer(200_000_000, 1)
        for key, cell, bits in self.rows.listed(OPEN):
            said = {"id": key, "cell": cell, "bits": bits}
            writer.add_document(self.tantivy.Document.from_dict(said, self.schema))
        writer.commit()
        writer.wait_merging_threads()

    def ask(self, circle: Circle) -> Found:
        """Total and counts."""
        counts: dict[int, int] = {}
        for needed, counted in circle.passes:
            result = self.searcher.aggregate(self._query(circle, needed), ALL)
            own = {int(one["key"]): one["doc_count"] for one in result["items"]["buckets"]}
            counts.update({bit: own[bit] for bit in counted if bit in own})
            if needed == circle.needed:
                total = own.get(OPEN, 0)
        return Found(total, None, counts)

    def _query(self, circle: Circle, needed: tuple[int, ...]):
        must, low_high = (
            self.tantivy.Occur.Must,
            zip(*cell_ranges(circle.point, MILES), strict=True),
        )
        cells = list(chain.from_iterable(range(low, high + 1) for low, high in low_high))
        among = self.tantivy.Query.term_set_query(self.schema, "cell", cells)
        terms = [self.tantivy.Query.term_query(self.schema, "bits", bit, "basic")
                 for bit in (OPEN, *needed)]  # fmt: skip
        return self.tantivy.Query.boolean_query([(must, one) for one in (among, *terms)])

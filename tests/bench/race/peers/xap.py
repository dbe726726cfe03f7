"""Xapian, a search library in C++, in this process: cells and answers as terms."""

from __future__ import annotations

import sys
from itertools import chain

import numpy as np

from clinics.geo import EARTH_RADIUS_MILES, KM_PER_MILE
from directory.search.columns.rows import cell_ranges
from tests.bench.race.asked import MILES, Circle
from tests.bench.race.peers.peer import Missing, Peer
from tests.bench.race.rows import PAGE, Found

OPEN = 127
PLACE, MASK = 0, 1
"""Slots of values."""
DEBIAN = "/usr/lib/python3/dist-packages"


class Xapian(Peer):
    """The miles by its source of points, and the counts by tallying whole masks.

    It has no counts of values of which a document has many. So each document has its mask as one
    value, and we add up the bits: here 5,000 masks differ, in life nearly all of them would.
    """

    name = "Xapian, in process"
    lacks = "circle (its points are rounded): answers for the cells; counts by tallying masks"
    exact = False

    def build(self) -> None:
        """The index is made once."""
        sys.path.append(DEBIAN)
        try:
            import xapian  # noqa: PLC0415  (not installed everywhere)
        except ImportError as error:
            raise Missing("Xapian is not installed (Debian: python3-xapian).") from error
        finally:
            sys.path.remove(DEBIAN)
        self.xapian, path = xapian, self.folder / "xapian"
        if not path.exists():
            self._write(str(path))
        self.index = xapian.Database(str(path))
        self.metric = xapian.GreatCircleMetric(EARTH_RADIUS_MILES * KM_PER_MILE * 1000)

    def _write(self, path: str) -> None:
        index = self.xapian.WritableDatabase(path, self.xapian.DB_CREATE_OR_OPEN)
        points = zip(self.rows.latitude.tolist(), self.rows.longitude.tolist(), strict=True)
        masks = self.rows.words.tobytes()
        for at, ((key, cell, bits), point) in enumerate(
            zip(self.rows.listed(OPEN), points, strict=True)
        ):
            document = self.xapian.Document()
            for term in (f"C{cell}", *(f"B{bit}" for bit in bits)):
                document.add_boolean_term(term)
            document.add_value(PLACE, self.xapian.LatLongCoord(*point).serialise())
            document.add_value(MASK, masks[16 * at : 16 * at + 16])
            index.replace_document(key, document)
        index.commit()
        index.close()

    def ask(self, circle: Circle) -> Found:
        """The page, and the total and the counts of each pass."""
        counts: dict[int, int] = {}
        for needed, counted in circle.passes:
            total, own = self._counted(self._query(circle, needed), counted)
            counts.update(own)
            if needed == circle.needed:
                found = total
        return Found(found, None, counts)

    def _counted(self, query, counted: tuple[int, ...]) -> tuple[int, dict[int, int]]:
        enquire, spy = self.xapian.Enquire(self.index), self.xapian.ValueCountMatchSpy(MASK)
        enquire.set_query(query)
        enquire.set_weighting_scheme(self.xapian.BoolWeight())
        enquire.add_matchspy(spy)
        page = enquire.get_mset(0, PAGE, self.index.get_doccount())
        tally = [(one.term, one.termfreq) for one in spy.values()]
        masks = np.frombuffer(b"".join(term for term, _ in tally), "u1").reshape(-1, 16)
        times = np.array([often for _, often in tally], np.int64)
        bits = np.unpackbits(masks, axis=1, bitorder="little")
        sums = times @ bits if len(tally) else np.zeros(128, np.int64)
        counts = {bit: int(sums[bit]) for bit in counted if sums[bit]}
        return page.get_matches_estimated(), counts

    def _query(self, circle: Circle, needed: tuple[int, ...]):
        low_high = zip(*cell_ranges(circle.point, MILES), strict=True)
        cells = chain.from_iterable(range(low, high + 1) for low, high in low_high)
        among = self.xapian.Query(self.xapian.Query.OP_OR, [f"C{cell}" for cell in cells])
        terms = [self.xapian.Query(f"B{bit}") for bit in (OPEN, *needed)]
        query = self.xapian.Query(self.xapian.Query.OP_AND, [among, *terms])
        middle = self.xapian.LatLongCoords(
            self.xapian.LatLongCoord(circle.point.latitude, circle.point.longitude)
        )
        far = self.xapian.LatLongDistancePostingSource(PLACE, middle, self.metric)
        near = self.xapian.Query(far)
        return self.xapian.Query(self.xapian.Query.OP_AND, query, near)

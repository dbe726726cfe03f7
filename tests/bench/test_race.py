"""The contestants of `make bench` all answer as brute force answers, over few clinics."""

import pytest

from clinics.listing.actions.insert_many import insert_many
from directory.devserver.synthetic import synthetic_drafts
from tests.bench.race.asked import Q1, Q2, Circle, centres, near
from tests.bench.race.peers import PEERS
from tests.bench.race.peers.peer import Missing
from tests.bench.race.rows import Rows

CLINICS = 3000


@pytest.mark.bench
@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_contestant_answers_as_brute_force_does(tmp_path):
    insert_many(synthetic_drafts(CLINICS, seed=3), actor="operator", publish=True)
    rows = Rows()
    circles = [Circle(near(town, rest)) for town in centres()[:20] for rest in (Q1, Q2)]
    answered = []
    for kind in PEERS:
        try:
            peer = kind(rows, tmp_path)
        except Missing:
            continue
        try:
            for circle in circles:
                said, right = peer.ask(circle), rows.answer(circle, exactly=kind.exact)
                for part in ("total", "page", "counts"):
                    assert getattr(said, part) in (None, getattr(right, part)), (kind.name, part)
        finally:
            peer.close()
        answered.append(kind.__name__)
    totals = [rows.answer(circle).total or 0 for circle in circles]
    assert max(totals) > 100
    assert {"Columns", "Packed", "Sums", "Tables", "RTree"} <= set(answered)

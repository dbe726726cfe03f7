"""The contestants, one a module. Those that need what others make come behind them."""

from tests.bench.race.peers.columns import Columns
from tests.bench.race.peers.duck import Duck
from tests.bench.race.peers.nearest import Nearest, NearestPrepared
from tests.bench.race.peers.packed import Packed
from tests.bench.race.peers.peer import Peer
from tests.bench.race.peers.rtree import RTree
from tests.bench.race.peers.sphinx import Sphinx
from tests.bench.race.peers.sums import Sums
from tests.bench.race.peers.tables import Tables
from tests.bench.race.peers.tanti import Tantivy
from tests.bench.race.peers.xap import Xapian

PEERS: tuple[type[Peer], ...] = (
    Columns, Nearest, NearestPrepared, Packed, Sums, Duck, Tantivy, Xapian, RTree, Sphinx, Tables,
)  # fmt: skip

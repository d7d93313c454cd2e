"""What resembles this: vectors in, the nearest stored vectors out.

protocol   what every index can do, and what a search returns
vectors    vectors as an index stores them
exact      scan of everything: the reference
graph      navigable small world: approximate, far fewer distances
build      how the graph grows and stays reachable
kernels    the compiled inner loops of the graph (loaded on first use)
rerank     distances of the final candidates, in full precision, ties by id
files      the one file format of both: checked, checksummed, memory-mappable
loading    opens a saved index of either kind
"""

from .exact import ExactIndex as ExactIndex
from .graph import NavigableSmallWorld as NavigableSmallWorld
from .loading import load as load
from .protocol import Index as Index
from .protocol import Metric as Metric
from .protocol import Neighbors as Neighbors

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

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.index.exact import ExactIndex as ExactIndex
    from coincide.index.graph import NavigableSmallWorld as NavigableSmallWorld
    from coincide.index.loading import load as load
    from coincide.index.protocol import Index as Index
    from coincide.index.protocol import Metric as Metric
    from coincide.index.protocol import Neighbors as Neighbors

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "ExactIndex": "exact",
        "NavigableSmallWorld": "graph",
        "load": "loading",
        "Index": "protocol",
        "Metric": "protocol",
        "Neighbors": "protocol",
    },
)

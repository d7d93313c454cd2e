"""The engine for vectors: the nearest rows under the Euclidean, cosine and inner product metrics.

engine      what the front of the index talks to
ways        a walk, all that is left, or lists, by codes or by the vectors
stored      vectors as an index stores them, and what each metric makes of them
buffers     arrays with room to grow, aligned to cache lines
codes       vectors in 8 bits or one bit a number
scan        the exact answer
graph       the small world graph, and how it is walked
doors       the entries of a large graph, in groups
lists       rows around means, for searches among some of them
growth      how rows enter it
reach       every row can be found
removal     how rows leave it
plan        what a compiled search looks at, as one array
shards      several graphs walked as one
single      a search for one query at a time, prepared
filtered    the same among some of the rows
restore     arrays of a file, checked
walk        compiled: four queries in step through the graph
linking     compiled: the choice of links
searching   compiled: walk and rank in full precision
query_kernels compiled: a query as the index stores vectors, and in codes
intrinsics  compiled: prefetch, distances and sorted pools in full vector width
"""

from typing import TYPE_CHECKING

from coincide_smallworld.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide_smallworld.index.vectors.engine import VectorEngine as VectorEngine

__getattr__, __dir__ = lazy_exports(__name__, {"VectorEngine": "engine"})

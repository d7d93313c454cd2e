"""The engine for series: the nearest rows under dynamic time warping.

engine      what the front of the index talks to
stored      series in arrays with room to grow
scan        compiled: all pairs, or a cascade of lower bounds
singly      compiled: a few pairs, one at a time
envelopes   compiled: what a query's frames may meet
graph       the small world graph, and how it grows
doors       compiled: where a walk begins
walk        compiled: the walk, 32 comparisons at a time
choosing    compiled: the choice of links
linking     compiled: links of fresh nodes, and back to them
mending     the graph without dropped rows
restoring   arrays of a file, checked
"""

from typing import TYPE_CHECKING

from coincide_smallworld.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide_smallworld.index.series.engine import SeriesEngine as SeriesEngine

__getattr__, __dir__ = lazy_exports(__name__, {"SeriesEngine": "engine"})

"""The index: items in, the nearest stored ones out, exact or approximate.

- `small_world`: the index itself.
- `parameters`: what each parameter may be, and when it acts.
- `state`: what an index holds at one moment; ids, removal.
- `neighbor_queries`: asking the scikit-learn way, for arrays or sparse matrices.
- `asking`: the nearest, and those within a radius.
- `singles`: single queries, without what would take longer than the search.
- `together`: several indexes walked as one.
- `calibration`: how large a pool has to be for a wanted quality.
- `rounding`: a word where float32 no longer tells vectors apart.
- `neighbors`: what a search returns.
- `engine`: what holds and searches items of one kind must do.
- `engines`: which metric has which engine.
- `vectors`, `series`: the two engines.
- `threads`: our own threads over pieces of work.
- `files`: the one file format: checked, checksummed, memory-mappable.
- `stored`: an index as the content of a file, and back.
"""

from typing import TYPE_CHECKING

from coincide_smallworld.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide_smallworld.index.calibration import Calibration as Calibration
    from coincide_smallworld.index.neighbors import Neighbors as Neighbors
    from coincide_smallworld.index.parameters import Metric as Metric
    from coincide_smallworld.index.small_world import NavigableSmallWorld as NavigableSmallWorld

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "Calibration": "calibration",
        "Metric": "parameters",
        "NavigableSmallWorld": "small_world",
        "Neighbors": "neighbors",
    },
)

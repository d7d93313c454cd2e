"""Stage 6: what resembles this.

In: vectors or series. Out: the nearest stored ones. The index is a library of its own, `coincide_smallworld`, whose
names are here too; they are imported on first use.

- `settings`: the index of a catalog.
- `sharded`: several indexes searched as one.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide_smallworld import IndexFileError as IndexFileError
    from coincide_smallworld import Match as Match
    from coincide_smallworld import Matches as Matches
    from coincide_smallworld import Metric as Metric
    from coincide_smallworld import NavigableSmallWorld as NavigableSmallWorld
    from coincide_smallworld import Neighbors as Neighbors
    from coincide_smallworld import SmallWorldClassifier as SmallWorldClassifier
    from coincide_smallworld import SmallWorldRegressor as SmallWorldRegressor
    from coincide_smallworld import SmallWorldTransformer as SmallWorldTransformer
    from coincide_smallworld import find_subsequences as find_subsequences

    from coincide.index.settings import IndexSettings as IndexSettings
    from coincide.index.sharded import ShardedIndex as ShardedIndex

__getattr__, __dir__ = lazy_exports(__name__)

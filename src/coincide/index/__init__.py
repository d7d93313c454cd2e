"""Stage 6: what resembles this.

In: vectors or series. Out: the nearest stored ones, exact or approximate, and scikit-learn estimators on top; also
where a query occurs in long recordings. Names are imported on first use; only adding and searching bring in the
compiler.

- `small_world`: the index: items in, neighbors out.
- `parameters`: what each parameter may be, and when it acts.
- `state`: what an index holds at one moment; ids, removal.
- `asking`: the nearest, those within a radius, all neighbors as a sparse matrix.
- `neighbors`: what a search returns.
- `engine`: what holds and searches items of one kind must do.
- `engines`: which metric has which engine.
- `vectors`, `series`: the two engines.
- `subsequence`: where a query occurs in long recordings.
- `threads`: our own threads over pieces of work.
- `files`: the one file format: checked, checksummed, memory-mappable.
- `stored`: an index as the content of a file, and back.
- `estimation`: what the estimators share.
- `classifier`, `regressor`, `transformer`: the estimators; importing them imports scikit-learn.
- `settings`: the index of a catalog.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.index.classifier import SmallWorldClassifier as SmallWorldClassifier
    from coincide.index.neighbors import Neighbors as Neighbors
    from coincide.index.parameters import Metric as Metric
    from coincide.index.regressor import SmallWorldRegressor as SmallWorldRegressor
    from coincide.index.settings import IndexSettings as IndexSettings
    from coincide.index.small_world import NavigableSmallWorld as NavigableSmallWorld
    from coincide.index.subsequence import Match as Match
    from coincide.index.subsequence import Matches as Matches
    from coincide.index.subsequence import find_subsequences as find_subsequences
    from coincide.index.transformer import SmallWorldTransformer as SmallWorldTransformer

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "IndexSettings": "settings",
        "Match": "subsequence",
        "Matches": "subsequence",
        "Metric": "parameters",
        "NavigableSmallWorld": "small_world",
        "Neighbors": "neighbors",
        "SmallWorldClassifier": "classifier",
        "SmallWorldRegressor": "regressor",
        "SmallWorldTransformer": "transformer",
        "find_subsequences": "subsequence",
    },
)

"""Nearest neighbors among vectors and series that grow and shrink, exact or by a navigable small world graph.

>>> from coincide_smallworld import NavigableSmallWorld
>>> index = NavigableSmallWorld(metric="dtw", band=0.1).fit(series)
>>> distances, ids = index.kneighbors(queries, n_neighbors=10)

- `index`: items in, the nearest stored ones out; one class for vectors and series.
- `estimators`: a classifier, a regressor and a transformer for scikit-learn.
- `subsequence`: where a query occurs in long recordings.
- `distances`: dynamic time warping, its bounds and averages, Euclidean and cosine distance.
- `errors`: the errors of this library.
- `compiled`: loops that are compiled once per machine.
- `pipeline`: how Numba compiles them, without what it would work out again for each.
- `linked`, `scratch`, `locks`: loops that are only taken into others, new arrays in loops, one process at a time.
- `switch`: `COINCIDE_PLAIN=1`, for plain NumPy instead of compiled loops.
- `lazy`, `seeds`, `whole_files`: names on first use, named random draws, files that are whole or not there.

Names are imported on first use; only adding and searching bring in the compiler.
"""

from typing import TYPE_CHECKING

from coincide_smallworld.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide_smallworld.distances import dtw as dtw
    from coincide_smallworld.distances import dtw_barycenter as dtw_barycenter
    from coincide_smallworld.distances import dtw_pairwise as dtw_pairwise
    from coincide_smallworld.distances import dtw_path as dtw_path
    from coincide_smallworld.distances import lb_keogh as lb_keogh
    from coincide_smallworld.distances import lb_kim as lb_kim
    from coincide_smallworld.errors import IndexFileError as IndexFileError
    from coincide_smallworld.errors import InputError as InputError
    from coincide_smallworld.errors import SettingsError as SettingsError
    from coincide_smallworld.errors import SmallWorldError as SmallWorldError
    from coincide_smallworld.estimators import SmallWorldClassifier as SmallWorldClassifier
    from coincide_smallworld.estimators import SmallWorldRegressor as SmallWorldRegressor
    from coincide_smallworld.estimators import SmallWorldTransformer as SmallWorldTransformer
    from coincide_smallworld.index import Calibration as Calibration
    from coincide_smallworld.index import Metric as Metric
    from coincide_smallworld.index import NavigableSmallWorld as NavigableSmallWorld
    from coincide_smallworld.index import Neighbors as Neighbors
    from coincide_smallworld.subsequence import Match as Match
    from coincide_smallworld.subsequence import Matches as Matches
    from coincide_smallworld.subsequence import find_subsequences as find_subsequences

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "Calibration": "index",
        "IndexFileError": "errors",
        "InputError": "errors",
        "Match": "subsequence",
        "Matches": "subsequence",
        "Metric": "index",
        "NavigableSmallWorld": "index",
        "Neighbors": "index",
        "SettingsError": "errors",
        "SmallWorldClassifier": "estimators",
        "SmallWorldError": "errors",
        "SmallWorldRegressor": "estimators",
        "SmallWorldTransformer": "estimators",
        "dtw": "distances",
        "dtw_barycenter": "distances",
        "dtw_pairwise": "distances",
        "dtw_path": "distances",
        "find_subsequences": "subsequence",
        "lb_keogh": "distances",
        "lb_kim": "distances",
    },
)

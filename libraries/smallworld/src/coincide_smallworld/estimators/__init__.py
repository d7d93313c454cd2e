"""Nearest neighbors for scikit-learn's tools; importing any of these names imports scikit-learn.

- `classifier`, `regressor`: votes and means of the nearest training items.
- `transformer`: the nearest as a sparse matrix.
- `estimator`: the parameters of an index, and how the three ask it.
- `inputs`, `weights`: checks of what they are given; how much each neighbor counts.
"""

from typing import TYPE_CHECKING

from coincide_smallworld.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide_smallworld.estimators.classifier import SmallWorldClassifier as SmallWorldClassifier
    from coincide_smallworld.estimators.regressor import SmallWorldRegressor as SmallWorldRegressor
    from coincide_smallworld.estimators.transformer import SmallWorldTransformer as SmallWorldTransformer

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "SmallWorldClassifier": "classifier",
        "SmallWorldRegressor": "regressor",
        "SmallWorldTransformer": "transformer",
    },
)

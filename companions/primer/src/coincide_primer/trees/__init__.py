"""Gradient boosted trees: from rows to scores, step by step down the loss.

- `bins`: columns in at most 255 steps.
- `objectives`: losses and their derivatives.
- `kernel`: growing a tree and walking down it, compiled; `tree`: what comes out.
- `boosting`: tree upon tree.
- `shapley`: why a row has its score.
- `estimators`: all that with scikit-learn's conventions.
"""

from __future__ import annotations

from coincide_primer.trees.estimators import BoostedTreesClassifier as BoostedTreesClassifier
from coincide_primer.trees.estimators import BoostedTreesRegressor as BoostedTreesRegressor
from coincide_primer.trees.shapley import Explanation as Explanation

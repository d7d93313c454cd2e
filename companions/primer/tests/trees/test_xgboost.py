"""Trees beside those of xgboost's exact method, on columns of at most 255 distinct values."""

import pytest
from differences import OBJECTIVES, of_leaf_values


@pytest.mark.parametrize("missing", [0.0, 0.1])
@pytest.mark.parametrize("kind", OBJECTIVES)
def test_leaf_values_are_those_of_xgboost(kind, missing):
    assert max(of_leaf_values(kind, missing=missing)) <= 1e-6


def test_a_child_of_just_the_least_weight_is_allowed_as_in_xgboost():
    # In this table four rows of weight 1/4 are split off; counted by subtraction, they weigh a little less than 1.
    assert max(of_leaf_values("two classes", missing=0.0, seed=2)) <= 1e-6

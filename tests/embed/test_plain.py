"""Log-mel + PCA, alone and joined."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.decomposition import PCA

from coincide.embed import fit_plain, join_plain, join_rows, share_of_plain


def _patches(n: int) -> np.ndarray:
    return np.random.default_rng(1).random((n, 8, 8)).astype(np.float32)


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_rows_are_those_of_scikit_learn_brought_to_unit_length() -> None:
    patches = _patches(40)
    flat = patches.reshape(40, -1)
    expected = _unit(PCA(40, svd_solver="full").fit_transform(flat)[:, :39])
    rows = _unit(fit_plain(patches, seed=1).rows(patches)[:, :39])
    np.testing.assert_allclose(rows @ rows.T, expected @ expected.T, atol=1e-3)


@pytest.mark.parametrize("share", [0.2, 0.5])
def test_a_cosine_of_joined_rows_is_the_weighted_mean_of_both(share: float) -> None:
    patches = _patches(30)
    plain = fit_plain(patches, seed=1)
    learned, rows = _unit(_patches(30).reshape(30, -1)), plain.rows(patches)
    joined = join_plain(plain.joining(share), learned, patches)
    expected = (1 - share) * learned @ learned.T + share * rows @ rows.T
    np.testing.assert_allclose(joined @ joined.T, expected, atol=1e-5)


def test_a_share_of_one_leaves_the_plain_rows_alone() -> None:
    plain, patches = fit_plain(_patches(30), seed=1), _patches(30)
    rows = join_plain(plain.joining(1.0), _unit(patches.reshape(30, -1)), patches)
    np.testing.assert_array_equal(rows, plain.rows(patches))


def test_an_encoder_alone_has_no_share_of_the_plain_rows() -> None:
    learned = _unit(_patches(3).reshape(3, -1))
    assert share_of_plain({}) == 0.0
    assert join_plain({}, learned, _patches(3)) is learned
    assert join_rows(learned, learned, 0.0) is learned

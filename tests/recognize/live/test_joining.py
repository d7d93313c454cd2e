"""Log-mel + PCA in the live graph."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from coincide.embed import fit_plain, join_plain
from coincide.recognize.live.joining import PlainJoining


@pytest.mark.parametrize("share", [0.2, 1.0])
def test_the_graph_joins_as_the_catalog_does(share: float) -> None:
    rng = np.random.default_rng(1)
    patches = rng.random((30, 32, 32)).astype(np.float32)
    learned = rng.standard_normal((30, 64)).astype(np.float32)
    learned /= np.linalg.norm(learned, axis=1, keepdims=True)
    weights = fit_plain(patches, seed=1).joining(share)
    joined = PlainJoining(weights)(torch.from_numpy(learned), torch.from_numpy(patches)).numpy()
    np.testing.assert_allclose(joined, join_plain(weights, learned, patches), atol=1e-5)

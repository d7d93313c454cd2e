"""White noise is the same for all who ask, however much others asked for before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from coincide.features import white_noise
from coincide.features.noise import Noise


@pytest.mark.parametrize("asked", [(1, 7, 1_000), (1_000, 7, 1), (7, 7, 8)])
def test_noise_does_not_depend_on_what_was_asked_for_before(asked: tuple[int, ...]) -> None:
    noise = Noise()
    whole = np.random.default_rng(0).standard_normal(1_000).astype(np.float32)
    for n_samples in asked:
        np.testing.assert_array_equal(noise.first(n_samples), whole[:n_samples])


def test_noise_does_not_depend_on_who_asks_at_the_same_time() -> None:
    noise = Noise()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(noise.first, range(1, 200_000, 997)))
    whole = np.random.default_rng(0).standard_normal(199_000).astype(np.float32)
    np.testing.assert_array_equal(noise.first(199_000), whole)


def test_nobody_can_change_the_noise_of_others() -> None:
    with pytest.raises(ValueError, match="read-only"):
        white_noise(3)[0] = 1.0

"""Views of an event."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from properties import examples
from torch import Tensor

from coincide.embed.views import augment, change


def _views(patches: Tensor, seed: int = 1) -> Tensor:
    return augment(patches, generator=torch.Generator().manual_seed(seed))


def _sounding(n: int, *, n_bands: int = 32, n_frames: int = 32, seed: int = 1) -> Tensor:
    patches = np.random.default_rng(seed).uniform(0.0, 1.0, (n, n_bands, n_frames)).astype(np.float32)
    return torch.from_numpy(patches)


def _short_sound() -> Tensor:
    """Sound in frames 12 to 20 only."""
    patch = torch.zeros(1, 32, 32)
    patch[:, 10:20, 12:21] = 1.0
    return patch


@examples(30)
@given(n=st.integers(1, 6), n_bands=st.integers(2, 40), n_frames=st.integers(2, 40), seed=st.integers(0, 9999))
def test_views_have_the_shape_and_the_range_of_patches(n: int, n_bands: int, n_frames: int, seed: int) -> None:
    views = _views(_sounding(n, n_bands=n_bands, n_frames=n_frames), seed)
    assert views.shape == (n, n_bands, n_frames)
    assert float(views.min()) >= 0.0
    assert float(views.max()) <= 1.0


def test_the_same_generator_gives_the_same_views() -> None:
    patches = _sounding(5)
    assert torch.equal(_views(patches, 3), _views(patches, 3))


def test_another_generator_gives_other_views() -> None:
    patches = _sounding(5)
    assert not torch.equal(_views(patches, 3), _views(patches, 4))


def test_views_do_not_touch_the_global_generator() -> None:
    before = torch.random.get_rng_state()
    _views(_sounding(5))
    assert torch.equal(before, torch.random.get_rng_state())


def test_patches_stay_as_they_are() -> None:
    patches = _sounding(5)
    before = patches.clone()
    _views(patches)
    assert torch.equal(patches, before)


def test_equal_patches_get_different_views() -> None:
    views = _views(_sounding(1).repeat(2, 1, 1))
    assert not torch.equal(views[0], views[1])


@pytest.mark.parametrize("seed", range(20))
def test_silence_stays_silent(seed: int) -> None:
    assert not _views(torch.zeros(3, 32, 32), seed).any()


@pytest.mark.parametrize("seed", range(20))
def test_noise_comes_only_with_the_sound(seed: int) -> None:
    view = _views(_short_sound(), seed)
    assert not view[:, :, :3].any()
    assert not view[:, :, 29:].any()


def test_most_views_still_hold_the_event() -> None:
    views = _views(_short_sound().repeat(200, 1, 1))
    assert float((views.amax(dim=(1, 2)) == 1.0).float().mean()) > 0.9


def test_time_and_pitch_move() -> None:
    views = _views(_short_sound().repeat(200, 1, 1))
    first_frames = (views.amax(dim=1) > 0).float().argmax(dim=1)
    first_bands = (views.quantile(0.95, dim=2) > 0.75).float().argmax(dim=1)
    assert max(torch.bincount(first_frames)) < 100
    assert max(torch.bincount(first_bands)) < 100


def test_many_patches_are_changed_block_by_block() -> None:
    patches = (_sounding(600, n_bands=8, n_frames=8).numpy() * 255).astype(np.uint8)
    changed = change(patches, seed=1)
    assert changed.shape == patches.shape
    np.testing.assert_array_equal(changed[:512], _views(torch.from_numpy(patches[:512]) / 255).numpy())
    assert np.abs(changed[512:] - patches[512:] / 255).mean() > 0.01
    np.testing.assert_array_equal(change(patches, seed=1), changed)

"""Encoder and gauge on tensors of one's own."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

from coincide.embed import Encoder, gauge_views
from coincide.errors import InputError

PAGE = Path(__file__).parents[2] / "docs" / "losses.md"


def _rows(n: int, seed: int) -> torch.Tensor:
    return normalize(torch.randn(n, 8, generator=torch.Generator().manual_seed(seed)), dim=1)


def test_views_that_agree_are_healthy() -> None:
    rows = _rows(200, seed=0)
    gauge = gauge_views(rows, normalize(rows + 0.05 * _rows(200, seed=1), dim=1))
    assert (gauge.is_healthy, gauge.n_events) == (True, 200)


def test_views_that_have_nothing_in_common_are_collapsed() -> None:
    assert gauge_views(_rows(200, seed=0), _rows(200, seed=1)).is_collapsed


def test_views_may_be_arrays_or_need_a_gradient() -> None:
    rows = _rows(20, seed=0)
    assert gauge_views(rows.clone().requires_grad_(), rows) == gauge_views(np.asarray(rows), np.asarray(rows))


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (_rows(4, 0), _rows(5, 0), r"`second` must have the shape \(4, 8\) of `first`, got \(5, 8\)"),
        (_rows(4, 0) * 3, _rows(4, 0), "must have unit norm, row .* has 3"),
        (_rows(4, 0) * torch.nan, _rows(4, 0), "`first` must be finite, row 0 holds NaN"),
    ],
)
def test_views_that_do_not_fit_are_refused(first: torch.Tensor, second: torch.Tensor, words: str) -> None:
    with pytest.raises(InputError, match=words):
        gauge_views(first, second)


@pytest.mark.parametrize("shape", [(2, 40, 32), (2, 1, 32, 32), (32, 32)])
def test_an_encoder_refuses_patches_of_another_shape(shape: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match=r"`patches` must have shape \(batch, 32, frames\), got"):
        Encoder()(torch.zeros(shape))


def test_an_encoder_has_a_multiple_of_eight_bands() -> None:
    with pytest.raises(InputError, match="`n_bands` must be a multiple of 8, got 30"):
        Encoder(n_bands=30)


def test_an_encoder_of_other_bands_embeds_them() -> None:
    embeddings = Encoder(n_bands=64, dim=5)(torch.rand(3, 64, 48))
    assert embeddings.shape == (3, 5)


@pytest.mark.parametrize("block", re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S))
def test_the_examples_of_the_page_run(block: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block, str(PAGE), "exec"), {})
    assert "Error" not in capsys.readouterr().err

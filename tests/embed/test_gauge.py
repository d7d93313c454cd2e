"""Has it collapsed?"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from coincide.embed import Encoder, Fitted, Gauge
from coincide.embed.gauge import N_GAUGED, measure_gauge

from .conftest import Calls


def _measure(encoder: Encoder, patches: np.ndarray) -> Gauge:
    return measure_gauge(encoder.eval(), patches, generator=torch.Generator().manual_seed(1))


def _constant_encoder(value: float = 1.0) -> Encoder:
    encoder = Encoder()
    with torch.no_grad():
        encoder.head.weight.zero_()
        encoder.head.bias.fill_(value)
    return encoder


def test_an_encoder_that_has_learned_is_healthy(fitted: Fitted) -> None:
    assert not fitted.gauge.is_collapsed
    assert fitted.gauge.in_words().startswith("healthy: a changed copy of a call is nearer to its original than 9")


def test_a_constant_encoder_is_collapsed(calls: Calls) -> None:
    gauge = _measure(_constant_encoder(), calls.patches)
    assert (gauge.is_collapsed, gauge.effective_dimensions, gauge.view_rank) == (True, 1.0, 0.0)


def test_an_encoder_that_diverged_is_collapsed(calls: Calls) -> None:
    assert _measure(_constant_encoder(float("nan")), calls.patches).is_collapsed


def test_the_words_for_healthy() -> None:
    assert Gauge(effective_dimensions=11.6, view_rank=0.953, n_events=256).in_words() == (
        "healthy: a changed copy of a call is nearer to its original than 95% of other calls are; "
        "the embedding fills 12 dimensions"
    )


@pytest.mark.parametrize("figures", [(1.2, 0.99), (11.6, 0.5)])
def test_the_words_for_collapsed(figures: tuple[float, float]) -> None:
    words = Gauge(effective_dimensions=figures[0], view_rank=figures[1], n_events=256).in_words()
    assert words.startswith("collapsed: nearly all calls look the same to it (")
    assert words.endswith("; categories mean nothing")


def test_few_events_are_all_gauged(calls: Calls) -> None:
    assert _measure(Encoder(), calls.patches[:7]).n_events == 7


def test_of_many_events_some_are_gauged(calls: Calls) -> None:
    assert _measure(Encoder(), np.tile(calls.patches, (3, 1, 1))).n_events == N_GAUGED


def test_one_event_can_be_gauged(calls: Calls) -> None:
    assert _measure(Encoder(), calls.patches[:1]).is_collapsed

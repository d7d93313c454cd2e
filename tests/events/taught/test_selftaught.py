"""Teaching a detector, and keeping it only where it wins."""

from __future__ import annotations

import numpy as np
import pytest
from frame_examples import GRID, HEARING, levels_with_calls

from coincide.events import EventSettings, TeachingResult, teach_detector

pytestmark = pytest.mark.slow
STEPS = 150
MIN_RECALL, MAX_FALSE = 0.9, 0.05


def _teach(peak_db: float, *, n: int = 6, **given: str) -> TeachingResult:
    stretches = [levels_with_calls(seed, peak_db=peak_db)[0] for seed in range(n)]
    settings = EventSettings.model_validate(given)
    return teach_detector(stretches, HEARING, settings=settings, seed=0, n_steps=STEPS)


@pytest.fixture(scope="module")
def in_noise() -> TeachingResult:
    return _teach(9.0)


def test_a_detector_is_kept_in_noise(in_noise: TeachingResult) -> None:
    assert in_noise.net is not None
    assert in_noise.words.startswith("A self-taught detector is used: on ")


def test_a_taught_detector_knows_calls_that_it_did_not_hear(in_noise: TeachingResult) -> None:
    assert in_noise.net is not None
    levels, inside = levels_with_calls(99, peak_db=9.0)
    belief = in_noise.net.probabilities(levels - np.percentile(levels, 20, axis=0).astype(np.float32)) > 0.5
    middles = np.convolve(inside, np.ones(11), "same") == 11
    assert belief[middles].mean() >= MIN_RECALL
    assert belief[~inside].mean() <= MAX_FALSE


def test_a_detector_is_dropped_where_the_default_one_is_as_good() -> None:
    taught = _teach(35.0)
    assert taught.net is None
    assert taught.words.startswith("The default detector is used")


def test_the_same_sound_teaches_the_same(in_noise: TeachingResult) -> None:
    again = _teach(9.0)
    assert in_noise.net is not None
    assert again.net is not None
    assert again.net.name == in_noise.net.name


@pytest.mark.parametrize("stretches", [[], [np.full((3000, GRID.n_bands), -120.0, dtype=np.float32)] * 3])
def test_sound_without_calls_teaches_nothing(stretches: list[np.ndarray]) -> None:
    taught = teach_detector(stretches, HEARING, settings=EventSettings(), seed=0)
    assert taught.net is None
    assert "too few clear calls" in taught.words


def test_a_detector_is_kept_where_it_is_asked_for() -> None:
    assert _teach(35.0, detector="selftaught").net is not None

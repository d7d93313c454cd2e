"""Frames on a grid that does not depend on blocks."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.features import FeatureSettings, Spectrograph, band_edges_hz, frame_grid

RATES_HZ = (8000, 16_000, 24_000, 44_100, 48_000, 96_000, 256_000, 384_000)
NOISE_LEVEL_TOLERANCE_DB = 0.5


def _graph(rate_hz: int, **given_settings: float) -> Spectrograph:
    return Spectrograph(frame_grid(rate_hz, FeatureSettings.model_validate(given_settings)))


def _noise(n_times: int) -> np.ndarray:
    return (0.1 * np.random.default_rng(1).standard_normal(n_times)).astype(np.float32)


def _tone(frequency_hz: float, rate_hz: int, n_times: int) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * frequency_hz / rate_hz * np.arange(n_times))).astype(np.float32)


def _all(graph: Spectrograph, blocks: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.zeros((0, graph.grid.n_bands), np.float32), *graph.stream(blocks)])


@examples(60)
@given(
    lengths=st.lists(st.integers(0, 700), max_size=8),
    window_s=st.sampled_from([0.001, 0.008, 0.032]),
    hop_s=st.sampled_from([0.0005, 0.005, 0.02]),
)
def test_frames_are_the_same_for_any_blocks(lengths: list[int], window_s: float, hop_s: float) -> None:
    graph = _graph(8000, window_s=window_s, hop_s=hop_s)
    sound = _noise(sum(lengths))
    cut = np.split(sound, np.cumsum(lengths)[:-1]) if lengths else []
    np.testing.assert_allclose(_all(graph, cut), _all(graph, [sound]), atol=1e-3)


@pytest.mark.parametrize(("window_s", "hop_s"), [(0.025, 0.01), (0.001, 0.02)])
def test_frames_equal_those_cut_out_one_by_one(window_s: float, hop_s: float) -> None:
    graph = _graph(8000, window_s=window_s, hop_s=hop_s)
    sound = _noise(1000)
    np.testing.assert_allclose(_all(graph, [sound]), naive.centered_levels(graph, sound), atol=1e-3)


@examples(60)
@given(
    rate_hz=st.sampled_from(RATES_HZ),
    window_samples=st.integers(8, 1100),
    n_frames=st.integers(1, 70),
    level=st.sampled_from([0.0, 1e-7, 1e-3, 1.0, 30.0]),
)
def test_levels_equal_those_of_a_plain_transform(
    rate_hz: int, window_samples: int, n_frames: int, level: float
) -> None:
    graph = _graph(rate_hz, window_s=max(0.0005, window_samples / rate_hz), hop_s=0.001)
    hop, window = graph.grid.hop_samples, graph.grid.window_samples
    sound = (level * _noise(window + (n_frames - 1) * hop)).astype(np.float32)
    plain = [naive.frame_level(graph.grid, sound[i * hop : i * hop + window]) for i in range(n_frames)]
    np.testing.assert_allclose(graph.levels(sound), plain, atol=2e-3)


def test_there_is_a_frame_for_every_center_inside_the_sound() -> None:
    graph = _graph(8000)
    assert [len(_all(graph, [_noise(n)])) for n in (1, 80, 81, 800)] == [1, 1, 2, 10]


@pytest.mark.parametrize(("window_s", "hop_s"), [(0.025, 0.01), (0.001, 0.02)])
def test_frames_beyond_the_ends_are_no_louder_than_the_nearest_ones_inside(window_s: float, hop_s: float) -> None:
    grid, sound = _graph(8000, window_s=window_s, hop_s=hop_s).grid, _noise(1000)
    graph = Spectrograph(grid, bounds_ends=True)
    np.testing.assert_allclose(_all(graph, np.array_split(sound, 30)), naive.bounded_levels(graph, sound), atol=1e-3)


@pytest.mark.parametrize("first_frame", [0, 1, 7])
def test_a_stream_can_begin_at_a_later_frame(first_frame: int) -> None:
    graph, blocks = _graph(8000), np.array_split(_noise(2000), 3)
    later = np.concatenate(list(graph.stream(blocks, first_frame=first_frame)))
    np.testing.assert_allclose(later, _all(graph, blocks)[first_frame:], atol=1e-3)


def test_an_end_that_comes_at_once_is_no_louder_than_the_frame_before() -> None:
    graph, sound = Spectrograph(_graph(8000).grid, bounds_ends=True), _noise(2000)
    n_whole, levels = graph.whole_frames(len(sound)), _all(graph, [sound])
    end = np.concatenate(list(graph.stream([sound], first_frame=n_whole, before=levels[n_whole - 1])))
    np.testing.assert_allclose(end, levels[n_whole:], atol=1e-3)


@pytest.mark.parametrize("bounds_ends", [False, True])
@pytest.mark.parametrize("n_samples", [0, 99, 100, 180, 260, 800])
def test_whole_frames_do_not_depend_on_what_follows(n_samples: int, bounds_ends: bool) -> None:
    graph, sound = Spectrograph(_graph(8000).grid, bounds_ends=bounds_ends), _noise(2000)
    n_whole = graph.whole_frames(n_samples)
    alone = _all(graph, [sound[:n_samples]]) if n_samples else np.zeros((0, 40), np.float32)
    np.testing.assert_allclose(alone[:n_whole], _all(graph, [sound])[:n_whole], atol=1e-3)
    assert n_whole <= len(alone)


def test_no_sound_has_no_frames() -> None:
    assert list(_graph(8000).stream([])) == []


def test_a_click_is_loudest_in_the_frame_centered_on_it() -> None:
    graph = _graph(48_000)
    sound = np.zeros(48_000, dtype=np.float32)
    sound[77 * graph.grid.hop_samples] = 1.0
    assert int(_all(graph, [sound]).mean(axis=1).argmax()) == 77


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("share", [0.05, 0.2, 0.45])
def test_a_tone_is_loudest_in_its_band(rate_hz: int, share: float) -> None:
    graph = _graph(rate_hz)
    level = _all(graph, [_tone(share * rate_hz, rate_hz, rate_hz // 5)]).mean(axis=0)
    edges = band_edges_hz(low_hz=graph.grid.low_hz, high_hz=graph.grid.high_hz, n_bands=graph.grid.n_bands)
    bin_hz = rate_hz / graph.grid.n_fft
    assert edges[level.argmax()] - bin_hz <= share * rate_hz <= edges[level.argmax() + 1] + bin_hz


@pytest.mark.parametrize("window_s", [0.004, 0.016, 0.064])
def test_the_level_of_white_noise_does_not_depend_on_the_window(window_s: float) -> None:
    levels = _all(_graph(16_000, window_s=window_s, hop_s=0.004), [_noise(64_000)])
    mean_db = 10 * np.log10(np.mean(10 ** (levels[20:-20, 20:] / 10)))
    assert mean_db == pytest.approx(-20.0, abs=NOISE_LEVEL_TOLERANCE_DB)


def test_digital_silence_is_minus_120_db() -> None:
    np.testing.assert_allclose(_all(_graph(8000), [np.zeros(800, np.float32)]), -120.0, atol=1e-3)


@pytest.mark.parametrize(("rate_hz", "window_ms", "hop_ms"), [(24_000, 25, 10), (48_000, 12, 5), (384_000, 4, 2)])
def test_higher_rates_are_looked_at_more_finely(rate_hz: int, window_ms: int, hop_ms: int) -> None:
    grid = frame_grid(rate_hz, FeatureSettings())
    assert (grid.window_samples * 1000 / rate_hz, grid.hop_s * 1000) == (window_ms, hop_ms)


def test_bands_end_below_nyquist_even_if_more_is_asked_for() -> None:
    assert frame_grid(8000, FeatureSettings(high_hz=20_000.0)).high_hz == pytest.approx(3920.0)


def test_bands_keep_some_width_when_all_asked_for_lies_above_nyquist() -> None:
    grid = frame_grid(8000, FeatureSettings(low_hz=15_000.0))
    assert 0 < grid.low_hz < grid.high_hz


@pytest.mark.parametrize("rate_hz", [250, 1000])
def test_very_low_rates_have_frames_too(rate_hz: int) -> None:
    assert np.isfinite(_all(_graph(rate_hz), [_noise(rate_hz)])).all()

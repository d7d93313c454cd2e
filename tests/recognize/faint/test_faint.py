"""The second pass: faint repeats of known calls, and an estimate of how many are false."""

from __future__ import annotations

import numpy as np
import pytest
from naive_faint import scores as naive_scores
from numpy.typing import NDArray

from coincide.recognize.faint import (
    Match,
    Template,
    choose_repeats,
    find_matches,
    fit_frames,
    make_template,
)
from coincide.recognize.faint.false_share import false_shares
from coincide.recognize.faint.matching import scores, stretch_frames
from coincide.recognize.faint.templates import MOST_ALIKE, N_BANDS, N_MOVED
from coincide.records import Event
from coincide.seeds import generator

Floats = NDArray[np.float32]
RATE_HZ = 16_000
CALL_S = 0.3
MIN_RECALL, MIN_RIGHT = 0.6, 0.9
_N_REPEATS, _DURATION_S = 20, 60.0


def _call() -> Floats:
    t = np.arange(round(CALL_S * RATE_HZ)) / RATE_HZ
    return (np.hanning(len(t)) * np.sin(2 * np.pi * (2_000 * t + 2_500 * t**2))).astype(np.float32)


def _sound(onsets_s: NDArray[np.float64], level: float, *, seed: int, duration_s: float = _DURATION_S) -> Floats:
    """White noise of level 1 with a call at each onset."""
    sound = generator(seed, "faint").standard_normal(round(duration_s * RATE_HZ)).astype(np.float32)
    for start in np.round(onsets_s * RATE_HZ).astype(int):
        sound[start : start + round(CALL_S * RATE_HZ)] += level * _call()
    return sound / 20


def _event(onset_s: float = 5.0) -> Event:
    return Event(0, 0, 0, onset_s, onset_s + CALL_S, 2_000.0, 3_500.0, 20.0)


FRAMES = fit_frames([_event()])


def _template() -> Template:
    clear = _sound(np.array([5.0]), 5.0, seed=1, duration_s=10.0)
    template = make_template(1, _event(), clear, RATE_HZ, start_s=0.0, frames=FRAMES)
    assert template is not None
    return template


TEMPLATE = _template()
ONSETS_S = np.linspace(1.0, 58.0, _N_REPEATS)
FAINT = _sound(ONSETS_S, 0.5, seed=2)
"""In the band of the call its power is that of the noise, on average over the call less."""


def _matches(sound: Floats, *, block: int = 100_000, taken_s: list[tuple[float, float]] | None = None) -> list[Match]:
    blocks = [sound[start : start + block] for start in range(0, len(sound), block)]
    return find_matches(blocks, RATE_HZ, templates=[TEMPLATE], frames=FRAMES, taken_s=taken_s or [])


def _repeats_s(matches: list[Match]) -> NDArray[np.float64]:
    return np.array([each.match.onset_s for each in choose_repeats([matches], [TEMPLATE], most_false=0.05)])


def test_faint_repeats_are_found_where_they_are() -> None:
    found = _repeats_s(_matches(FAINT))
    errors_s = np.abs(found[:, None] - ONSETS_S)
    assert (errors_s.min(axis=0) < 0.1).mean() > MIN_RECALL
    assert (errors_s.min(axis=1) < 0.1).mean() > MIN_RIGHT


def test_noise_alone_has_no_repeats() -> None:
    assert [len(_repeats_s(_matches(_sound(np.zeros(0), 0.0, seed=seed)))) for seed in range(3, 6)] == [0, 0, 0]


def test_matches_do_not_depend_on_blocks() -> None:
    in_parts, whole = _matches(FAINT, block=12_345), _matches(FAINT, block=10**9)
    assert [(one.onset_s, one.is_decoy) for one in in_parts] == [(one.onset_s, one.is_decoy) for one in whole]
    np.testing.assert_allclose([one.score for one in in_parts], [one.score for one in whole], rtol=1e-4)


def test_long_sound_is_searched_in_stretches_that_meet() -> None:
    # Stretches are a minute long; a call lies across the first seam.
    onsets_s = np.append(np.linspace(1.0, 118.0, 30), 59.9)
    found = _repeats_s(_matches(_sound(onsets_s, 1.5, seed=7, duration_s=120.0)))
    np.testing.assert_array_equal((np.abs(found[:, None] - onsets_s) < 0.1).sum(axis=0), 1)


def test_stretches_last_a_minute_but_hold_no_more_frames_than_fit_into_memory() -> None:
    assert stretch_frames(0.015, 20) == 4_000
    assert stretch_frames(0.004, 20) == 15_000
    assert stretch_frames(0.0002, 20) == 30_000
    assert stretch_frames(0.0002, 2_000) == 40_000


def test_events_that_were_found_are_no_repeats() -> None:
    taken = [(onset_s, onset_s + CALL_S) for onset_s in ONSETS_S.tolist()]
    assert len(_repeats_s(_matches(FAINT, taken_s=taken))) == 0


def test_sound_shorter_than_a_call_has_no_matches() -> None:
    assert _matches(FAINT[:1_000]) == []


def test_digital_silence_has_no_matches() -> None:
    assert _matches(np.zeros(10 * RATE_HZ, dtype=np.float32)) == []


def test_repeats_are_found_at_another_sample_rate() -> None:
    slow = FAINT[::2]  # aliases of the noise do no harm; the call lies below 4 kHz
    matches = find_matches([slow], RATE_HZ // 2, templates=[TEMPLATE], frames=FRAMES, taken_s=[])
    assert (np.abs(_repeats_s(matches)[:, None] - ONSETS_S).min(axis=0) < 0.1).mean() > 0.3


def test_scores_are_correlations() -> None:
    rng = generator(0, "scores")
    sound = rng.standard_normal((30, N_BANDS)).astype(np.float32)
    weights = TEMPLATE.weights()[:, :12]
    weights = weights - weights.mean(axis=(1, 2), keepdims=True)
    weights /= np.linalg.norm(weights, axis=(1, 2), keepdims=True)
    np.testing.assert_allclose(scores(sound, weights), naive_scores(sound, weights), atol=1e-3)


def test_decoys_have_the_levels_of_the_call_and_resemble_it_little() -> None:
    call, *decoys = TEMPLATE.weights()
    for decoy in decoys:
        np.testing.assert_array_equal(np.sort(decoy, axis=None), np.sort(call, axis=None))
        assert float((decoy * call).sum()) < MOST_ALIKE


def test_a_sweep_upside_down_and_backwards_is_the_sweep_and_no_decoy() -> None:
    assert len(TEMPLATE.weights()) == 1 + N_MOVED + 2


def test_a_steady_tone_has_no_flipped_decoys() -> None:
    picture = np.zeros((20, N_BANDS), dtype=np.float32)
    picture[:, 30] = 20.0
    assert len(Template(1, picture, CALL_S, 2_000.0, 2_100.0).weights()) == 1 + N_MOVED


def _match(score: float) -> Match:
    return Match(0, 0, score, score + 1.0, score, 0.0)


def test_shares_of_false_ones_count_decoys_and_one_more() -> None:
    pictures = np.array([0, 0, 0, 1, 0])
    np.testing.assert_allclose(false_shares(pictures, n_flipped=2), [1 / 24, 1 / 24, 1 / 24, 1 / 16, 1 / 16])


def test_the_kind_of_decoys_that_says_more_is_believed() -> None:
    pictures = np.array([0, 0, N_MOVED + 1, 0, 0])
    np.testing.assert_allclose(false_shares(pictures, n_flipped=2), [1 / 16, 1 / 16, 1 / 8, 1 / 8, 1 / 8])


def test_few_matches_are_never_certain() -> None:
    matches = [_match(9.0), _match(8.0)]
    assert choose_repeats([matches], [TEMPLATE], most_false=0.05) == []
    assert len(choose_repeats([matches], [TEMPLATE], most_false=0.07)) == 2


def test_all_sounds_together_tell_how_often_decoys_match() -> None:
    sounds = [[_match(9.0 - number)] for number in range(3)]
    assert [repeat.sound for repeat in choose_repeats(sounds, [TEMPLATE], most_false=0.05)] == [0, 1, 2]


def test_a_call_of_which_nothing_stands_out_gives_no_template() -> None:
    silence = np.zeros(10 * RATE_HZ, dtype=np.float32)
    assert make_template(1, _event(), silence, RATE_HZ, start_s=0.0, frames=FRAMES) is None


def test_frames_fit_the_median_call() -> None:
    frames = fit_frames([_event(), _event()])
    assert (frames.hop_s, frames.low_hz, frames.high_hz) == pytest.approx((0.015, 2_000 / 1.6, 5_600))

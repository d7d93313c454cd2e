"""How a recording is listened to is found from its calls."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from scipy.signal import chirp

from benchmarks.events.kinds import KINDS
from benchmarks.events.measure import measure
from benchmarks.events.noises import colored
from benchmarks.events.scenes import Scene, lay_scene
from coincide.events import EventSettings, Hearing, choose_hearing, detect, hear, usual_hearing
from coincide.events.hearing import choice
from coincide.events.hearing.choice import hearing_on
from coincide.events.hearing.first_pass import CoarseLook, pass_over
from coincide.events.listening import FINER, over_background, white_spread
from coincide.events.rain import SHARED_DB
from coincide.features import FeatureSettings, Spectrograph

pytestmark = pytest.mark.slow

FIT, FIXED = FeatureSettings(hearing="fit"), FeatureSettings(hearing="fixed")
BY_RATE = FeatureSettings(hearing="auto")
SETTINGS = EventSettings()
MIN_F1 = {"bats": 0.5, "mice": 0.6, "frogs": 0.6, "insects": 0.6}


def _scene(kind: str, *, noise: str = "even", snr_db: float = 20.0, echo_s: float = 0.0, seed: int = 0) -> Scene:
    return lay_scene(KINDS[kind], noise=noise, snr_db=snr_db, echo_s=echo_s, rng=np.random.default_rng(seed))


def _chosen(scene: Scene, features: FeatureSettings = FIT) -> Hearing:
    return choose_hearing(scene.sound, scene.rate_hz, features=features, settings=SETTINGS)


def _noise(rate_hz: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(20 * rate_hz).astype(np.float32)


def _levels(sound: np.ndarray, hearing: Hearing) -> np.ndarray:
    return np.concatenate(list(Spectrograph(hearing.grid).stream([sound])))


@pytest.mark.parametrize("kind", ["whales", "frogs", "insects", "mice", "bats"])
def test_narrow_calls_are_heard_in_bands_of_equal_width(kind: str) -> None:
    assert _chosen(_scene(kind)).grid.spacing == "linear"


@pytest.mark.parametrize("kind", ["whales", "insects"])
def test_calls_of_one_tone_are_heard_in_fine_bands(kind: str) -> None:
    chosen = _chosen(_scene(kind))
    assert chosen.is_fine
    assert chosen.grid.n_bands == 160


def test_whales_between_drops_of_rain_are_heard_as_narrow() -> None:
    assert _chosen(_scene("whales", noise="rain", snr_db=12.0, seed=4)).is_narrow


def test_few_whales_in_dense_rain_are_heard_as_narrow() -> None:
    assert _chosen(_scene("whales", noise="rain", snr_db=10.0, seed=7)).is_narrow


@pytest.mark.parametrize("snr_db", [10.0, 15.0, 25.0])
def test_between_drops_of_rain_loud_words_are_found_as_well_as_faint_ones(snr_db: float) -> None:
    assert measure(_scene("speech", noise="rain", snr_db=snr_db, echo_s=0.13)).f1 > 0.9


def test_words_that_fill_most_bands_are_found_between_drops_of_rain() -> None:
    scene = _scene("speech", noise="rain", snr_db=30.0, seed=1)
    assert not _chosen(scene).is_narrow
    assert measure(scene).f1 > 0.85


def test_drops_that_are_loudest_in_some_bands_are_no_narrow_calls() -> None:
    scene = _scene("frogs", noise="rain", snr_db=30.0, seed=1)
    assert _chosen(scene).is_narrow
    assert measure(scene).f1 > 0.85


def test_abrupt_notes_of_song_are_no_rain() -> None:
    rng = np.random.default_rng(0)
    sound = np.float32(0.001) * _noise(32_000)
    for start in range(16_000, 600_000, 8_000):
        note = rng.standard_normal(2_500) * np.exp(-np.arange(2_500) / 600) * rng.choice([0.05, 0.1, 0.3])
        sound[start : start + 2_500] += note.astype(np.float32)
    assert not choose_hearing(sound, 32_000, features=FIT, settings=SETTINGS).in_rain


def test_tones_that_are_lost_in_usual_bands_are_looked_for_in_fine_ones() -> None:
    sound = _noise(48_000)
    tone = np.float32(0.3) * np.sin(2 * np.pi * 7_000 * np.arange(4_800) / 48_000).astype(np.float32)
    for start in range(24_000, len(sound) - 48_000, 48_000):
        sound[start : start + 4_800] += tone
    assert len(detect([sound], sample_rate_hz=48_000, features=FIT, settings=SETTINGS)) == 18


def test_steep_sweeps_are_heard_in_usual_bands() -> None:
    sound = np.float32(0.2) * _noise(32_000)
    sweep = chirp(np.arange(960) / 32_000, 3_000, 0.03, 5_000).astype(np.float32)
    for start in range(8_000, 630_000, 32_000):
        sound[start : start + 960] += sweep
    chosen = choose_hearing(sound, 32_000, features=FIT, settings=SETTINGS)
    assert chosen.is_narrow
    assert chosen.grid.n_bands == 40


@pytest.mark.parametrize(("rate_hz", "is_fine"), [(1_000, True), (48_000, True), (48_000, False)])
def test_a_taught_detector_hears_in_the_bands_that_it_learned_with(rate_hz: int, is_fine: bool) -> None:
    usual = usual_hearing(rate_hz, FIT).grid
    grid = replace(usual, spacing="linear", n_bands=160 if is_fine else 40)
    assert hearing_on(grid, FIT).is_fine == is_fine


def test_speech_is_heard_in_mel_bands() -> None:
    assert _chosen(_scene("speech")).grid.spacing == "mel"


def test_bursts_of_noise_are_no_rain() -> None:
    sound = np.float32(0.001) * _noise(16_000)
    for start in range(8_000, 300_000, 16_000):
        sound[start : start + 4_800] *= np.float32(100.0)
    found = detect([sound], sample_rate_hz=16_000, features=FIT, settings=SETTINGS)
    assert len(found) == 19


def _with_clicks(rate_hz: int, at_s: np.ndarray) -> np.ndarray:
    """Lay bursts of noise of 2 ms, 20 dB above white noise at first, then fading, into 20 s."""
    sound, n = np.float32(0.01) * _noise(rate_hz), round(0.002 * rate_hz)
    click = 0.1 * np.random.default_rng(1).standard_normal((len(at_s), n)) * np.exp(-4.0 * np.arange(n) / n)
    for start, one in zip(np.round(at_s * rate_hz).astype(int), click.astype(np.float32), strict=True):
        sound[start : start + n] += one
    return sound


@pytest.mark.parametrize("rate_hz", [24_000, 48_000])
def test_clicks_of_two_milliseconds_that_keep_time_are_found(rate_hz: int) -> None:
    sound = _with_clicks(rate_hz, np.arange(0.5, 19.5, 0.5))
    found = detect([sound], sample_rate_hz=rate_hz, features=FIT, settings=SETTINGS)
    assert 34 <= len(found) <= 40


def test_clicks_at_random_with_only_noise_between_them_are_found() -> None:
    at_s = np.sort(np.random.default_rng(3).uniform(0.5, 19.5, 40))
    found = detect([_with_clicks(24_000, at_s)], sample_rate_hz=24_000, features=FIT, settings=SETTINGS)
    assert 34 <= len(found) <= 42


def test_many_clicks_at_random_do_not_choose_the_frames() -> None:
    at_s = np.random.default_rng(2).uniform(0.5, 19.5, 200)
    chosen = choose_hearing(_with_clicks(48_000, at_s), 48_000, features=FIT, settings=SETTINGS)
    assert chosen.grid.hop_s == usual_hearing(48_000, FIT).grid.hop_s


def test_clicks_alone_are_heard_in_ultrasound() -> None:
    sound = np.float32(0.001) * _noise(192_000)
    for start in range(8_000, 3_800_000, 96_000):
        sound[start : start + 960] *= np.float32(100.0)
    found = detect([sound], sample_rate_hz=192_000, features=FIT, settings=SETTINGS)
    assert len(found) == 40


def test_short_ultrasonic_calls_get_shorter_frames() -> None:
    assert _chosen(_scene("bats")).grid.hop_s < usual_hearing(384_000, FIT).grid.hop_s


def test_calls_of_four_milliseconds_get_frames_of_half_a_millisecond() -> None:
    sound = np.float32(0.05) * _noise(250_000)
    call = np.sin(2 * np.pi * 60_000 * np.arange(1_000) / 250_000).astype(np.float32)
    for start in range(50_000, 4_900_000, 250_000):
        sound[start : start + 1_000] += call
    chosen = choose_hearing(sound, 250_000, features=FIT, settings=SETTINGS)
    assert chosen.grid.hop_s == pytest.approx(0.0005)


def test_the_lowest_part_of_a_pink_background_is_no_ultrasonic_call() -> None:
    sound = colored(20 * 384_000, np.random.default_rng(1), slope=1.0)
    t = np.arange(1_500) / 384_000
    call = (3.0 * np.sin(2 * np.pi * 50_000 * t)).astype(np.float32)
    for start in range(100_000, 7_600_000, 700_000):
        sound[start : start + 1_500] += call
    found = detect([sound], sample_rate_hz=384_000, features=FIT, settings=SETTINGS)
    assert len(found) == 11


def test_the_lowest_band_of_a_pink_background_is_no_call_of_a_frog() -> None:
    sound = colored(60 * 32_000, np.random.default_rng(4), slope=1.0)
    t = np.arange(3_200) / 32_000
    call = (3.0 * np.sin(2 * np.pi * 2_500 * t)).astype(np.float32)
    for start in range(32_000, 58 * 32_000, 32_000):
        sound[start : start + 3_200] += call
    found = detect([sound], sample_rate_hz=32_000, features=FIT, settings=SETTINGS)
    assert len(found) == 57


def test_frames_that_were_given_stay() -> None:
    assert _chosen(_scene("bats"), FeatureSettings(hop_s=0.002)).grid.hop_s == pytest.approx(0.002)


@pytest.mark.parametrize("rate_hz", [1_000, 8_000, 48_000, 250_000])
@pytest.mark.parametrize("sound", ["noise", "nothing", "silence"])
def test_without_calls_a_recording_is_heard_with_the_frames_of_its_rate(rate_hz: int, sound: str) -> None:
    samples = {
        "noise": _noise(rate_hz),
        "nothing": np.zeros(0, dtype=np.float32),
        "silence": np.zeros(20 * rate_hz, dtype=np.float32),
    }
    chosen = choose_hearing(samples[sound], rate_hz, features=FIT, settings=SETTINGS)
    assert chosen == usual_hearing(rate_hz, FIT)


def test_a_fixed_hearing_goes_by_the_rate_alone() -> None:
    assert _chosen(_scene("bats"), FIXED) == usual_hearing(384_000, FIXED)


def test_without_a_setting_all_is_heard_as_fits_its_calls() -> None:
    assert FeatureSettings() == FIT


@pytest.mark.parametrize("rate_hz", [1_000, 96_000, 384_000])
def test_catalogs_that_decide_by_the_rate_fit_their_hearing_to_what_nobody_hears(rate_hz: int) -> None:
    assert usual_hearing(rate_hz, BY_RATE) == usual_hearing(rate_hz, FIT)


@pytest.mark.parametrize("rate_hz", [4_000, 16_000, 48_000])
def test_catalogs_that_decide_by_the_rate_hear_song_and_speech_as_they_did(rate_hz: int) -> None:
    assert usual_hearing(rate_hz, BY_RATE) == usual_hearing(rate_hz, FIXED)


def test_mice_are_found_without_a_setting() -> None:
    scene = _scene("mice", snr_db=15.0, seed=1)
    assert measure(scene, features=FeatureSettings()).f1 > measure(scene, features=FIXED).f1 + 0.3


def test_a_lowest_frequency_that_was_given_stays_in_ultrasound() -> None:
    assert usual_hearing(96_000, FeatureSettings(low_hz=50.0)).grid.low_hz == 50.0


def test_a_low_band_that_was_asked_for_is_heard_in_ultrasound() -> None:
    assert usual_hearing(192_000, FeatureSettings(high_hz=2_000.0)).grid.low_hz < 50.0


def test_slow_recordings_are_heard_from_below_the_voices_of_whales() -> None:
    assert usual_hearing(1_000, FIT).grid.low_hz <= 10.0


def _movements(rate_hz: int, *, every_s: float, length_s: float, n: int, noise: float = 0.03) -> np.ndarray:
    """An accelerometer with movements of a moment, at a fifth of its rate."""
    rng = np.random.default_rng(0)
    level = noise * rng.standard_normal(round(every_s * n * rate_hz))
    t = np.arange(round(length_s * rate_hz)) / rate_hz
    wave = np.sqrt(np.hanning(len(t))) * np.sin(2 * np.pi * 0.2 * rate_hz * t)
    for first in np.round((np.arange(n) + rng.uniform(0.2, 0.7, n)) * every_s * rate_hz).astype(int):
        level[first : first + len(t)] += wave
    return level.astype(np.float32)


@pytest.mark.parametrize(("rate_hz", "every_s"), [(20, 20.0), (20, 60.0), (50, 20.0), (50, 60.0), (100, 60.0)])
def test_movements_that_are_shorter_than_the_frames_of_whales_are_found_one_by_one(
    rate_hz: int, every_s: float
) -> None:
    sound = _movements(rate_hz, every_s=every_s, length_s=2.0, n=60)
    found = detect([sound], sample_rate_hz=rate_hz, features=FIT, settings=EventSettings())
    assert 54 <= len(found) <= 66
    assert np.median([one.offset_s - one.onset_s for one in found]) < 4.0


def test_shorter_frames_are_tried_on_the_beginning_of_a_long_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[int, int]] = []

    def seen(sound: np.ndarray, hearing: Hearing, settings: EventSettings) -> CoarseLook:
        heard.append((len(sound), hearing.grid.hop_samples))
        return pass_over(sound, hearing, settings)

    monkeypatch.setattr(choice, "pass_over", seen)
    noise = np.random.default_rng(0).standard_normal(600_000).astype(np.float32)
    choose_hearing(noise, 1_000, features=FIT, settings=SETTINGS)
    assert [n_samples for n_samples, _ in heard] == [600_000, 600_000, 600_000, 320_000, 160_000]


def test_voices_of_whales_are_heard_in_long_frames() -> None:
    assert _chosen(_scene("whales", snr_db=10.0, seed=1)).grid.window_samples == 400


def test_frames_that_were_given_are_not_shortened() -> None:
    features = FeatureSettings(window_s=1.0, hop_s=0.4)
    sound = _movements(50, every_s=20.0, length_s=1.0, n=60)
    hearing = choose_hearing(sound, 50, features=features, settings=EventSettings())
    assert hearing.grid.window_samples == 50


@pytest.mark.parametrize("kind", MIN_F1)
def test_calls_are_found_without_a_setting(kind: str) -> None:
    assert measure(_scene(kind, snr_db=15.0, seed=1)).f1 >= MIN_F1[kind]


def test_rain_gives_fewer_false_alarms_than_with_a_fixed_hearing_and_more_mice() -> None:
    scene = _scene("mice", noise="rain", snr_db=15.0, seed=4)
    assert measure(scene).f1 > measure(scene, features=FIXED).f1 + 0.2


@pytest.mark.parametrize("snr_db", [15.0, 25.0, 40.0])
@pytest.mark.parametrize("echo_s", [0.05, 0.15])
def test_echoes_do_not_belong_to_the_calls_of_bats(snr_db: float, echo_s: float) -> None:
    found = measure(_scene("bats", snr_db=snr_db, echo_s=echo_s, seed=1))
    assert found.f1 > 0.9


def test_all_bands_of_white_noise_count_the_same() -> None:
    hearing = usual_hearing(32_000, FIT)
    heard = hear(_levels(_noise(32_000, seed=1), hearing), hearing, settings=SETTINGS)
    assert heard.weights.min() > 0.85


def test_a_band_whose_background_wanders_counts_less() -> None:
    hearing = usual_hearing(32_000, FIT)
    levels = _levels(_noise(32_000, seed=1), hearing)
    levels[:, 7] += np.float32(6.0) * np.sin(np.arange(len(levels), dtype=np.float32))
    heard = hear(levels, hearing, settings=SETTINGS)
    assert int(np.argmin(heard.weights)) == 7
    assert heard.weights[7] < 0.9 * np.delete(heard.weights, 7).min()


@pytest.mark.parametrize(("first", "counts_fully"), [(10, True), (0, False)])
def test_bands_full_of_calls_count_fully_above_a_calm_one(first: int, counts_fully: bool) -> None:
    hearing = usual_hearing(32_000, FIT)
    levels = _levels(_noise(32_000, seed=1), hearing)
    levels[np.arange(len(levels)) % 40 < 24, first:14] += np.float32(30.0)
    weights = hear(levels, hearing, settings=SETTINGS).weights
    assert (weights[first:14].min() == 1.0) == counts_fully


@pytest.mark.parametrize(
    ("spacing", "swing_db", "first", "counts_less"),
    [("linear", 3.0, 0, True), ("linear", 3.0, 3, False), ("mel", 2.0, 0, False), ("mel", 9.0, 0, True)],
)
def test_bands_that_wander_slowly_from_the_lowest_one_up_count_less(
    spacing: Literal["mel", "linear"], swing_db: float, first: int, counts_less: bool
) -> None:
    usual = usual_hearing(32_000, FIT)
    hearing = replace(usual, grid=replace(usual.grid, spacing=spacing))
    levels = _levels(_noise(32_000, seed=1), hearing)
    levels[:, first:6] += np.float32(swing_db) * np.sin(np.arange(len(levels), dtype=np.float32) / 30)[:, None]
    weights = hear(levels, hearing, settings=SETTINGS).weights
    assert (weights[5] < 0.7) == counts_less


def test_wind_in_mel_bands_reaches_up_to_the_first_calm_one() -> None:
    hearing = usual_hearing(32_000, FIT)
    levels = _levels(_noise(32_000, seed=1), hearing)
    swing_db = np.array([9.0, 9.0, 3.0, 3.0, 3.0, 3.0], dtype=np.float32)
    levels[:, :6] += swing_db * np.sin(np.arange(len(levels), dtype=np.float32) / 30)[:, None]
    weights = hear(levels, hearing, settings=SETTINGS).weights
    assert weights[2:6].max() < 0.7


def _in_gusts(hearing: Hearing, up_to: int) -> np.ndarray:
    """Noise with a gust every 4 s in the lowest bands."""
    levels = _levels(_noise(32_000, seed=1), hearing)
    n_frames = round(4.0 / hearing.grid.hop_s)
    gust_db = np.float32(12.0) * (1.0 + np.sin(2 * np.pi * np.arange(len(levels), dtype=np.float32) / n_frames))
    levels[:, :up_to] += gust_db[:, None]
    return levels


@pytest.mark.parametrize("finer", [1, FINER])
def test_gusts_are_taken_off_as_far_up_as_they_reach(finer: int) -> None:
    usual = usual_hearing(32_000, FIT)
    grid = replace(usual.grid, spacing="linear", n_bands=finer * usual.grid.n_bands)
    hearing = replace(usual, grid=grid, is_narrow=True, is_fine=finer > 1)
    excess = hear(_in_gusts(hearing, up_to=15 * finer), hearing, settings=SETTINGS).excess
    assert np.percentile(excess[:, : 15 * finer], 90) < np.percentile(excess[:, 20 * finer :], 90) + 6.0


def test_a_call_in_a_gust_stands_out_as_far_as_over_the_gust() -> None:
    usual = usual_hearing(32_000, FIT)
    hearing = replace(usual, grid=replace(usual.grid, spacing="linear"), is_narrow=True)
    levels = _in_gusts(hearing, up_to=15)
    n_frames = round(4.0 / hearing.grid.hop_s)
    call = slice(n_frames + n_frames // 4 - 5, n_frames + n_frames // 4 + 5)
    levels[call, 8] += np.float32(20.0)
    excess = hear(levels, hearing, settings=SETTINGS).excess
    assert excess[call, 8].mean() == pytest.approx(20.0, abs=4.0)


def test_bands_that_wander_less_than_in_wind_have_no_gusts() -> None:
    usual = usual_hearing(32_000, FIT)
    hearing = replace(usual, grid=replace(usual.grid, spacing="linear"), is_narrow=True)
    levels = _levels(_noise(32_000, seed=1), hearing)
    levels[:, :6] += 3.0 * np.sin(np.arange(len(levels), dtype=np.float32) / 30)[:, None]
    excess = over_background(levels, hearing, settings=SETTINGS)
    heard = hear(levels, hearing, settings=SETTINGS)
    assert heard.weights[5] < 0.7
    shared = np.maximum(np.median(excess, axis=1, keepdims=True) - SHARED_DB, 0.0)
    np.testing.assert_allclose(heard.excess, excess - shared, atol=1e-4)


@pytest.mark.parametrize(("swing_db", "is_wind"), [(5.0, False), (15.0, True)])
def test_beside_a_fan_low_bands_of_the_audible_range_of_ultrasound_count_more_than_in_wind(
    swing_db: float, is_wind: bool
) -> None:
    usual = usual_hearing(96_000, FIT.model_copy(update={"high_hz": 23_520.0}))
    hearing = replace(usual, grid=replace(usual.grid, spacing="linear"), is_narrow=True)
    levels = _levels(_noise(96_000, seed=1), hearing)
    slowly = np.sin(2 * np.pi * np.arange(len(levels), dtype=np.float32) * hearing.grid.hop_s)
    levels[:, :6] += np.float32(swing_db) * slowly[:, None]
    weights = hear(levels, hearing, settings=SETTINGS).weights
    assert (weights[:6].max() < 0.05) == is_wind
    assert weights[:6].max() < 0.7


def test_what_lasts_above_a_calm_band_is_no_gust() -> None:
    usual = usual_hearing(32_000, FIT)
    hearing = replace(usual, grid=replace(usual.grid, spacing="linear"), is_narrow=True)
    levels = _in_gusts(hearing, up_to=4)
    call = slice(400, 600)
    levels[call, 8] += np.float32(20.0)
    excess = hear(levels, hearing, settings=SETTINGS).excess
    assert excess[call, 8].mean() > 15.0


def test_bats_are_found_in_gusts() -> None:
    assert measure(_scene("bats", noise="wind", snr_db=12.0, seed=3)).f1 > 0.9


@pytest.mark.parametrize(("kind", "seed"), [("birds", 0), ("mice", 1)])
def test_gusts_hide_few_calls_above_them(kind: str, seed: int) -> None:
    assert measure(_scene(kind, noise="wind", snr_db=10.0, seed=seed)).f1 > {"birds": 0.9, "mice": 0.4}[kind]


def test_calls_that_fill_most_of_the_time_do_not_make_all_bands_count_less() -> None:
    hearing = usual_hearing(32_000, FIT)
    levels = _levels(_noise(32_000, seed=1), hearing)
    is_call = np.arange(len(levels)) % 40 < 24
    levels[is_call] += np.float32(30.0)
    heard = hear(levels, hearing, settings=SETTINGS)
    assert heard.evidence[is_call].mean() > 0.6 * heard.level[is_call].mean()


def test_what_all_bands_share_is_no_narrow_call() -> None:
    hearing = usual_hearing(250_000, FIT)
    levels = _levels(_noise(250_000), hearing)
    levels[300:310] += np.float32(20.0)
    assert hear(levels, hearing, settings=SETTINGS).level[300:310].max() < 10.0


def test_with_a_fixed_hearing_the_evidence_is_the_level() -> None:
    hearing = usual_hearing(32_000, FIXED)
    heard = hear(_levels(_noise(32_000), hearing), hearing, settings=SETTINGS)
    assert heard.evidence is heard.level


def test_no_band_of_white_noise_is_without_spread() -> None:
    assert white_spread(usual_hearing(8_000, FIT).grid).min() > 0.0

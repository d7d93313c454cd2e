"""Recordings of ultrasound are heard in two ranges if they also hold calls that people hear."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from naive import calls_without_overtones, calls_without_parts
from numpy.typing import NDArray
from properties import examples

from benchmarks.events.kinds import KINDS, Caller, Kind, recorded_at
from benchmarks.events.measure import measure
from benchmarks.events.scenes import Scene, lay_scene, together_in_one
from coincide.events import Detection, EventSettings, choose_hearing, detect
from coincide.events.hearing.choice import AUDIBLE_BELOW_HZ
from coincide.events.hearing.ranges import join_ranges, look_in_ranges
from coincide.features import FeatureSettings, frame_grid
from coincide.seeds import generator

pytestmark = pytest.mark.slow

RATE_HZ = 250_000
BIRD, BAT, CLICK = (2_000.0, 6_000.0), (20_000.0, 60_000.0), (2_000.0, 90_000.0)
OVERTONE = (16_000.0, 20_300.0)
MOST_IN_MP3_NOISE = 5
"""Of the 168 events in 20 s that are found where MP3 encoders leave sound out, without a limit."""


@lru_cache(maxsize=8)
def _scene(kind: Kind, noise: str = "even", seed: int = 0, snr_db: float = 15.0) -> Scene:
    return lay_scene(kind, noise=noise, snr_db=snr_db, echo_s=0.0, rng=np.random.default_rng(seed))


@lru_cache  # so that equal wishes are the same kind
def _at(name: str, rate_hz: int, duration_s: float = 20.0) -> Kind:
    return recorded_at(KINDS[name], rate_hz, duration_s=duration_s)


@lru_cache
def _bats_and_birds() -> Scene:
    bats = KINDS["bats"]
    return together_in_one([_scene(bats), _scene(_at("birds", bats.rate_hz, bats.duration_s))])


def _parrot(_rng: np.random.Generator) -> Caller:
    """Draw a bird whose calls have eight harmonics as loud as each other."""
    times_s = np.arange(round(0.15 * 384_000)) / 384_000
    call = np.sum([np.sin(2 * np.pi * 2_000.0 * k * times_s) for k in range(1, 9)], axis=0) * np.hanning(len(times_s))
    return lambda _rng: call.astype(np.float32)


def _are_ultrasonic(scene: Scene, features: FeatureSettings | None = None) -> list[bool]:
    chosen = features or FeatureSettings()
    looks = look_in_ranges(scene.sound, scene.rate_hz, features=chosen, settings=EventSettings())
    return [look.hearing.grid.is_ultrasonic for look in looks]


def _call(onset_s: float, offset_s: float, band_hz: tuple[float, float], snr_db: float = 10.0) -> Detection:
    return Detection(onset_s, offset_s, *band_hz, snr_db)


@pytest.mark.parametrize("rate_hz", [96_000, 192_000, 384_000])
@pytest.mark.parametrize("kind", ["frogs", "birds", "speech"])
def test_audible_calls_are_found_at_any_rate(kind: str, rate_hz: int) -> None:
    assert measure(_scene(_at(kind, rate_hz))).f1 > 0.75


@pytest.mark.parametrize(("kind", "seed"), [("speech", 4), ("frogs", 3)])
def test_audible_calls_are_found_in_wind(kind: str, seed: int) -> None:
    assert measure(_scene(_at(kind, 96_000), noise="wind", seed=seed)).f1 > 0.5


def test_calls_of_insects_at_17_kilohertz_are_heard_in_the_frames_of_audible_ones() -> None:
    assert measure(_scene(_at("insects", 96_000), seed=1, snr_db=10.0)).f1 > 0.6


def test_drops_of_rain_above_audible_calls_are_no_events() -> None:
    assert measure(_scene(_at("birds", 96_000), noise="rain", seed=1)).f1 > 0.9


def test_audible_calls_alone_are_heard_in_their_own_range_first() -> None:
    assert _are_ultrasonic(_scene(_at("frogs", RATE_HZ))) == [False, True]


@pytest.mark.parametrize("kind", ["bats", "mice"])
@pytest.mark.parametrize("noise", ["even", "hum"])
def test_calls_of_ultrasound_alone_are_heard_in_one_range(kind: str, noise: str) -> None:
    assert _are_ultrasonic(_scene(KINDS[kind], noise)) == [True]


def test_bats_and_birds_are_both_found_in_one_recording() -> None:
    assert measure(_bats_and_birds()).f1 > 0.9


def test_audible_calls_with_many_harmonics_are_found_beside_bats() -> None:
    bats = KINDS["bats"]
    parrots = Kind(bats.rate_hz, bats.duration_s, _parrot)
    assert _are_ultrasonic(together_in_one([_scene(bats), _scene(parrots)])) == [True, False]


def test_rain_beside_mice_is_no_second_range() -> None:
    assert _are_ultrasonic(_scene(KINDS["mice"], "rain", seed=7)) == [True]


def test_recordings_of_audible_sound_have_one_range() -> None:
    assert _are_ultrasonic(_scene(KINDS["birds"])) == [False]


@pytest.mark.parametrize("given", [{"low_hz": 1_000.0}, {"high_hz": 100_000.0}, {"window_s": 0.004}, {"hop_s": 0.002}])
def test_bands_and_frames_that_were_given_leave_one_range(given: dict[str, float]) -> None:
    assert len(_are_ultrasonic(_scene(_at("frogs", RATE_HZ)), FeatureSettings.model_validate(given))) == 1


def test_a_fixed_hearing_has_one_range() -> None:
    assert len(_are_ultrasonic(_scene(_at("frogs", RATE_HZ)), FeatureSettings(hearing="fixed"))) == 1


def test_a_highest_frequency_below_ultrasound_gets_the_frames_of_audible_sound() -> None:
    chosen = FeatureSettings(high_hz=20_000.0)
    scene = _scene(_at("birds", RATE_HZ))
    hearing = choose_hearing(scene.sound, RATE_HZ, features=chosen, settings=EventSettings())
    assert hearing.grid.hop_s == pytest.approx(0.005)


@pytest.mark.parametrize("block_samples", [100_000, 1_000_000])
def test_the_blocks_do_not_matter_in_two_ranges(block_samples: int) -> None:
    scene = _bats_and_birds()
    blocks = [scene.sound[at : at + block_samples] for at in range(0, len(scene.sound), block_samples)]
    how = {"sample_rate_hz": scene.rate_hz, "features": FeatureSettings(), "settings": EventSettings()}
    assert detect(blocks, **how) == detect([scene.sound], **how)


def test_a_click_that_both_ranges_hold_is_one_event() -> None:
    click = _call(1.0, 1.01, CLICK)
    assert join_ranges([click], [_call(1.0, 1.012, (2_000.0, 23_000.0))]) == [click]


def test_a_bat_does_not_hide_a_bird_at_the_same_time() -> None:
    bat, bird = _call(1.0, 1.2, BAT), _call(1.05, 1.15, BIRD)
    assert join_ranges([bat], [bird]) == [bat, bird]


def test_a_click_does_not_hide_a_longer_call() -> None:
    click, bird = _call(1.0, 1.01, CLICK), _call(0.95, 1.1, BIRD)
    assert join_ranges([click], [bird]) == [bird, click]


def test_an_overtone_is_part_of_the_call_below() -> None:
    bird = _call(1.0, 1.1, BIRD, 20.0)
    assert join_ranges([_call(1.04, 1.05, OVERTONE, 9.0)], [bird]) == [bird]


def test_what_is_louder_than_the_call_below_is_no_overtone() -> None:
    bat, bird = _call(1.04, 1.05, OVERTONE, 25.0), _call(1.0, 1.1, BIRD, 20.0)
    assert join_ranges([bat], [bird]) == [bird, bat]


def test_the_pulses_of_an_audible_call_are_no_calls() -> None:
    insect, pulse = _call(1.0, 1.1, (16_500.0, 18_000.0), 20.0), _call(1.04, 1.05, OVERTONE, 25.0)
    assert join_ranges([pulse], [insect]) == [insect]


def test_what_lies_above_the_audible_range_is_no_overtone() -> None:
    bat, bird = _call(1.04, 1.05, BAT, 9.0), _call(1.0, 1.1, BIRD, 20.0)
    assert join_ranges([bat], [bird]) == [bird, bat]


def test_low_calls_are_those_of_the_audible_range() -> None:
    assert join_ranges([_call(1.0, 1.05, BIRD)], [_call(1.0, 1.1, BIRD)]) == [_call(1.0, 1.1, BIRD)]


_CALLS = st.lists(
    st.tuples(
        st.integers(0, 60),
        st.integers(1, 30),
        st.sampled_from([BIRD, BAT, CLICK, OVERTONE]),
        st.sampled_from([10.0, 20.0]),
    ).map(lambda one: _call(one[0] / 10, (one[0] + one[1]) / 10, *one[2:])),
    max_size=12,
).map(lambda calls: sorted(calls, key=lambda call: call.onset_s))


@examples(200)
@given(_CALLS, _CALLS)
def test_overtones_and_parts_of_higher_calls_are_left_out_as_comparing_all_pairs_says(
    ultrasonic: list[Detection], audible: list[Detection]
) -> None:
    above = [call for call in ultrasonic if (call.low_hz + call.high_hz) / 2 >= AUDIBLE_BELOW_HZ]
    high = calls_without_overtones(above, audible)
    expected = sorted([*high, *calls_without_parts(audible, high)], key=lambda call: (call.onset_s, call.offset_s))
    assert join_ranges(ultrasonic, audible) == expected


def _as_mp3(path: Path, sound: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
    with soundfile.SoundFile(
        path,
        "w",
        rate_hz,
        1,
        format="MP3",
        subtype="MPEG_LAYER_III",
        bitrate_mode="VARIABLE",
        compression_level=0.5,
    ) as file:
        file.write(sound)
    return np.asarray(soundfile.read(path, dtype="float32")[0], dtype=np.float32)


def test_noise_in_an_mp3_file_has_hardly_an_event(tmp_path: Path) -> None:
    noise = (0.1 * np.random.default_rng(0).standard_normal(20 * 48_000)).astype(np.float32)
    found = detect(
        [_as_mp3(tmp_path / "a.mp3", noise, 48_000)],
        sample_rate_hz=48_000,
        features=FeatureSettings(),
        settings=EventSettings(),
    )
    assert len(found) <= MOST_IN_MP3_NOISE


def test_calls_are_found_in_an_mp3_file(tmp_path: Path) -> None:
    rng = generator(30, "mp3f1", "frogs", "fan")  # without a limit, none of them is
    scene = lay_scene(KINDS["frogs"], noise="fan", snr_db=10, echo_s=0.0, rng=rng)
    sound = (0.3 * scene.sound / np.abs(scene.sound).max()).astype(np.float32)
    assert measure(replace(scene, sound=_as_mp3(tmp_path / "a.mp3", sound, scene.rate_hz))).f1 > 0.9


def test_a_fixed_hearing_has_no_limit(tmp_path: Path) -> None:
    noise = (0.1 * np.random.default_rng(0).standard_normal(96_000)).astype(np.float32)
    features = FeatureSettings(hearing="fixed")
    look, *_ = look_in_ranges(
        _as_mp3(tmp_path / "a.mp3", noise, 48_000), 48_000, features=features, settings=EventSettings()
    )
    assert look.hearing.grid.high_hz == frame_grid(48_000, features).high_hz


def test_a_highest_frequency_that_was_given_may_be_lower_than_the_limit(tmp_path: Path) -> None:
    noise = (0.1 * np.random.default_rng(0).standard_normal(96_000)).astype(np.float32)
    look, *_ = look_in_ranges(
        _as_mp3(tmp_path / "a.mp3", noise, 48_000),
        48_000,
        features=FeatureSettings(high_hz=5_000.0),
        settings=EventSettings(),
    )
    assert look.hearing.grid.high_hz == 5_000.0

"""A long recording that is searched in parts has the events and remarks of one that is searched in one go."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import scipy.signal
import soundfile
from numpy.typing import NDArray
from workflow_examples import held_in, quick_learn

from benchmarks.synthetic import write_long_recording
from coincide.catalog import CatalogStore
from coincide.events import FrameNet
from coincide.events.taught.frame_net import TAPS
from coincide.execute.protocol import Tally
from coincide.features import FeatureSettings, frame_grid
from coincide.learned import detector as detectors
from coincide.learned.detector import Detector
from coincide.learned.settings import LearnSettings, load_settings
from coincide.recordings import ChannelChoice, probe
from coincide.records import Event, Problem, Recording
from coincide.workflow.listen.detect import join_parts, part_starts_s, search_part, search_recording

pytestmark = pytest.mark.slow

RATE_HZ = 8_000
MARGIN_S = 10.0


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> NDArray[np.float32]:
    """Four minutes and a bit with some calls, one of them clipped at 119.9 to 120.2 s."""
    path = tmp_path_factory.mktemp("long") / "a.wav"
    write_long_recording(path, duration_s=251.3, sample_rate_hz=RATE_HZ, calls_per_minute=30, seed=3)
    samples = soundfile.read(path, dtype="float32")[0]
    samples[int(119.9 * RATE_HZ) : int(120.2 * RATE_HZ)] = 0.97
    return samples


def _recording(path: Path) -> Recording:
    facts = probe(path)
    return Recording(1, "", path.as_posix(), path.name, facts.sample_rate_hz, facts.n_channels, facts.n_samples)


def _written(folder: Path, sound: NDArray[np.float32], *, name: str = "a.wav", rate_hz: int = RATE_HZ) -> Recording:
    soundfile.write(folder / name, sound, rate_hz, subtype="PCM_16")
    return _recording(folder / name)


def _in_parts(recording: Recording, starts_s: list[float], detector: Detector) -> tuple[list[Event], list[Problem]]:
    spans = pairwise([*starts_s, None])
    parts = [search_part(recording, start or 0.0, stop, detector, Tally()) for start, stop in spans]
    return join_parts(recording, parts, detector)


def _settings(channels: ChannelChoice = "mix", hearing: str = "fit", join_s: float | None = None) -> LearnSettings:
    chosen = {"recordings": {"channels": channels}, "features": {"hearing": hearing}, "events": {"join_s": join_s}}
    return load_settings(overrides=chosen)


@pytest.mark.parametrize("hearing", ["fit", "fixed"])
@pytest.mark.parametrize("starts_s", [[0.0, 120.0], [0.0, 60.0, 180.0], [0.0, 100.0, 200.0, 240.0, 250.0]])
def test_parts_find_what_one_search_finds(
    sound: NDArray[np.float32], tmp_path: Path, starts_s: list[float], hearing: str
) -> None:
    recording, detector = _written(tmp_path, sound), Detector(_settings(hearing=hearing))
    whole = search_recording(recording, detector, Tally())
    assert len(whole[0]) > 50
    assert _in_parts(recording, starts_s, detector) == whole


# The last stretch goes on to the end if less than a margin follows.
@pytest.mark.parametrize("beyond_s", [-0.01, 0.0, 0.01, MARGIN_S - 0.01, MARGIN_S, MARGIN_S + 0.01])
def test_parts_find_the_same_wherever_the_recording_ends(
    sound: NDArray[np.float32], tmp_path: Path, beyond_s: float
) -> None:
    recording = _written(tmp_path, sound[: round((180.0 + beyond_s) * RATE_HZ)])
    detector = Detector(_settings())
    whole = search_recording(recording, detector, Tally())
    assert _in_parts(recording, [0.0, 60.0, 120.0, 180.0], detector) == whole


@pytest.mark.parametrize("rate_hz", [500, 1_000, 96_000])
def test_parts_find_the_same_at_other_sample_rates(sound: NDArray[np.float32], tmp_path: Path, rate_hz: int) -> None:
    recording, detector = _written(tmp_path, np.tile(sound, 6), rate_hz=rate_hz), Detector(_settings())
    part_s = recording.duration_s / 7
    whole = search_recording(recording, detector, Tally())
    assert whole[0]
    assert _in_parts(recording, [number * part_s for number in range(7)], detector) == whole


@pytest.mark.parametrize("rate_hz", [96_000, 100_003])
def test_parts_find_the_same_in_two_ranges(tmp_path: Path, rate_hz: int) -> None:
    path = tmp_path / "slow.wav"
    write_long_recording(path, duration_s=190.0, sample_rate_hz=RATE_HZ, calls_per_minute=40, seed=5)
    fast = scipy.signal.resample_poly(soundfile.read(path, dtype="float32")[0], rate_hz // 1000, RATE_HZ // 1000)
    fast += 0.001 * np.random.default_rng(0).standard_normal(len(fast))
    recording, detector = _written(tmp_path, fast, rate_hz=rate_hz), Detector(_settings())
    whole = search_recording(recording, detector, Tally())
    head = fast[: 30 * rate_hz].astype(np.float32)
    assert len(detector.stretch_search(head, rate_hz).part(0.0, None, n_samples=1, block_samples=1).ranges) == 2
    assert len(whole[0]) > 50
    assert _in_parts(recording, [0.0, 60.0, 130.0], detector) == whole


@pytest.mark.parametrize("channels", ["mix", "each", 1])
def test_parts_find_the_same_in_several_channels(
    sound: NDArray[np.float32], tmp_path: Path, channels: ChannelChoice
) -> None:
    both = np.stack([sound, sound[::-1]], axis=1)
    recording, detector = _written(tmp_path, both), Detector(_settings(channels))
    assert _in_parts(recording, [0.0, 100.0], detector) == search_recording(recording, detector, Tally())


def test_parts_of_flac_find_the_same(sound: NDArray[np.float32], tmp_path: Path) -> None:
    recording, detector = _written(tmp_path, sound, name="a.flac"), Detector(_settings())
    assert _in_parts(recording, [0.0, 100.0], detector) == search_recording(recording, detector, Tally())


def test_calls_that_are_joined_are_joined_across_parts(sound: NDArray[np.float32], tmp_path: Path) -> None:
    recording, detector = _written(tmp_path, sound), Detector(_settings(join_s=5.0))
    whole = search_recording(recording, detector, Tally())
    assert any(event.onset_s < 100.0 < event.offset_s for event in whole[0])
    assert _in_parts(recording, [0.0, 100.0], detector) == whole


def test_parts_with_a_taught_detector_find_the_same(sound: NDArray[np.float32], tmp_path: Path) -> None:
    recording, settings = _written(tmp_path, sound), _settings(hearing="fixed")
    detector = Detector(settings, _some_net(settings.features))
    assert _in_parts(recording, [0.0, 100.0], detector) == search_recording(recording, detector, Tally())


def test_clipping_is_counted_across_parts(sound: NDArray[np.float32], tmp_path: Path) -> None:
    recording = _written(tmp_path, sound)
    (remark,) = _in_parts(recording, [0.0, 120.0], Detector(_settings()))[1]
    assert remark.kind == "clipped"


def test_progress_of_all_parts_is_that_of_the_recording(sound: NDArray[np.float32], tmp_path: Path) -> None:
    recording, tally = _written(tmp_path, sound), Tally()
    for start_s, stop_s in ((0.0, 100.0), (100.0, None)):
        search_part(recording, start_s, stop_s, Detector(_settings()), tally)
    assert tally.done == pytest.approx(recording.duration_s)


def test_short_recordings_have_one_part(sound: NDArray[np.float32], tmp_path: Path) -> None:
    assert part_starts_s(_written(tmp_path, sound), Detector(_settings())) == [0.0]


def _long(recording: Recording) -> Recording:
    """What the header of 2 h and 40 min would say."""
    return replace(recording, n_samples=9_600 * recording.sample_rate_hz)


def test_long_recordings_have_a_part_for_each_hour(sound: NDArray[np.float32], tmp_path: Path) -> None:
    recording = _long(_written(tmp_path, sound))
    assert part_starts_s(recording, Detector(_settings())) == [0.0, 3600.0, 7200.0]


def test_slow_recordings_have_longer_parts(sound: NDArray[np.float32], tmp_path: Path) -> None:
    recording = _long(_written(tmp_path, sound, rate_hz=500))
    assert part_starts_s(recording, Detector(_settings())) == [0.0]


def test_recordings_that_lost_something_in_coding_have_one_part(sound: NDArray[np.float32], tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.ogg", sound[: 10 * RATE_HZ], RATE_HZ)
    assert part_starts_s(_long(_recording(tmp_path / "a.ogg")), Detector(_settings())) == [0.0]


def test_whole_recordings_as_events_have_one_part(sound: NDArray[np.float32], tmp_path: Path) -> None:
    settings = load_settings(overrides={"events": {"method": "whole"}})
    assert part_starts_s(_long(_written(tmp_path, sound)), Detector(settings)) == [0.0]


@pytest.mark.parametrize("workers", [None, 2])
def test_catalog_of_parts_is_that_of_whole_recordings(
    sounds: Path, learned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int | None
) -> None:
    monkeypatch.setattr(detectors, "PART_S", 5.0)
    monkeypatch.setattr(detectors, "PART_HEADS", 0)
    parted = held_in(quick_learn(sounds, tmp_path / "parted.coincide", workers=workers).catalog)
    # Other tests may have left more in the catalog that they share.
    assert {name: held for name, held in held_in(learned).items() if name in parted} == parted


def test_a_damaged_part_is_told_as_by_one_search(
    sound: NDArray[np.float32], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = np.tile(sound[: 20 * RATE_HZ], 4)
    wrong = sound.copy()
    wrong[50 * RATE_HZ] = np.nan  # in the third of four parts
    for number, samples in enumerate((sound, wrong)):
        soundfile.write(tmp_path / f"{number}.wav", samples, RATE_HZ, subtype="FLOAT")
    before = quick_learn(tmp_path, tmp_path.with_name(f"{tmp_path.name}-whole.coincide"))
    monkeypatch.setattr(detectors, "PART_S", 20.0)
    monkeypatch.setattr(detectors, "PART_HEADS", 0)
    after = quick_learn(tmp_path, tmp_path.with_name(f"{tmp_path.name}-parts.coincide"))
    reasons = []
    for result in (before, after):
        with CatalogStore.open(result.catalog) as store:
            reasons.append([problem.reason for problem in store.problems.all()])
    assert reasons[0] == reasons[1] != []


def _some_net(features: FeatureSettings) -> FrameNet:
    """A detector that was taught nothing."""
    rng, grid = np.random.default_rng(0), frame_grid(RATE_HZ, features)
    sizes = (grid.n_bands + 1, 6, 6, 1)
    weights: dict[str, NDArray[np.float32]] = {}
    for layer, (n_in, n_out) in enumerate(pairwise(sizes)):
        weights[f"{layer}.weight"] = (0.2 * rng.standard_normal((n_out, n_in, TAPS))).astype(np.float32)
        weights[f"{layer}.bias"] = np.zeros(n_out, dtype=np.float32)
    return FrameNet(weights, grid)


def test_channels_that_cancel_out_get_a_remark_in_one_search_and_in_parts(
    sound: NDArray[np.float32], tmp_path: Path
) -> None:
    recording, detector = _written(tmp_path, np.stack([sound, -sound], axis=1)), Detector(_settings())
    _, remarks = search_recording(recording, detector, Tally())
    assert [remark.reason for remark in remarks] == [
        "its channels have opposite phase and cancel out when they are mixed, so calls are missed. Learn from one of "
        "them, with `--channels 0`."
    ]
    assert _in_parts(recording, [0.0, 120.0], detector)[1] == remarks
    assert search_recording(recording, Detector(_settings(0)), Tally())[1][0].kind == "clipped"

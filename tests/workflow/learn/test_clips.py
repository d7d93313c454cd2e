"""A folder of clips cut by hand is noticed, and each clip is one event."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from workflow_examples import CALL_NAMES, KINDS, RATE_HZ, quick, quick_learn, write_calls

from benchmarks.synthetic import synthesize_call
from coincide.errors import NothingFoundError
from coincide.learned.opened import open_learned
from coincide.seeds import generator
from coincide.workflow.info.info import info
from coincide.workflow.learn.learn import learn

pytestmark = pytest.mark.slow


def _write_clips(folder: Path, *, first: int = 0) -> Path:
    """Write 24 clips of calls that fill their files."""
    folder.mkdir(exist_ok=True)
    rng = generator(first, "clips")
    for number in range(first, first + 24):
        call = synthesize_call(KINDS[number % len(KINDS)], sample_rate_hz=RATE_HZ, rng=rng)
        soundfile.write(folder / f"{CALL_NAMES[KINDS[number % len(KINDS)]]}_{number}.wav", call, RATE_HZ)
    return folder


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of clips, and the catalog that was learned from it; only read."""
    place = tmp_path_factory.mktemp("clips")
    folder = _write_clips(place / "clips")
    return folder, quick_learn(folder, place / "c.coincide").catalog


def test_each_clip_is_one_event_from_end_to_end(clips: tuple[Path, Path]) -> None:
    with open_learned(clips[1]) as learned:
        events, recordings = learned.contents.events, learned.contents.recordings
    assert sorted(event.recording_id for event in events) == sorted(recordings)
    assert all(event.offset_s == recordings[event.recording_id].duration_s for event in events)


def test_the_catalog_says_that_clips_are_taken_whole(clips: tuple[Path, Path]) -> None:
    assert str(info(clips[1]).model_facts["detector"]).startswith("Nearly all recordings are short")


def test_clips_can_be_searched_all_the_same(clips: tuple[Path, Path], tmp_path: Path) -> None:
    deaf = quick(events={"method": "detect", "onset_z": 50.0, "min_snr_db": 60.0})
    with pytest.raises(NothingFoundError, match="expected at least 10 events"):
        quick_learn(clips[0], tmp_path / "c.coincide", settings=deaf)


def test_a_long_recording_among_clips_is_searched(tmp_path: Path) -> None:
    folder = _write_clips(tmp_path / "sounds")
    write_calls(folder / "long.wav", seed=1)
    with open_learned(quick_learn(folder, tmp_path / "c.coincide").catalog) as learned:
        names = [learned.contents.recordings[event.recording_id].name for event in learned.contents.events]
    assert names.count("long.wav") > 10
    assert len(names) - names.count("long.wav") == 24


def test_a_catalog_keeps_taking_clips_whole_where_long_recordings_join(tmp_path: Path) -> None:
    folder = _write_clips(tmp_path / "sounds")
    quick_learn(folder, tmp_path / "c.coincide")
    for seed in range(4):
        write_calls(folder / f"long_{seed}.wav", seed=seed)
    learn(folder, catalog=tmp_path / "c.coincide", settings=quick())
    with open_learned(tmp_path / "c.coincide") as learned:
        assert learned.detector.settings.events.method == "clips"


def test_short_recordings_of_several_calls_are_searched(tmp_path: Path) -> None:
    for seed in range(12):
        write_calls(tmp_path / "sounds" / f"{seed}.wav", seed=seed, duration_s=4.0)
    with open_learned(quick_learn(tmp_path / "sounds", tmp_path / "c.coincide").catalog) as learned:
        assert learned.detector.settings.events.method == "detect"
        assert len(learned.contents.events) > 24


def test_a_setting_of_the_search_asks_for_the_search(tmp_path: Path) -> None:
    folder = _write_clips(tmp_path / "sounds")
    write_calls(folder / "long.wav", seed=1)
    found = quick_learn(folder, tmp_path / "c.coincide", settings=quick(events={"length_s": 0.2}))
    with open_learned(found.catalog) as learned:
        assert learned.detector.settings.events.method == "detect"


def test_damaged_files_among_clips_are_passed_over(tmp_path: Path) -> None:
    folder = _write_clips(tmp_path / "sounds")
    (folder / "broken.wav").write_bytes(b"RIFF" + bytes(40))
    soundfile.write(folder / "holes.wav", np.full(8000, np.nan), RATE_HZ, subtype="FLOAT")
    with open_learned(quick_learn(folder, tmp_path / "c.coincide").catalog) as learned:
        assert learned.detector.settings.events.method == "clips"

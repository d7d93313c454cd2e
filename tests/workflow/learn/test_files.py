"""Folders as they are: whatever cannot be used is listed once, with its kind, and the rest is learned from."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
from workflow_examples import RATE_HZ, Watch, problem_kinds, quick, quick_learn, write_calls

from benchmarks.synthetic import synthesize_call
from coincide.catalog import CatalogStore
from coincide.errors import NothingFoundError
from coincide.records import Problem
from coincide.seeds import generator

pytestmark = pytest.mark.slow

BAD = {
    "random.wav": "corrupt",
    "cut.wav": "truncated",
    "cut.flac": "corrupt",
    "empty.wav": "empty",
    "header.wav": "empty",
    "silent.wav": "silent",
    "nan.wav": "nan",
    "huge.wav": "corrupt",
    "text.wav": "corrupt",
    "phone.m4a": "unsupported",
    "dangling.wav": "unreadable",
    "loop.wav": "unreadable",
    "size.w64": "corrupt",
}
DEEP = "/".join(["d"] * 200)
GOOD = {
    "ünï cödé 鯨.wav": (RATE_HZ, None),
    f"{DEEP}/deep.wav": (RATE_HZ, None),
    "bits8.wav": (RATE_HZ, "PCM_U8"),
    "bits24.wav": (RATE_HZ, "PCM_24"),
    "double.wav": (RATE_HZ, "DOUBLE"),
    "lossless.flac": (RATE_HZ, None),
    "lossy.ogg": (RATE_HZ, None),
    "lossy.mp3": (RATE_HZ, None),
    "apple.aiff": (RATE_HZ, None),
    "sony.w64": (RATE_HZ, None),
    "broadcast.rf64": (RATE_HZ, None),
    "slow.wav": (8_000, None),
    "bat.wav": (384_000, None),
}


def _write_bad(folder: Path) -> None:
    rng = generator(0, "bad")
    noise = 0.1 * rng.standard_normal(2 * RATE_HZ)
    (folder / "random.wav").write_bytes(rng.bytes(5000))
    for name in ("cut.wav", "cut.flac"):
        soundfile.write(folder / name, noise, RATE_HZ)
        os.truncate(folder / name, (folder / name).stat().st_size // 2)
    (folder / "empty.wav").touch()
    soundfile.write(folder / "header.wav", noise[:0], RATE_HZ)
    soundfile.write(folder / "silent.wav", np.zeros(RATE_HZ), RATE_HZ)
    noise[7] = np.nan
    soundfile.write(folder / "nan.wav", noise, RATE_HZ, subtype="FLOAT")
    noise[7] = 1e30
    soundfile.write(folder / "huge.wav", noise, RATE_HZ, subtype="FLOAT")
    (folder / "text.wav").write_text("this is no sound\n" * 20)
    (folder / "phone.m4a").touch()
    (folder / "dangling.wav").symlink_to(folder / "nowhere.wav")
    (folder / "loop.wav").symlink_to("loop.wav")
    soundfile.write(folder / "size.w64", noise[8:], RATE_HZ)
    raw = (folder / "size.w64").read_bytes()
    (folder / "size.w64").write_bytes(raw[:56] + bytes([255]) * 8 + raw[64:])


def _write_good(folder: Path) -> None:
    for name, (rate_hz, subtype) in GOOD.items():
        # Seeds differ where the bytes would not.
        write_calls(
            folder / name,
            seed=9 if name.startswith("d/") else 1,
            duration_s=4.0,
            sample_rate_hz=rate_hz,
            subtype=subtype,
        )


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalog of a folder with everything in it."""
    folder = tmp_path_factory.mktemp("mixed") / "all sorts"
    folder.mkdir()
    _write_good(folder)
    _write_bad(folder)
    loud = np.clip(4 * soundfile.read(folder / "bits24.wav")[0], -0.5, 0.5)
    soundfile.write(folder / "clipped.wav", loud, RATE_HZ)
    soundfile.write(folder / "one sample.wav", np.array([0.1]), RATE_HZ)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "notes.txt").write_text("calm sea")
    return quick_learn(folder, folder.with_name("c.coincide")).catalog


def _problems(catalog: Path) -> dict[str, Problem]:
    with CatalogStore.open(catalog) as store:
        return {Path(problem.path).name: problem for problem in store.problems.all()}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_left_out_with_its_kind(mixed: Path, name: str) -> None:
    problem = _problems(mixed)[name]
    assert (problem.kind, problem.is_left_out) == (BAD[name], True)


def test_each_file_is_listed_once(mixed: Path) -> None:
    assert BAD.items() <= problem_kinds(mixed).items()


def test_only_bad_files_are_left_out(mixed: Path) -> None:
    left_out = {name for name, problem in _problems(mixed).items() if problem.is_left_out}
    assert left_out <= {*BAD, "one sample.wav"}


def test_clipped_file_is_used_with_a_remark(mixed: Path) -> None:
    problem = _problems(mixed)["clipped.wav"]
    assert (problem.kind, problem.is_left_out) == ("clipped", False)


@pytest.mark.parametrize("name", GOOD)
def test_good_file_has_events(mixed: Path, name: str) -> None:
    with CatalogStore.open(mixed) as store:
        model = store.models.current()
        assert model is not None
        ids = {r.name: r.id for r in store.recordings.all(only_present=True)}
        assert store.events.all(model.event_digest, recording_id=ids[name])


def test_all_that_is_stored_of_events_is_finite(mixed: Path) -> None:
    with CatalogStore.open(mixed) as store:
        model = store.models.current()
        assert model is not None
        assert all(np.isfinite([e.snr_db, e.low_hz, e.high_hz]).all() for e in store.events.all(model.event_digest))


def test_bad_files_are_not_decoded_again(mixed: Path) -> None:
    watch = Watch()
    learned = quick_learn(mixed.with_name("all sorts"), mixed, progress=watch)
    assert (learned.what, watch.totals["events"]) == ("unchanged", 0)


def test_bad_files_stay_listed_in_the_next_run(mixed: Path) -> None:
    quick_learn(mixed.with_name("all sorts"), mixed)
    assert BAD.items() <= problem_kinds(mixed).items()


def test_new_copy_of_a_bad_file_is_left_out_too(tmp_path: Path) -> None:
    write_calls(tmp_path / "s" / "good.wav", seed=1)
    soundfile.write(tmp_path / "s" / "a.wav", np.zeros(RATE_HZ), RATE_HZ)
    quick_learn(tmp_path / "s", tmp_path / "c.coincide")
    soundfile.write(tmp_path / "s" / "b.wav", np.zeros(RATE_HZ), RATE_HZ)
    assert quick_learn(tmp_path / "s", tmp_path / "c.coincide").n_recordings == 1
    assert problem_kinds(tmp_path / "c.coincide") == {"a.wav": "silent", "b.wav": "silent"}


def test_truncated_file_is_used_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "s" / "cut.wav"
    write_calls(path, seed=1)
    os.truncate(path, path.stat().st_size * 9 // 10)
    settings = quick(recordings={"truncated": "use"})
    with pytest.raises(NothingFoundError, match=r"no sound file in .* can be used: .*cut.wav"):
        quick_learn(tmp_path / "s", tmp_path / "c.coincide")
    assert quick_learn(tmp_path / "s", tmp_path / "c.coincide", settings=settings).n_recordings == 1


def test_repaired_file_is_used(tmp_path: Path) -> None:
    write_calls(tmp_path / "s" / "good.wav", seed=1)
    (tmp_path / "s" / "bad.wav").touch()
    quick_learn(tmp_path / "s", tmp_path / "c.coincide")
    write_calls(tmp_path / "s" / "bad.wav", seed=9)
    assert quick_learn(tmp_path / "s", tmp_path / "c.coincide").n_left_out == 0


def test_link_that_was_repaired_is_no_problem_any_more(tmp_path: Path) -> None:
    write_calls(tmp_path / "s" / "good.wav", seed=1)
    (tmp_path / "s" / "loose.wav").symlink_to(tmp_path / "nowhere.wav")
    quick_learn(tmp_path / "s", tmp_path / "c.coincide")
    (tmp_path / "s" / "loose.wav").unlink()
    assert quick_learn(tmp_path / "s", tmp_path / "c.coincide").n_left_out == 0


def _stereo(folder: Path) -> Path:
    """Calls in the left channel, other ones in the right."""
    sides = []
    for seed in (1, 9):
        write_calls(folder / "mono.wav", seed=seed)
        sides.append(soundfile.read(folder / "mono.wav")[0])
    (folder / "mono.wav").unlink()
    soundfile.write(folder / "stereo.wav", np.stack(sides, axis=1), RATE_HZ)
    return folder


def _channels(catalog: Path) -> set[int]:
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        return {event.channel for event in store.events.all(model.event_digest)}


@pytest.mark.parametrize(("choice", "expected"), [("mix", {0}), ("each", {0, 1}), (0, {0}), (1, {1})])
def test_channels_are_used_as_chosen(tmp_path: Path, choice: str | int, expected: set[int]) -> None:
    folder = _stereo(tmp_path / "s")
    quick_learn(folder, tmp_path / "c.coincide", settings=quick(recordings={"channels": choice}))
    assert _channels(tmp_path / "c.coincide") == expected


def test_dead_channel_does_not_spoil_the_other(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    write_calls(folder / "a.wav", seed=1)
    calls, _ = soundfile.read(folder / "a.wav")
    soundfile.write(folder / "a.wav", np.stack([np.zeros(len(calls)), calls], axis=1), RATE_HZ)
    quick_learn(folder, tmp_path / "c.coincide", settings=quick(recordings={"channels": "each"}))
    assert _channels(tmp_path / "c.coincide") == {1}


def test_not_a_number_in_the_second_channel_is_found(tmp_path: Path) -> None:
    folder = _stereo(tmp_path / "s")
    calls, _ = soundfile.read(folder / "stereo.wav")
    calls[1000, 1] = np.nan
    soundfile.write(folder / "bad.wav", calls, RATE_HZ, subtype="FLOAT")
    quick_learn(folder, tmp_path / "c.coincide", settings=quick(recordings={"channels": "each"}))
    assert problem_kinds(tmp_path / "c.coincide") == {"bad.wav": "nan"}


def test_folder_of_cut_clips_gives_one_event_each(tmp_path: Path) -> None:
    rng = generator(0, "clips")
    (tmp_path / "s").mkdir()
    for number in range(12):
        call = synthesize_call(number % 3, sample_rate_hz=RATE_HZ, rng=rng)
        soundfile.write(tmp_path / "s" / f"{number:02}.wav", call, RATE_HZ)
    learned = quick_learn(tmp_path / "s", tmp_path / "c.coincide", settings=quick(events={"method": "whole"}))
    assert learned.n_events == 12

"""The sound of events as files, with a table beside them."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from command_line import run
from workflow_examples import quick_learn, write_folder

from coincide.catalog import CatalogStore
from coincide.errors import InputError, SettingsError
from coincide.workflow.clips.clips import ClipOptions, SoundFormat, write_clips

pytestmark = pytest.mark.slow

OPTIONS = ClipOptions(n=2, pad_s=0.1)


@pytest.fixture
def catalog(learned: Path, tmp_path: Path) -> Path:
    """A catalog whose two biggest categories are named."""
    copy = Path(shutil.copytree(learned, tmp_path / "c.coincide"))
    with CatalogStore.open(copy, write=True) as store:
        model = store.models.current()
        assert model is not None
        store.categories.name(model.id, {1: "whistle", 2: "Speech"})
    return copy


@pytest.fixture(scope="module")
def loud(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `sounds`, floats in steps of 16 bits, and what was learned from them."""
    place = tmp_path_factory.mktemp("loud")
    for path in write_folder(place / "sounds").iterdir():
        sound, rate_hz = soundfile.read(path)
        soundfile.write(path, 32768 * sound, rate_hz, subtype="FLOAT")
    quick_learn(place / "sounds", place / "c.coincide")
    return place


def _rows(out: Path) -> list[dict[str, str]]:
    with (out / "clips.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_each_name_has_a_folder_of_clips(catalog: Path, tmp_path: Path) -> None:
    written = write_clips(catalog, tmp_path / "out", options=replace(OPTIONS, names="whistle"))
    assert written.counts == {"whistle": 2}
    assert len(list((tmp_path / "out" / "whistle").glob("r*_at_*s_*.wav"))) == 2


def test_clips_are_not_written_among_the_recordings(catalog: Path, sounds: Path) -> None:
    with pytest.raises(InputError, match=r"Learning it would take the clips for recordings"):
        write_clips(catalog, sounds / "new" / "clips", options=OPTIONS)
    assert not (sounds / "new").exists()


def test_clips_are_not_written_into_a_folder_that_holds_one_recording(tmp_path: Path) -> None:
    sounds = write_folder(tmp_path / "sounds", n_files=1)
    quick_learn(sounds, tmp_path / "c.coincide")
    with pytest.raises(InputError, match=r"Learning it would take the clips for recordings"):
        write_clips(tmp_path / "c.coincide", sounds / "clips", options=OPTIONS)


def test_clips_are_written_beside_a_recording_that_was_learned_alone(tmp_path: Path) -> None:
    sounds = write_folder(tmp_path / "sounds", n_files=1)
    quick_learn(sounds / "r0.wav", tmp_path / "c.coincide")
    assert write_clips(tmp_path / "c.coincide", sounds / "clips", options=OPTIONS).table.is_file()


@pytest.mark.parametrize("folder", ["", "clips"])
def test_clips_are_not_written_into_a_catalog(catalog: Path, tmp_path: Path, folder: str) -> None:
    other = Path(shutil.copytree(catalog, tmp_path / "other.coincide"))
    with pytest.raises(InputError, match=r"lies in the catalog `.*other\.coincide`.* Choose a folder outside it"):
        write_clips(catalog, other / folder, options=OPTIONS)
    assert not list(other.rglob("*.wav"))


def test_a_clip_holds_the_samples_of_its_recording(catalog: Path, sounds: Path, tmp_path: Path) -> None:
    write_clips(catalog, tmp_path, options=replace(OPTIONS, names=["whistle"]))
    row = _rows(tmp_path)[0]
    clip, rate_hz = soundfile.read(tmp_path / row["clip"])
    whole, _ = soundfile.read(sounds / row["recording"])
    start = round(float(row["start_s"]) * rate_hz)
    np.testing.assert_array_equal(clip, whole[start : start + len(clip)])


@pytest.mark.parametrize("format", ["wav", "flac"])
def test_a_clip_beyond_full_scale_is_not_cut_off(loud: Path, tmp_path: Path, format: SoundFormat) -> None:
    write_clips(loud / "c.coincide", tmp_path, options=replace(OPTIONS, format=format))
    row = _rows(tmp_path)[0]
    clip, rate_hz = soundfile.read(tmp_path / row["clip"])
    whole, _ = soundfile.read(loud / "sounds" / row["recording"])
    start = round(float(row["start_s"]) * rate_hz)
    heard = whole[start : start + len(clip)]
    kept = heard if format == "wav" else heard / np.abs(heard).max()
    np.testing.assert_allclose(clip, kept, atol=1e-6)


def test_a_clip_reaches_as_far_as_asked_for(catalog: Path, tmp_path: Path) -> None:
    write_clips(catalog, tmp_path, options=replace(OPTIONS, names=["whistle"], pad_s=0.25))
    assert all(float(row["event_start_s"]) == pytest.approx(0.25, abs=1e-4) for row in _rows(tmp_path))


def test_the_table_tells_where_a_clip_came_from(catalog: Path, tmp_path: Path) -> None:
    write_clips(catalog, tmp_path, options=OPTIONS)
    assert all(row["event_id"] and row["model"] and row["version"] and row["snr_db"] for row in _rows(tmp_path))


def test_speech_stays_in_the_catalog(catalog: Path, tmp_path: Path) -> None:
    written = write_clips(catalog, tmp_path, options=OPTIONS)
    assert written.n_private > 0 and "Speech" not in written.counts


def test_speech_leaves_where_it_is_asked_for(catalog: Path, tmp_path: Path) -> None:
    assert write_clips(catalog, tmp_path, options=replace(OPTIONS, speech=True)).counts["Speech"] == 2


def test_flac_is_written_where_it_is_asked_for(catalog: Path, tmp_path: Path) -> None:
    write_clips(catalog, tmp_path, options=replace(OPTIONS, format="flac"))
    assert {Path(row["clip"]).suffix for row in _rows(tmp_path)} == {".flac"}


def test_a_recording_that_is_gone_is_told(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "sounds")
    catalog = quick_learn(folder, tmp_path / "c.coincide").catalog
    (folder / "r1.wav").unlink()
    written = write_clips(catalog, tmp_path / "out", options=OPTIONS)
    assert "is gone" in written.unreadable["r1.wav"]
    (folder / "r0.wav").unlink()
    said = run("clips", "--out", tmp_path / "none", "--catalog", catalog).stdout
    assert said.endswith(f"No clip was written; the table is empty.\nwrote {tmp_path / 'none' / 'clips.csv'}\n")


def test_an_unknown_zone_is_refused_before_anything_is_written(catalog: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"expected a time zone .* got `Mars`"):
        write_clips(catalog, tmp_path / "out", options=replace(OPTIONS, timezone="Mars"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("option", "given"), [("pick", "best"), ("format", "mp3")])
def test_a_choice_that_there_is_not_is_refused(catalog: Path, tmp_path: Path, option: str, given: str) -> None:
    with pytest.raises(InputError, match=f"`{option}` must be one of .*, got '{given}'"):
        write_clips(catalog, tmp_path / "out", options=ClipOptions(**{option: given}))  # type: ignore[arg-type]


def test_too_long_a_pad_is_refused(catalog: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected 0 to 3600 s of sound before and after an event, got 1e"):
        write_clips(catalog, tmp_path, options=replace(OPTIONS, pad_s=1e9))


def test_more_sound_than_allowed_is_refused_before_anything_is_written(catalog: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the clips would take 0\.0 GB, more than the 1e-06 GB allowed here"):
        write_clips(catalog, tmp_path / "out", options=replace(OPTIONS, most_bytes=1000))
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_told(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(InputError, match="the clip cannot be written to"):
        write_clips(catalog, tmp_path / "out", options=OPTIONS)


@pytest.fixture
def on_a_small_disk(catalog: Path) -> Generator[Path]:
    """A catalog where no new file can become larger than 40 kB."""
    resource = pytest.importorskip("resource", reason="files cannot be limited on Windows")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, before[1]))
    yield catalog
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_told_and_nothing_else_is_printed(
    on_a_small_disk: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InputError, match=r"the clip cannot be written to .* larger than the disk"):
        write_clips(on_a_small_disk, tmp_path / "out", options=replace(OPTIONS, pad_s=60.0))
    assert capfd.readouterr().err == ""

"""A catalog keeps the way that its events were found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from workflow_examples import quick, quick_learn, write_calls, write_folder

from coincide.errors import NothingFoundError
from coincide.learned.detector import Detector
from coincide.learned.opened import open_learned
from coincide.learned.settings import kept_values, load_settings
from coincide.workflow.info.info import info

pytestmark = pytest.mark.slow

FIXED = {"features": {"hearing": "fixed"}}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder, and beside it a catalog that was learned with a fixed hearing."""
    place = tmp_path_factory.mktemp("hearing")
    quick_learn(write_folder(place / "sounds"), place / "c.coincide", settings=quick(**FIXED))
    return place


def test_learning_again_keeps_a_fixed_hearing(place: Path) -> None:
    assert quick_learn(place / "sounds", place / "c.coincide", settings=quick()).what == "unchanged"


def test_owners_of_a_catalog_with_a_fixed_hearing_are_told_what_finds_more(place: Path) -> None:
    command = f"coincide learn {place / 'sounds'} --catalog {place / 'c.coincide'} --features-hearing fit"
    assert command in info(place / "c.coincide").hearing_hint


def test_a_hearing_that_was_asked_for_finds_events_anew_and_stays(place: Path) -> None:
    quick_learn(place / "sounds", place / "c.coincide", settings=quick(features={"hearing": "fit"}))
    with open_learned(place / "c.coincide") as learned:
        assert learned.settings.features.hearing == "fit"
    assert info(place / "c.coincide").hearing_hint == ""
    assert quick_learn(place / "sounds", place / "c.coincide", settings=quick()).what == "unchanged"


def test_settings_of_before_have_a_fixed_hearing() -> None:
    assert load_settings(overrides=kept_values({"features": {"low_hz": 50.0}})).features.hearing == "fixed"


def test_settings_of_before_part_no_overlaps() -> None:
    assert load_settings(overrides=kept_values({"events": {"onset_z": 4.0}})).events.overlaps == "joined"


def test_settings_of_before_leave_edges_where_they_are_found() -> None:
    assert Detector(load_settings(overrides=kept_values({"events": {"onset_z": 4.0}}))).rules is None


def test_events_that_are_not_parted_are_those_of_before() -> None:
    joined, fixed = (
        Detector(load_settings(overrides=given))
        for given in ({"events": {"overlaps": "joined"}, **FIXED}, {"events": {"overlaps": "apart"}, **FIXED})
    )
    assert joined.digest == fixed.digest


def test_events_that_may_be_parted_have_another_digest() -> None:
    joined, apart = (
        Detector(load_settings(overrides={"events": {"overlaps": overlaps}})) for overlaps in ("joined", "apart")
    )
    assert joined.digest != apart.digest


def test_learning_again_keeps_edges_and_calls_at_once(tmp_path: Path) -> None:
    place = write_folder(tmp_path / "sounds")
    quick_learn(place, tmp_path / "c.coincide", settings=quick(events={"overlaps": "joined", "edges": "level"}))
    assert quick_learn(place, tmp_path / "c.coincide", settings=quick()).what == "unchanged"


def test_where_nothing_is_found_the_error_says_what_is_odd_about_the_recordings(tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    for name in ("a.wav", "b.wav"):
        write_calls(folder / name, seed=1, duration_s=4.0)
        sound, rate_hz = soundfile.read(folder / name)
        soundfile.write(folder / name, np.stack([sound, -sound], axis=1), rate_hz)
    with pytest.raises(NothingFoundError, match=r"About `a\.wav` and 1 more file: its channels have opposite phase"):
        quick_learn(folder, tmp_path / "c.coincide")


def test_where_nothing_is_found_the_error_says_which_recordings_are_silent(tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    write_calls(folder / "short.wav", seed=1, duration_s=4.0)
    soundfile.write(folder / "zero.wav", np.zeros(40_000), 16_000)
    with pytest.raises(NothingFoundError, match=r"About `zero\.wav`: .*zero\.wav` is silent"):
        quick_learn(folder, tmp_path / "c.coincide")


def test_where_nothing_is_found_a_remark_comes_before_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    write_calls(folder / "short.wav", seed=1, duration_s=4.0)
    (folder / "bad.wav").write_bytes(b"no sound" * 20)
    sound = np.random.default_rng(0).standard_normal(40_000) * 0.1
    soundfile.write(folder / "opposite.wav", np.stack([sound, -sound], axis=1), 16_000)
    with pytest.raises(NothingFoundError, match=r"About `opposite\.wav` and 1 more file: .* lists all"):
        quick_learn(folder, tmp_path / "c.coincide")

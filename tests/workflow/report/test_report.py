"""The report of a learned catalog."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile
from workflow_examples import RATE_HZ, quick_learn, write_folder

from coincide.catalog import CatalogStore, FileRow, ScannedFile
from coincide.errors import CatalogError, InputError
from coincide.workflow.report.cards import N_EXAMPLES
from coincide.workflow.report.report import report

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report on a folder with a silent file, written after the recordings are gone."""
    folder = write_folder(tmp_path_factory.mktemp("report") / "bay", n_files=1)
    soundfile.write(folder / "mute.wav", np.zeros(RATE_HZ), RATE_HZ)
    catalog = quick_learn(folder, folder.with_name("bay.coincide")).catalog
    shutil.rmtree(folder)
    return report(catalog).read_text(encoding="utf-8")


def test_report_needs_nothing_from_elsewhere(page: str) -> None:
    assert re.findall(r"""(?:src|href)=["']?(?!data:|#)[^"'> ]+""", page) == []
    assert "://" not in re.sub(r"http://www\.w3\.org/\S+", "", page)


def test_report_lists_files_that_were_left_out(page: str) -> None:
    assert "mute.wav" in page
    assert "silent" in page


def test_report_shows_every_method_by_name(page: str) -> None:
    assert "log-mel + PCA + k-means" in page
    assert "original recipe" in page


def test_report_is_named_after_its_folder(page: str) -> None:
    assert re.search(r"<title>[^<]*bay", page)


def test_report_goes_into_the_catalog(learned: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(learned, tmp_path / "c.coincide"))
    assert report(copy) == copy / "report.html"


def test_speech_is_counted_and_neither_shown_nor_heard(learned: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(learned, tmp_path / "c.coincide"))
    with CatalogStore.open(copy, write=True) as store:
        model = store.models.current()
        assert model is not None
        numbers = [category.number for category in store.categories.all(model.id)]
        store.categories.name(model.id, dict.fromkeys(numbers, "Speech"))
    page = report(copy).read_text(encoding="utf-8")
    assert "1: Speech" in page
    assert len(re.findall("data:audio", page)) <= N_EXAMPLES  # only the unsure ones, which nobody named


def test_recordings_without_calls_are_counted(learned: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(learned, tmp_path / "c.coincide"))
    with CatalogStore.open(copy, write=True) as store:
        recordings, model = store.recordings.all(), store.models.current()
        assert model is not None
        calm = replace(
            recordings[0], content_hash="f" * 64, path="/calm.wav", name="calm.wav", n_samples=3_600 * 16_000
        )
        row = FileRow(calm.path, "/", calm.name, 1, 0, None, "present", 1)
        store.files.put_scanned([ScannedFile(row, calm)], run_id=1)
        calm_id = next(each.id for each in store.recordings.all() if each.name == "calm.wav")
        store.detections.put(calm_id, model.event_digest, [], info={})
    assert f"In {len(recordings) + 1} recordings (1 h" in report(copy).read_text(encoding="utf-8")


def test_a_figure_says_which_recordings_are_left_out(learned: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(learned, tmp_path / "c.coincide"))
    with CatalogStore.open(copy, write=True) as store:
        for recording in store.recordings.all()[:1]:
            at = datetime(2026, 6, 12, 3, tzinfo=UTC)
            store.recordings.put(replace(recording, started_at=at, started_at_source="name"))
    assert "It is left out." in report(copy).read_text(encoding="utf-8")


def test_times_and_sites_become_figures(learned: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(learned, tmp_path / "c.coincide"))
    with CatalogStore.open(copy, write=True) as store:
        for number, recording in enumerate(store.recordings.all()):
            at = datetime(2026, 6, 12 + number, 3, tzinfo=UTC)
            store.recordings.put(replace(recording, started_at=at, started_at_source="name"))
    page = report(copy).read_text(encoding="utf-8")
    assert "When and where" in page and "Hours of the day, day by day." in page


def test_without_times_and_sites_there_are_no_figures(page: str) -> None:
    assert "When and where" not in page


def test_report_before_learning_is_told(tmp_path: Path) -> None:
    CatalogStore.open(tmp_path / "c.coincide", create=True).close()
    with pytest.raises(CatalogError, match="nothing has been learned yet"):
        report(tmp_path / "c.coincide")


def test_report_to_a_folder_that_is_not_there_is_told(learned: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere.*Create the folder"):
        report(learned, out=tmp_path / "nowhere" / "r.html")

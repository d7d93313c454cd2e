"""Which detector finds the events, where it is kept, and who uses it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from command_line import run
from workflow_examples import Watch, grouped, model_id, quick, quick_learn, write_calls, write_folder

from coincide.catalog import CatalogStore, checkpoint_folder, model_folder
from coincide.errors import InputError
from coincide.events import FrameNet
from coincide.features import FeatureSettings, frame_grid
from coincide.learned.detector import DETECTOR_FILE, Detector, load_detector, save_detector
from coincide.learned.opened import LearnedCatalog, open_learned
from coincide.learned.settings import LearnSettings
from coincide.workflow.info.info import info
from coincide.workflow.learn.stretches import draw_stretches
from coincide.workflow.learn.teach_detector import choose_detector
from coincide.workflow.progress import Silent
from coincide.workflow.recognize.naming_job import open_job
from coincide.workflow.recognize.recognition import RecognizeOptions

pytestmark = pytest.mark.slow
FORCED = quick(events={"detector": "selftaught"})
AUTO = quick()


def _net(seed: int = 0) -> FrameNet:
    rng = np.random.default_rng(seed)
    shapes = {"0": (4, 41, 5), "1": (4, 4, 5), "2": (1, 4, 5)}
    weights = {f"{layer}.weight": rng.standard_normal(shape).astype(np.float32) for layer, shape in shapes.items()}
    weights |= {f"{layer}.bias": np.zeros(shape[0], dtype=np.float32) for layer, shape in shapes.items()}
    return FrameNet(weights, frame_grid(16_000, FeatureSettings()))


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with enough calls to teach a detector."""
    folder = tmp_path_factory.mktemp("detector") / "sounds"
    for number in range(4):
        write_calls(folder / f"r{number}.wav", seed=number, duration_s=28.0)
    return folder


@pytest.fixture(scope="module")
def taught(big: Path) -> Path:
    """Return a catalog learned from it with a self-taught detector; do not change it."""
    return quick_learn(big, big.with_name("taught.coincide"), settings=FORCED).catalog


@pytest.fixture
def own(taught: Path, tmp_path: Path) -> Path:
    """Return such a catalog, free to change."""
    return Path(shutil.copytree(taught, tmp_path / "own.coincide"))


def test_a_detector_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    saved = Detector(AUTO, _net(), "It is better.")
    save_detector(tmp_path / DETECTOR_FILE, saved)
    loaded = load_detector(tmp_path / DETECTOR_FILE, AUTO)
    assert loaded is not None
    assert (loaded.digest, loaded.words) == (saved.digest, saved.words)


def test_the_choice_of_the_default_detector_comes_back(tmp_path: Path) -> None:
    save_detector(tmp_path / DETECTOR_FILE, Detector(AUTO, None, "It is worse."))
    assert load_detector(tmp_path / DETECTOR_FILE, AUTO) == Detector(AUTO, None, "It is worse.")


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x00" * 100])
def test_a_damaged_detector_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / DETECTOR_FILE).write_bytes(content)
    assert load_detector(tmp_path / DETECTOR_FILE, AUTO) is None


@pytest.mark.parametrize(
    "other",
    [quick(events={"onset_z": 4.0}), quick(features={"n_bands": 32}), quick(events={"detector": "selftaught"})],
)
def test_a_detector_of_other_settings_is_none(tmp_path: Path, other: LearnSettings) -> None:
    save_detector(tmp_path / DETECTOR_FILE, Detector(AUTO, _net(), ""))
    assert load_detector(tmp_path / DETECTOR_FILE, other) is None


def test_events_of_a_net_have_a_digest_of_their_own() -> None:
    assert len({Detector(AUTO, net).digest for net in (None, _net(0), _net(1), _net(0))}) == 3


def test_choosing_the_default_detector_or_asking_for_it_is_the_same() -> None:
    assert Detector(AUTO).digest == Detector(quick(events={"detector": "plain"})).digest


def test_too_few_calls_leave_the_default_detector_and_say_so(learned: Path) -> None:
    words = str(info(learned).model_facts["detector"])
    assert words.startswith("The default detector is used: too few clear calls")


@pytest.mark.parametrize("events", [{"detector": "plain"}, {"method": "whole"}])
def test_nothing_is_taught_where_nothing_is_asked(learned: Path, events: dict[str, str]) -> None:
    watch = Watch()
    with CatalogStore.open(learned) as store:
        assert choose_detector(store, quick(events=events), retrain=True, progress=watch).net is None
    assert watch.totals == {}


def test_a_self_taught_detector_that_cannot_be_taught_is_refused(tmp_path: Path) -> None:
    sounds = write_folder(tmp_path / "sounds", n_files=1)
    with pytest.raises(InputError, match=r"since `events\.detector` is `selftaught`; got too few"):
        quick_learn(sounds, tmp_path / "c.coincide", settings=FORCED)


def test_a_self_taught_detector_lies_with_the_model(taught: Path) -> None:
    with open_learned(taught) as learned:
        detector = learned.detector
    assert detector.net is not None
    assert learned.record.event_digest == detector.digest


def test_the_run_and_the_catalog_say_which_detector_was_used(taught: Path) -> None:
    facts = info(taught)
    results = facts.runs[-1].results
    assert results is not None
    assert str(results["detector"]) == facts.model_facts["detector"]
    assert str(results["detector"]).startswith("A self-taught detector is used, as you asked")


def test_a_second_run_teaches_nothing_and_searches_nothing(big: Path, own: Path) -> None:
    watch = Watch()
    assert quick_learn(big, own, settings=FORCED, progress=watch).what == "unchanged"
    assert "teach" not in watch.totals
    assert watch.totals["events"] == 0


def test_an_interrupted_run_goes_on_with_its_detector(big: Path, taught: Path, tmp_path: Path) -> None:
    catalog, watch = tmp_path / "c.coincide", Watch()
    with CatalogStore.open(taught) as store, CatalogStore.open(catalog, create=True):
        place = checkpoint_folder(catalog) / DETECTOR_FILE
        place.parent.mkdir(exist_ok=True)
        shutil.copy(model_folder(store.folder, model_id(taught)) / DETECTOR_FILE, place)
    quick_learn(big, catalog, settings=FORCED, progress=watch)
    assert "teach" not in watch.totals
    assert grouped(catalog) == grouped(taught)


def test_retraining_does_not_take_the_detector_of_an_interrupted_run(own: Path) -> None:
    left, watch = Detector(FORCED, _net(), "Left by a run on fewer recordings."), Watch()
    with CatalogStore.open(own) as store:
        interrupted = checkpoint_folder(own) / DETECTOR_FILE
        interrupted.parent.mkdir(exist_ok=True)
        save_detector(interrupted, left)
        assert choose_detector(store, FORCED, retrain=True, progress=watch).digest != left.digest
    assert "teach" in watch.totals


def test_recordings_that_come_later_are_searched_with_the_stored_detector(big: Path, own: Path, tmp_path: Path) -> None:
    folder, watch = Path(shutil.copytree(big, tmp_path / "sounds")), Watch()
    write_calls(folder / "later.wav", seed=9, duration_s=6.0)
    quick_learn(folder, own, settings=FORCED, progress=watch)
    assert "teach" not in watch.totals
    with open_learned(own) as learned:
        assert learned.detector.digest == learned.record.event_digest


def test_retraining_teaches_anew_and_the_same_recordings_teach_the_same(own: Path) -> None:
    watch = Watch()
    with CatalogStore.open(own) as store:
        before = LearnedCatalog(store).detector
        after = choose_detector(store, FORCED, retrain=True, progress=watch)
    assert "teach" in watch.totals
    assert after.digest == before.digest


def test_new_recordings_are_recognized_with_the_stored_detector(taught: Path) -> None:
    with open_learned(taught) as learned:
        job = open_job(learned, RecognizeOptions(categories=True), Silent())
        assert job.learned.detector.digest == learned.record.event_digest


def test_the_terminal_tells_which_detector_is_used(taught: Path) -> None:
    said = run("info", "--catalog", taught).output
    assert "A self-taught detector is used, as you asked" in " ".join(said.split())


def test_the_net_decides_what_is_found(big: Path, taught: Path) -> None:
    with open_learned(taught) as learned:
        detector = learned.detector
    assert detector.net is not None
    samples, rate_hz = soundfile.read(big / "r0.wav", dtype="float32")
    deaf = {name: np.zeros_like(array) for name, array in detector.net.weights.items()}
    assert detector.find([samples], rate_hz)
    assert replace(detector, net=replace(detector.net, weights=deaf)).find([samples], rate_hz) == []


def test_a_recording_that_cannot_be_read_teaches_nothing(own: Path, tmp_path: Path) -> None:
    with CatalogStore.open(own) as store:
        gone = [replace(one, path=str(tmp_path / "gone.wav")) for one in store.recordings.all()]
    drawn = draw_stretches(gone, FORCED, seed=0, stage=Silent())
    assert drawn.levels == []


def test_stretches_are_as_many_as_there_is_sound(own: Path) -> None:
    with CatalogStore.open(own) as store:
        drawn = draw_stretches(store.recordings.all(), FORCED, seed=0, stage=Silent())
    assert sorted(len(levels) * drawn.hearing.grid.hop_s for levels in drawn.levels) == pytest.approx(
        [28.0] * 4, abs=0.1
    )

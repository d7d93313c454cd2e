"""The recognizer of a catalog as a stream says what `coincide recognize` says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from workflow_examples import write_calls

from coincide.catalog import CatalogStore
from coincide.learned.contents import read_contents
from coincide.learned.current import learned_model
from coincide.recognize.live.writing import hops
from coincide.recognize.onnx import OnnxSession
from coincide.workflow.export.live import (
    MANIFEST_FILE,
    MODEL_FILE,
    LiveRecognizer,
    live_labels,
    live_recognizer,
    load_live,
    save_live,
)
from coincide.workflow.recognize.recognize import recognize

pytestmark = pytest.mark.slow
MIN_FOUND, MIN_SAME = 0.9, 0.9
"""Shares of the events that a stream must find, and of these that must get the same name."""
Told = list[tuple[float, float, str]]


def _listen(recognizer: LiveRecognizer, sound: np.ndarray) -> Told:
    """Run a sound (time,) through the file; returns onset, offset and name."""
    about, session = recognizer.manifest, OnnxSession(recognizer.model)
    state = np.zeros((1, about.state_size), dtype=np.float32)
    told: Told = []
    for number, audio in enumerate(hops(sound, about.hop_samples)):
        said = session.run({"audio": audio, "state": state})
        state, now_s = said["next_state"], (number + 1) * about.hop_s
        for slot in np.flatnonzero(said["events"][:, 0] > 0.5):
            shares = said["probabilities"][slot, :-1]
            name = about.labels[int(shares.argmax())] if shares.max() >= about.unknown_threshold else "unknown"
            told.append((now_s + said["events"][slot, 1], now_s + said["events"][slot, 2], name))
    return told


def _same(call: tuple[float, float], told: Told) -> str | None:
    """Return the name of what overlaps a call by half of both."""
    for onset_s, offset_s, name in told:
        both_s = min(call[1], offset_s) - max(call[0], onset_s)
        if both_s >= 0.5 * max(call[1] - call[0], offset_s - onset_s):
            return name
    return None


@pytest.fixture(scope="module")
def tonight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording that was not learned from."""
    path = tmp_path_factory.mktemp("tonight") / "tonight.wav"
    write_calls(path, seed=77)
    return path


def test_calls_get_the_names_that_recognize_gives(named: Path, recognizer: LiveRecognizer, tonight: Path) -> None:
    expected = recognize(named, [tonight]).calls
    told = _listen(recognizer, soundfile.read(tonight, dtype="float32")[0])

    names = [_same((call.onset_s, call.offset_s), told) for call in expected]
    found = [(name, call.label) for name, call in zip(names, expected, strict=True) if name is not None]

    assert len(found) >= MIN_FOUND * len(expected)
    assert sum(name == label for name, label in found) >= MIN_SAME * len(found)


def test_silence_holds_no_events(recognizer: LiveRecognizer) -> None:
    assert _listen(recognizer, np.zeros(5 * recognizer.manifest.sample_rate_hz, dtype=np.float32)) == []


def test_samples_that_are_no_numbers_do_no_lasting_harm(recognizer: LiveRecognizer, tonight: Path) -> None:
    sound = soundfile.read(tonight, dtype="float32")[0]
    broken = sound.copy()
    broken[5 * 16_000 : 5 * 16_000 + 100] = np.nan

    assert len(_listen(recognizer, broken)) >= MIN_FOUND * len(_listen(recognizer, sound))


def test_pytorch_and_onnxruntime_agree(recognizer: LiveRecognizer) -> None:
    assert recognizer.manifest.parity <= 1e-4


def test_a_recognizer_is_kept_with_the_model(named: Path, recognizer: LiveRecognizer) -> None:
    assert live_recognizer(named) == recognizer


def test_a_damaged_file_is_not_used(recognizer: LiveRecognizer, tmp_path: Path) -> None:
    save_live(tmp_path / MODEL_FILE, tmp_path / MANIFEST_FILE, recognizer, "key")
    (tmp_path / MODEL_FILE).write_bytes(recognizer.model[:1000])

    assert load_live(tmp_path / MODEL_FILE, tmp_path / MANIFEST_FILE, "key") is None


def test_a_manifest_with_another_name_in_it_is_not_used(recognizer: LiveRecognizer, tmp_path: Path) -> None:
    save_live(tmp_path / MODEL_FILE, tmp_path / MANIFEST_FILE, recognizer, "key")
    text = (tmp_path / MANIFEST_FILE).read_text()
    (tmp_path / MANIFEST_FILE).write_text(text.replace(recognizer.manifest.labels[0], "somebody else", 1))

    assert load_live(tmp_path / MODEL_FILE, tmp_path / MANIFEST_FILE, "key") is None


def test_a_file_made_from_other_labels_is_not_used(recognizer: LiveRecognizer, tmp_path: Path) -> None:
    save_live(tmp_path / MODEL_FILE, tmp_path / MANIFEST_FILE, recognizer, "key")

    assert load_live(tmp_path / MODEL_FILE, tmp_path / MANIFEST_FILE, "another key") is None


def test_names_are_the_labels_and_the_last_is_unknown(recognizer: LiveRecognizer) -> None:
    assert recognizer.manifest.labels[-1] == "unknown"
    assert len(recognizer.manifest.labels) == recognizer.manifest.outputs["probabilities"][1]


def test_without_names_categories_give_them(unnamed: Path) -> None:
    with CatalogStore.open(unnamed) as store:
        contents = read_contents(store, learned_model(store))

    assert live_labels(contents, None) == [f"category {one.number}" for one in contents.categories] + ["unknown"]

"""How long a silence inside a train or a phrase may be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from workflow_examples import quick, quick_learn

from coincide.errors import InputError
from coincide.learned.detector import Detector
from coincide.learned.opened import open_learned
from coincide.learned.settings import LearnSettings
from coincide.records import Event
from coincide.seeds import generator
from coincide.workflow.listen.units import Unit, find_join_s, gap_between, trains_hint

RATE_HZ = 16_000
_PULSES, _PERIOD_S, _PULSE_S = 8, 0.08, 0.03


def _gaps(*kinds: tuple[float, int]) -> NDArray[np.float64]:
    """Logarithms of gaps near each length, in any order."""
    rng = generator(0, "gaps")
    return rng.permutation(np.concatenate([np.log(s) + rng.normal(0.0, 0.2, n) for s, n in kinds]))


def test_a_train_ends_between_short_and_long_gaps() -> None:
    assert 0.07 < (gap_between(_gaps((0.04, 80), (1.0, 20)), "train") or 0.0) < 0.6


def test_a_phrase_ends_between_the_gaps_of_trains() -> None:
    gaps = _gaps((0.01, 100), (0.3, 30), (10.0, 25))
    assert 0.02 < (gap_between(gaps, "train") or 0.0) < 0.2
    assert 0.5 < (gap_between(gaps, "phrase") or 0.0) < 7.0


@pytest.mark.parametrize("unit", ["train", "phrase"])
def test_gaps_of_one_kind_tell_nothing(unit: Unit) -> None:
    assert gap_between(_gaps((0.3, 200)), unit) is None
    assert gap_between(np.log(generator(1, "gaps").exponential(1.0, 200)), unit) is None
    assert gap_between(np.zeros(100), unit) is None


def test_two_kinds_of_gaps_make_no_phrases() -> None:
    assert gap_between(_gaps((0.04, 80), (1.0, 40)), "phrase") is None


def test_few_gaps_tell_nothing() -> None:
    assert gap_between(_gaps((0.04, 8), (1.0, 8)), "train") is None


def _write_trains(folder: Path, *, n_files: int = 2) -> list[NDArray[np.float64]]:
    """Fish-like pulse trains in noise; returns onset and offset of each train, by file."""
    folder.mkdir(parents=True, exist_ok=True)
    truth: list[NDArray[np.float64]] = []
    for number in range(n_files):
        rng = generator(number, "trains")
        sound = 0.01 * rng.standard_normal(30 * RATE_HZ)
        onsets_s = np.arange(1.0, 28.0, 2.0) + rng.uniform(0.0, 0.6, 14)
        for onset_s in onsets_s:
            for pulse in range(_PULSES):
                t = np.arange(round(_PULSE_S * RATE_HZ)) / RATE_HZ
                start = round((onset_s + pulse * _PERIOD_S) * RATE_HZ)
                sound[start : start + len(t)] += 0.3 * np.hanning(len(t)) * np.sin(2 * np.pi * 600 * t)
        soundfile.write(folder / f"t{number}.wav", sound, RATE_HZ)
        truth.append(np.stack([onsets_s, onsets_s + (_PULSES - 1) * _PERIOD_S + _PULSE_S], axis=1))
    return truth


def test_pulse_trains_are_one_event_each_where_that_is_wanted(tmp_path: Path) -> None:
    truth = _write_trains(tmp_path / "sounds")
    settings = LearnSettings()
    join_s = find_join_s([tmp_path / "sounds"], settings, unit="train", exclude=tmp_path / "c.coincide")
    sound, _ = soundfile.read(tmp_path / "sounds" / "t0.wav", dtype="float32")
    joined = settings.model_copy(update={"events": settings.events.model_copy(update={"join_s": join_s})})
    pulses, trains = (Detector(one).find([sound], RATE_HZ) for one in (settings, joined))
    assert len(pulses) > 5 * len(truth[0])
    spans_s = np.array([(one.onset_s, one.offset_s) for one in trains])
    np.testing.assert_allclose(spans_s, truth[0], atol=0.03)


def test_gaps_that_do_not_tell_are_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "sounds").mkdir()
    with pytest.raises(InputError, match=r"`events.unit` is `train`, but 0 gaps .* `--events-join-s 0.1`"):
        find_join_s([tmp_path / "sounds"], LearnSettings(), unit="train", exclude=tmp_path / "c.coincide")


def _events(gaps_s: NDArray[np.float64]) -> list[Event]:
    """Calls of 20 ms with these silences between them."""
    onsets_s = np.cumsum([0.0, *(gaps_s + 0.02)])
    return [Event(n, 1, 0, onset_s, onset_s + 0.02, 100.0, 200.0, 10.0) for n, onset_s in enumerate(onsets_s.tolist())]


def test_a_person_is_told_of_clear_trains() -> None:
    hint = trains_hint(_events(np.exp(_gaps((0.04, 80), (1.0, 20)))))
    assert "Most calls follow another within" in hint and "`--events-unit train`" in hint


def test_calls_at_all_distances_or_mostly_far_apart_need_no_hint() -> None:
    assert trains_hint(_events(np.exp(_gaps((0.3, 200))))) == ""
    assert trains_hint(_events(np.exp(_gaps((0.04, 20), (1.0, 80))))) == ""


def test_recordings_and_channels_have_gaps_of_their_own() -> None:
    events = [replace(one, recording_id=n // 2) for n, one in enumerate(_events(np.full(100, 0.04)))]
    assert trains_hint(events) == ""


@pytest.mark.slow
def test_a_catalog_keeps_its_unit(tmp_path: Path) -> None:
    truth = _write_trains(tmp_path / "sounds")
    place = tmp_path / "c.coincide"
    quick_learn(tmp_path / "sounds", place, settings=quick(events={"unit": "train"}))
    with open_learned(place) as learned:
        assert learned.settings.events.unit == "train"
        assert learned.settings.events.join_s is not None
        assert len(learned.contents.events) == sum(len(each) for each in truth)
    assert quick_learn(tmp_path / "sounds", place, settings=quick()).what == "unchanged"

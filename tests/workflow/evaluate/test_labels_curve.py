"""How far labels go, measured on a catalog."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from workflow_examples import quick, quick_learn, write_calls

from coincide.annotations import RecordingSpan, write_annotations
from coincide.catalog import CatalogStore
from coincide.errors import AnnotationError, InputError
from coincide.label import NOISE, STRATEGIES
from coincide.learned.contents import read_contents
from coincide.learned.current import learned_model
from coincide.records import Annotation
from coincide.workflow.evaluate.labels_curve import labels_curve
from coincide.workflow.evaluate.labels_result import ON_EMBEDDING, ON_PCA, LabelsCurve
from coincide.workflow.evaluate.labels_split import choose_splits
from coincide.workflow.evaluate.labels_truth import Truth, truth_of_events
from coincide.workflow.report.report import report

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Place:
    catalog: Path
    truth: Path
    annotations: list[Annotation]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Four recordings of three kinds of calls, with the truth."""
    folder = tmp_path_factory.mktemp("labels") / "sounds"
    folder.mkdir()
    annotations: list[Annotation] = []
    spans: list[RecordingSpan] = []
    for number in range(4):
        path = folder / f"{number}.wav"
        annotations += write_calls(path, seed=number)
        spans.append(RecordingSpan(path.name, str(path), 15.0, 16_000))
    truth = folder.with_name("truth.csv")
    write_annotations(truth, annotations, spans, format="csv", layout="one")
    catalog = quick_learn(folder, folder.with_name("sounds.coincide"), settings=quick(embed={"steps": 60})).catalog
    return Place(catalog, truth, annotations)


@pytest.fixture(scope="module")
def curve(place: Place) -> LabelsCurve:
    return labels_curve(place.catalog, place.truth, n_repeats=2)


def test_every_strategy_and_baseline_has_a_curve(curve: LabelsCurve) -> None:
    assert [way.name for way in curve.ways] == [*STRATEGIES, ON_EMBEDDING, ON_PCA]


def test_budgets_are_limited_by_the_number_of_events(curve: LabelsCurve) -> None:
    assert max(max(way.budgets) for way in curve.ways) < curve.n_events


def test_labels_of_some_recordings_name_events_of_others(curve: LabelsCurve) -> None:
    assert curve.is_split_by_recording
    assert curve.notes == []


def test_full_supervision_is_the_best_of_the_baselines_with_all_labels(curve: LabelsCurve) -> None:
    assert curve.full_accuracy == max(way.accuracy[-1] for way in curve.ways if way.name not in STRATEGIES)


def test_accuracies_are_shares(curve: LabelsCurve) -> None:
    assert all(0 <= value <= 1 for way in curve.ways for value in [*way.accuracy, *way.typed_f1])


def test_each_target_has_a_reduction_against_each_baseline(curve: LabelsCurve) -> None:
    pairs = [(row.share, row.against) for row in curve.reductions]
    assert pairs == [(share, name) for share in (0.8, 0.9, 0.95) for name in (ON_EMBEDDING, ON_PCA)]


def test_the_same_seed_gives_the_same_curve(place: Place, curve: LabelsCurve) -> None:
    assert labels_curve(place.catalog, place.truth, n_repeats=2) == curve


def test_the_report_shows_the_curve(place: Place, curve: LabelsCurve, tmp_path: Path) -> None:
    page = report(place.catalog, out=tmp_path / "r.html").read_text(encoding="utf-8")
    assert "How far labels go" in page
    assert all(way.name in page for way in curve.ways)


def test_two_recordings_are_split_by_event_with_a_note(place: Place, tmp_path: Path) -> None:
    kept = [one for one in place.annotations if one.recording in ("0.wav", "1.wav")]
    spans = [RecordingSpan(name, name, 15.0, 16_000) for name in ("0.wav", "1.wav")]
    write_annotations(tmp_path / "t.csv", kept, spans, format="csv", layout="one")
    curve = labels_curve(place.catalog, tmp_path / "t.csv", n_repeats=1)
    assert not curve.is_split_by_recording
    assert "flatters every method" in curve.notes[0]


def test_too_few_events_are_refused_with_their_number(place: Place, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("recording,start_s,end_s,label\n0.wav,1.0,1.2,a\n")
    with pytest.raises(InputError, match="at least 20 events of 2 types"):
        labels_curve(place.catalog, tmp_path / "t.csv")


def test_no_repeat_is_refused(place: Place) -> None:
    with pytest.raises(InputError, match="at least 1, got 0"):
        labels_curve(place.catalog, place.truth, n_repeats=0)


def test_a_table_of_other_recordings_is_refused(place: Place, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("recording,start_s,end_s,label\nelsewhere.wav,1.0,1.2,a\n")
    with pytest.raises(AnnotationError, match="fits a recording"):
        labels_curve(place.catalog, tmp_path / "t.csv")


def _truth_of(place: Place, change: Callable[[list[Annotation]], list[Annotation]]) -> Truth:
    with CatalogStore.open(place.catalog) as store:
        return truth_of_events(read_contents(store, learned_model(store)), change(place.annotations))


def test_events_that_match_nothing_are_noise(place: Place) -> None:
    truth = _truth_of(place, lambda rows: rows[:1])
    assert (truth.names != NOISE).sum() <= 1


def test_true_events_are_found_or_missed(place: Place) -> None:
    truth = _truth_of(place, lambda rows: rows)
    assert (truth.names != NOISE).sum() + truth.n_missed.sum() == len(place.annotations)


def test_only_recordings_of_the_table_count(place: Place) -> None:
    truth = _truth_of(place, lambda rows: [row for row in rows if row.recording == "2.wav"])
    assert len(truth.n_missed) == 1


def _truth(n_recordings: int, names: list[str]) -> Truth:
    groups = np.arange(len(names)) % n_recordings
    return Truth(np.arange(len(names)), np.array(names), groups, np.zeros(n_recordings, dtype=np.int64))


def test_recordings_are_never_split_where_there_are_enough() -> None:
    truth = _truth(7, ["a", "b", "c"] * 60)
    splits, is_by_recording = choose_splits(truth, n_repeats=5, seed=0)
    assert is_by_recording
    assert all(not set(truth.groups[s.pool]) & set(truth.groups[s.scored]) for s in splits)


def test_types_of_one_recording_each_are_split_by_event() -> None:
    truth = _truth(6, [f"type {row % 6}" for row in range(180)])
    assert not choose_splits(truth, n_repeats=2, seed=0)[1]


@pytest.mark.parametrize("n_recordings", [1, 6])
def test_every_event_is_in_the_pool_or_scored(n_recordings: int) -> None:
    truth = _truth(n_recordings, ["a", "b"] * 60)
    for split in choose_splits(truth, n_repeats=3, seed=1)[0]:
        assert sorted([*split.pool, *split.scored]) == list(range(120))


def test_a_curve_that_was_measured_is_kept(place: Place, curve: LabelsCurve, tmp_path: Path) -> None:
    shutil.copytree(place.catalog, tmp_path / "c.coincide")
    with CatalogStore.open(tmp_path / "c.coincide") as store:
        curves = [run for run in store.runs.all() if run.command == "evaluate --labels-curve"]
    results = next(run.results for run in reversed(curves) if run.settings["truth"] == str(place.truth))
    assert results is not None
    assert results["full_accuracy"] == curve.full_accuracy


def test_two_workers_measure_the_same_curve(place: Place, curve: LabelsCurve) -> None:
    assert labels_curve(place.catalog, place.truth, n_repeats=2, workers=2) == curve

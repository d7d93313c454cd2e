"""A catalog against annotation tables."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from coincide.annotations import read_annotations
from coincide.catalog import CatalogStore, FileRow
from coincide.errors import AnnotationError, CatalogError, InputError
from coincide.learned.contents import Contents
from coincide.learned.opened import open_learned
from coincide.records import Annotation
from coincide.workflow.annotations import export_annotations
from coincide.workflow.evaluate.evaluate import Evaluation, evaluate
from coincide.workflow.evaluate.truth import attach_truth
from coincide.workflow.label.edge_table import draw_from_table
from coincide.workflow.opened import Catalog
from coincide.workflow.report.report import report

pytestmark = pytest.mark.slow

SCORED = "information that categories and labels share"
"""In the report only where there are scores against labels; three letters would turn up in the pictures by chance."""


@pytest.fixture(scope="module")
def catalog(learned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(learned, tmp_path_factory.mktemp("evaluate") / "c.coincide"))


@pytest.fixture(scope="module")
def perfect(catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """The catalog against its own export."""
    table = tmp_path_factory.mktemp("truth") / "truth.csv"
    export_annotations(catalog, table, format="csv", unsure=False)
    return evaluate(catalog, table)


def _exported(catalog: Path, folder: Path) -> tuple[Path, list[Annotation], Contents]:
    """A catalog's own export, read again, and what the catalog holds."""
    table = folder / "truth.csv"
    export_annotations(catalog, table, format="csv")
    with open_learned(catalog) as learned:
        return table, read_annotations(table), learned.contents


def _write(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join(["recording,start_s,end_s,label", *rows, ""]))
    return path


def test_own_export_is_missed_nowhere(perfect: Evaluation) -> None:
    assert perfect.detection.recall == perfect.detection_onset.recall == 1.0


def test_own_export_has_no_edge_in_another_place(perfect: Evaluation) -> None:
    edges = perfect.edges
    assert edges is not None
    microsecond = 1e-6  # tables round to it
    assert edges.n == perfect.detection.n_matched
    assert (edges.onset_p90_s, edges.offset_p90_s) == pytest.approx((0.0, 0.0), abs=microsecond)


def test_own_export_has_pure_categories(perfect: Evaluation) -> None:
    ours = next(method for method in perfect.methods if method.is_ours)
    assert (ours.purity, ours.hungarian_accuracy) == (1.0, 1.0)


def test_a_recording_that_once_had_the_name_of_another_does_not_count(catalog: Path, tmp_path: Path) -> None:
    table, rows, contents = _exported(catalog, tmp_path)
    former = {100 + id: replace(one, id=100 + id, n_samples=1) for id, one in contents.recordings.items()}
    both = replace(contents, recordings={**contents.recordings, **former})
    assert attach_truth(rows, both, table, catalog) == attach_truth(rows, contents, table, catalog)


def test_truth_may_name_a_copy_of_a_recording(catalog: Path, tmp_path: Path) -> None:
    table, rows, contents = _exported(catalog, tmp_path)
    copies = [
        replace(one, path=f"/b/copy of {one.name}", name=f"copy of {one.name}") for one in contents.by_name.values()
    ]
    of_copies = [replace(one, recording=f"copy of {one.recording}") for one in rows]
    attached = attach_truth(of_copies, contents, table, catalog, copies=copies)
    assert attached == attach_truth(rows, contents, table, catalog)


def test_a_copy_of_a_recording_whose_name_another_has_is_unknown(catalog: Path, tmp_path: Path) -> None:
    table, rows, contents = _exported(catalog, tmp_path)
    former = replace(contents.by_name[rows[0].recording], id=100)
    both = replace(contents, recordings={**contents.recordings, 100: former})
    copies = [replace(former, path="/b/former copy.wav", name="former copy.wav")]
    more = [*rows, replace(rows[0], recording="former copy.wav")]
    assert attach_truth(more, both, table, catalog, copies=copies).unknown_recordings == ["former copy.wav"]


def test_baselines_stand_beside_ours(perfect: Evaluation) -> None:
    names = [method.name for method in perfect.methods]
    assert names == ["coincide", "embedding-kmeans", "logmel-pca-kmeans", "original-recipe"]


def test_all_methods_are_scored_on_the_same_events(perfect: Evaluation) -> None:
    assert len({method.n for method in perfect.methods}) == 1


def test_two_workers_score_the_same(catalog: Path, perfect: Evaluation) -> None:
    assert replace(evaluate(catalog, Path(perfect.truth), workers=2), truth=perfect.truth) == perfect


def test_everything_exported_gives_a_detection_f1_of_one(catalog: Path, tmp_path: Path) -> None:
    export_annotations(catalog, tmp_path / "truth.csv", format="csv")
    evaluation = evaluate(catalog, tmp_path / "truth.csv")
    assert (evaluation.detection.f1, evaluation.detection_interval) == (1.0, (1.0, 1.0))


def test_shifted_truth_is_missed(catalog: Path, tmp_path: Path) -> None:
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        events = store.events.all(model.event_digest, recording_id=1)
    rows = [f"r0.wav,{event.onset_s},{event.offset_s},x" for event in events[: len(events) // 2]]
    score = evaluate(catalog, _write(tmp_path / "half.csv", rows)).detection
    assert (score.recall, score.n_found, score.n_truth) == (1.0, len(events), len(rows))


def test_only_recordings_that_the_table_names_count(catalog: Path, tmp_path: Path) -> None:
    evaluation = evaluate(catalog, _write(tmp_path / "one.csv", ["r1.wav,1.0,1.3,x"]))
    assert (evaluation.n_recordings, evaluation.detection_interval) == (1, None)


def test_too_few_matches_are_noted(catalog: Path, tmp_path: Path) -> None:
    evaluation = evaluate(catalog, _write(tmp_path / "one.csv", ["r1.wav,0.0,0.001,x"]))
    assert evaluation.methods == []
    assert "fewer than two events match" in evaluation.notes[0]


def test_unknown_recordings_are_listed(catalog: Path, tmp_path: Path) -> None:
    rows = ["r1.wav,1.0,1.3,x", "elsewhere.wav,1.0,1.3,x"]
    assert evaluate(catalog, _write(tmp_path / "t.csv", rows)).unknown_recordings == ["elsewhere.wav"]


def test_table_that_fits_nothing_is_told(catalog: Path, tmp_path: Path) -> None:
    table = _write(tmp_path / "t.csv", ["elsewhere.wav,1.0,1.3,x"])
    with pytest.raises(AnnotationError, match=r"no row of .* fits a recording of .*column `recording`"):
        evaluate(catalog, table)


def test_table_without_rows_is_told(catalog: Path, tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="has no rows"):
        evaluate(catalog, _write(tmp_path / "t.csv", []))


def test_times_in_milliseconds_are_told(catalog: Path, tmp_path: Path) -> None:
    table = _write(tmp_path / "t.csv", ["r1.wav,1000,1300,x"])
    with pytest.raises(AnnotationError, match=r"begins after the end .* at 1000 s in `r1\.wav`.*Give times in seconds"):
        evaluate(catalog, table)


def test_rows_after_the_end_are_left_out_and_counted(catalog: Path, tmp_path: Path) -> None:
    evaluation = evaluate(catalog, _write(tmp_path / "t.csv", ["r1.wav,1.0,1.3,x", "r1.wav,1000,1300,x"]))
    assert (evaluation.n_truth, evaluation.notes[0][:14]) == (1, "1 row left out")


def test_whatever_reads_a_truth_table_says_which_rows_it_left_out(catalog: Path, tmp_path: Path) -> None:
    opened = Catalog(shutil.copytree(catalog, tmp_path / "c.coincide"))
    table = _write(tmp_path / "t.csv", ["r1.wav,1.0,1.3,x", "r1.wav,1.0,1.3,x"])
    left_out = ["1 row left out: the same times and label as another row"]
    assert opened.evaluate_structure(table, level="motif").notes == left_out
    assert opened.oracle(table).notes == left_out
    assert draw_from_table(opened.path, table).notes == left_out


def test_an_oracle_knows_a_recording_by_the_name_of_a_copy(catalog: Path, tmp_path: Path) -> None:
    opened = Catalog(shutil.copytree(catalog, tmp_path / "c.coincide"))
    with CatalogStore.open(opened.path, write=True) as store:
        shown = next(each for each in store.recordings.all() if each.name == "r1.wav")
        store.files.put(FileRow("/z/copy.wav", "/z", "copy.wav", 1, 1, shown.id, "present", None))
    assert opened.oracle(_write(tmp_path / "t.csv", ["copy.wav,1.0,1.3,x"])).unknown_recordings == []


def test_row_that_two_tables_of_a_folder_hold_counts_once(catalog: Path, tmp_path: Path) -> None:
    for format in ("raven", "csv"):
        export_annotations(catalog, tmp_path, format=format, layout="many")
    assert evaluate(catalog, tmp_path).detection.f1 == 1.0


def test_table_that_nobody_checked_is_no_proof(perfect: Evaluation) -> None:
    assert "If nobody checked these rows, the scores compare the result with itself" in perfect.notes[0]


def test_label_of_a_person_is_a_proof(catalog: Path, tmp_path: Path) -> None:
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        events = store.events.all(model.event_digest, recording_id=1)
    rows = [f"r0.wav,{event.onset_s},{event.offset_s},x" for event in events]
    assert not any("nobody checked" in note for note in evaluate(catalog, _write(tmp_path / "t.csv", rows)).notes)


def test_single_table_means_the_recording_it_is_named_like(catalog: Path, tmp_path: Path) -> None:
    table = tmp_path / "r1.txt"
    table.write_text("1.0\t1.3\tx\n")
    assert evaluate(catalog, table).n_truth == 1


def test_missing_truth_is_told(catalog: Path, tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=r"none\.csv"):
        evaluate(catalog, tmp_path / "none.csv")


@pytest.mark.parametrize("min_iou", [0.0, 1.1, float("nan")])
def test_overlap_out_of_range_is_told(catalog: Path, tmp_path: Path, min_iou: float) -> None:
    with pytest.raises(InputError, match=r"`min_iou` must be in \(0, 1\]"):
        evaluate(catalog, tmp_path / "t.csv", min_iou=min_iou)


def test_evaluation_before_learning_is_told(tmp_path: Path) -> None:
    CatalogStore.open(tmp_path / "c.coincide", create=True).close()
    table = _write(tmp_path / "t.csv", ["r1.wav,1.0,1.3,x"])
    with pytest.raises(CatalogError, match="nothing has been learned yet"):
        evaluate(tmp_path / "c.coincide", table)


def test_evaluation_is_kept_and_shown_by_the_report(learned: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(learned, tmp_path / "c.coincide"))
    export_annotations(copy, tmp_path / "truth.csv", format="csv")
    evaluate(copy, tmp_path / "truth.csv")
    assert SCORED in report(copy).read_text(encoding="utf-8")


def test_report_shows_no_scores_of_labels_before_an_evaluation(learned: Path, tmp_path: Path) -> None:
    assert SCORED not in report(learned, out=tmp_path / "r.html").read_text(encoding="utf-8")

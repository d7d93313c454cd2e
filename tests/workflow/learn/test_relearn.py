"""Labels teach a new model: when, what, and whether that helps."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from labeling import answer_all, events_of, labels_of, names_of_categories, row_of, write_table
from numpy.typing import NDArray
from workflow_examples import grouped, model_id, quick, quick_learn, write_calls

from coincide.label import NOISE
from coincide.seeds import generator
from coincide.workflow.annotations import import_annotations
from coincide.workflow.label.questions import Questions
from coincide.workflow.learn.lessons import LabelCount, LabelLesson
from coincide.workflow.learn.relearn import Verdict, can_judge, judge


def islands(n_each: int = 20, n_kinds: int = 3) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Embeddings of kinds that lie far apart, and the kind of each."""
    rng = generator(0, "islands")
    kinds = np.repeat(np.arange(n_kinds), n_each)
    rows = np.eye(8)[kinds] + 0.1 * rng.standard_normal((len(kinds), 8))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), kinds


def lesson_about(labels: Mapping[int, str], *, new_rows: NDArray[np.int64] | None = None) -> LabelLesson:
    embeddings, kinds = islands()
    rows = np.arange(len(kinds)) if new_rows is None else new_rows
    return LabelLesson(embeddings, labels, rows, int(rows.max()) + 1, seed=0)


def labels_of_islands(n_each: int = 4) -> dict[int, str]:
    return {kind * 20 + number: "abc"[kind] for kind in range(3) for number in range(n_each)}


def everything(lesson: LabelLesson) -> NDArray[np.bool_]:
    return np.ones(len(lesson.rows), dtype=np.bool_)


def test_labels_teach_all_events_that_are_surely_like_them() -> None:
    lesson = lesson_about(labels_of_islands())
    classes, kinds = lesson.classes(everything(lesson)), islands()[1]
    assert (classes >= 0).mean() > 0.5
    assert (classes[classes >= 0] == kinds[classes >= 0]).all()


def test_noise_teaches_nothing() -> None:
    lesson = lesson_about(labels_of_islands() | dict.fromkeys(range(4), NOISE))
    assert set(lesson.classes(everything(lesson))[:20].tolist()) == {-1}


def test_no_label_teaches_nothing() -> None:
    lesson = lesson_about(labels_of_islands())
    assert set(lesson.classes(~everything(lesson)).tolist()) == {-1}


def test_events_that_are_gone_are_left_out() -> None:
    rows = np.where(np.arange(60) < 30, np.arange(60), -1)
    lesson = lesson_about(labels_of_islands(), new_rows=rows)
    assert len(lesson.classes(everything(lesson))) == 30


def _shuffled(classes: NDArray[np.int64], half: int) -> NDArray[np.float32]:
    del classes
    return islands()[0][generator(half, "shuffled").permutation(60)]


def test_a_worse_embedding_is_found_worse() -> None:
    verdict = judge(lesson_about(labels_of_islands(8)), _shuffled, seed=0)
    assert (verdict.n, verdict.n_before, verdict.is_clearly_worse) == (24, 24, True)
    assert "makes it worse" in verdict.in_words()


def test_the_same_embedding_is_no_difference() -> None:
    verdict = judge(lesson_about(labels_of_islands()), lambda _classes, _half: islands()[0], seed=0)
    assert (verdict.n_before, verdict.is_clearly_worse, verdict.is_clearly_better) == (verdict.n_after, False, False)
    assert "too few labels to show a difference" in verdict.in_words()


def test_learning_labels_by_heart_is_no_merit() -> None:
    # Names that have nothing to do with the sound: an embedding can only know them from having been told.
    rows = generator(0, "rows").permutation(60)[:24]
    names = {int(row): "ab"[number % 2] for number, row in enumerate(rows)}

    def learn(classes: NDArray[np.int64], half: int) -> NDArray[np.float32]:
        del half
        told = np.eye(8, dtype=np.float32)[classes + 4]
        return np.where((classes >= 0)[:, None], told, islands()[0]).astype(np.float32)

    verdict = judge(lesson_about(names), learn, seed=0)
    assert verdict.n_after < 0.8 * verdict.n


def test_a_name_that_was_given_once_does_not_count() -> None:
    labels = labels_of_islands(4) | {59: "once"}
    assert judge(lesson_about(labels), lambda _classes, _half: islands()[0], seed=0).n == 12


def test_few_names_given_twice_cannot_be_judged() -> None:
    assert [can_judge(lesson_about(labels_of_islands(n))) for n in (1, 2)] == [False, True]


@pytest.mark.parametrize(
    ("better", "worse", "is_worse", "is_better"),
    [(0, 4, False, False), (0, 5, True, False), (5, 0, False, True), (10, 10, False, False), (3, 12, True, False)],
)
def test_luck_is_no_verdict(better: int, worse: int, is_worse: bool, is_better: bool) -> None:
    verdict = Verdict(40, 20 + worse, 20 + better, better, worse)
    assert (verdict.is_clearly_worse, verdict.is_clearly_better) == (is_worse, is_better)


def _answer(catalog: Path, names: str) -> None:
    with Questions(catalog) as questions:
        answer_all(questions, list(names))


@pytest.mark.slow
def test_enough_new_labels_make_it_learn_anew_and_tell_whether_it_helped(sounds: Path, catalog: Path) -> None:
    before = model_id(catalog)
    _answer(catalog, "abcabc")
    again = quick_learn(sounds, catalog)
    assert again.verdict is not None
    assert (again.what, again.n_labels_used, again.verdict.n) == ("learned", 6, 6)
    assert model_id(catalog) != before


@pytest.mark.slow
def test_the_same_labels_teach_once(sounds: Path, catalog: Path) -> None:
    _answer(catalog, "abcabc")
    assert [quick_learn(sounds, catalog).what for _ in range(2)] == ["learned", "unchanged"]


@pytest.mark.slow
@pytest.mark.parametrize("names", ["ab", "aaaaaaa"])
def test_few_labels_or_one_name_teach_nothing(sounds: Path, catalog: Path, names: str) -> None:
    _answer(catalog, names)
    assert quick_learn(sounds, catalog).what == "unchanged"


@pytest.mark.slow
def test_a_few_more_labels_change_nothing(sounds: Path, catalog: Path) -> None:
    _answer(catalog, "abcabc")
    quick_learn(sounds, catalog)
    _answer(catalog, "ab")
    assert quick_learn(sounds, catalog).what == "unchanged"


@pytest.mark.slow
def test_corrected_labels_are_learned_though_their_number_stays(sounds: Path, catalog: Path) -> None:
    _answer(catalog, "abcabc")
    quick_learn(sounds, catalog)
    with Questions(catalog) as questions:
        while questions.undo() is not None:
            pass
    # New names, since the questions come in another order after learning, and one event could get the same name again.
    _answer(catalog, "defdef")
    assert len(labels_of(catalog)) == 6
    assert quick_learn(sounds, catalog).what in ("learned", "kept")
    assert quick_learn(sounds, catalog).what == "unchanged"


@pytest.mark.slow
def test_corrections_that_made_the_model_worse_are_not_tried_again(
    sounds: Path, catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answer(catalog, "abcabc")
    quick_learn(sounds, catalog)
    with Questions(catalog) as questions:
        while questions.undo() is not None:
            pass
    # New names, since the questions come in another order after learning, and one event could get the same name again.
    _answer(catalog, "defdef")
    monkeypatch.setattr(Verdict, "is_clearly_worse", property(lambda _: True))
    assert [quick_learn(sounds, catalog).what for _ in range(2)] == ["kept", "unchanged"]


@given(st.sets(st.integers(0, 10**6), max_size=60), st.sets(st.integers(0, 10**6), max_size=60))
def test_two_tallies_tell_about_how_many_labels_differ(then: set[int], now: set[int]) -> None:
    differing = max(len(now - then), len(then - now))
    found = _said(now).n_changed(_said(then).tally)
    n_unseen = sum(new % 512 == gone % 512 for new in now - then for gone in then - now)
    assert differing - n_unseen <= found <= differing


def test_a_tally_of_nothing_makes_all_labels_new() -> None:
    assert _said({1, 2, 3}).n_changed([]) == 3


def _said(labels: set[int]) -> LabelCount:
    bins = [label % 512 for label in labels]
    return LabelCount("", len(labels), tuple(np.bincount(bins, minlength=512).tolist()))


@pytest.mark.slow
def test_without_labels_the_model_is_that_of_before(sounds: Path, catalog: Path) -> None:
    before = grouped(catalog)
    _answer(catalog, "abcabc")
    quick_learn(sounds, catalog)
    assert quick_learn(sounds, catalog, use_labels=False).what == "learned"
    assert grouped(catalog) == before


@pytest.mark.slow
def test_answers_and_names_outlive_relearning(sounds: Path, catalog: Path) -> None:
    _answer(catalog, "abcabcabc")
    labels = labels_of(catalog)
    quick_learn(sounds, catalog)
    assert labels_of(catalog) == labels
    assert set(names_of_categories(catalog)) <= {"a", "b", "c", None}
    assert len(Questions(catalog).labels) == 9


@pytest.mark.slow
def test_imported_labels_teach_too(sounds: Path, catalog: Path, tmp_path: Path) -> None:
    rows = [row_of(event, "ab"[number % 2]) for number, event in enumerate(events_of(catalog)[:8])]
    import_annotations(catalog, write_table(tmp_path / "t.csv", rows))
    assert quick_learn(sounds, catalog).n_labels_used == 8


@pytest.mark.slow
def test_other_settings_learn_from_labels_without_comparing(sounds: Path, catalog: Path) -> None:
    _answer(catalog, "abcabc")
    again = quick_learn(sounds, catalog, settings=quick(embed={"steps": 21}))
    assert (again.what, again.n_labels_used, again.verdict) == ("learned", 6, None)


@pytest.mark.slow
def test_a_model_that_labels_would_make_worse_is_kept(
    sounds: Path, catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = model_id(catalog)
    _answer(catalog, "abcabc")
    # No folder of a few calls is made worse for sure: let luck count.
    monkeypatch.setattr(Verdict, "is_clearly_worse", property(lambda _: True))
    kept = quick_learn(sounds, catalog)
    assert (kept.what, kept.n_labels_used, model_id(catalog)) == ("kept", 0, before)
    assert quick_learn(sounds, catalog).what == "unchanged"
    assert quick_learn(sounds, catalog, retrain=True).n_labels_used == 0


@pytest.mark.slow
def test_labels_that_retraining_found_worse_are_not_tried_again(
    sounds: Path, catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answer(catalog, "abcabc")
    monkeypatch.setattr(Verdict, "is_clearly_worse", property(lambda _: True))
    assert [quick_learn(sounds, catalog, retrain=again).what for again in (True, False)] == ["learned", "unchanged"]


@pytest.mark.slow
def test_labels_that_retraining_found_worse_are_not_tried_again_after_the_folder_has_grown(
    sounds: Path, catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(sounds, tmp_path / "growing")
    _answer(catalog, "abcabc")
    monkeypatch.setattr(Verdict, "is_clearly_worse", property(lambda _: True))
    quick_learn(folder, catalog, retrain=True)
    write_calls(folder / "small.wav", seed=77, duration_s=2.5)
    assert [quick_learn(folder, catalog).what for _ in range(2)] == ["extended", "unchanged"]


@pytest.mark.slow
def test_labels_that_are_about_no_event_are_no_reason_to_learn_again(
    sounds: Path, catalog: Path, tmp_path: Path
) -> None:
    rows = [(f"r{n % 2}.wav", 14.9 + n / 100, 14.905 + n / 100, "ab"[n % 2]) for n in range(8)]
    import_annotations(catalog, write_table(tmp_path / "t.csv", rows))
    runs = [quick_learn(sounds, catalog) for _ in range(2)]
    assert [(each.what, each.n_labels_tried) for each in runs] == [("unchanged", 8), ("unchanged", 0)]


@pytest.mark.slow
def test_a_damaged_model_is_replaced_also_where_labels_teach_nothing(
    sounds: Path, catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answer(catalog, "abcabc")
    (catalog / "models" / model_id(catalog) / "model.safetensors").write_bytes(b"damaged")
    monkeypatch.setattr(Verdict, "is_clearly_worse", property(lambda _: True))
    assert quick_learn(sounds, catalog).what == "learned"
    assert set(names_of_categories(catalog)) & {"a", "b", "c"}

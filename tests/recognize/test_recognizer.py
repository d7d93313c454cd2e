"""Labels are held out, scores are learned from them, and new events are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from coincide.label import NOISE, Consolidator, Sureness, fit_sureness
from coincide.recognize import UNKNOWN, HeldOut, Recognizer, hold_out, make_recognizer
from coincide.recognize.recognizer import TOO_SURE_SHIFT_SD

MAX_UNKNOWN = 0.2
"""Of 60 calls of a kind few lie far out, so that new ones seem farther than they are."""
CENTERS = np.linalg.qr(np.random.default_rng(0).standard_normal((16, 16)))[0].astype(np.float32)


def _calls(kind: int, n: int, seed: int) -> np.ndarray:
    rows = CENTERS[kind] + 0.08 * np.random.default_rng(seed).standard_normal((n, 16)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


ROWS = np.concatenate([_calls(kind, 60, kind) for kind in range(3)])
RECORDINGS = [row % 6 for row in range(180)]
LABELS = {row: ("a", "b", NOISE)[row // 60] for row in range(0, 180, 4)}


def _held_out(labels: Mapping[int, str] = LABELS, recordings: list[int] = RECORDINGS) -> HeldOut:
    consolidator = Consolidator(ROWS)
    far = consolidator.consolidate(labels).classifier.far
    return hold_out(ROWS, labels, recordings=recordings, spreader=consolidator.spreader, far=far)


def _recognizer(labels: Mapping[int, str] = LABELS) -> Recognizer:
    return make_recognizer(Consolidator(ROWS).consolidate(labels).classifier, _held_out(labels))


def test_labels_from_three_recordings_are_held_out_by_recording() -> None:
    assert (_held_out().is_by_recording, len(_held_out().truth)) == (True, len(LABELS))


def test_labels_from_two_recordings_are_held_out_one_by_one() -> None:
    held_out = _held_out(recordings=[row % 2 for row in range(180)])
    assert (held_out.is_by_recording, len(held_out.truth)) == (False, len(LABELS))


def test_labels_that_nobody_else_has_cannot_be_tested() -> None:
    held_out = _held_out({0: "a", 1: "a", 60: "b", 120: "c"})
    assert (len(held_out.truth), held_out.n_untestable) == (2, 2)


def test_one_label_cannot_be_tested() -> None:
    assert (len(_held_out({0: "a"}).truth), _held_out({0: "a"}).n_untestable) == (0, 1)


def test_names_of_one_recording_each_are_held_out_one_by_one() -> None:
    held_out = _held_out(recordings=[row // 60 for row in range(180)])
    assert (held_out.is_by_recording, held_out.n_untestable) == (False, 0)


def test_what_is_held_out_is_predicted_right_where_kinds_are_far_apart() -> None:
    assert _held_out().is_right.all()


def test_a_label_is_not_seen_when_it_is_predicted() -> None:
    wrong = {**LABELS, 0: "b"}
    held_out = _held_out(wrong)
    assert int((~held_out.is_right).sum()) == 1


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_new_calls_get_the_names_of_their_kind(kind: int) -> None:
    found = _recognizer().recognize(_calls(kind, 20, seed=9))
    assert {found.names[number] for number in found.best} == {("a", "b", NOISE)[kind]}
    assert found.is_unknown.mean() <= MAX_UNKNOWN


def test_a_kind_that_nobody_taught_is_unknown() -> None:
    found = _recognizer().recognize(_calls(7, 20, seed=9))
    assert {found.name(row) for row in range(20)} == {UNKNOWN}


def test_a_kind_that_was_never_heard_is_unknown_for_any_threshold() -> None:
    recognizer = Recognizer(_recognizer().classifier, {"a": 0.0, "b": 0.0})
    assert recognizer.recognize(_calls(7, 20, seed=9)).is_unknown.all()


def test_what_scores_below_the_threshold_of_its_name_is_unknown() -> None:
    recognizer = Recognizer(_recognizer().classifier, {"a": 1.0})
    assert recognizer.recognize(_calls(0, 20, seed=9)).is_unknown.all()
    assert recognizer.recognize(_calls(1, 20, seed=9)).is_unknown.mean() <= MAX_UNKNOWN


def test_more_wrong_labels_make_lower_scores() -> None:
    rng = np.random.default_rng(1)
    mixed_up = {row: name if rng.uniform() < 0.7 else "b" for row, name in LABELS.items()}
    calls = _calls(0, 20, seed=9)
    assert _recognizer(mixed_up).recognize(calls).scores.mean() < _recognizer().recognize(calls).scores.mean()


def test_without_testable_labels_the_classifier_keeps_its_scores() -> None:
    labels = {0: "a", 60: "b"}
    classifier = Consolidator(ROWS).consolidate(labels).classifier
    assert make_recognizer(classifier, _held_out(labels)).classifier is classifier


def test_held_out_recordings_that_agree_leave_the_scores() -> None:
    classifier = Consolidator(ROWS).consolidate(LABELS).classifier
    assert make_recognizer(classifier, _held_out()).classifier is classifier


def test_held_out_recordings_that_refute_the_scores_lower_them() -> None:
    held_out = _held_out()
    refuting = replace(held_out, guesses=np.where(np.arange(len(held_out.truth)) % 2, held_out.truth, -1))
    classifier = Consolidator(ROWS).consolidate(LABELS).classifier
    lowered = make_recognizer(classifier, refuting).recognize(_calls(0, 20, seed=9)).scores
    assert lowered.mean() < 0.75 < classifier.predict(_calls(0, 20, seed=9)).sureness.mean()


def test_held_out_recordings_raise_scores_that_are_too_low_but_carefully() -> None:
    held_out = replace(_held_out(), shares=np.full(len(LABELS), 0.2, dtype=np.float32))
    classifier = Consolidator(ROWS).consolidate(LABELS).classifier
    slope, is_right = classifier.sureness.slope, held_out.is_right
    usual = Sureness(slope=slope)
    at_once = fit_sureness(held_out.shares, is_right, slope=slope, usual=usual, shift_sd=TOO_SURE_SHIFT_SD)
    raised = make_recognizer(classifier, held_out).classifier.sureness
    assert classifier.sureness.intercept < raised.intercept < at_once.intercept - 1


def test_single_labels_that_are_held_out_leave_the_scores() -> None:
    held_out = _held_out(recordings=[row % 2 for row in range(180)])
    refuting = replace(held_out, guesses=np.full_like(held_out.guesses, -1))
    classifier = Consolidator(ROWS).consolidate(LABELS).classifier
    assert make_recognizer(classifier, refuting).classifier is classifier


def test_noise_is_no_name_of_a_call() -> None:
    assert _recognizer().call_names == ("a", "b")

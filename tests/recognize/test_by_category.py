"""Categories of new events: as for known ones, unless they are far from all of these."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from coincide.categorize import Categorizer, CategorizeSettings, fit_categories
from coincide.categorize.one_kind import in_one_category
from coincide.label import distances_to_others, nearest_distance
from coincide.label.classifier import STRANGE
from coincide.recognize import CategoryRecognizer
from coincide.recognize.by_category import Reach
from coincide.records import UNSURE

N_KINDS, N_EACH, DIM = 4, 30, 16


def _units(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _calls(seed: int) -> NDArray[np.float32]:
    """Calls of `N_KINDS` kinds, each around an axis of its own; the axes after these are of no kind."""
    rows = np.repeat(np.eye(DIM)[:N_KINDS], N_EACH, axis=0)
    return _units(rows + 0.1 * np.random.default_rng(seed).standard_normal(rows.shape))


@pytest.fixture(scope="module")
def categorizer() -> Categorizer:
    return fit_categories(_calls(0), settings=CategorizeSettings(), seed=0)


def test_calls_of_known_kinds_keep_category_and_certainty(categorizer: Categorizer) -> None:
    new, plain = CategoryRecognizer.of(categorizer).assign(_calls(1)), categorizer.assign(_calls(1))
    assert np.mean(new.categories == plain.categories) > 0.98  # one in a hundred known calls is as far away
    assert np.median(new.certainty / plain.certainty) == 1.0


def test_what_is_far_from_all_known_calls_is_unsure_however_clear_the_nearest_category(
    categorizer: Categorizer,
) -> None:
    strange = _units(np.eye(DIM)[[0]] + 2.0 * np.eye(DIM)[[N_KINDS]])
    assert categorizer.assign(strange).certainty[0] > 0.9
    found = CategoryRecognizer.of(categorizer).assign(strange)
    assert (found.categories.tolist(), found.certainty.tolist()) == ([UNSURE], [0.0])


def test_while_nobody_knows_where_a_call_is_from_its_distance_says_nothing(categorizer: Categorizer) -> None:
    strange = _units(np.eye(DIM)[[0, 0]] + 2.0 * np.eye(DIM)[[N_KINDS, N_KINDS]])
    found = CategoryRecognizer.of(categorizer).assign(strange, is_placed=np.array([True, False]))
    assert found.certainty.tolist() == [0.0, float(categorizer.assign(strange).certainty[1])]


def test_where_all_calls_are_one_category_other_sounds_are_in_none(categorizer: Categorizer) -> None:
    alike = in_one_category(categorizer, _calls(0)[:N_EACH])
    found = CategoryRecognizer.of(alike).assign(_units(np.eye(DIM)[[N_KINDS]]))
    assert found.categories.tolist() == [UNSURE]


def test_no_events_have_no_categories(categorizer: Categorizer) -> None:
    assert CategoryRecognizer.of(categorizer).assign(np.zeros((0, DIM), dtype=np.float32)).numbers == []


def test_a_few_calls_of_no_kind_do_not_make_what_is_far_usual() -> None:
    calls = np.concatenate([_calls(0), _calls(2), _units(np.random.default_rng(3).standard_normal((6, DIM)))])
    assert np.percentile(distances_to_others(calls), 99) > 0.4
    assert Reach.of(calls).far == pytest.approx(0.35)


def test_where_calls_are_near_to_each_other_all_but_one_in_a_hundred_count() -> None:
    farthest = float(np.percentile(distances_to_others(_calls(0)), 99))
    assert farthest < 0.35
    assert Reach.of(_calls(0)).far == pytest.approx(farthest)


def test_where_most_calls_are_far_from_each_other_that_is_usual() -> None:
    calls = _units(np.random.default_rng(3).standard_normal((100, DIM)))
    most = float(np.percentile(distances_to_others(calls), 95))
    assert most > 0.35
    assert Reach.of(calls).far == pytest.approx(most)


def test_of_a_lone_call_only_the_same_sound_is_near() -> None:
    assert Reach.of(_calls(0)[:1]).far == 0.0


def _new_voice(categorizer: Categorizer, n_strange: int) -> tuple[CategoryRecognizer, NDArray[np.float32]]:
    """Return a recognizer, and calls of a new individual, some of them too far, and strange ones last."""
    voice = 0.3 * np.eye(DIM)[DIM - 1]
    strange = np.eye(DIM)[N_KINDS + np.arange(n_strange) % 3]
    calls = _units(np.concatenate([_calls(1) + voice, strange]))
    known = CategoryRecognizer.of(categorizer)
    middle, much = np.percentile(nearest_distance(calls[: len(_calls(1))], categorizer.smoother.reference), (50, 90))
    reach = Reach(float(middle) / 2, float(much) / STRANGE, 1.0)
    return replace(known, reach=reach, far=reach.most), calls


def test_where_most_calls_are_known_but_farther_what_is_far_is_farther(categorizer: Categorizer) -> None:
    known, calls = _new_voice(categorizer, 0)
    before, now = known.assign(calls), known.at_place(calls).assign(calls)
    assert 0.1 < np.mean(before.categories == UNSURE) < 1 / 3
    assert np.mean(now.categories == UNSURE) < 0.01


def test_what_is_strange_stays_strange_at_such_a_place(categorizer: Categorizer) -> None:
    known, calls = _new_voice(categorizer, 8)
    assert set(known.at_place(calls).assign(calls).categories[-8:].tolist()) == {UNSURE}


def test_where_many_calls_are_strange_what_is_far_stays(categorizer: Categorizer) -> None:
    known, calls = _new_voice(categorizer, 80)
    assert known.at_place(calls).far == known.far


def test_nineteen_calls_do_not_tell_how_far_a_place_is(categorizer: Categorizer) -> None:
    known, calls = _new_voice(categorizer, 0)
    assert known.at_place(calls[:20]).far > known.at_place(calls[:19]).far == known.far


@pytest.mark.parametrize(("farther", "far"), [(1.2, 0.4), (1.3, 0.52)])
def test_only_clearly_farther_calls_change_what_is_far(categorizer: Categorizer, farther: float, far: float) -> None:
    middle = float(np.median(nearest_distance(_calls(1), categorizer.smoother.reference)))
    reach = Reach(middle / farther, 0.4, 0.9)
    known = replace(CategoryRecognizer.of(categorizer), reach=reach, far=reach.far)
    assert known.at_place(_calls(1)).far == pytest.approx(far)


def test_what_is_far_never_exceeds_what_one_known_call_in_a_hundred_exceeds() -> None:
    assert Reach(0.1, 0.3, 0.5).where_farther(3.0) == 0.5

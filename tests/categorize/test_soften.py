"""Certainties that are lowered where changed copies fall into other categories."""

from __future__ import annotations

import numpy as np
import pytest

from coincide.categorize import Categorizer, CategorizeSettings, fit_categories
from coincide.categorize.soften import soften
from coincide.records import UNSURE

_MAX_ERROR = 0.05


def _unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def _kinds(n_kinds: int, n: int = 120) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of calls scattered around the place of their kind, copies of them scattered likewise, and the kinds."""
    rng = np.random.default_rng(1)
    kind = np.arange(n) % n_kinds
    places = 3.0 * np.eye(12)[kind] * (n_kinds > 1)
    return (
        _unit(places + 0.5 * rng.standard_normal((n, 12))),
        _unit(places + 0.5 * rng.standard_normal((3, n, 12))),
        kind,
    )


def _fit(rows: np.ndarray, **given: object) -> Categorizer:
    return fit_categories(rows, settings=CategorizeSettings.model_validate(given), seed=1)


def test_categories_that_copies_stay_in_are_as_sure_as_before() -> None:
    rows, copies, _ = _kinds(4)
    found = _fit(rows)
    assert soften(found, rows, copies, heard=rows) == found


def test_certainty_in_parts_of_one_kind_is_the_share_of_copies_that_land_there() -> None:
    rows, copies, _ = _kinds(1)
    found = _fit(rows, categories=6)
    softer = soften(found, rows, copies, heard=rows)
    best = [found.head.probabilities(found.smoother.apply(each)).argmax(axis=1) for each in (rows, *copies)]
    landed = np.mean([each == best[0] for each in best[1:]])
    assert found.assign(rows).certainty.mean() > landed + 0.3
    assert softer.assign(rows).certainty.mean() == pytest.approx(landed, abs=_MAX_ERROR)


def test_no_event_moves_to_another_category_and_no_more_are_unsure() -> None:
    rows, copies, _ = _kinds(1)
    found = _fit(rows, categories=10)
    before, after = (one.assign(rows).categories for one in (found, soften(found, rows, copies, heard=rows)))
    in_both = (before != UNSURE) & (after != UNSURE)
    np.testing.assert_array_equal(before[in_both], after[in_both])
    assert (after == UNSURE).sum() <= (before == UNSURE).sum()


def test_no_more_of_the_events_that_were_not_learned_from_are_unsure() -> None:
    rows, copies, _ = _kinds(1)
    found = _fit(rows[:60], categories=10)
    before, after = (
        (one.assign(rows).categories == UNSURE).sum()
        for one in (found, soften(found, rows[:60], copies[:, :60], heard=rows))
    )
    assert after <= before


def test_a_limit_that_a_person_chose_is_kept() -> None:
    rows, copies, _ = _kinds(1)
    found = _fit(rows, categories=10, unsure_below=0.5)
    softer = soften(found, rows, copies, heard=None)
    assert softer.head.temperature > found.head.temperature
    assert softer.unsure_below == 0.5


def test_one_category_has_nothing_to_soften() -> None:
    rows, copies, _ = _kinds(1)
    found = _fit(np.tile(rows[:1], (20, 1)))
    assert soften(found, rows, copies, heard=rows) is found

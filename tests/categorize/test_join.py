"""Categories that changed copies of calls do not tell apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.categorize import CategorizeSettings, fit_categories, measure_stability, smooth
from coincide.categorize.count import Partition, choose_cut, count_categories
from coincide.categorize.join import join_by_copies

_N_CALLS, _DIM = 15, 12


def _unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def _calls(n_kinds: int, n_individuals: int, *, changes: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of calls, copies that may move as far as individuals of a kind differ, and the individual of each call."""
    rng = np.random.default_rng(1)
    kinds = np.repeat(np.eye(_DIM)[:n_kinds], n_individuals, axis=0)
    voices = np.tile(np.linspace(-0.5, 0.5, n_individuals), n_kinds)
    who = np.repeat(np.arange(len(kinds)), _N_CALLS)

    def rows(shift: np.ndarray) -> np.ndarray:
        placed = kinds[who] + 0.02 * rng.standard_normal((len(who), _DIM))
        placed[:, -1] += voices[who] + shift
        return placed

    calls = rows(np.zeros(len(who)))
    copies = np.stack([rows(changes * rng.uniform(-1, 1, len(who))) for _ in range(3)])
    return _unit(calls), _unit(copies), who.astype(np.int64)


@pytest.mark.parametrize("n_individuals", [2, 3])
def test_individuals_are_joined_if_copies_move_from_one_to_another(n_individuals: int) -> None:
    calls, copies, who = _calls(4, n_individuals, changes=1.0)
    joined = join_by_copies(calls, copies, who)
    np.testing.assert_array_equal(joined, who // n_individuals)


def test_individuals_of_a_kind_are_joined_before_kinds() -> None:
    rng = np.random.default_rng(0)
    kinds = rng.standard_normal((10, 64))
    individuals = np.repeat(kinds, 2, axis=0) + 0.25 * rng.standard_normal((20, 64))
    who = np.arange(600) % 20
    calls = _unit(individuals[who] + 0.05 * rng.standard_normal((600, 64)))
    copies = _unit(kinds[who // 2] + 0.25 * rng.standard_normal((3, 600, 64)))
    np.testing.assert_array_equal(join_by_copies(calls, copies, who), who // 2)


def test_two_kinds_do_not_take_in_a_third_with_few_calls() -> None:
    rng = np.random.default_rng(0)
    kinds = np.eye(16)[[0, 0, 0, 3, 4]]
    kinds[0, 1], kinds[1, 1], kinds[2, 2] = 0.4, -0.4, 1.0
    who = np.repeat(np.arange(5), [20, 20, 5, 20, 20])
    calls = _unit(kinds[who] + 0.05 * rng.standard_normal((len(who), 16)))
    copies = _unit(kinds[who] + 0.2 * rng.standard_normal((3, len(who), 16)))
    np.testing.assert_array_equal(join_by_copies(calls, copies, who), who)


@pytest.mark.parametrize(("n_in_pairs", "n_alone", "n_left"), [(20, 22, 42), (28, 14, 28), (20, 10, 20)])
def test_of_many_categories_many_are_joined_or_none(n_in_pairs: int, n_alone: int, n_left: int) -> None:
    rng = np.random.default_rng(0)
    n = n_in_pairs + n_alone
    kind = np.concatenate([np.arange(n_in_pairs) // 2, n_in_pairs + np.arange(n_alone)])  # individuals in pairs
    kinds = rng.standard_normal((2 * n, 64))[kind]
    individuals = kinds + 0.25 * rng.standard_normal((n, 64))
    who = np.arange(15 * n) % n
    calls = _unit(individuals[who] + 0.05 * rng.standard_normal((len(who), 64)))
    copies = _unit(kinds[who] + 0.25 * rng.standard_normal((3, len(who), 64)))
    assert len(set(join_by_copies(calls, copies, who).tolist())) == n_left


def test_categories_whose_copies_stay_are_kept() -> None:
    calls, copies, who = _calls(4, 3, changes=0.05)
    np.testing.assert_array_equal(join_by_copies(calls, copies, who), who)


def test_two_categories_are_never_joined() -> None:
    calls, copies, who = _calls(1, 2, changes=0.6)
    np.testing.assert_array_equal(join_by_copies(calls, copies, who), who)


@pytest.mark.parametrize(
    ("low_hz", "high_hz", "n_left"),
    [(45e3, 68e3, 5), (30e3, 100e3, 5), (21e3, 120e3, 4), (35e3, 50e3, 4)],
    ids=["far", "far and broad", "overlap", "near"],
)
def test_categories_of_far_bands_are_never_joined(low_hz: float, high_hz: float, n_left: int) -> None:
    calls, copies, who = _calls(4, 2, changes=1.0)
    bands_hz = np.array([(17e3, 22e3), (low_hz, high_hz), *[(2e3, 4e3)] * 6])[who]
    joined = join_by_copies(calls, copies, who, bands_hz=bands_hz)
    assert int(joined.max()) + 1 == n_left


@examples(30)
@given(seed=st.integers(0, 9999), n_categories=st.integers(3, 8))
def test_joining_never_lowers_the_silhouette_of_the_copies_concerned(seed: int, n_categories: int) -> None:
    rng = np.random.default_rng(seed)
    rows = _unit(rng.standard_normal((40, 4)))
    copies = _unit(rows + 0.3 * rng.standard_normal((1, 40, 4)))
    before = np.unique(np.argmax(rows @ rows[:n_categories].T, axis=1), return_inverse=True)[1].astype(np.int64)
    joined = join_by_copies(rows, copies, before)
    # Each category is a part of one afterwards, and the last to be joined had gained.
    parts = set(zip(before.tolist(), joined.tolist(), strict=True))
    assert len(parts) == len(set(before.tolist()))
    assert set(joined.tolist()) == set(range(int(joined.max()) + 1))
    changed = [number for number in set(joined.tolist()) if len(set(before[joined == number].tolist())) > 1]
    if len(changed) == 1:
        concerned = joined == changed[0]
        assert (
            _silhouettes(rows, copies[0], joined)[concerned].sum()
            > _silhouettes(rows, copies[0], before)[concerned].sum() - 1e-6
        )


def _silhouettes(rows: np.ndarray, copies: np.ndarray, categories: np.ndarray) -> np.ndarray:
    """The slow twin: each copy among all calls but its own original."""
    found: list[float] = []
    for number, copy in enumerate(copies.astype(np.float64)):
        far = 1.0 - rows.astype(np.float64) @ copy
        others = np.arange(len(rows)) != number
        means = {c: far[others & (categories == c)].mean() for c in set(categories[others].tolist())}
        own = means.pop(int(categories[number]), None)
        found.append(0.0 if own is None else (min(means.values()) - own) / max(min(means.values()), own))
    return np.array(found)


def _counted(calls: np.ndarray, copies: np.ndarray, n_categories: int | None = None) -> Partition:
    rng = np.random.default_rng(0)
    return count_categories(calls, n_categories=n_categories, max_categories=60, copies=copies, rng=rng)[1]


def test_a_sharp_cut_is_joined() -> None:
    calls, copies, _ = _calls(4, 3, changes=0.6)
    cut = choose_cut(calls, calls, n_categories=None, max_categories=60)
    joined = _counted(calls, copies)
    assert (cut.n_categories, joined.n_categories) == (12, 4)


def test_a_number_that_was_asked_for_is_kept() -> None:
    calls, copies, _ = _calls(4, 3, changes=0.6)
    assert _counted(calls, copies, n_categories=12).n_categories == 12


def test_a_cut_that_is_not_sharp_is_kept() -> None:
    rng = np.random.default_rng(1)
    rows, copies = _unit(rng.standard_normal((60, 12))), _unit(rng.standard_normal((3, 60, 12)))
    cut = choose_cut(rows, rows, n_categories=None, max_categories=60)
    assert cut.silhouette < 0.5
    joined = _counted(rows, copies)
    np.testing.assert_array_equal(joined.assignment, cut.assignment)


def test_categories_are_fitted_and_counted_again_with_copies() -> None:
    calls, copies, who = _calls(4, 3, changes=0.6)
    settings = CategorizeSettings()
    fitted = fit_categories(calls, settings=settings, seed=1, copies=copies)
    kinds = fitted.assign(calls).categories
    assert len(set(zip(kinds.tolist(), (who // 3).tolist(), strict=True))) == 4
    stability = measure_stability(calls, settings=settings, seed=1, n_events=len(calls), copies=copies)
    assert stability is not None
    assert (stability.fewest, stability.most) == (4, 4)


def test_bands_keep_categories_apart_when_they_are_fitted_and_counted_again() -> None:
    calls, copies, who = _calls(4, 3, changes=0.6)
    bands_hz = np.where(who[:, None] % 3 == 0, (1e3, 2e3), (4e3, 8e3))
    fitted = fit_categories(calls, settings=CategorizeSettings(), seed=1, copies=copies, bands_hz=bands_hz)
    assert len(fitted.head.prototypes) > 4
    how = {"settings": CategorizeSettings(), "seed": 1, "n_events": len(calls)}
    stability = measure_stability(calls, copies=copies, bands_hz=bands_hz, **how)
    assert stability is not None and stability.fewest > 4


def test_copies_are_those_of_the_reference_where_it_is_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    calls, copies, _ = _calls(4, 3, changes=0.6)
    monkeypatch.setattr(smooth, "MAX_REFERENCE", 150)
    fitted = fit_categories(calls, settings=CategorizeSettings(), seed=1, copies=copies)
    assert len(fitted.smoother.reference) == 150
    assert len(fitted.head.prototypes) == 4

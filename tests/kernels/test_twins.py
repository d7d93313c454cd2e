"""Each compiled loop and its plain twin give the same."""

from __future__ import annotations

from types import ModuleType

import front_door
import naive
import numpy as np
import pytest
import scipy.ndimage
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide import kernels
from coincide.features import FeatureSettings, frame_grid, mel_filterbank
from coincide.kernels import compiled, plain
from coincide.kernels.compiled import bands as compiled_bands
from coincide.kernels.compiled import echoes as compiled_echoes
from coincide.kernels.compiled import floor as compiled_floor
from coincide.kernels.compiled import highest as compiled_highest
from coincide.kernels.compiled import loudest as compiled_loudest
from coincide.kernels.compiled import moving as compiled_moving
from coincide.kernels.compiled import smoothing as compiled_smoothing
from coincide.kernels.compiled import valleys as compiled_valleys
from coincide.kernels.plain import bands as plain_bands
from coincide.kernels.plain import echoes as plain_echoes
from coincide.kernels.plain import floor as plain_floor
from coincide.kernels.plain import highest as plain_highest
from coincide.kernels.plain import loudest as plain_loudest
from coincide.kernels.plain import moving as plain_moving
from coincide.kernels.plain import smoothing as plain_smoothing
from coincide.kernels.plain import valleys as plain_valleys


@pytest.mark.parametrize("package", [kernels, compiled, plain], ids=lambda package: package.__name__)
def test_the_docstring_lists_every_module(package: ModuleType) -> None:
    assert front_door.listed_modules(package) == front_door.present_modules(package)


def test_names_of_the_package_are_exported() -> None:
    assert front_door.exported_names(kernels) == set(dir(kernels))


@pytest.mark.parametrize(("switch", "kind"), [("0", "compiled"), ("", "compiled"), ("1", "plain")])
def test_the_switch_chooses(switch: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COINCIDE_PLAIN", switch)
    homes = {name: getattr(kernels, name).__module__ for name in kernels.LOOPS}
    assert homes == {name: f"coincide.kernels.{kind}.{home}" for name, home in kernels.LOOPS.items()}


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match=r"module `coincide.kernels` has no attribute `band_level`"):
        _ = kernels.band_level


@examples(40)
@given(rate_hz=st.sampled_from([8000, 48_000]), n_frames=st.integers(1, 70), seed=st.integers(0, 99))
def test_band_levels(rate_hz: int, n_frames: int, seed: int) -> None:
    grid = frame_grid(rate_hz, FeatureSettings())
    filters = mel_filterbank(
        sample_rate_hz=rate_hz, n_fft=grid.n_fft, low_hz=grid.low_hz, high_hz=grid.high_hz, n_bands=grid.n_bands
    )
    plan = kernels.plan_bands(np.hanning(grid.window_samples).astype(np.float32), filters, scale=0.3, floor_power=1e-12)
    rng = np.random.default_rng(seed)
    sound = rng.normal(0, 0.1, 2000 + grid.window_samples).astype(np.float32)
    starts = rng.integers(0, 2000, n_frames)
    np.testing.assert_allclose(
        compiled_bands.band_levels(sound, starts, plan), plain_bands.band_levels(sound, starts, plan), atol=1e-3
    )


@examples(60)
@given(
    n_frames=st.integers(1, 300),
    n_bands=st.integers(1, 40),
    apart=st.integers(1, 50),
    half=st.integers(1, 200),
    stride=st.integers(1, 5),
    is_turned=st.booleans(),
    seed=st.integers(0, 99),
)
def test_percentiles_around(
    n_frames: int, n_bands: int, apart: int, half: int, stride: int, is_turned: bool, seed: int
) -> None:
    levels = np.random.default_rng(seed).normal(-60, 5, (n_frames, n_bands)).astype(np.float32)
    levels = np.asfortranarray(levels) if is_turned else levels
    found, expected = (
        loops.percentiles_around(levels, apart=apart, half=half, stride=stride, share=0.2)
        for loops in (compiled_floor, plain_floor)
    )
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@examples(40)
@given(
    n_frames=st.integers(1, 100),
    n_bands=st.sampled_from([1, 15, 16, 17, 40]),
    share=st.sampled_from([0.0, 0.2, 0.5, 0.99]),
    spread=st.sampled_from([0.0, 1.0, 30.0]),
    is_turned=st.booleans(),
    seed=st.integers(0, 99),
)
def test_percentiles_of_numbers_that_are_equal_or_far_apart(
    n_frames: int, n_bands: int, share: float, spread: float, is_turned: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    levels = np.float32(10.0) ** rng.integers(-1, 2, (n_frames, n_bands)) * rng.integers(-1, 2, (n_frames, n_bands))
    levels = (levels * 10.0 ** (spread * rng.random((n_frames, n_bands)))).astype(np.float32)
    levels = np.asfortranarray(levels) if is_turned else levels
    found, expected = (
        loops.percentiles_around(levels, apart=n_frames, half=n_frames, stride=1, share=share)
        for loops in (compiled_floor, plain_floor)
    )
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5 * np.abs(levels).max())


@pytest.mark.parametrize("odd", [np.inf, -np.inf, np.nan, -np.nan])
def test_percentiles_beside_what_is_no_level_are_found(odd: float) -> None:
    levels = np.random.default_rng(0).normal(-60, 5, (50, 16)).astype(np.float32)
    levels[7] = odd
    levels[8].view(np.int32)[:] = -1
    assert compiled_floor.percentiles_around(levels, apart=50, half=50, stride=1, share=0.5).shape == (1, 16)


@examples(60)
@given(n_frames=st.integers(1, 90), n_bands=st.integers(1, 40), n_ago=st.integers(1, 100), seed=st.integers(0, 99))
def test_count_echoes(n_frames: int, n_bands: int, n_ago: int, seed: int) -> None:
    # Whole and half numbers, whose sums are exact: what is equal counts as echo.
    rng = np.random.default_rng(seed)
    levels, steady = rng.integers(-10, 30, (2, n_frames, n_bands)).astype(np.float32)
    found, expected = (
        loops.count_echoes(levels, steady, n_ago=n_ago, fall=0.5, least=6.0)
        for loops in (compiled_echoes, plain_echoes)
    )
    assert found == expected


@examples(60)
@given(n_anchors=st.integers(1, 20), apart=st.integers(1, 50), n_more=st.integers(0, 49), seed=st.integers(0, 99))
def test_join_anchors(n_anchors: int, apart: int, n_more: int, seed: int) -> None:
    floors = np.random.default_rng(seed).normal(-60, 5, (n_anchors, 3)).astype(np.float32)
    n_frames = (n_anchors - 1) * apart + 1 + n_more % apart
    found, expected = (
        loops.join_anchors(floors, apart=apart, n_frames=n_frames) for loops in (compiled_floor, plain_floor)
    )
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@examples(60)
@given(n_rows=st.integers(0, 70), n_columns=st.integers(1, 45), n_loud=st.integers(1, 45), seed=st.integers(0, 99))
def test_mean_of_loudest(n_rows: int, n_columns: int, n_loud: int, seed: int) -> None:
    rows = np.random.default_rng(seed).normal(0, 5, (n_rows, n_columns)).astype(np.float32)
    found, expected = (
        loops.mean_of_loudest(rows, n_loud=min(n_loud, n_columns)) for loops in (compiled_loudest, plain_loudest)
    )
    np.testing.assert_allclose(found, expected, atol=1e-5)


@examples(60)
@given(n_rows=st.integers(0, 70), n_columns=st.integers(1, 45), n_loud=st.integers(1, 45), seed=st.integers(0, 99))
def test_means_where_loudest(n_rows: int, n_columns: int, n_loud: int, seed: int) -> None:
    rows, others, by = np.random.default_rng(seed).normal(0, 5, (3, n_rows, n_columns)).astype(np.float32)
    found, expected = (
        loops.means_where_loudest(rows, others, by=by, n_loud=min(n_loud, n_columns))
        for loops in (compiled_loudest, plain_loudest)
    )
    np.testing.assert_allclose(found, expected, atol=1e-5)


@examples(100)
@given(
    n_rows=st.integers(0, 9),
    n_columns=st.integers(1, 300),
    n=st.integers(1, 40),
    n_values=st.integers(1, 99),
    seed=st.integers(0, 99),
)
def test_highest_of_rows(n_rows: int, n_columns: int, n: int, n_values: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = np.append(rng.normal(size=n_values), -np.inf).astype(np.float32)  # few, so that many are equal
    numbers = rng.choice(values, (n_rows, n_columns))
    found, expected = (
        loops.highest_of_rows(numbers, n=min(n, n_columns)) for loops in (compiled_highest, plain_highest)
    )
    np.testing.assert_array_equal(found, expected)


@examples(60)
@given(n=st.integers(1, 60), density=st.floats(0.0, 0.6), n_rounds=st.integers(1, 4), seed=st.integers(0, 99))
def test_move_nodes(n: int, density: float, n_rounds: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.random((n, n)) * (rng.random((n, n)) < density))
    graph = scipy.sparse.csr_array(upper + upper.T)
    pointers, columns = graph.indptr.astype(np.int64), graph.indices.astype(np.int64)
    strengths = upper.sum(axis=0) + upper.sum(axis=1)
    orders = [rng.permutation(n) for _ in range(n_rounds)]

    def moved(loops: ModuleType) -> tuple[list[int], list[int]]:
        labels, sums = np.arange(n), strengths / max(strengths.sum(), 1e-12)
        counts = [loops.move_nodes(pointers, columns, graph.data, strengths, order, labels, sums) for order in orders]
        return counts, labels.tolist()

    assert moved(compiled_moving) == moved(plain_moving)


def test_the_highest_of_a_long_row_come_in_falling_order() -> None:
    numbers = np.random.default_rng(0).permutation(5_000).astype(np.float32)
    for loops in (compiled_highest, plain_highest):
        assert numbers[loops.highest_of_rows(numbers[None], n=3)[0]].tolist() == [4999, 4998, 4997]


@examples(60)
@given(
    n_frames=st.integers(1, 200),
    bands=st.sampled_from([(), (1,), (7,)]),
    reach=st.integers(0, 30),
    seed=st.integers(0, 99),
)
def test_weigh_neighbors(n_frames: int, bands: tuple[int, ...], reach: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    shapes = ((n_frames + 2 * reach, *bands), (reach + 1,))
    padded, weights = (rng.normal(size=shape).astype(np.float32) for shape in shapes)
    found, expected = (loops.weigh_neighbors(padded, weights) for loops in (compiled_smoothing, plain_smoothing))
    np.testing.assert_allclose(found, expected, atol=1e-4)


@pytest.mark.parametrize("loops", [compiled_valleys, plain_valleys], ids=lambda module: module.__name__)
@examples(100)
@given(
    n_frames=st.integers(1, 400),
    seed=st.integers(0, 9999),
    smoothness=st.floats(0.5, 6.0),
    valley=st.floats(1.0, 12.0),
    depth=st.floats(1.0, 30.0),
)
def test_part_runs_equals_its_slow_twin(
    loops: ModuleType, n_frames: int, seed: int, smoothness: float, valley: float, depth: float
) -> None:
    rng = np.random.default_rng(seed)
    curve = scipy.ndimage.gaussian_filter1d(rng.normal(0.0, 20.0, n_frames), smoothness).astype(np.float32)
    is_on, is_sure = curve > rng.uniform(-3, 1), curve > rng.uniform(0, 6)
    spans = loops.part_runs(curve, is_on, is_sure, valley=valley, depth=depth)
    expected = naive.parts_at_valleys(curve, is_on, is_sure, valley=np.float32(valley), depth=np.float32(depth))
    assert [tuple(span) for span in spans.tolist()] == expected

"""Independent generators from one seed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coincide.seeds import derive, generator


@given(seed=st.integers(), step=st.integers())
def test_a_derived_seed_fits_63_bits(seed: int, step: int) -> None:
    assert 0 <= derive(seed, "step", step) < 2**63


def test_a_derived_seed_is_the_same_everywhere() -> None:
    assert derive(0, "batch", 3) == 2742198157219078016


def test_a_number_and_its_digits_are_different_purposes() -> None:
    assert derive(0, 1) != derive(0, "1")


def test_parts_of_a_purpose_do_not_run_together() -> None:
    assert derive(0, "ab", "c") != derive(0, "a", "bc")


def test_equal_purposes_draw_equal_numbers() -> None:
    assert generator(5, "a").random() == generator(5, "a").random()


def test_other_seeds_draw_other_numbers() -> None:
    assert generator(5, "a").random() != generator(6, "a").random()

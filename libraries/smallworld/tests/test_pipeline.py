"""What Numba would work out again for each function."""

from __future__ import annotations

from typing import Any

import pytest
from llvmlite import ir
from numba import types
from numba.core import event
from numba.core.compiler import Flags
from numba.core.registry import cpu_target
from numba.core.targetconfig import ConfigStack

from coincide_smallworld.compiled import entry, inner
from coincide_smallworld.pipeline import settled, size_in

PAIR = ir.LiteralStructType([ir.IntType(64), ir.FloatType()])


def flags(*, nogil: bool) -> Flags:
    made: Any = Flags()
    made.release_gil = nogil
    return made


@inner
def second(pair: tuple[int, int]) -> int:
    return pair[1]


@entry(types.int64(types.int64, types.int64))
def second_of(a: int, b: int) -> int:
    return second((a, b))


def test_equal_options_are_one_object() -> None:
    assert settled(flags(nogil=True)) is settled(flags(nogil=True))


def test_other_options_are_another_object() -> None:
    assert settled(flags(nogil=True)) is not settled(flags(nogil=False))


def test_a_copy_of_settled_options_may_be_changed() -> None:
    changed: Any = settled(flags(nogil=True)).copy()
    changed.release_gil = False

    assert settled(flags(nogil=True)).values()["release_gil"]


def test_sizes_are_those_of_llvm() -> None:
    context: Any = cpu_target.target_context

    assert [size_in(context)(PAIR) for _ in range(2)] == [context.get_abi_sizeof(PAIR)] * 2 == [16, 16]


@pytest.mark.slow
def test_no_function_is_compiled_for_a_place_in_a_tuple() -> None:
    with event.install_recorder("numba:compile") as recorder:
        assert second_of(3, 5) == 5

    names = {each.data["dispatcher"].py_func.__name__ for _, each in recorder.buffer}
    assert names <= {"second", "second_of"}


@pytest.mark.slow
def test_nothing_is_left_of_the_options_after_compiling() -> None:
    second_of.compiled()  # pyright: ignore[reportFunctionMemberAccess]

    assert not ConfigStack()

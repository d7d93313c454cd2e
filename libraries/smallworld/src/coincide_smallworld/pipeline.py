"""Keeps what Numba would work out again for each function that it compiles, although the answer is the same.

At each operation, Numba compares all options of the function with those of others that were compiled before. Wherever a
variable gets its place in memory, LLVM reads a program to learn how large that is. Together, these take a fifth of the
time of compiling.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba.core.compiler import Compiler, Flags
from numba.core.compiler_machinery import FunctionPass, register_pass
from numba.core.rewrites.static_getitem import RewriteConstGetitems
from numba.core.targetconfig import ConfigStack
from numba.core.untyped_passes import IRProcessing

_known: list[SettledFlags] = []
_sizes: dict[tuple[str, str], int] = {}


class SettledFlags(Flags):
    """Options of a function that nobody changes any more: one object for all functions with the same options."""

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def copy(self) -> Flags:
        """Return options that may be changed."""
        return Flags(self)


@register_pass(mutates_CFG=False, analysis_only=False)
class FixedPlaces(FunctionPass):
    """Takes members out of tuples by their fixed places. Numba would compile a function for each of these."""

    _name = "fixed_places"

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> Any:
        """Rewrite all blocks of a function; return whether any has changed."""
        rewrite, has_changed = RewriteConstGetitems(state), False
        for key, block in state.func_ir.blocks.items():
            if rewrite.match(state.func_ir, block, None, None):
                state.func_ir.blocks[key], has_changed = rewrite.apply(), True
        return has_changed


class Steps:
    """Numba's own steps, taken with settled options and known sizes."""

    def __init__(self, steps: Any) -> None:
        steps.add_pass_after(FixedPlaces, IRProcessing)
        steps.finalize()
        self._steps = steps
        self.pipeline_name, self.exec_times = steps.pipeline_name, steps.exec_times

    def run(self, state: Any) -> None:
        """Compile one function."""
        state.targetctx = state.targetctx.subtarget(get_abi_sizeof=size_in(state.targetctx))
        with ConfigStack().enter(settled(state.flags)):
            self._steps.run(state)


class EntryCompiler(Compiler):
    """Compiles a function that Python calls."""

    def define_pipelines(self) -> Any:
        """Return Numba's own steps, taken as `Steps` does."""
        return [Steps(each) for each in super().define_pipelines()]


def settled(flags: Flags) -> SettledFlags:
    """Return the one object for these options."""
    for known in _known:
        if known.values() == flags.values():
            return known
    _known.append(SettledFlags(flags))
    return _known[-1]


def size_in(context: Any) -> Callable[[Any], int]:
    """Return a function that tells how many bytes a type of LLVM takes, and asks LLVM once for each."""
    layout, measured = str(context.target_data), context.get_abi_sizeof

    def size(kind: Any) -> int:
        key = layout, str(kind)
        if key not in _sizes:
            _sizes[key] = measured(kind)
        return _sizes[key]

    return size

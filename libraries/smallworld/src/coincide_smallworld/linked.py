"""Functions that are only linked into others.

Numba optimizes each function and makes machine code of it, and does it again in each function that takes it in. Here,
those that take it in do it, once.
"""

from __future__ import annotations

from typing import Any

from numba.core import codegen
from numba.core.compiler import Compiler

from coincide_smallworld.pipeline import Steps

_Library: Any = codegen.JITCodeLibrary


class LinkedCompiler(Compiler):
    """Compiles a function as far as others need it to take it in."""

    def define_pipelines(self) -> Any:
        """Return Numba's own steps, and have them put the code into a `_Linked`."""
        state: Any = self.state
        state.library = _Linked(state.targetctx.codegen(), state.func_id.func_qualname)
        return [Steps(each) for each in super().define_pipelines()]


class _Linked(_Library):
    """Code in memory that is neither optimized nor made into machine code."""

    @property
    def codegen(self) -> _Linked:
        """Where Numba sets what a function in memory refers to: there is none."""
        return self

    def set_env(self, name: str, environment: object) -> None:
        """Do nothing."""

    def get_pointer_to_function(self, name: str) -> int:
        """Return that there is no such function in memory."""
        del name
        self._ensure_finalized()
        return 0

    def _optimize_functions(self, ll_module: Any) -> None:
        """Leave it to those that link it."""
        ll_module.data_layout = self._codegen._data_layout  # noqa: SLF001

    def _optimize_final_module(self) -> None:
        """Leave it to those that link it."""

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True

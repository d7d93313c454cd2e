"""New arrays in compiled loops.

Numba compiles `np.empty` and `np.zeros` as functions of their own, for each type of number: a tenth of the time of
compiling. These are written where they are called.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np import arrayobj

ALIGNMENT = 64


def _emit(context: Any, builder: Any, signature: Any, n_items: Any) -> tuple[Any, Any]:
    """Allocate; return the array and how many bytes it has."""
    kind = signature.return_type
    array: Any = arrayobj.make_array(kind)(context, builder)
    item = context.get_data_type(kind.dtype)
    size = ir.Constant(n_items.type, context.get_abi_sizeof(item))
    n_bytes = builder.mul(n_items, size)
    memory = context.nrt.meminfo_alloc_aligned(builder, n_bytes, ir.Constant(ir.IntType(32), ALIGNMENT))
    data = builder.bitcast(context.nrt.meminfo_data(builder, memory), item.as_pointer())
    arrayobj.populate_array(array, data=data, shape=[n_items], strides=[size], itemsize=size, meminfo=memory)
    return array, n_bytes


def _empty(typing_context: Any, n_items: Any, dtype: Any) -> Any:
    """Return an array of so many numbers, whatever was in its memory."""
    del typing_context, n_items

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _emit(context, builder, signature, arguments[0])[0]._getvalue()  # noqa: SLF001

    return types.Array(dtype.dtype, 1, "C")(types.intp, dtype), generate


def _zeros(typing_context: Any, n_items: Any, dtype: Any) -> Any:
    """Return an array of so many zeros."""
    del typing_context, n_items

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array, n_bytes = _emit(context, builder, signature, arguments[0])
        cgutils.memset(builder, array.data, n_bytes, 0)
        return array._getvalue()  # noqa: SLF001

    return types.Array(dtype.dtype, 1, "C")(types.intp, dtype), generate


# Numba calls the functions with types, others call them with values: no annotation says both.
empty: Any = intrinsic(_empty)
zeros: Any = intrinsic(_zeros)

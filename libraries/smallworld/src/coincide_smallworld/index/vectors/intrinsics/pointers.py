"""Pointers into arrays, and a prefetch: loops over them have no reference counting and no negative indices."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils

from coincide_smallworld.index.vectors.graph import N_GROUPS_ENTERED, WALKS
from coincide_smallworld.index.vectors.intrinsics.parts import BYTE, I32, I64, intrinsic, row_at

LINE_BYTES = 64


@intrinsic
def pointer(typing_context: Any, array: Any) -> Any:
    """Pointer to the first item of a C-contiguous array: no reference counting and no negative indices in loops.

    Numba frees an array after its last use, pointers or not: `keep` one that was made in the same function.
    """
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, arguments[0]).data

    return types.CPointer(array.dtype)(array), generate


def _numbers(n: int) -> Any:
    def numbers(typing_context: Any) -> Any:
        """Pointer to `n` whole numbers, 0 at first, that live until the function returns."""
        del typing_context

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            del context, signature, arguments
            kind = ir.ArrayType(I64, n)
            return builder.bitcast(cgutils.alloca_once_value(builder, ir.Constant(kind, [0] * n)), I64.as_pointer())

        return types.CPointer(types.int64)(), generate

    return intrinsic(numbers)


of_walks, of_groups = _numbers(WALKS), _numbers(N_GROUPS_ENTERED)


@intrinsic
def keep(typing_context: Any, array: Any) -> Any:
    """Use an array, so that it lives until here."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del builder, signature, arguments
        return context.get_dummy_value()

    return types.void(array), generate


def _pointer_at(dtype: Any) -> Any:
    def typed(typing_context: Any, address: Any) -> Any:
        del typing_context

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            kind = context.get_value_type(signature.return_type)
            is_pointer = isinstance(signature.args[0], types.CPointer)
            return (builder.bitcast if is_pointer else builder.inttoptr)(arguments[0], kind)

        return types.CPointer(dtype)(address), generate

    return intrinsic(typed)


# Pointers to the items at an address, or where another pointer points; a view of an array takes .1 s to compile.
floats_at, codes_at, ints_at = _pointer_at(types.float32), _pointer_at(types.int8), _pointer_at(types.int32)
words_at, bytes_at = _pointer_at(types.uint64), _pointer_at(types.uint8)


@intrinsic
def as_double(typing_context: Any, bits: Any) -> Any:
    """The float64 that has the bits of a whole number."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(bits), generate


@intrinsic
def alike_at(typing_context: Any, start: Any, address: Any) -> Any:
    """Pointer to the items at an address, of the type of another pointer."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[1], context.get_value_type(signature.return_type))

    return start(start, types.int64), generate


@intrinsic
def shifted(typing_context: Any, start: Any, n_items: Any) -> Any:
    """Pointer `n_items` further on."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        return builder.gep(arguments[0], [arguments[1]])

    return start(start, types.int64), generate


@intrinsic
def prefetch_row(typing_context: Any, start: Any, row: Any, n_items: Any) -> Any:
    """Ask for every cache line of one row of a matrix with rows of `n_items`."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        emit_prefetch(context, builder, signature.args[0].dtype, *arguments)
        return context.get_dummy_value()

    return types.void(start, types.int64, types.int64), generate


def emit_prefetch(context: Any, builder: Any, dtype: Any, start: Any, row: Any, n_items: Any) -> None:
    """Emit what `prefetch_row` does, for rows of numbers of this type."""
    n_bytes = context.get_abi_sizeof(context.get_data_type(dtype))
    where = builder.bitcast(row_at(builder, start, row, n_items), BYTE.as_pointer())
    total = builder.mul(n_items, ir.Constant(I64, n_bytes))
    kind = ir.FunctionType(ir.VoidType(), [BYTE.as_pointer(), I32, I32, I32])
    fetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
    with cgutils.for_range_slice(builder, ir.Constant(I64, 0), total, ir.Constant(I64, LINE_BYTES)) as (at, _):
        line = builder.gep(where, [at])
        builder.call(fetch, [line, ir.Constant(I32, 0), ir.Constant(I32, 3), ir.Constant(I32, 1)])

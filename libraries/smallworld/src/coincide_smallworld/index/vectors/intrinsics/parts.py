"""What the intrinsics share: vectors of 16 floats or whole numbers, how they are read, written and added up."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.extending import intrinsic as numba_intrinsic

# Numba calls the function with types, others call it with values: no annotation says both.
intrinsic: Any = numba_intrinsic

FLOAT_BLOCK = 16
# Shorter vectors would be taken apart into numbers.
FEWEST_LANES = 4

I32, I64, BYTE = ir.IntType(32), ir.IntType(64), ir.IntType(8)
FLOATS = ir.VectorType(ir.FloatType(), FLOAT_BLOCK)
INTS = ir.VectorType(I32, FLOAT_BLOCK)


def load(builder: Any, start: Any, at: Any, kind: Any, *, align: int) -> Any:
    where = builder.bitcast(builder.gep(start, [at]), kind.as_pointer())
    return builder.load(where, align=align)


def store(builder: Any, start: Any, at: Any, value: Any) -> None:
    builder.store(value, builder.bitcast(builder.gep(start, [at]), value.type.as_pointer()), align=4)


def row_at(builder: Any, start: Any, row: Any, n_items: Any) -> Any:
    return builder.gep(start, [builder.mul(row, n_items)])


def float_at(builder: Any, start: Any, place: int) -> Any:
    return builder.load(builder.gep(start, [ir.Constant(I64, place)]))


def splat(builder: Any, value: Any, kind: Any) -> Any:
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.Constant(I32, 0))
    return builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), ir.Constant(INTS, [0] * FLOAT_BLOCK))


def every(kind: Any, number: Any) -> Any:
    return ir.Constant(kind, [number] * kind.count if isinstance(kind, ir.VectorType) else number)


def like(kind: Any, item: Any) -> Any:
    """As many items of another type."""
    return ir.VectorType(item, kind.count) if isinstance(kind, ir.VectorType) else item


def sum_lanes(builder: Any, lanes: Any, width: int, add: Any) -> Any:
    """Add halves until one number is left; whole numbers come out as a float."""
    whole = isinstance(lanes.type.element, ir.IntType)
    undefined = ir.Constant(lanes.type, ir.Undefined)
    while width > 1:
        half = width // 2
        n_kept = max(half, FEWEST_LANES)
        unused, kind = [0] * (n_kept - half), ir.VectorType(I32, n_kept)
        low = ir.Constant(kind, [*range(half), *unused])
        high = ir.Constant(kind, [*range(half, width), *unused])
        others = builder.shuffle_vector(lanes, undefined, high)
        lanes = add(lanes if n_kept == lanes.type.count else builder.shuffle_vector(lanes, undefined, low), others)
        undefined = ir.Constant(lanes.type, ir.Undefined)
        width = half
    if whole:
        lanes = builder.sitofp(lanes, ir.VectorType(ir.FloatType(), lanes.type.count))
    return builder.extract_element(lanes, ir.Constant(I32, 0))

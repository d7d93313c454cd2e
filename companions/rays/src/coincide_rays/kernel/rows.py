"""Rows of tables, for compiled code: `shape_at(tables.shapes, 3)` is row 3 of the table at that address.

Compiled functions hand each other the address of one row, `Tables`, where they would hand fifteen arrays. To Numba an
array is up to nine numbers; passing them on made pictures of few shapes slower by two thirds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba.extending import intrinsic

from coincide_rays.kernel.layout import (
    CameraRow,
    ColorRow,
    ItemRow,
    LightRow,
    MaterialRow,
    NodeRow,
    OperationRow,
    PatternRow,
    ShapeRow,
    SpaceRow,
    TriangleRow,
    dtype_of,
)
from coincide_rays.kernel.workspace import BoxRow, MeetingRow, NumberRow, PartRow, RayRow

Row = TypeVar("Row")
"""A row class of `layout`."""


def record_of(row: type) -> Any:
    """The Numba type of a row."""
    return numba.from_dtype(dtype_of(row))


def _reader(row: type[Row]) -> Callable[[int, int], Row]:
    """A function for compiled code: the row with this number in the table at this address."""
    record = record_of(row)

    def row_at(typing_context: Any, address: Any, number: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            start, at = arguments
            size = context.get_constant(numba.int64, record.size)
            return builder.inttoptr(builder.add(start, builder.mul(at, size)), context.get_value_type(record))

        return record(numba.int64, numba.int64), generate

    return cast("Callable[[int, int], Row]", intrinsic(row_at))


shape_at = _reader(ShapeRow)
triangle_at = _reader(TriangleRow)
node_at = _reader(NodeRow)
item_at = _reader(ItemRow)
space_at = _reader(SpaceRow)
operation_at = _reader(OperationRow)
material_at = _reader(MaterialRow)
pattern_at = _reader(PatternRow)
color_at = _reader(ColorRow)
light_at = _reader(LightRow)
camera_at = _reader(CameraRow)
box_at = _reader(BoxRow)
meeting_at = _reader(MeetingRow)
part_at = _reader(PartRow)
ray_at = _reader(RayRow)
number_at = _reader(NumberRow)


@intrinsic
def _take(typing_context: Any, address: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = builder.inttoptr(arguments[0], context.get_value_type(numba.int64).as_pointer())
        return builder.atomic_rmw("add", place, context.get_constant(numba.int64, 1), "monotonic")

    return numba.int64(numba.int64), generate


take = cast("Callable[[int], int]", _take)
"""The number at this address, for one thread alone: the next that asks gets the next number."""

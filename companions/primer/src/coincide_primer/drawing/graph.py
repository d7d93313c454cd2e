"""A computation graph: boxes for tensors, arrows from inputs to outputs, each with its value and derivative."""

from __future__ import annotations

import numpy as np

from coincide_primer.drawing.svg import BLUE, INK, ORANGE, PALE, box, line, picture, words
from coincide_primer.tensors.tensor import Array, Tensor
from coincide_primer.tensors.walk import gradients

BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y, MARGIN = 150, 62, 60, 24, 30


def draw_graph(result: Tensor) -> str:
    """Draw what `result` was computed from, as SVG; from left to right, what comes later stands further right.

    Raises
    ------
    InputError : `result` is not one number, or nothing in the graph is tracked.
    """
    tensors = _all_tensors(result)
    columns = _columns(tensors)
    places = {
        id(tensor): (MARGIN + number * (BOX_WIDTH + GAP_X), MARGIN + row * (BOX_HEIGHT + GAP_Y))
        for number, column in enumerate(columns)
        for row, tensor in enumerate(column)
    }
    parts: list[str] = []
    for tensor in tensors:
        x, y = places[id(tensor)]
        for each in () if tensor.origin is None else tensor.origin.inputs:
            from_x, from_y = places[id(each)]
            ends = [(from_x + BOX_WIDTH, from_y + BOX_HEIGHT / 2), (x, y + BOX_HEIGHT / 2)]
            parts.append(line(ends, color=PALE, arrow=True))
    tracked = [tensor for tensor in tensors if tensor.tracked]
    derivatives = dict(zip(map(id, tracked), gradients(result, tracked), strict=True))
    for tensor in tensors:
        parts.extend(_drawn(tensor, derivatives.get(id(tensor)), *places[id(tensor)]))
    width = len(columns) * (BOX_WIDTH + GAP_X) - GAP_X + 2 * MARGIN
    height = max(map(len, columns)) * (BOX_HEIGHT + GAP_Y) - GAP_Y + 2 * MARGIN
    return picture(width, height, parts)


def _all_tensors(result: Tensor) -> list[Tensor]:
    """Inputs before outputs; constants too."""
    order: list[Tensor] = []
    seen: set[int] = set()
    stack = [(result, False)]
    while stack:
        tensor, is_complete = stack.pop()
        if is_complete:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            stack.extend((each, False) for each in (() if tensor.origin is None else tensor.origin.inputs))
    return order


def _columns(tensors: list[Tensor]) -> list[list[Tensor]]:
    """Each tensor one column right of its last input; what nothing was computed into it, just left of its first use."""
    column: dict[int, int] = {}
    for tensor in tensors:
        inputs = () if tensor.origin is None else tensor.origin.inputs
        column[id(tensor)] = 1 + max((column[id(each)] for each in inputs), default=-1)
    for tensor in reversed(tensors):
        for each in () if tensor.origin is None else tensor.origin.inputs:
            if each.origin is None:
                column[id(each)] = max(column[id(each)], column[id(tensor)] - 1)
    columns: list[list[Tensor]] = [[] for _ in range(1 + max(column.values()))]
    for tensor in tensors:
        columns[column[id(tensor)]].append(tensor)
    return columns


def _drawn(tensor: Tensor, derivative: Tensor | None, x: float, y: float) -> list[str]:
    is_leaf = tensor.origin is None
    title = tensor.name or ("constant" if tensor.origin is None else tensor.origin.operation.name)
    color = INK if not is_leaf else ORANGE if tensor.tracked else PALE
    middle = x + BOX_WIDTH / 2
    parts = [
        box(x, y, BOX_WIDTH, BOX_HEIGHT, fill="#fff7ec" if is_leaf else "#f2f7fc", stroke=color, radius=6),
        words(middle, y + 18, title, size=14, bold=True),
        words(middle, y + 36, _short(tensor.data), size=12),
    ]
    if derivative is not None:
        parts.append(words(middle, y + 54, f"derivative {_short(derivative.data)}", size=12, color=BLUE))
    return parts


def _short(data: Array) -> str:
    """A number or a few, else the shape."""
    if data.size <= 3:
        numbers = ", ".join(f"{each:.4g}" for each in np.ravel(data))
        return numbers if data.ndim == 0 else f"[{numbers}]"
    return f"shape {' × '.join(map(str, data.shape))}"

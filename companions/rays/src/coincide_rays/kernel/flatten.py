"""A world as flat tables: every leaf of the tree of shapes is a row, in the order of a walk from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coincide_rays.errors import InputError
from coincide_rays.kernel import layout as at
from coincide_rays.kernel.extents import box_of, joint_box, union_box
from coincide_rays.kernel.layout import (
    Arrays,
    Floats,
    Ints,
    ItemRow,
    NodeRow,
    OperationRow,
    Rows,
    ShapeRow,
    SpaceRow,
    TriangleRow,
    as_rows,
    column,
    width,
)
from coincide_rays.kernel.paint import Paints, inverse_row, light_rows, rows_of
from coincide_rays.kernel.plain import MOST, build_plain
from coincide_rays.reference.materials import Material
from coincide_rays.reference.shapes.csg import Csg
from coincide_rays.reference.shapes.cube import Cube
from coincide_rays.reference.shapes.cylinder import Cone, Cylinder
from coincide_rays.reference.shapes.group import Group
from coincide_rays.reference.shapes.plane import Plane
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.reference.shapes.sphere import Sphere
from coincide_rays.reference.shapes.torus import Torus
from coincide_rays.reference.shapes.triangle import SmoothTriangle, Triangle
from coincide_rays.reference.world import World
from coincide_rays.space.matrices import IDENTITY, Matrix

_KINDS: dict[type[Shape], int] = {
    Sphere: at.SPHERE,
    Plane: at.PLANE,
    Cube: at.CUBE,
    Cylinder: at.CYLINDER,
    Cone: at.CONE,
    Torus: at.TORUS,
}
_TRIANGLE, _NORMALS, _INVERSE = column(ShapeRow, "triangle"), column(ShapeRow, "n1x"), column(ShapeRow, "m0")
_OPERATIONS = {"union": at.UNION, "intersection": at.INTERSECTION, "difference": at.DIFFERENCE}


@dataclass(frozen=True)
class FlatScene:
    """A world as tables, with what its rows stand for.

    Attributes
    ----------
    leaves : the shape of each row.
    instances : for each row, which of the world's objects it belongs to.
    """

    arrays: Arrays
    leaves: list[Shape]
    instances: Ints


def flatten(world: World) -> FlatScene:
    """Turn a world into tables.

    Raises
    ------
    InputError : a shape, pattern or light that the compiled renderer does not know.
    """
    return _Flattener().run(world)


class _Place(NamedTuple):
    """What a shape takes from the groups above it."""

    inverse: Matrix = IDENTITY
    forward: Matrix = IDENTITY
    material: Material | None = None
    casts_shadow: bool = True

    def within(self, shape: Shape) -> _Place:
        own = shape._own_material  # pyright: ignore[reportPrivateUsage]
        inverse, forward = self.inverse, self.forward
        if shape.inverse is not IDENTITY:
            is_top = inverse is IDENTITY
            inverse = shape.inverse if is_top else shape.inverse @ inverse
            forward = shape.transform if is_top else forward @ shape.transform
        return _Place(inverse, forward, self.material if own is None else own, self.casts_shadow and shape.casts_shadow)


class _Flattener:
    """Collects rows and boxes while it walks."""

    def __init__(self) -> None:
        self._paints = Paints()
        self._default = Material()
        self._rows: list[list[float]] = []
        self._blocks: list[Floats] = []
        self._triangles: list[Floats] = []
        self._n_triangles = 0
        self._lows: list[Sequence[float]] = []
        self._highs: list[Sequence[float]] = []
        self._leaves: list[Shape] = []
        self._operations: list[list[float]] = []
        self._solids: list[tuple[int, int]] = []
        self._solid_leaves: list[tuple[int, int]] = []
        self._items: list[int] = []
        self._item_boxes: list[tuple[Sequence[float], Sequence[float]]] = []

    def run(self, world: World) -> FlatScene:
        instances: list[int] = []
        for number, shape in enumerate(world.objects):
            self._walk(shape, _Place())
            instances.extend([number] * (len(self._leaves) - len(instances)))
        self._flush()
        shapes = _joined(self._blocks, ShapeRow)
        nodes, leaves, spaces = self._hierarchies()
        triangles, items = _in_order_of_items(shapes, _joined(self._triangles, TriangleRow), leaves)
        arrays = Arrays(
            shapes=as_rows(shapes, ShapeRow),
            triangles=triangles,
            nodes=nodes,
            items=items,
            spaces=spaces,
            operations=rows_of(self._operations, OperationRow),
            materials=self._paints.materials(),
            patterns=self._paints.patterns(),
            texels=self._paints.texels(),
            lights=light_rows(world.lights),
        )
        return FlatScene(arrays, self._leaves, np.array(instances, dtype=np.int64))

    def _walk(self, shape: Shape, above: _Place) -> None:
        """Add a shape; each leaf that is in no solid becomes an item."""
        if isinstance(shape, Group):
            place = above.within(shape)
            plain = shape.children and all(
                isinstance(child, (Triangle, SmoothTriangle)) and child.transform is IDENTITY
                for child in shape.children
            )
            if plain:
                first = len(self._leaves)
                self._add_triangles(shape.children, place)
                self._add_items(first)
            else:
                for child in shape.children:
                    self._walk(child, place)
        elif isinstance(shape, Csg):
            self._add_solid(shape, above)
        else:
            first = len(self._leaves)
            self._add_leaf(shape, above)
            self._add_items(first)

    def _add_items(self, first: int) -> None:
        for leaf in range(first, len(self._leaves)):
            self._items.append(leaf)
            self._item_boxes.append((self._lows[leaf], self._highs[leaf]))

    def _add_solid(self, shape: Csg, above: _Place) -> None:
        first, first_operation = len(self._leaves), len(self._operations)
        box = self._add_operand(shape, above)
        self._items.append(-1 - len(self._solids))
        self._item_boxes.append(box)
        self._solids.append((first_operation, len(self._operations)))
        self._solid_leaves.append((first, len(self._leaves)))

    def _add_operand(self, shape: Shape, above: _Place) -> tuple[Sequence[float], Sequence[float]]:
        """Add the leaves and operations of one side of a solid, inner operations first; returns its box."""
        first = len(self._leaves)
        if isinstance(shape, Csg):
            place = above.within(shape)
            left = self._add_operand(shape.left, place)
            middle = len(self._leaves)
            right = self._add_operand(shape.right, place)
            self._operations.append([_OPERATIONS[shape.operation], first, middle, len(self._leaves)])
            return joint_box(shape, left, right)
        if isinstance(shape, Group):
            place = above.within(shape)
            boxes = [self._add_operand(child, place) for child in shape.children]
            return union_box(boxes)
        self._add_leaf(shape, above)
        return self._lows[-1], self._highs[-1]

    def _add_leaf(self, shape: Shape, above: _Place) -> None:
        place = above.within(shape)
        if isinstance(shape, (Triangle, SmoothTriangle)):
            self._add_triangles([shape], place, placed=True)
            return
        kind = _KINDS.get(type(shape))
        if kind is None:
            raise InputError(
                f"the compiled renderer has no {type(shape).__name__}; use a shape of this package, or `book.render`"
            )
        low = high = closed = 0.0
        if isinstance(shape, (Cylinder, Cone)):
            low, high, closed = shape.minimum, shape.maximum, float(shape.closed)
        elif isinstance(shape, Torus):
            low, high = shape.major, shape.minor
        material = self._paints.material(place.material or self._default)
        row = [
            kind,
            material,
            float(place.casts_shadow),
            closed,
            -1,
            low,
            high,
            *[0.0] * 9,
            *inverse_row(place.inverse),
        ]
        self._rows.append(row)
        lowest, highest = box_of(shape, place.forward)
        self._lows.append(lowest)
        self._highs.append(highest)
        self._leaves.append(shape)

    def _flush(self) -> None:
        """Rows so far become a block, so that triangles can follow as an array."""
        if self._rows:
            self._blocks.append(np.array(self._rows, dtype=np.float64))
            self._rows = []

    def _add_triangles(self, shapes: Sequence[Shape], place: _Place, *, placed: bool = False) -> None:
        """Add triangles that stand in one space, with corners and normals told in the world."""
        self._flush()
        block = np.zeros((len(shapes), width(ShapeRow)))
        linear = np.array([row[:3] for row in place.forward.rows[:3]])
        shift = np.array([row[3] for row in place.forward.rows[:3]])
        turn = np.array([row[:3] for row in place.inverse.rows[:3]])  # normals are rows, so this is its own transpose
        block[:, _INVERSE : _INVERSE + 12] = inverse_row(place.inverse)
        corners = np.array([[*t.p1][:3] + [*t.p2][:3] + [*t.p3][:3] for t in _triangles(shapes)]).reshape(-1, 3, 3)
        corners = corners @ linear.T + shift
        edges = corners[:, 1:] - corners[:, :1]
        self._triangles.append(np.concatenate([corners[:, :1], edges], axis=1).reshape(-1, 9))
        block[:, _TRIANGLE] = np.arange(self._n_triangles, self._n_triangles + len(shapes))
        self._n_triangles += len(shapes)
        for number, shape in enumerate(shapes):
            inner_place = place if placed else place.within(shape)
            material = self._paints.material(inner_place.material or self._default)
            kind = at.SMOOTH_TRIANGLE if isinstance(shape, SmoothTriangle) else at.TRIANGLE
            block[number, :3] = kind, material, inner_place.casts_shadow
        self._set_normals(block, shapes, turn)
        self._blocks.append(block)
        self._lows.extend(corners.min(axis=1))
        self._highs.extend(corners.max(axis=1))
        self._leaves.extend(shapes)

    def _set_normals(self, block: Floats, shapes: Sequence[Shape], turn: Floats) -> None:
        is_smooth = block[:, 0] == at.SMOOTH_TRIANGLE
        flat = [[*shape.normal][:3] for shape in shapes if isinstance(shape, Triangle)]
        if flat:
            normals = np.array(flat) @ turn
            lengths = np.linalg.norm(normals, axis=1, keepdims=True)
            block[~is_smooth, _NORMALS : _NORMALS + 3] = normals / np.where(lengths > 0, lengths, 1.0)
        smooth = [shape for shape in shapes if isinstance(shape, SmoothTriangle)]
        if smooth:
            for place, name in ((_NORMALS, "n1"), (_NORMALS + 3, "n2"), (_NORMALS + 6, "n3")):
                given = np.array([[*getattr(shape, name)][:3] for shape in smooth])
                block[is_smooth, place : place + 3] = given @ turn

    def _hierarchies(self) -> tuple[Rows, Ints, Rows]:
        """Boxes of the scene and of each solid, and what stands in them."""
        spaces: list[list[float]] = []
        items: list[NDArray[np.int64]] = []
        groups = [(self._items, self._item_boxes)]
        for first, end in self._solid_leaves:
            leaves = list(range(first, end))
            groups.append((leaves, [(self._lows[leaf], self._highs[leaf]) for leaf in leaves]))
        nodes = np.zeros((2 * sum(len(members) for members, _ in groups) + 1, width(NodeRow)))
        n_nodes = n_items = 0
        operations = [(0, 0), *self._solids]
        for (members, boxes), (first_operation, end_operation) in zip(groups, operations, strict=True):
            lows = np.array([box[0] for box in boxes], dtype=np.float64).reshape(-1, 3)
            highs = np.array([box[1] for box in boxes], dtype=np.float64).reshape(-1, 3)
            numbers = np.array(members, dtype=np.int64)
            is_finite = np.isfinite(lows).all(axis=1) & np.isfinite(highs).all(axis=1)
            boxed, unboxed = numbers[is_finite], numbers[~is_finite]
            root = -1
            if len(boxed):
                root, order = n_nodes, np.arange(len(boxed))
                n_nodes = _build(lows[is_finite], highs[is_finite], order, n_items, nodes, n_nodes)
                items.append(boxed[order])
            items.append(unboxed)
            spaces.append([root, n_items + len(boxed), len(unboxed), first_operation, end_operation])
            n_items += len(numbers)
        return as_rows(nodes[:n_nodes].copy(), NodeRow), np.concatenate(items), rows_of(spaces, SpaceRow)


def _joined(blocks: list[Floats], row: type) -> Floats:
    return np.concatenate(blocks) if blocks else np.zeros((0, width(row)))


def _in_order_of_items(shapes: Floats, triangles: Floats, leaves: Ints) -> tuple[Rows, Rows]:
    """Triangles and items in the order in which the boxes hold them; `shapes` learn where theirs stands."""
    items = np.full((len(leaves), 2), -1.0)
    items[:, 0] = leaves
    is_triangle = leaves >= 0
    is_triangle[is_triangle] = shapes[leaves[is_triangle], _TRIANGLE] >= 0
    order = shapes[leaves[is_triangle], _TRIANGLE].astype(np.int64)
    items[is_triangle, 1] = shapes[leaves[is_triangle], _TRIANGLE] = np.arange(len(order))
    return as_rows(triangles[order], TriangleRow), as_rows(items, ItemRow)


def _build(lows: Floats, highs: Floats, order: Ints, first_item: int, nodes: Floats, first_node: int) -> int:
    """Build one space's hierarchy, compiled where there is much to do."""
    if len(lows) <= MOST:
        boxes = list(zip(lows.tolist(), highs.tolist(), strict=True))
        return build_plain(boxes, order, first_item, nodes, first_node)
    from coincide_rays.kernel.hierarchy import build, make_room

    return build(
        np.ascontiguousarray(lows), np.ascontiguousarray(highs), order, first_item, nodes, first_node, *make_room()
    )


def _triangles(shapes: Sequence[Shape]) -> list[Triangle | SmoothTriangle]:
    return [shape for shape in shapes if isinstance(shape, (Triangle, SmoothTriangle))]

"""The tree of a scene: groups and solids of solids are its inner nodes, what rays meet its leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coincide_rays.reference.shapes.csg import Csg
from coincide_rays.reference.shapes.group import Group
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.reference.world import World


@dataclass(frozen=True)
class Tree:
    """A node of a scene.

    Attributes
    ----------
    kind : `world`, `group`, `union`, `intersection`, `difference`, or the kind of a shape.
    name : as given; empty for none.
    part : the number of a leaf, as in `Truth.part`; None for inner nodes.
    """

    kind: str
    name: str
    children: tuple[Tree, ...]
    part: int | None = None

    def parts(self) -> list[int]:
        """Numbers of all leaves below, from left to right."""
        own = [] if self.part is None else [self.part]
        return own + [part for child in self.children for part in child.parts()]

    def to_json(self) -> dict[str, object]:
        """Mappings and lists: kind, name if any, part or children."""
        told: dict[str, object] = {"kind": self.kind}
        if self.name:
            told["name"] = self.name
        if self.part is not None:
            told["part"] = self.part
        else:
            told["children"] = [child.to_json() for child in self.children]
        return told

    def __str__(self) -> str:
        """Drawn with lines, a node a line."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        part = "" if self.part is None else f" {self.part}"
        yield f"{self.kind}{part}" + (f" {self.name!r}" if self.name else "")
        for number, child in enumerate(self.children):
            is_last = number == len(self.children) - 1
            for k, line in enumerate(child._lines()):
                head = ("└─ " if is_last else "├─ ") if k == 0 else ("   " if is_last else "│  ")
                yield head + line


def tree_of(world: World) -> Tree:
    """The tree of a world; leaves are numbered from left to right, as by the compiled renderer."""
    count = iter(range(1 << 60))
    return Tree("world", "", tuple(_node(shape, count) for shape in world.objects))


def _node(shape: Shape, count: Iterator[int]) -> Tree:
    if isinstance(shape, Group):
        return Tree("group", shape.name, tuple(_node(child, count) for child in shape.children))
    if isinstance(shape, Csg):
        return Tree(shape.operation, shape.name, (_node(shape.left, count), _node(shape.right, count)))
    return Tree(type(shape).__name__.lower(), shape.name, (), next(count))

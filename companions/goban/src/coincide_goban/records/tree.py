"""A record is a tree of nodes; each has properties, and children of which the first goes on with the main line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Node:
    """One node of a record.

    Attributes
    ----------
    properties : identifiers in capitals, such as B or AB, with their values as text, unescaped.
    children : what may follow; the first is the main line.
    """

    properties: dict[str, list[str]] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    def __eq__(self, other: object) -> bool:
        """Whether two trees are equal; without recursion, since games are deep."""
        if not isinstance(other, Node):
            return NotImplemented
        waiting: list[tuple[Node, Node]] = [(self, other)]
        while waiting:
            one, two = waiting.pop()
            if one.properties != two.properties or len(one.children) != len(two.children):
                return False
            waiting.extend(zip(one.children, two.children, strict=True))
        return True

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Node({', '.join(self.properties)}; {len(self.children)} children)"

    def get(self, name: str, default: str = "") -> str:
        """The first value of a property."""
        return self.properties.get(name, [default])[0]

    def main_line(self) -> Iterator[Node]:
        """This node and the first child of each, to the end."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.children[0] if node.children else None

    def walk(self) -> Iterator[Node]:
        """All nodes, each before its children, variations in order."""
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

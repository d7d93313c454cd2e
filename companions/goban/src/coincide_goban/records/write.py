"""Trees to text that `parse` reads back as the same trees."""

from __future__ import annotations

from collections.abc import Sequence

from coincide_goban.records.tree import Node


def write_sgf(games: Sequence[Node]) -> bytes:
    """Text of these games, in UTF-8 whatever they were read from.

    The property CA of each root is set to UTF-8 in the text; the trees are left as they are.
    """
    return ("\n".join(_game_text(game) for game in games) + "\n").encode("utf-8", errors="replace")


def _game_text(root: Node) -> str:
    parts: list[str] = []
    # What is still to be written: nodes, and the brackets between them.
    waiting: list[Node | str] = [")", root, "("]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        parts.append(_node_text(item, is_root=item is root))
        if len(item.children) == 1:
            waiting.append(item.children[0])
        else:
            for child in reversed(item.children):
                waiting.extend((")", child, "\n("))
    return "".join(parts)


def _node_text(node: Node, *, is_root: bool) -> str:
    properties = {**node.properties, "CA": ["UTF-8"]} if is_root else node.properties
    return ";" + "".join(
        name + "".join(f"[{escaped(value)}]" for value in values) for name, values in properties.items()
    )


def escaped(value: str) -> str:
    """A value as it stands between brackets."""
    return value.replace("\\", "\\\\").replace("]", "\\]")

"""BIP 389: one text for several descriptors, which differ in one step of their paths: wpkh(xpub.../<0;1>/*)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coincide_bitcoin.errors import ParseError, shown

_CHOICE = re.compile("/<([^<>,()]*)>")
_KEY = re.compile("[^,(){}]+")


def expand(text: str) -> list[str]:
    """The descriptors that a text without checksum stands for: itself, if there is no <...> in it.

    Raises
    ------
    ParseError : a choice has fewer than two steps, a key has two choices, or choices have different numbers of steps.
    """
    choices = list(_choices(text))
    if not choices:
        return [text]
    first = choices[0][1]
    for at, steps in choices:
        if len(steps) != len(first):
            raise ParseError(f"every <...> must have as many steps as the first, {len(first)}, got {len(steps)}", at)
    return [_chosen(text, number) for number in range(len(first))]


def _chosen(text: str, number: int) -> str:
    return _CHOICE.sub(lambda found: "/" + found[1].split(";")[number], text)


def _choices(text: str) -> Iterator[tuple[int, list[str]]]:
    """Where each choice stands, and its steps, which are judged when the path is."""
    for key in _KEY.finditer(text):
        found = list(_CHOICE.finditer(key[0]))
        if found and found[0].start() < key[0].find("]"):
            raise ParseError("the origin of a key may have no <...>", key.start() + found[0].start() + 1)
        if len(found) > 1:
            raise ParseError("a key may have one <...> only", key.start() + found[1].start() + 1)
        for one in found:
            at, steps = key.start() + one.start() + 1, one[1].split(";")
            if len(steps) < 2 or len(set(steps)) < len(steps) or "" in steps:
                raise ParseError(f"<...> must hold at least two different steps, as <0;1>, got {shown(one[1])}", at)
            yield at, steps

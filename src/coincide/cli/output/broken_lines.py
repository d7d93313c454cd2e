"""Text for a terminal: lines end between words, and a path that is longer than a line stays whole."""

from __future__ import annotations

import re

_WORD = re.compile(r"\s*\S+")


def broken(text: str, width: int) -> str:
    """Break each line of `text` at words to at most `width` columns; what follows a break keeps the indent.

    Wide characters, such as those of Chinese, take two columns.

    Examples
    --------
    >>> broken("one two", 5)
    'one\\ntwo'
    """
    return "\n".join(_broken_line(line, width) for line in text.split("\n"))


def _broken_line(line: str, width: int) -> str:
    from rich.cells import cell_len  # here, since `--json` does without `rich`

    indent = line[: len(line) - len(line.lstrip())]
    lines: list[str] = []
    for word in _WORD.findall(line):
        if lines and cell_len(lines[-1]) + cell_len(word) <= width:
            lines[-1] += word
        else:
            lines.append(indent + word.lstrip())
    return "\n".join(lines)

"""Text for a terminal: lines end between words, and a path that is longer than a line stays whole."""

from __future__ import annotations

from textwrap import fill


def broken(text: str, width: int) -> str:
    """Break each line of `text` at words to at most `width` characters; what follows a break keeps the indent."""
    return "\n".join(_broken_line(line, width) for line in text.split("\n"))


def _broken_line(line: str, width: int) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)

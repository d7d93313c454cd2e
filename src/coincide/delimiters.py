"""What separates the cells of a table: its header shows it, also where a line before it tells spreadsheets.

Spaces count only between names that are all in quotes, as `write.table` of R writes them.
"""

from __future__ import annotations

import re

_SPACED_NAMES = re.compile(r'"[^"\t;]*"(?: "[^"\t;]*")+\s*')
_LINE = re.compile(r'\A(\s*)"?sep=([^"\r\n])"?[ \t]*(?=[\r\n]|\Z)', re.IGNORECASE)


def without_separator_line(text: str) -> str:
    """Return a table with a blank line in place of a first line `sep=;`, so that lines keep their numbers."""
    return _LINE.sub(r"\1", text)


def said_delimiter(text: str) -> str | None:
    """Return the tab, semicolon or comma that a first line `sep=;` names, None if there is no such line."""
    line = _LINE.match(text)
    return line[2] if line is not None and line[2] in "\t;," else None


def delimiter_of(header: str) -> str:
    """Return the most frequent of tab, semicolon and comma in a header line; a space or else a comma if there is none.

    Examples
    --------
    >>> delimiter_of('"start" "end"'), delimiter_of("start end")
    (' ', ',')
    """
    if _SPACED_NAMES.fullmatch(header):
        return " "
    return max("\t;,", key=header.count) if any(mark in header for mark in "\t;,") else ","

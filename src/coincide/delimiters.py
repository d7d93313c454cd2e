"""What separates the cells of a table: its header shows it, also where a line before it tells spreadsheets.

`write.table` of R separates cells by spaces unless told otherwise; these count only between names that are all in
quotes. It also puts a name before each row, for which the header has no cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

NOT_AVAILABLE = "NA"
"""What R writes for an empty cell. It reads the text `NA` as empty too, also in quotes."""
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


def has_row_names(text: str, delimiter: str, lines: Sequence[Sequence[str]]) -> bool:
    """Return whether each row of a table has one cell more than the header, and a name of its own in front.

    Names must be in quotes or be whole numbers, as R writes them by default: other tables can also have a cell more in
    each row, such as heights in a column without a heading. Between commas they must have quotes, since each row would
    also have one cell more after a decimal comma.

    Parameters
    ----------
    lines : the cells of the header and of each row of the table in `text`.
    """
    header, *rows = lines
    names = {cells[0] for cells in rows}
    if len(names) < len(rows) or any(len(cells) != len(header) + 1 for cells in rows):
        return False
    are_numbers = delimiter != "," and all(name.strip('"').isdecimal() for name in names)
    quoted = {line.split('"')[1] for line in text.splitlines() if line.startswith('"')}
    are_quoted = all(name.strip('"') in quoted for name in names)
    return (are_numbers or are_quoted) and any(cells[-1].strip() for cells in rows)

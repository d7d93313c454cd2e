"""Delimited tables with a header line: rows that know their lines, columns that go by many names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from coincide.annotations.source import Place, read_whole, split_lines
from coincide.delimiters import (
    NOT_AVAILABLE,
    delimiter_of,
    has_row_names,
    said_delimiter,
    without_separator_line,
)
from coincide.errors import AnnotationError

_UNIT = re.compile(r"\((?:s|sec|seconds|hz)\)|\.\.(?:s|sec|seconds|hz)\.$")
"""The unit in a name; R writes it with dots in place of brackets."""
_NOISE = re.compile(r"[\s_\-.]+")
_OF_A_SPREADSHEET = re.compile(r'"(?=.*(?:[\n,]|""))(?:[^"]|"")+"', re.DOTALL)
"""A cell that Excel or LibreOffice quotes in a tab-separated text; they leave others as they are."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table.

    Attributes
    ----------
    cells : text by position, as many as the header has.
    """

    place: Place
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        """Return a cell, empty for a column that the table lacks and for the `NA` of R."""
        text = "" if column is None else self.cells[column].strip()
        return "" if text == NOT_AVAILABLE else text


@dataclass(frozen=True)
class Table:
    """A header and its rows.

    Attributes
    ----------
    place : where the header stands.
    header : column names as written, stripped.
    """

    place: Place
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def find(self, names: Sequence[str]) -> int | None:
        """Return the position of the first of `names` (as `plain` gives them) in the header, or None.

        Raises
        ------
        AnnotationError
            If several columns of that name hold different things.
        """
        name = next((name for name in names if name in self._columns), None)
        if name in self._unlike:
            written = ", ".join(f"`{self.header[column]}`" for column in self._columns[name])
            raise self.place.error(
                expected=f"one column `{name}`",
                received=f"columns that mean the same but differ: {written}",
                remedy="Remove or rename those that are not meant.",
            )
        return None if name is None else self._columns[name][0]

    def filled(self, names: Sequence[str]) -> int | None:
        """Return the position of the first of `names` whose column is not empty, or None; errors as in `find`."""
        columns = (self.find((name,)) for name in names)
        return next((each for each in columns if each is not None and any(row.cell(each) for row in self.rows)), None)

    def need(self, names: Sequence[str], *, name: str) -> int:
        """Return the position of a column that must be there; `AnnotationError` if it is not."""
        column = self.find(names)
        if column is None:
            written = ", ".join(f"`{cell}`" for cell in self.header)
            raise self.place.error(
                expected=f"a column `{name}`",
                received=f"the columns {written}",
                remedy=f"Add the column, or rename the one that holds it to `{name}`.",
            )
        return column

    @cached_property
    def _columns(self) -> dict[str, list[int]]:
        """The positions of each name, as `plain` gives it."""
        found: dict[str, list[int]] = {}
        for column, name in enumerate(self.header):
            found.setdefault(plain(name), []).append(column)
        return found

    @cached_property
    def _unlike(self) -> frozenset[str]:
        """The names of several columns that are not the same in each row."""
        several = {name: columns for name, columns in self._columns.items() if len(columns) > 1}
        return frozenset(
            name
            for name, columns in several.items()
            if any(len({row.cell(column) for column in columns}) > 1 for row in self.rows)
        )


def plain(name: str) -> str:
    """Return a column name without case, spaces, underscores, hyphens, dots, and ``(s)`` or ``(Hz)``."""
    return _NOISE.sub("", _UNIT.sub("", name.casefold()))


def column_names(header: str, delimiter: str) -> list[str]:
    """Return the names in a header line as `plain` gives them, without quotes around them."""
    return [plain(cell.strip().strip('"')) for cell in header.split(delimiter)]


def read_delimited(path: Path) -> Table:
    """Read a table with quotes; see `parse_delimited`."""
    return parse_delimited(path, read_whole(path))


def parse_delimited(path: Path, text: str) -> Table:
    """Parse text with quotes; a line `sep=` or the header shows what separates its cells. See `parse_table`."""
    _, delimiter = header_and_delimiter(text)
    return parse_table(path, without_separator_line(text), delimiter=delimiter, is_quoted=True)


def header_and_delimiter(text: str) -> tuple[str, str]:
    """Return the first line that is not blank, empty if there is none, and what separates its cells."""
    header = next((line for line in split_lines(without_separator_line(text)) if line.strip()), "")
    return header, said_delimiter(text) or delimiter_of(header)


def parse_table(path: Path, text: str, *, delimiter: str, is_quoted: bool) -> Table:
    """Split text into header and rows.

    Parameters
    ----------
    path : the file, for errors.
    text : its content.
    delimiter : one character.
    is_quoted : True if cells in double quotes may hold delimiters (RFC 4180); they may hold line ends in any case.

    Returns
    -------
    The table; blank lines are skipped, short rows filled with empty cells, and names of rows left out for which the
    header has no cell, as `write.table` of R writes it.

    Raises
    ------
    AnnotationError
        If there is no header, a row has more cells than it, or a quote is not closed.
    """
    lines = _quoted(path, text, delimiter) if is_quoted else _unquoted(text, delimiter)
    filled = [(line, cells) for line, cells in lines if any(cell.strip() for cell in cells)]
    if not filled:
        raise Place(path, 1).error(
            expected="a header with the names of columns",
            received="only empty cells",
            remedy="Export the annotations again, or remove this file.",
        )
    header_line, first = filled[0]
    header = tuple(cell.strip() for cell in first)
    n_names = int(has_row_names(text, delimiter, [cells for _, cells in filled]))
    rows = tuple(_row(Place(path, line), cells[n_names:], n_columns=len(header)) for line, cells in filled[1:])
    return Table(place=Place(path, header_line), header=header, rows=rows)


def _unquoted(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Split lines into cells; quotes stay, except where a spreadsheet put them around a line break, comma or quote.

    Lines are one row only if it ends with a closed cell and has no more cells than the header: a label may begin with a
    quote.
    """
    lines = split_lines(text)
    n_columns = next((line.count(delimiter) + 1 for line in lines if line.strip()), 1)
    cell = '(?:"(?:[^"D]|"")*+"|(?!")[^D\\n]*+)'
    whole_or_line = f"^{cell}(?:D{cell}){{0,{n_columns - 1}}}$|^.*$".replace("D", re.escape(delimiter))
    found: list[tuple[int, list[str]]] = []
    line = 1
    for match in re.finditer(whole_or_line, "\n".join(lines), re.M):
        content = match.group()
        found.append((line, [_on_one_line(each) for each in content.split(delimiter)]))
        line += content.count("\n") + 1
    return found


def _on_one_line(cell: str) -> str:
    return cell[1:-1].replace('""', '"').replace("\n", " ") if _OF_A_SPREADSHEET.fullmatch(cell) else cell


def _quoted(path: Path, text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    lines: Iterable[str] = (f"{line}\n" for line in split_lines(text))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    found: list[tuple[int, list[str]]] = []
    first_line = 1
    try:
        for cells in reader:
            found.append((first_line, cells))
            first_line = reader.line_num + 1
    except csv.Error as error:
        raise _bad_quotes(Place(path, first_line), error) from None
    return found


def _bad_quotes(place: Place, error: csv.Error) -> AnnotationError:
    return place.error(
        expected="cells that are plain or wholly in double quotes",
        received=f"a row that breaks this ({error})",
        remedy="Close the quotes, and double a quote that belongs to the text.",
    )


def _row(place: Place, cells: list[str], *, n_columns: int) -> Row:
    if any(cell.strip() for cell in cells[n_columns:]):
        raise place.error(
            expected=f"at most {n_columns} cells, as in the header",
            received=f"{len(cells)}",
            remedy="Put double quotes around text that holds the delimiter, or use decimal points.",
        )
    missing = max(0, n_columns - len(cells))
    return Row(place=place, cells=(*cells[:n_columns], *[""] * missing))

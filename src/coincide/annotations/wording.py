"""How categories and labels become the words of a table cell, and back.

A label stays on one line: every run of control characters, line separators and lone surrogates (a tab, a line
break) becomes one space, and spaces at both ends go. No escape sequences are used, since Raven, Audacity and
Praat would show them to the person, and since a foreign table may hold a backslash that means a backslash.

Formats with a single text per event (Audacity, Praat points) hold ``category 3``, ``category 3: whistle``,
``unsure`` or the bare label.
"""

from __future__ import annotations

import re

UNSURE = "unsure"
FAINT_MARK = "(faint)"
"""What follows the label of a faint repeat in formats that have labels alone."""

_NOT_ON_ONE_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_DESCRIPTION = re.compile(r"category ([1-9][0-9]{0,8})(?:: (.*))?")


def one_line(label: str) -> str:
    """Return the label as it can stand in any table.

    Parameters
    ----------
    label : any text.

    Returns
    -------
    The text without control characters, line separators and lone surrogates (each run becomes one space),
    stripped.
    """
    return _NOT_ON_ONE_LINE.sub(" ", label).strip()


def category_cell(category: int | None, label: str) -> str:
    """Return the cell of a category column: the number, ``unsure`` if there is no label either, or empty."""
    if category is not None:
        return str(category)
    return "" if one_line(label) else UNSURE


def parse_category(cell: str, label: str) -> tuple[int | None, str]:
    """Read a category cell and its label cell.

    Parameters
    ----------
    cell : a number from 1, ``unsure``, nothing, or in foreign tables any text.
    label : the label cell, perhaps empty.

    Returns
    -------
    The category number or None, and the label. Foreign text in the category cell serves as label where there
    is none.
    """
    cell, label = cell.strip(), label.strip()
    if _NUMBER.fullmatch(cell):
        return int(cell), label
    if cell.lower() == UNSURE:
        return None, label
    return None, label or cell


def describe(category: int | None, label: str) -> str:
    """Return one text for category and label together: ``category 3: whistle``."""
    label = one_line(label)
    if category is None:
        return label or UNSURE
    return f"category {category}: {label}" if label else f"category {category}"


def parse_description(text: str) -> tuple[int | None, str]:
    """Read what `describe` wrote; any other text is a bare label.

    Returns
    -------
    The category number or None, and the label.
    """
    text = text.strip()
    match = _DESCRIPTION.fullmatch(text)
    if match is None:
        return None, "" if text == UNSURE else text
    return int(match[1]), (match[2] or "").strip()

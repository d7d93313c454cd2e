"""Text that a spreadsheet shows and does not run.

Excel and LibreOffice take a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, which may call programs
(OWASP, "CSV Injection"). A label or a file name from elsewhere may be one. In tables that people open in spreadsheets
such a text gets an apostrophe before it, which says "text" there, and loses it when it is read. A cell may also begin
inside a text, after a comma or a semicolon, where a spreadsheet parts cells in another way than the table.
"""

from __future__ import annotations

import re

from coincide.annotations.source import is_number

# With the wide forms, which some locales take for the same. A text that has apostrophes there gets one more, so that
# taking one away leads back to every text.
_FORMULA = re.compile("((?:^|[,;]) *)(?='*[=+\\-@\uff1d\uff0b\uff0d\uff20])")
_GUARDED = re.compile("((?:^|[,;]) *)'(?='*[=+\\-@\uff1d\uff0b\uff0d\uff20])")


def guarded(text: str) -> str:
    """Return a text of one line as a cell that no spreadsheet runs; numbers such as -1 stay numbers."""
    return text if is_number(text) else _FORMULA.sub(r"\1'", text)


def unguarded(cell: str) -> str:
    """Return the text that `guarded` made a cell of."""
    return _GUARDED.sub(r"\1", cell)

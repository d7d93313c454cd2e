"""Text from outside, such as names of files and labels, as a terminal shows it and does not act on it."""

from __future__ import annotations

_ACTING = {code: "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
"""What moves the cursor, or writes into the title of the window."""
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")
"""What changes the direction in which the rest of a line is written, so that a name looks like another one."""
_BREAKING = dict.fromkeys(map(ord, "\n\t\u2028\u2029"), "\ufffd")


def harmless(text: str) -> str:
    """Return a text without control characters other than line breaks and tabs."""
    return text.translate(_ACTING | _TURNING)


def harmless_line(text: str) -> str:
    """Return a text without control characters, line breaks among them: names of files may hold any."""
    return text.translate(_ACTING | _TURNING | _BREAKING)

"""Text from outside, such as names of files and labels, as a terminal shows it and does not act on it."""

from __future__ import annotations

_ACTING = {code: "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
"""What moves the cursor, or writes into the title of the window."""


def harmless(text: str) -> str:
    """Return a text without control characters other than line breaks and tabs."""
    return text.translate(_ACTING)

"""The text of a table that people or programs wrote: UTF-8, UTF-16 with a byte order mark, or Western Windows.

R and Excel on Windows write Windows-1252. Nothing in a file says so; but Western languages have at most two letters
outside of ASCII in a row (`Bläßhuhn`), while Greek, Cyrillic or Chinese in another encoding has long rows of them. What
other Latin letters mean, such as Polish ones, nothing tells: they are read as Western ones.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

UTF16_MARKS = (BOM_UTF16_LE, BOM_UTF16_BE)
_RUN = re.compile(r"[^\x00-\x7f]+")
_LONGEST = 2
_MOST_IN_LONGER = 0.5


def decoded(content: bytes) -> str:
    """Return the text of a table without its byte order mark.

    Raises
    ------
    UnicodeDecodeError : it is neither UTF-8, nor UTF-16 with a byte order mark, nor probably Western Windows text.

    Examples
    --------
    >>> decoded("Süd".encode()), decoded("Süd".encode("cp1252"))
    ('Süd', 'Süd')
    """
    if content.startswith(UTF16_MARKS):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        western = _western(content)
        if western is None:
            raise
        return western


def _western(content: bytes) -> str | None:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return None
    runs = [len(run) for run in _RUN.findall(text)]
    n_in_longer = sum(n for n in runs if n > _LONGEST)
    return text if n_in_longer <= _MOST_IN_LONGER * sum(runs) else None

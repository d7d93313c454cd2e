"""Writes the table of a benchmark into the page that shows it.

A page marks the place with two comments, `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`. What people wrote between
them stays; tables are replaced by one. `<!-- bench:NAME: WORK -->` holds only the rows of one work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.table import Row
from coincide.errors import InputError
from coincide.whole_files import replacing

_BLOCK = re.compile(
    r"<!-- bench:(?P<name>[\w-]+)(?:: (?P<work>[^\n]+?))? -->\n(?P<body>.*?)<!-- /bench:(?P=name) -->", re.DOTALL
)


def write_into(
    pages: Sequence[Path], name: str, rows: Sequence[Row], *, table: Callable[[Sequence[Row]], str], only: str | None
) -> list[Path]:
    """Replace the tables of a benchmark in the pages that show it; returns the pages that have changed.

    Parameters
    ----------
    only : the work that was measured; None for all of them. A block of other works stays as it is.

    Raises
    ------
    InputError : no page has a block for these rows.
    """
    found: list[str] = []

    def renewed(block: re.Match[str]) -> str:
        if block["name"] != name or only not in (None, block["work"]):
            return block[0]
        found.append(block[0])
        shown = [row for row in rows if block["work"] is None or block["work"] in row.work]
        head, end = block[0][: block.start("body") - block.start()], block[0][block.end("body") - block.start() :]
        return head + _with_table(block["body"], table(shown)) + end

    changed: list[Path] = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        new = _BLOCK.sub(renewed, text)
        if new != text:
            with replacing(page) as file:
                file.write(new.encode())
            changed.append(page)
    if not found:
        wanted = name if only is None else f"{name}: {only}"
        raise InputError(f"expected `<!-- bench:{wanted} -->` in a page of docs, found none. Leave out `--write`.")
    return changed


def _with_table(body: str, table: str) -> str:
    prose = "\n".join(line for line in body.splitlines() if not line.startswith("|")).strip()
    return f"{prose}\n\n{table}\n" if prose else f"{table}\n"

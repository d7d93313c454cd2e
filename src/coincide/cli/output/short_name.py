"""Names of files in narrow columns: the middle goes, since the beginning and the end tell files apart."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

LEAST_WIDTH = 12
_GAP = "…"


class ShortName:
    """A name that takes the width it gets, down to 12 columns."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        length = Text(self._name).cell_len
        return Measurement(min(length, LEAST_WIDTH), length).with_maximum(options.max_width)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(shortened(self._name, options.max_width), no_wrap=True, overflow="ellipsis")


def shortened(name: str, width: int) -> str:
    """Return `name` in at most `width` columns, with a gap in its middle if it is longer; wide characters take two."""
    if cell_len(name) <= width:
        return name
    n_end = (width - len(_GAP)) * 2 // 3
    n_begin = max(0, width - len(_GAP) - n_end)
    places = range(len(name) + 1)
    end = next(name[place:] for place in places if cell_len(name[place:]) <= n_end)
    begin = next(name[:place] for place in reversed(places) if cell_len(name[:place]) <= n_begin)
    return f"{begin}{_GAP}{end}"

"""Lines of a front end, read beside the work: a server looks for the next one while it thinks."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable


def read_lines(source: Iterable[str]) -> queue.Queue[str | None]:
    """Start to read; returns the lines in the order in which they come in, and None after the last."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in source:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return lines

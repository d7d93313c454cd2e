"""Where things are on the page of the map."""

from __future__ import annotations

import struct

from playwright.sync_api import FloatRect, Page

_PADDING_PX = 32


def stage_of(page: Page) -> FloatRect:
    """Return where the map itself is on the screen."""
    box = page.locator(".map-stage").bounding_box()
    assert box is not None
    return box


def place_of_a_point(page: Page) -> tuple[float, float]:
    """Return where on the screen the first event is drawn: all of the map fits, with a margin."""
    numbers = page.evaluate("async () => [...new Uint8Array(await (await fetch('/api/map')).arrayBuffer())]")
    values = struct.unpack(f"<{len(numbers) // 4}f", bytes(numbers))
    x, y, box = values[::2], values[1::2], stage_of(page)
    wide, high = box["width"] - 2 - 2 * _PADDING_PX, box["height"] - 2 - 2 * _PADDING_PX
    scale = min(wide / (max(x) - min(x)), high / (max(y) - min(y)))
    left = box["x"] + box["width"] / 2 + (x[0] - (min(x) + max(x)) / 2) * scale
    return left, box["y"] + box["height"] / 2 - (y[0] - (min(y) + max(y)) / 2) * scale

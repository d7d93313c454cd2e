"""Fingers on a touch screen, as the browser itself hears them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from playwright.sync_api import Page

Place = tuple[float, float]
_STEPS = 8


class Fingers:
    """One or two fingers on the screen of a page that was opened with ``is_phone``; places are CSS pixels."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._n_down = 0

    def tap(self, place: Place) -> None:
        """Touch a place and let go."""
        self._page.touchscreen.tap(*place)

    def put(self, *places: Place) -> None:
        """Lay down those that do not lie yet, one after the other."""
        for n in range(self._n_down + 1, len(places) + 1):
            self._tell("touchStart", places[:n])
        self._n_down = len(places)

    def move(self, *places: Place) -> None:
        """Move the fingers that lie."""
        self._tell("touchMove", places)

    def lift(self) -> None:
        """Take all fingers away."""
        self._tell("touchEnd", [])
        self._n_down = 0

    def drag(self, *corners: Place) -> None:
        """Draw a line with one finger, from corner to corner."""
        self.put(corners[0])
        for begin, end in pairwise(corners):
            for step in range(1, _STEPS + 1):
                self.move(_between(begin, end, step / _STEPS))
                self._page.wait_for_timeout(16)  # a frame: browsers join what comes faster
        self.lift()

    def pinch(self, middle: Place, *, begin_px: float, end_px: float) -> None:
        """Move two fingers apart, or together."""
        self.put(*_pair(middle, begin_px))
        for step in range(1, _STEPS + 1):
            self.move(*_pair(middle, begin_px + (end_px - begin_px) * step / _STEPS))
            self._page.wait_for_timeout(16)
        self.lift()

    def _tell(self, kind: str, places: Sequence[Place]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def _pair(middle: Place, apart_px: float) -> tuple[Place, Place]:
    return (middle[0] - apart_px / 2, middle[1]), (middle[0] + apart_px / 2, middle[1])


def _between(begin: Place, end: Place, share: float) -> Place:
    return begin[0] + (end[0] - begin[0]) * share, begin[1] + (end[1] - begin[1]) * share

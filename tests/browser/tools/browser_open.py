"""Browsers that stay open from test to test: starting one takes a second, and as much of a processor."""

from __future__ import annotations

from browser_engine import ENGINE, Setup
from playwright.sync_api import Browser, Playwright

_N_MOST = 3


class OpenBrowsers:
    """Lends a browser for each setup; of more than three, the one that was asked for longest ago is closed."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._open: dict[Setup, Browser] = {}

    def lend(self, setup: Setup) -> Browser:
        """Return a browser with these devices; what a person does there belongs in a context of its own."""
        setup = Setup() if ENGINE.is_shared(setup) else setup
        browser = self._open.pop(setup, None)
        if browser is None or not browser.is_connected():
            browser = ENGINE.launch(self._playwright, setup)
        self._open[setup] = browser
        if len(self._open) > _N_MOST:
            self._open.pop(next(iter(self._open))).close()
        return browser

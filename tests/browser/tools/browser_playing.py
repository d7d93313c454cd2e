"""Whether a picture played: its sound may be over before a test looks at the page again."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from playwright.sync_api import Page

_WATCH = """(css) => {
    const picture = document.querySelector(css);
    window.hasPlayed = new Promise((resolve) => {
        const look = () => picture.classList.contains("is-playing") && resolve(true);
        new MutationObserver(look).observe(picture, { attributes: true, attributeFilter: ["class"] });
    });
}"""
_WAIT = "(patience_ms) => Promise.race([window.hasPlayed, new Promise((no) => setTimeout(no, patience_ms, false))])"
_PATIENCE_MS = 10_000


@contextmanager
def plays(page: Page, css: str) -> Generator[None]:
    """Make sure that what is done inside plays the first picture that fits a selector."""
    page.evaluate(_WATCH, css)
    yield
    assert page.evaluate(_WAIT, _PATIENCE_MS), f"`{css}` did not play"

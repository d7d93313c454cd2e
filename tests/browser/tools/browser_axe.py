"""Accessibility rules, checked by axe on a page as it stands.

The script is handed to the page by the debugger, as a person would type it into the console: the page's policy, which
lets in no foreign script, stays in force.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

_SCRIPT = Path(__file__).parents[3] / "web/node_modules/axe-core/axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """async (tags) => {
  const { violations } = await axe.run(document, { runOnly: tags });
  const told = ({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ""}`;
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map(told).join(" | ")}`);
}"""


def barriers(page: Page) -> list[str]:
    """What keeps people from using the page, in a sentence each; none if it is accessible as far as axe knows."""
    if not _SCRIPT.is_file():
        pytest.skip("axe-core is not installed; run `npm ci --ignore-scripts` in web/")
    page.evaluate(f"() => {{ {_SCRIPT.read_text(encoding='utf-8')} }}")
    return page.evaluate(_RUN, _RULES)


def barriers_by_theme(page: Page) -> list[str]:
    """The same in light and in dark colors."""
    found: list[str] = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found += [f"{theme}: {barrier}" for barrier in barriers(page)]
    return found

"""Every page is checked by axe for what WCAG 2.2 AA asks: light and dark, wide and narrow."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from browser_app import AppServer
from browser_visits import Visits
from labeling import copy_of
from page_tools import WEB
from playwright.sync_api import Page, expect

AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
PATHS = (
    "/overview",
    "/categories",
    "/categories/1",
    "/map",
    "/recordings",
    "/recordings/1",
    "/search",
    "/label",
    "/survey",
    "/validate",
    "/runs",
)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# axe.run answers with all that it knows; a failing test wants rule, element and reason.
RUN = """async (rules) => (await axe.run(document, {runOnly: rules})).violations.flatMap(({id, nodes}) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`))"""


needs_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="axe-core is not installed; `python web/bundle.py check` does that"
)


def complaints_of_axe(page: Page) -> list[str]:
    # Evaluated through the debugger, which the content security policy leaves alone.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(RUN, list(RULES))


@needs_axe
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(visit: Visits, app: AppServer, path: str) -> None:
    visit.allowed.append("GPU stall due to ReadPixels")  # the map, on a machine without a graphics card
    assert complaints_in_all_looks(visit(app.at(path))) == []


@needs_axe
def test_axe_finds_nothing_on_the_live_page(visit: Visits, demo: Path, tmp_path: Path) -> None:
    with AppServer(copy_of(demo, tmp_path)) as server:  # which has its recognizer
        assert complaints_in_all_looks(visit(server.at("/live"))) == []
        visit.leave()


def complaints_in_all_looks(page: Page) -> list[str]:
    expect(page.locator("h1").first).to_be_attached()
    page.wait_for_load_state("networkidle", timeout=120_000)
    found: list[str] = []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            # Without motion, or axe meets colors on their way.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{width} {scheme} {complaint}" for complaint in complaints_of_axe(page)]
    return found


@needs_axe
def test_axe_finds_nothing_in_the_list_of_keys(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/categories"))
    expect(page.locator(".card").first).to_be_visible()
    page.keyboard.press("?")
    assert complaints_of_axe(page) == []


@needs_axe
def test_axe_finds_nothing_while_a_category_is_named(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/categories"))
    expect(page.locator(".card").first).to_be_visible()
    page.keyboard.press("Home")
    page.keyboard.press("r")
    assert complaints_of_axe(page) == []

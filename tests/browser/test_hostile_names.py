"""Names of files, labels, people and errors are text on every page, whatever they hold."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from browser_app import AppServer
from browser_visits import Visits
from playwright.sync_api import Page, expect
from workflow_examples import quick, write_calls

from coincide.catalog import CatalogStore
from coincide.workflow.learn.learn import learn

HOSTILE = "<img src=x onerror=hacked()><script>hacked()</script>`<b>'\"&lt;"
PAGES = {
    "/overview": ".overview-typical img",
    "/categories": ".card",
    "/categories/1": ".tile",
    "/map?color=label": ".legend-line",
    "/recordings": ".recording-list a",
    "/recordings/1": ".timeline",
    "/search?event=1": ".hit",
    "/label": ".label-name",
    "/runs": ".run",
}
MADE_OF_TEXT = "img[src=x], script:not([src]), b, [onerror]"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, pages: Path) -> Generator[AppServer]:
    """The app over a catalog in which every name that others may choose is markup."""
    assert pages.is_dir()
    folder = tmp_path_factory.mktemp("hostile")
    sounds = folder / "sounds"
    for seed in (1, 9):
        write_calls(sounds / f"{HOSTILE.replace('/', '-')}{seed}.wav", seed=seed)
    catalog = learn(sounds, catalog=folder / f"{HOSTILE.replace('/', '-')}.coincide", settings=quick()).catalog
    with CatalogStore.open(catalog, write=True) as store:
        run = store.runs.begin("parse", seed=0, settings={HOSTILE: HOSTILE}, versions={})
        store.runs.fail(run, error=HOSTILE)
    with AppServer(catalog, who=HOSTILE) as app:
        yield app


@pytest.fixture
def page(visit: Visits, hostile: AppServer) -> Generator[Page]:
    """The overview, once every event and category has its hostile name."""
    visit.allowed.append("GPU stall due to ReadPixels")  # said by screenshots
    page = visit(hostile.at("/overview"), script="window.hacked = () => { window.isHacked = true; };")
    page.evaluate(
        """async (name) => {
  const headers = { "Content-Type": "application/json" };
  const send = (method, path, body) => fetch(path, { method, headers, body: JSON.stringify(body) });
  await send("PUT", "/api/labels", { event_ids: [1, 2, 3, 4], label: name });
  await send("POST", "/api/categories/1/name", { name });
}""",
        HOSTILE,
    )
    yield page
    visit.leave()


@pytest.mark.parametrize("path", PAGES)
def test_hostile_names_are_text(page: Page, hostile: AppServer, visit: Visits, path: str) -> None:
    page.goto(hostile.at(path))
    expect(page.locator(PAGES[path]).first).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("<img src=x onerror=hacked()>")
    assert page.locator(MADE_OF_TEXT).count() == 0
    assert page.evaluate("window.isHacked") is None
    visit.shoot(page, f"hostile{path.split('?', maxsplit=1)[0].replace('/', '-')}")

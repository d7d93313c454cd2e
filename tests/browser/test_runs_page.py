"""The page of runs: everything that is needed to do a run again."""

from __future__ import annotations

from browser_app import AppServer
from browser_visits import Visits
from playwright.sync_api import expect


def test_run_shows_its_settings_seed_and_versions(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/runs"))
    facts = page.locator(".run").first.locator(".facts > div")
    for name, value in (("embed.steps", "150"), ("seed", "0"), ("coincide", "0.1.0")):
        expect(facts.filter(has_text=name).filter(has_text=value).first).to_be_visible()
    visit.shoot_all(page, "runs")

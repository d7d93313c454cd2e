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


def test_many_runs_are_shown_piece_by_piece(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/overview"))
    page.evaluate(
        """async () => {
  const headers = { "Content-Type": "application/json" };
  const named = (i) => ({ method: "POST", headers, body: JSON.stringify({ name: `name ${i}` }) });
  for (let i = 0; i < 60; i++) await fetch("/api/categories/1/name", named(i));
}"""
    )
    page.goto(app.at("/runs"))
    expect(page.locator(".run")).to_have_count(50)
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".run").nth(59)).to_be_visible()
    expect(page.locator("li:focus").locator(".run-id")).to_have_count(1)

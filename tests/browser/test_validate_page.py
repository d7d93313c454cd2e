"""The page on which people check a sample: by keys, by two people, and what comes out."""

from __future__ import annotations

from browser_app import AppServer
from browser_visits import Visits
from playwright.sync_api import Page, Route, expect

from coincide.catalog import CatalogStore


def begin(visit: Visits, app: AppServer) -> Page:
    """Draw a sample of twelve events on the page."""
    page = visit(app.at("/validate"))
    page.get_by_label("category 1").check()
    page.get_by_label("Events to check", exact=True).fill("12")
    page.get_by_role("button", name="Draw the sample").click()
    expect(page.locator(".validate-progress")).to_contain_text("0 of 12 items answered")
    return page


def test_keys_answer_one_item_after_the_other(visit: Visits, app: AppServer) -> None:
    page = begin(visit, app)
    for key, n_answered in (("n", 1), ("s", 2), ("Backspace", 1), ("n", 2)):
        page.keyboard.press(key)
        expect(page.locator(".validate-progress")).to_contain_text(f"{n_answered} of 12 items answered")
    with CatalogStore.open(app.catalog) as store:
        sample = store.samples.all()[-1].id
        assert [check.answer for check in store.samples.checks(sample)] == ["no", "no"]
    visit.shoot_all(page, "validate")


def test_second_person_is_compared_with_the_first(visit: Visits, app: AppServer) -> None:
    page = begin(visit, app)
    page.keyboard.press("n")
    expect(page.locator(".validate-progress")).to_contain_text("1 of 12")
    page.get_by_label("Who answers").fill("Ben")
    page.get_by_label("Who answers").press("Tab")
    expect(page.locator(".validate-progress")).to_contain_text("0 of 12")
    page.get_by_label("Another name").fill("gull")
    page.get_by_role("button", name="It is this").click()
    expect(page.locator(".validate-pair")).to_contain_text("Ben and tester agree on 100% of 1 item")
    with CatalogStore.open(app.catalog) as store:
        assert {check.who for check in store.samples.checks(store.samples.all()[-1].id)} == {"tester", "Ben"}


def test_answer_that_is_stored_after_one_has_gone_plays_nothing(visit: Visits, app: AppServer) -> None:
    page, held = begin(visit, app), list[Route]()
    page.route("**/api/validate/samples/*/items/*", lambda route: held.append(route))
    page.keyboard.press("n")
    page.get_by_role("link", name="Overview").first.click()
    expect(page.locator("h1")).not_to_have_text("Validate")
    played = list[str]()
    page.on("request", lambda request: played.append(request.url) if "/sound.wav" in request.url else None)
    with page.expect_response("**/api/validate/samples/*/items/*"):
        held[0].continue_()
    page.evaluate("() => fetch('/api/model').then(() => new Promise((drawn) => requestAnimationFrame(drawn)))")
    assert played == []

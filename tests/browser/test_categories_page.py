"""The page of categories: heard, renamed, merged, split and marked as noise, by keys, and all of it undone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser_app import AppServer
from browser_visits import Visits
from labeling import labels_of, names_of_categories
from playwright.sync_api import Locator, Page, expect
from workflow_examples import quick_learn

from coincide.catalog import CatalogStore


@pytest.fixture
def page(visit: Visits, app: AppServer) -> Page:
    """The grid, with its first card in focus."""
    opened = visit(app.at("/categories"))
    expect(opened.locator(".card").first).to_be_visible()
    opened.keyboard.press("Home")
    return opened


def sizes_of_categories(catalog: Path) -> list[int]:
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        return [category.size for category in store.categories.all(model.id)]


def focused(page: Page) -> Locator:
    return page.locator(".card:focus")


def test_grid_is_drawn(visit: Visits, page: Page) -> None:
    page.keyboard.press("x")
    expect(page.locator(".card.is-chosen")).to_have_count(1)
    visit.shoot_all(page, "categories")


def test_page_from_before_learning_offers_the_new_result_and_changes_nothing(
    visit: Visits, app: AppServer, sounds: Path, page: Page
) -> None:
    visit.allowed.append("status of 404")
    quick_learn(sounds, app.catalog, seed=5)
    before = names_of_categories(app.catalog)
    page.keyboard.press("n")
    expect(page.get_by_role("alert")).to_contain_text("has made new categories")
    assert names_of_categories(app.catalog) == before
    page.evaluate("dispatchEvent(new Event('focus'))")  # as when a person comes back from the terminal
    visit.shoot(page, "categories-outdated")
    page.get_by_role("button", name="Show the new result").click()
    expect(page.locator(".card")).to_have_count(len(before))
    page.keyboard.press("Home")
    page.keyboard.press("n")
    expect(page.locator(".toast").last).to_contain_text("marked as noise")
    assert "noise" in names_of_categories(app.catalog)


def test_arrows_move_between_cards(page: Page) -> None:
    first = focused(page).get_attribute("aria-label")
    page.keyboard.press("ArrowRight")
    expect(focused(page)).not_to_have_attribute("aria-label", str(first))
    page.keyboard.press("ArrowLeft")
    expect(focused(page)).to_have_attribute("aria-label", str(first))


def test_space_plays_and_stops(page: Page) -> None:
    page.keyboard.press("Space")
    expect(page.locator(".is-playing")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".is-playing")).to_have_count(0)


def test_resting_on_a_picture_plays_it(page: Page) -> None:
    page.locator(".card .thumbnail").first.hover()
    expect(page.locator(".is-playing")).to_have_count(1)
    page.locator("h1").hover()
    expect(page.locator(".is-playing")).to_have_count(0)


def test_order_stays_after_a_reload(page: Page) -> None:
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile(r"sort=certainty$"))
    page.reload()
    expect(page.get_by_label("Order")).to_have_value("certainty")


def test_words_leave_the_categories_of_that_number(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("2")
    expect(page.locator(".card")).to_have_count(1)


def test_new_name_is_in_the_catalog_until_undo(app: AppServer, page: Page) -> None:
    page.keyboard.press("r")
    page.keyboard.type("trill")
    page.keyboard.press("Enter")
    expect(focused(page).locator(".card-name")).to_have_text("trill")
    assert "trill" in names_of_categories(app.catalog)
    page.keyboard.press("u")
    expect(page.locator(".card-name", has_text="trill")).to_have_count(0)
    assert "trill" not in names_of_categories(app.catalog)


def test_focus_stays_on_the_name_after_renaming_on_the_page_of_a_category(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/categories/1"))
    expect(page.locator(".tile").first).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("trill")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("is called trill")
    expect(page.locator("h1:focus")).to_have_text("trill")


def test_undo_leaves_what_others_changed(app: AppServer, page: Page) -> None:
    names = "fetch('/api/categories/2/name', { method: 'POST', headers: { 'Content-Type': 'application/json' }, "
    page.evaluate(f"{names} body: JSON.stringify({{ name: 'other' }}) }})")  # as from another page
    page.keyboard.press("u")
    expect(page.locator(".toast")).to_contain_text("There is nothing to undo")
    assert "other" in names_of_categories(app.catalog)


def test_escape_leaves_the_name_as_it_was(app: AppServer, page: Page) -> None:
    before = names_of_categories(app.catalog)
    page.keyboard.press("r")
    page.keyboard.type("trill")
    page.keyboard.press("Escape")
    expect(focused(page)).to_have_count(1)
    assert names_of_categories(app.catalog) == before


def test_merged_categories_are_one_in_the_catalog_until_undo(app: AppServer, page: Page) -> None:
    before = sizes_of_categories(app.catalog)
    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".bar-chosen")).to_contain_text("2 chosen")
    page.keyboard.press("m")
    expect(page.locator(".toast")).to_contain_text("2 categories are one now")
    expect(page.locator(".card")).to_have_count(len(before) - 1)
    assert len(sizes_of_categories(app.catalog)) == len(before) - 1
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".card")).to_have_count(len(before))
    assert sizes_of_categories(app.catalog) == before


def test_split_categories_share_out_the_calls(visit: Visits, app: AppServer, page: Page) -> None:
    before = sizes_of_categories(app.catalog)
    page.keyboard.press("s")
    expect(page.get_by_role("dialog")).to_contain_text("Into how many parts?")
    visit.shoot(page, "categories-split")
    page.keyboard.press("2")
    expect(page.locator(".toast")).to_contain_text("is split into")
    after = sizes_of_categories(app.catalog)
    assert (len(after), sum(after)) == (len(before) + 1, sum(before))


def test_noise_is_marked_in_the_catalog(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator(".toast")).to_contain_text("1 category marked as noise.")
    expect(page.locator(".card.is-noise")).to_have_count(1)
    page.reload()
    expect(page.locator(".card.is-noise")).to_have_count(1)


def test_undo_takes_noise_back_from_all_that_were_marked_together(page: Page) -> None:
    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("n")
    expect(page.locator(".toast")).to_contain_text("2 categories marked as noise.")
    expect(page.locator(".card.is-noise")).to_have_count(2)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".card.is-noise")).to_have_count(0)


def test_category_opens_with_all_its_calls(visit: Visits, page: Page) -> None:
    size = page.locator(".card").first.locator(".card-size").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".tile")).to_have_count(int(size))
    visit.shoot_all(page, "category")


def test_call_leads_to_its_place_in_the_recording(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/categories/1"))
    expect(page.locator(".tile").first).to_be_visible()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/recordings/\d+\?at="))


def test_labels_of_single_calls_are_in_the_catalog_until_undo(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/categories/1"))
    expect(page.locator(".tile").first).to_be_visible()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("l")
    expect(page.get_by_role("dialog")).to_contain_text("What are these 2 calls?")
    page.keyboard.type("trill")
    page.keyboard.press("Enter")
    expect(page.locator(".tile .tag", has_text="trill")).to_have_count(2)
    assert [label.label for label in labels_of(app.catalog)] == ["trill", "trill"]
    page.keyboard.press("u")
    expect(page.locator(".tile .tag")).to_have_count(0)
    assert labels_of(app.catalog) == []


def test_key_goes_to_the_next_category(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/categories/1"))
    expect(page.locator(".badge")).to_have_text("1")
    page.keyboard.press("]")
    expect(page.locator(".badge")).to_have_text("2")


def test_single_keys_can_be_switched_off(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_label("Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    expect(page.locator(".card.is-chosen")).to_have_count(0)


def test_names_with_markup_stay_text(page: Page) -> None:
    page.keyboard.press("r")
    page.keyboard.type("<img src=x onerror=alert(1)>")
    page.keyboard.press("Enter")
    expect(focused(page).locator(".card-name")).to_have_text("<img src=x onerror=alert(1)>")


def test_unsure_calls_have_a_page_even_where_there_are_none(visit: Visits, app: AppServer) -> None:
    page = visit(app.at("/categories/0"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Unsure")
    expect(page.get_by_text("There are none.")).to_be_visible()


def test_category_that_is_gone_says_so_once(visit: Visits, app: AppServer) -> None:
    visit.allowed.append("status of 404")
    page = visit(app.at("/categories/999"))
    expect(page.get_by_role("alert")).to_have_text(
        "There is no category 999; it may have been merged into another. Choose one under Categories."
    )
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_recording_that_is_not_there_says_so(visit: Visits, app: AppServer) -> None:
    visit.allowed.append("status of 404")
    page = visit(app.at("/recordings/999"))
    expect(page.get_by_role("alert")).to_have_text(
        "There is no recording 999 in this catalog. Choose one under Recordings."
    )


def test_change_is_refused_while_a_command_writes(visit: Visits, app: AppServer, page: Page) -> None:
    visit.allowed.append("409")
    with CatalogStore.open(app.catalog, write=True, command="coincide learn"):
        page.keyboard.press("n")
        expect(page.get_by_role("alert")).to_contain_text("learn")
    expect(page.locator(".card.is-noise")).to_have_count(0)

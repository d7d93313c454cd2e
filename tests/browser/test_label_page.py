"""The questions: answered by keys, stored in the catalog, taken back, and never lost."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Generator
from pathlib import Path

import pytest
from browser_app import AppServer
from browser_axe import barriers_by_theme
from browser_playing import plays
from browser_visits import Visits
from labeling import answers_of, copy_of, labels_of
from playwright.sync_api import Page, Route, expect
from workflow_examples import write_calls

STATUS = ".label-status"


@pytest.fixture
def page(visit: Visits, app: AppServer) -> Page:
    """The first question."""
    opened = visit(app.at("/label"))
    expect(opened.locator(".label-typical")).to_be_visible()
    return opened


def asked(page: Page) -> str:
    """Which question it is."""
    return page.locator(".label-typical").get_attribute("data-question") or ""


def give_new(page: Page, name: str) -> None:
    page.keyboard.press("n")
    page.keyboard.type(name)
    page.keyboard.press("Enter")


def wait_until_stored(page: Page) -> None:
    expect(page.locator(STATUS)).to_have_text("All answers are stored.")


def answers(app: AppServer) -> list[tuple[str, str]]:
    return [(each.answer, each.name) for each in answers_of(app.catalog)]


def test_new_name_is_an_answer_in_the_catalog(visit: Visits, app: AppServer, page: Page) -> None:
    first = asked(page)
    give_new(page, "trill")
    assert asked(page) != first
    wait_until_stored(page)
    visit.shoot_all(page, "label")
    assert answers(app) == [("name", "trill")]


def test_names_are_never_cut_off(visit: Visits, page: Page) -> None:
    for name in ("low hum of the generator", "low hum of the refrigerator"):
        give_new(page, name)
        wait_until_stored(page)
    names = page.locator(".label-name-text")
    expect(names).to_have_count(2)
    visit.shoot(page, "label-long-names")
    assert names.evaluate_all("all => all.map(each => each.scrollWidth <= each.clientWidth)") == [True, True]


def test_keys_give_names_noise_mixed_and_skip(app: AppServer, page: Page) -> None:
    give_new(page, "trill")
    for key in "1xms":
        wait_until_stored(page)
        expect(page.locator(".label-typical")).to_be_visible()
        page.keyboard.press(key)
    wait_until_stored(page)
    kinds = [kind for kind, _ in answers(app)]
    assert kinds == ["name", "name", "noise", "mixed", "skip"][: len(kinds)]
    assert len(kinds) >= 3


def test_name_that_cannot_be_given_is_told_and_keeps_no_key(visit: Visits, app: AppServer, page: Page) -> None:
    visit.allowed.append("status of 422")
    first = asked(page)
    give_new(page, "unknown")
    expect(page.get_by_role("alert")).to_contain_text("which stands for calls that no name fits")
    assert asked(page) == first
    give_new(page, "trill")
    wait_until_stored(page)
    expect(page.locator(".label-name")).to_have_text(re.compile("1trill"))
    assert answers(app) == [("name", "trill")]


def test_noise_typed_as_a_name_is_noise_and_no_name(app: AppServer, page: Page) -> None:
    give_new(page, "Noise")
    wait_until_stored(page)
    expect(page.locator(".label-name")).to_have_count(0)
    assert answers(app) == [("noise", "noise")]


def test_screen_readers_hear_which_question_comes_next(page: Page) -> None:
    page.keyboard.press("x")
    wait_until_stored(page)
    question = page.locator(".label-question h2").inner_text()
    expect(page.locator("[aria-live=polite]")).to_contain_text(question)


def test_last_answer_leads_to_what_to_do_next(visit: Visits, page: Page) -> None:
    end = page.get_by_role("heading", name="Nothing is left to ask")
    question = page.locator(".label-typical")
    while True:
        expect(question.or_(end)).to_be_visible()
        if end.is_visible():
            break
        page.keyboard.press("x")
        wait_until_stored(page)
    visit.shoot(page, "label-end")
    expect(page.locator("[aria-live=polite]")).to_contain_text("Nothing is left to ask. Every group has its answer.")
    page.keyboard.press("Backspace")
    expect(question).to_be_visible()


def test_undo_takes_the_answer_back_and_asks_again(app: AppServer, page: Page) -> None:
    first = asked(page)
    page.keyboard.press("x")
    wait_until_stored(page)
    page.keyboard.press("Backspace")
    wait_until_stored(page)
    assert asked(page) == first
    assert answers(app) == []


def test_answer_whose_response_is_lost_is_stored_once(visit: Visits, app: AppServer, page: Page) -> None:
    visit.allowed.append("ERR_FAILED")

    def lose(route: Route) -> None:
        route.fetch()  # the server gets the answer, the page hears nothing
        route.abort("failed")

    page.route("**/api/label/answers/**", lose)
    page.keyboard.press("x")
    expect(page.locator(STATUS)).to_contain_text("Not stored yet, trying again; your 1 answer is kept here.")
    page.unroute("**/api/label/answers/**")
    wait_until_stored(page)
    assert answers(app) == [("noise", "noise")]


@pytest.fixture
def interrupted(visit: Visits, learned: Path, pages: Path, tmp_path: Path) -> Generator[tuple[Page, AppServer]]:
    """A page whose answer `noise` met no server, and the server that was started again on the same port."""
    assert pages.is_dir()
    visit.allowed += ["ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET", "status of 401"]
    catalog = copy_of(learned, tmp_path)
    with AppServer(catalog) as before:
        page = visit(before.at("/label"))
        expect(page.locator(".label-typical")).to_be_visible()
        page.wait_for_load_state("networkidle")
    page.keyboard.press("x")
    expect(page.locator(STATUS)).to_contain_text("Not stored yet, trying again; your 1 answer is kept here.")
    with AppServer(catalog, port=before.port) as again:
        yield page, again
        visit.leave()


def open_new_address(page: Page, app: AppServer) -> None:
    """Open what the server printed in another tab of the same browser."""
    with page.expect_popup() as opened:
        page.evaluate("address => void open(address)", app.at("/overview"))
    expect(opened.value.locator(".lead")).to_be_visible()


def test_answer_waits_for_the_new_key_of_a_restarted_server(visit: Visits, interrupted: tuple[Page, AppServer]) -> None:
    page, app = interrupted
    kept = "Open the new address that coincide serve printed; your 1 answer is kept here"
    expect(page.locator(STATUS)).to_contain_text(kept)
    expect(page.locator(".toast")).to_have_count(0)
    visit.shoot(page, "label-new-key")
    assert answers(app) == []
    open_new_address(page, app)
    wait_until_stored(page)
    assert answers(app) == [("noise", "noise")]


def test_answer_that_waits_survives_a_reload(visit: Visits, interrupted: tuple[Page, AppServer]) -> None:
    page, app = interrupted
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("your 1 answer is kept here")
    visit.shoot(page, "label-new-key-reloaded")
    open_new_address(page, app)
    wait_until_stored(page)
    expect(page.locator(".label-typical")).to_be_visible()
    assert answers(app) == [("noise", "noise")]


def test_closing_a_tab_with_answers_that_wait_asks_first(interrupted: tuple[Page, AppServer]) -> None:
    page, app = interrupted
    closing = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))"  # whether the page objects
    assert page.evaluate(closing) is True
    open_new_address(page, app)
    wait_until_stored(page)
    assert page.evaluate(closing) is False


def test_answer_that_waits_is_stored_from_any_page(interrupted: tuple[Page, AppServer]) -> None:
    page, app = interrupted
    page.goto(app.at("/runs"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Runs")
    page.get_by_role("link", name="Label", exact=True).click()
    wait_until_stored(page)
    assert answers(app) == [("noise", "noise")]


def test_answer_to_a_question_that_is_gone_is_not_called_stored(visit: Visits, app: AppServer, page: Page) -> None:
    visit.allowed.append("status of 404")
    page.route(
        "**/api/label/answers/**",
        lambda route: route.fulfill(status=404, json={"detail": "That question is no longer asked."}),
        times=1,
    )
    with page.expect_response("**/api/label/queue**"):  # the questions are asked for again; until then none is shown
        page.keyboard.press("x")
    expect(page.locator(STATUS)).to_have_text("Your last answer was not stored: That question is no longer asked.")
    expect(page.locator(".label-typical")).to_be_visible()
    visit.shoot(page, "label-gone")
    give_new(page, "trill")
    wait_until_stored(page)
    assert answers(app) == [("name", "trill")]


def test_curve_grows_with_answers(page: Page) -> None:
    for name in ("up", "down"):
        give_new(page, name)
        wait_until_stored(page)
    expect(page.locator(".label-progress")).to_contain_text("after 2 answers")
    expect(page.locator(".curve")).to_be_visible()


def test_space_plays_and_arrows_go_through_the_others(page: Page) -> None:
    with plays(page, ".label-typical"):
        page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".label-members .thumbnail").first).to_be_focused()


def test_help_lists_the_keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("undo the last answer")


def test_answers_given_elsewhere_can_be_taken_back_after_a_reload(app: AppServer, page: Page) -> None:
    page.keyboard.press("x")
    wait_until_stored(page)
    page.reload()
    expect(page.locator(".label-typical")).to_be_visible()
    page.keyboard.press("Backspace")
    wait_until_stored(page)
    assert answers(app) == []


def test_clip_that_was_kept_is_asked_about(visit: Visits, app: AppServer, tmp_path: Path, page: Page) -> None:
    write_calls(tmp_path / "clip.wav", seed=77, duration_s=3)
    page.evaluate(
        "(text) => fetch('/api/kept?name=trill', { method: 'POST', headers: { 'Content-Type': 'audio/wav' },"
        " body: Uint8Array.from(atob(text), (c) => c.charCodeAt(0)) })",
        b64encode((tmp_path / "clip.wav").read_bytes()).decode(),
    )
    page.reload()
    expect(page.locator(".label-question h2")).to_have_text("A clip that you kept")
    with plays(page, ".label-typical"):
        page.keyboard.press("Space")
    visit.shoot(page, "label-kept")
    give_new(page, "trill")
    wait_until_stored(page)
    assert "trill" in {*(label.label for label in labels_of(app.catalog)), *(name for _, name in answers(app))}


def test_label_has_no_barriers(page: Page) -> None:
    give_new(page, "trill")
    wait_until_stored(page)
    assert barriers_by_theme(page) == []


def test_curve_follows_an_answer_that_was_replaced(page: Page) -> None:
    give_new(page, "up")
    wait_until_stored(page)
    expect(page.locator(".label-progress")).to_contain_text("after 1 answer")
    held = list[Route]()
    page.route("**/api/label/undo*", lambda route: held.append(route))
    page.keyboard.press("Backspace")
    page.keyboard.press("x")
    with page.expect_request("**/api/label/curve"):
        held[0].continue_()

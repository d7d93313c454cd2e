"""The questions: answered by keys, stored in the catalog, taken back, and never lost."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest
from browser_app import AppServer
from browser_axe import barriers_by_theme
from browser_visits import Visits
from labeling import answers_of, labels_of
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
    n_lost = 0

    def lose(route: Route) -> None:
        nonlocal n_lost
        n_lost += 1
        if n_lost < 3:
            route.fetch()  # the server gets the answer, the page hears nothing
            route.abort("failed")
        else:
            route.continue_()

    page.route("**/api/label/answers/**", lose)
    page.keyboard.press("x")
    expect(page.locator(STATUS)).to_contain_text("Not stored yet, trying again.")
    wait_until_stored(page)
    assert (n_lost, answers(app)) == (3, [("noise", "noise")])


def test_curve_grows_with_answers(page: Page) -> None:
    for name in ("up", "down"):
        give_new(page, name)
        wait_until_stored(page)
    expect(page.locator(".label-progress")).to_contain_text("after 2 answers")
    expect(page.locator(".curve")).to_be_visible()


def test_space_plays_and_arrows_go_through_the_others(page: Page) -> None:
    page.keyboard.press("Space")
    expect(page.locator(".label-typical")).to_have_class("thumbnail label-typical is-playing")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".label-members .thumbnail").first).to_be_focused()


def test_help_lists_the_keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("take the last answer back")


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
    page.keyboard.press("Space")
    expect(page.locator(".label-typical")).to_have_class("thumbnail label-typical is-playing")
    visit.shoot(page, "label-kept")
    give_new(page, "trill")
    wait_until_stored(page)
    assert "trill" in {*(label.label for label in labels_of(app.catalog)), *(name for _, name in answers(app))}


def test_label_has_no_barriers(page: Page) -> None:
    give_new(page, "trill")
    wait_until_stored(page)
    assert barriers_by_theme(page) == []

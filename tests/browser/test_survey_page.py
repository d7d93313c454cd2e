"""The page with counts and figures: filtered, linked to, and saved."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Generator
from pathlib import Path

import pytest
from browser_app import AppServer
from browser_axe import barriers
from browser_visits import Visits
from labeling import name_category
from playwright.sync_api import Route, expect

from coincide.survey import make_season
from coincide.workflow.survey.season_catalog import store_season


@pytest.fixture
def season(pages: Path, tmp_path: Path, visit: Visits) -> Generator[AppServer]:
    """The app over a generated season of two sites and two days."""
    assert pages.is_dir()
    store_season(make_season(n_sites=2, n_days=2), tmp_path / "season.coincide")
    with AppServer(tmp_path / "season.coincide") as server:
        yield server
        visit.leave()


def test_counts_and_figures_are_shown(visit: Visits, season: AppServer) -> None:
    page = visit(season.at("/survey"))
    expect(page.locator(".survey-counts tbody tr")).to_have_count(6)
    expect(page.locator(".survey-figure img")).to_have_count(5)
    expect(page.locator(".survey-picture.is-waiting")).to_have_count(0, timeout=60_000)
    assert barriers(page) == []
    visit.shoot_all(page, "survey")


def test_letters_that_no_font_has_are_told_below_the_figure(visit: Visits, season: AppServer) -> None:
    name_category(season.catalog, 1, "tit \U00010600")
    page = visit(season.at("/survey"))
    expect(page.locator(".survey-figure.is-matrix figcaption + div")).to_contain_text("None of the fonts")
    visit.shoot(page, "survey-letters", is_whole=True)


def test_a_filter_changes_counts_and_address(visit: Visits, season: AppServer) -> None:
    page = visit(season.at("/survey"))
    page.get_by_text("Names: all but noise and speech").click()
    page.get_by_label("trill").check()
    expect(page.locator(".survey-counts tbody tr")).to_have_count(2)
    expect(page).to_have_url(re.compile("names=trill.*by=site"))
    page.reload()
    expect(page.locator(".survey-counts tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".survey-counts tbody tr")).to_have_count(6)


@pytest.mark.only_chromium("downloads that its driver tells of")
def test_counts_are_saved_as_they_are_shown(visit: Visits, season: AppServer) -> None:
    page = visit(season.at("/survey?by=day"))
    expect(page.locator(".survey-counts tbody tr")).to_have_count(2)
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="CSV").click()
    assert Path(download.value.path()).read_text(encoding="utf-8").startswith("day,calls,")


def test_a_wrong_filter_says_what_helps(visit: Visits, season: AppServer) -> None:
    visit.allowed += ["status of 422"]
    page = visit(season.at("/survey?by=day&timezone=Nowhere"))
    expect(page.locator(".survey-counts").get_by_role("alert")).to_contain_text("Nowhere")


@pytest.mark.only_chromium("downloads that its driver tells of")
def test_tables_are_saved_as_an_archive(visit: Visits, season: AppServer) -> None:
    page = visit(season.at("/survey"))
    page.get_by_label("All events, for").select_option("csv")
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="Save tables").click()
    assert download.value.suggested_filename == "annotations-csv.zip"
    assert zipfile.ZipFile(download.value.path()).namelist() == ["annotations.csv"]


def test_counts_that_come_late_do_not_replace_newer_ones(visit: Visits, season: AppServer) -> None:
    page, held = visit(season.at("/survey")), list[Route]()
    expect(page.locator(".survey-counts tbody tr")).to_have_count(6)
    page.route(lambda url: url.endswith("/counts?by=site"), lambda route: held.append(route))
    page.get_by_label("and by").select_option("")
    page.get_by_label("Count by").select_option("name")
    first = page.locator(".survey-counts thead th").first
    expect(first).to_have_text("name")
    with page.expect_response(lambda response: response.url.endswith("/counts?by=site")):
        held[0].continue_()
    page.wait_for_load_state("networkidle")
    expect(first).to_have_text("name")

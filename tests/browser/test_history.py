"""What a browser remembers of the addresses that let it in."""

from __future__ import annotations

import sqlite3
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from browser_app import AppServer
from browser_visits import Visits
from playwright.sync_api import expect

from coincide.web.browser import write_page


def addresses_in(history: Path) -> list[str]:
    with closing(sqlite3.connect(history)) as database:
        return [url for (url,) in database.execute("SELECT url FROM urls")]


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.only_chromium("a history that Playwright keeps")
@pytest.mark.parametrize("way", ["the printed address", "the file"])
def test_no_address_that_a_browser_remembers_lets_anybody_in(
    visit: Visits, app: AppServer, tmp_path: Path, way: str
) -> None:
    address = app.url
    if way == "the file":
        write_page(tmp_path / "open.html", address)
        address = (tmp_path / "open.html").as_uri()
    context = visit.remembering(tmp_path / "profile")
    page = context.new_page()
    page.goto(address)
    page.wait_for_url(f"{app.origin}/")
    expect(page.locator("h1")).to_be_visible()
    context.close()
    remembered = addresses_in(tmp_path / "profile/Default/History")
    assert f"{app.origin}/" in remembered
    assert {status(url) for url in remembered if "code=" in url} <= {401}
    assert app.key not in "".join(remembered)

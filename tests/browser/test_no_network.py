"""No page asks for another computer: `Visits` watches the requests of every page in all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser_app import AppServer
from browser_open import OpenBrowsers
from browser_visits import Visits
from playwright.sync_api import Playwright

OUTSIDE = "http://192.0.2.1:9/"
"""An address for documentation (RFC 5737), which leads nowhere."""


def test_a_page_that_asks_for_another_computer_is_noticed(
    playwright: Playwright, browsers: OpenBrowsers, tmp_path: Path
) -> None:
    visits = Visits(playwright, tmp_path, browsers)
    page = visits("about:blank")
    with page.expect_request(OUTSIDE):
        page.evaluate("(url) => { fetch(url).catch(() => null); }", OUTSIDE)

    with pytest.raises(AssertionError, match=f"asked another computer: {OUTSIDE}"):
        visits.close()


def test_the_policy_of_the_app_forbids_other_computers(visit: Visits, app: AppServer) -> None:
    visit.allowed.append("Content Security Policy")
    visit.allowed.append(OUTSIDE)
    page = visit(app.at("/overview"))

    assert page.evaluate("(url) => fetch(url).then(() => 'sent', () => 'refused')", OUTSIDE) == "refused"

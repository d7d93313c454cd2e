"""Opening pages in a real browser whose devices play files, and noticing whatever goes wrong on them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from browser_engine import ENGINE, Chromium, Devices, Setup
from browser_open import OpenBrowsers
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Request, expect

from benchmarks.session import is_this_computer

_PHONE = (390, 844)


class Visits:
    """Opens pages; `close` fails if one of them complained.

    Attributes
    ----------
    allowed : parts of complaints that a test provokes on purpose.

    Parameters
    ----------
    browsers : stay open when the visits end.
    """

    def __init__(self, playwright: Playwright, screenshots: Path, browsers: OpenBrowsers) -> None:
        self.allowed = [*ENGINE.own_complaints]
        self._playwright = playwright
        self._screenshots = screenshots
        self._browsers = browsers
        self._pages: list[Page] = []
        self._complaints: list[str] = []
        self._is_leaving = False

    def __call__(
        self,
        address: str,
        *,
        microphone: Path | None = None,
        camera: Path | None = None,
        devices: Devices = "fake",
        size: tuple[int, int] = (1280, 900),
        flags: tuple[str, ...] = (),
        script: str = "",
        is_phone: bool = False,
    ) -> Page:
        """Open `address` as a person who was never here: nothing stored, nothing cached.

        Parameters
        ----------
        microphone, camera, devices, flags : as in `Setup`.
        script : JavaScript to run before the page's own.
        is_phone : a small screen to be touched, and no mouse.
        """
        setup = Setup(microphone, camera, devices, flags)
        wide, high = _PHONE if is_phone else size
        context = self._browsers.lend(setup).new_context(
            viewport={"width": wide, "height": high},
            accept_downloads=True,
            has_touch=is_phone,
            is_mobile=is_phone and ENGINE.can_be_phone,
        )
        page = context.new_page()
        self._pages.append(page)
        self.watch(page)
        page.set_default_timeout(20_000)
        # Firefox also runs it in the empty page that a tab begins with, where the browser lends no devices.
        page.add_init_script(f"if (isSecureContext) {{ {ENGINE.script(setup)}\n{script} }}")
        page.goto(address)
        page.wait_for_url(lambda url: "code=" not in url)  # what lets in leads on
        wait_until_ready(page)
        return page

    def again(self, page: Page, address: str) -> Page:
        """Open `address` in a new tab beside `page`, whose browser still has what it stored."""
        tab = page.context.new_page()
        self._pages.append(tab)
        self.watch(tab)
        tab.goto(address)
        wait_until_ready(tab)
        return tab

    def remembering(self, profile: Path) -> BrowserContext:
        """Start a Chromium that keeps a history, in a folder."""
        return self._playwright.chromium.launch_persistent_context(
            profile, executable_path=Chromium.path, args=[*Chromium.flags]
        )

    def watch(self, page: Page) -> None:
        """Collect what the console says, violations of the policy included, what was not caught, and who is asked."""
        page.on("console", self._on_console)
        page.on("request", self._on_request)
        page.on("pageerror", lambda error: self._complaints.append(f"not caught: {error}"))

    def shoot(self, page: Page, name: str, *, is_whole: bool = False) -> None:
        """Keep a picture of the page under build/screenshots, to be looked at by a person."""
        self._screenshots.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=self._screenshots / f"{name}.png", full_page=is_whole)

    def shoot_all(self, page: Page, name: str) -> None:
        """Keep it light, dark, and on a phone."""
        self.shoot(page, name)
        page.emulate_media(color_scheme="dark")
        self.shoot(page, f"{name}-dark")
        page.set_viewport_size({"width": _PHONE[0], "height": _PHONE[1]})
        self.shoot(page, f"{name}-phone", is_whole=True)

    def leave(self) -> None:
        """Close all pages, for a server that is about to end: they must not ask it for more."""
        # What was under way breaks off, and Chromium says that it was refused; that is not the page's fault.
        self._is_leaving = True
        for page in self._pages:
            page.context.close()  # and all that it stored
        self._pages.clear()
        self._is_leaving = False

    def close(self) -> None:
        """Close all pages; fail if one of them complained about what no test provoked."""
        self.leave()
        unexpected = [text for text in self._complaints if not any(part in text for part in self.allowed)]
        assert not unexpected, unexpected

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not self._is_leaving:
            path = urlsplit(message.location["url"]).path  # without the port, whose digits may be those of a status
            self._complaints.append(f"{message.type}: {message.text} {path}")

    def _on_request(self, request: Request) -> None:
        """Complain about every other computer; `data:` and `blob:` have no host."""
        host = urlsplit(request.url).hostname
        if host is not None and not is_this_computer(host):
            self._complaints.append(f"asked another computer: {request.url}")


def wait_until_ready(page: Page) -> None:
    """Wait for the script of the page that is shown: before it comes, keys and drops reach an empty frame."""
    expect(page.locator(".page[aria-busy=true]")).to_have_count(0, timeout=20_000)

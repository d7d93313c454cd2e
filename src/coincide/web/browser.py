"""Opens a browser without telling anybody else how to get in.

A command line can be read by all users of a computer while the program runs, so the address does not stand in it: the
browser opens a file that only this user can read, which redirects. It is deleted as soon as the browser is
in, or the server ends.
"""

from __future__ import annotations

import contextlib
import html
import os
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

_PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="refresh" content="0;url={address}">
    <title>coincide</title>
  </head>
  <body><a href="{address}">Open coincide</a></body>
</html>
"""
_SNAPS = Path("/snap")


def can_open_browser() -> bool:
    """Say whether there is a screen to open a browser on."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_browser(address: Callable[[Callable[[], None]], str]) -> None:
    """Open a browser beside the server; one that blocks, or that is missing, does no harm.

    Parameters
    ----------
    address : makes an address that works once, and calls what it is given when it was used.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="coincide-", dir=_readable_folder()))  # of mode 0700
    except OSError:
        return  # The address is printed as well.
    page = folder / "open.html"
    write_page(page, address(lambda: remove_page(page)))
    threading.Thread(target=webbrowser.open, args=(page.as_uri(),), daemon=True).start()


def write_page(page: Path, address: str) -> None:
    """Write a page that leads on, for this user only."""
    with os.fdopen(os.open(page, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(_PAGE.format(address=html.escape(address)))


def remove_page(page: Path) -> None:
    """Delete the page and its folder, if they are still there."""
    with contextlib.suppress(OSError):
        page.unlink()
        page.parent.rmdir()


def _readable_folder() -> Path | None:
    """Return where a browser can read: one in a snap has a /tmp of its own, and sees no hidden folder."""
    if not _SNAPS.is_dir():
        return None
    home = Path.home()
    return home if os.access(home, os.W_OK) else None

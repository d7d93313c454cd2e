"""The app as `coincide serve` starts it, in a thread of the tests."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType

from coincide.web.serve import open_server, run_server


class AppServer:
    """Serves a catalog on a free port of this machine until the block ends.

    Attributes
    ----------
    catalog : that is served, to look at what the pages did to it.
    url : to begin with; it lets one browser in.
    origin : the address of the server, without a path.
    port : where it listens.
    key : what its cookie holds.

    Parameters
    ----------
    port : 0 for a free one, or that of a server before, as a person starts it again.
    who : who gives names and answers.
    """

    def __init__(self, catalog: Path, *, port: int = 0, who: str = "tester") -> None:
        self.catalog = catalog
        self._opened = open_server(catalog, port=port, who=who)
        self.port = self._opened.port
        self.key = self._opened.access.token
        self.url = self._opened.address()
        self.origin = self._opened.origin
        self._thread = threading.Thread(target=run_server, args=(self._opened,), daemon=True)

    def at(self, path: str) -> str:
        """Address of a page that lets a browser in."""
        separator = "&" if "?" in path else "?"
        return f"{self.origin}{path}{separator}code={self._opened.access.codes.new()}"

    def __enter__(self) -> AppServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.server.should_exit = True
        self._thread.join()

"""What all routes share: the open catalog, and what was made of it lately."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Annotated, cast

from fastapi import Depends, Request, Response

from coincide.app.browse import Browse, key_of_model
from coincide.app.category_edits import Editor
from coincide.app.category_list import CategoryList
from coincide.app.example_search import ExampleSearch
from coincide.app.label.desk import WRITE_PATIENCE_S, LabelDesk
from coincide.app.live_models import LiveModels
from coincide.app.map_points import map_points
from coincide.app.recording_media import Scales
from coincide.app.snapshot import Snapshot
from coincide.app.survey_desk import SurveyDesk
from coincide.catalog import CatalogStore, find_catalog
from coincide.errors import CatalogError, CatalogVersionError, CoincideError, NoSuchError
from coincide.learned.originals import Originals
from coincide.learned.writing import writing
from coincide.web.breaks import Breaks
from coincide.web.ranges import bytes_response
from coincide.workflow.export.maker import may_work_ahead

_MEDIA_BYTES = 48 * 2**20


class Recent:
    """Bytes that were made lately, up to a total size; the longest unused go first.

    Parameters
    ----------
    limit_bytes : of all values together.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._size = 0
        self._values: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what is kept under `key`, or make and keep it."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        # Made outside of the lock: two requests may draw the same picture, but none waits for another.
        value = make()
        with self._lock:
            if key not in self._values:
                self._values[key] = value
                self._size += len(value)
            while self._size > self._limit and len(self._values) > 1:
                self._size -= len(self._values.popitem(last=False)[1])
        return value


class ServedCatalog:
    """A catalog that is being served.

    Parameters
    ----------
    who : who gives names and answers; kept with each.
    breaks : between requests, in which it works ahead.
    """

    def __init__(self, catalog: Path | None, *, who: str = "", breaks: Breaks | None = None) -> None:
        self.browse = _open(catalog)
        self.who = who
        self.breaks = breaks or Breaks()
        self.originals = Originals(lambda path: self.browse.store.files.get(path))
        self.scales = Scales()
        self.media = Recent(_MEDIA_BYTES)
        self.desk = LabelDesk(self.browse, who=who)
        self.search = ExampleSearch(self.browse, self.originals)
        self.categories = CategoryList(self.browse)
        self.survey = SurveyDesk(self.browse)
        self.recognizers = LiveModels(self.browse)
        self._writing = threading.Lock()
        self._ends = threading.Event()

    @contextmanager
    def write(self) -> Generator[CatalogStore]:
        """Hold the catalog for a moment of writing.

        Raises
        ------
        CatalogBusyError : another command is writing; the message says which.
        """
        # Threads of this server wait for each other here, not as if they were other commands.
        with (
            self._writing,
            writing(self.browse.folder, lambda _: None, command="coincide serve", timeout_s=WRITE_PATIENCE_S) as store,
        ):
            yield store

    @contextmanager
    def edit(self, response: Response | None = None, *, of_model: str | None = None) -> Generator[Editor]:
        """Hold the catalog for one change by a person.

        Parameters
        ----------
        response : gets the header `X-Change`, by which the change can be undone.
        of_model : see `snapshot`.

        Raises
        ------
        NoSuchError : another model has been learned since.
        NotLearnedError : nothing has been learned yet.
        CatalogBusyError : another command is writing; the message says which.
        """
        self.browse.snapshot()  # without a model there is nothing to wait for
        with self.write() as store:
            yield Editor(store, self.snapshot(of_model=of_model), self.who)
            if response is not None:
                response.headers["X-Change"] = str(store.runs.newest_id())

    def snapshot(self, *, of_model: str | None) -> Snapshot:
        """Return the current model and its events.

        Parameters
        ----------
        of_model : the key of the model whose categories are meant; None for the current one.

        Raises
        ------
        NoSuchError : another model has been learned since.
        NotLearnedError : nothing has been learned yet.
        """
        snapshot = self.browse.snapshot()
        if of_model not in (None, key_of_model(snapshot.stamp)):
            raise NoSuchError("`coincide learn` has made new categories since this page was opened. Reload the page.")
        return snapshot

    def media_response(
        self,
        request: Request,
        make: Callable[[], bytes],
        *,
        media_type: str,
        etag: str,
        version: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Answer with bytes that are made once and kept for a while; see `bytes_response`."""
        kept = partial(self.media.get, etag, make)
        return bytes_response(request, kept, media_type=media_type, etag=etag, version=version, headers=headers)

    def read(self) -> None:
        """Read the events, which nearly all pages show; errors are for the pages to tell."""
        self.breaks.begin()
        with suppress(CoincideError):
            self.browse.snapshot()
        self.breaks.end()

    def warm(self) -> None:
        """Read and make ahead what the first visit of each page would wait for, in breaks, until `close`.

        Errors are for the pages to tell.
        """
        try:
            self._read_ahead()
        except CoincideError:
            pass
        except Exception:
            # What `close` closes while it is being read fails in many ways.
            if not self._ends.is_set():
                raise
        if may_work_ahead():
            self.recognizers.keep_ready()

    def _read_ahead(self) -> None:
        steps: tuple[Callable[[], object], ...] = (
            self.survey.warm,
            lambda: self.browse.labels(self.browse.snapshot()),
            lambda: map_points(self.browse.snapshot()),
            self.search.warm,
            lambda: self.desk.queue(1),
        )
        for step in steps:
            if not self.breaks.wait(self._ends):
                return
            step()

    def close(self) -> None:
        """Name what was labeled, and close the files."""
        self._ends.set()
        self.recognizers.close()
        self.desk.close()
        self.browse.close()


def _open(catalog: Path | None) -> Browse:
    try:
        return Browse(catalog)
    except CatalogVersionError:
        raise
    except CatalogError:
        # The next command that writes to an older version upgrades it.
        place = find_catalog(catalog)
        with writing(place, lambda _: None, command="coincide serve", timeout_s=WRITE_PATIENCE_S):
            return Browse(place)


def served(request: Request) -> ServedCatalog:
    """Return the catalog that this server is for; a dependency of routes."""
    return cast(ServedCatalog, request.app.state.served)


Here = Annotated[ServedCatalog, Depends(served)]
"""The parameter by which a route gets the catalog."""

"""Holds a catalog for a moment of writing, so that readers and other writers hardly wait."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from coincide.catalog import CatalogStore, storage_errors


@contextmanager
def writing(
    place: Path,
    on_wait: Callable[[str], None],
    *,
    command: str = "coincide label",
    timeout_s: float | None = None,
    is_checked: bool = False,
    seals: bool = True,
) -> Generator[CatalogStore]:
    """Hold the catalog for a moment of writing.

    Raises
    ------
    CatalogBusyError : another command was not done after `timeout_s`.
    """
    with (
        storage_errors(place),
        CatalogStore.open(
            place,
            write=True,
            command=command,
            timeout_s=timeout_s,
            on_wait=on_wait,
            is_checked=is_checked,
            seals=seals,
        ) as store,
    ):
        yield store

"""The lists: each module here has `LISTS`, from a name to its judge."""

from __future__ import annotations

import importlib
import pkgutil

from conformance.outcome import Judge


def all_lists() -> dict[str, Judge]:
    """Every list of every module here, by name."""
    found: dict[str, Judge] = {}
    for module in pkgutil.iter_modules(__path__):
        found.update(importlib.import_module(f"{__name__}.{module.name}").LISTS)
    return found

"""Front doors that open only the rooms one enters.

Names are imported on first use (PEP 562): whoever loads an index must not wait for scikit-learn, and whoever asks for
a distance of vectors must not wait for the compiler.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping


def lazy_exports(package: str, homes: Mapping[str, str]) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make the `__getattr__` and `__dir__` of a package; `import *` takes all its names, and so opens all its rooms.

    Parameters
    ----------
    package : its `__name__`.
    homes : for each public name the module that defines it, relative to the package.
    """

    def get(name: str) -> object:
        if name == "__all__":
            return names()
        if name not in homes:
            raise AttributeError(f"module `{package}` has no attribute `{name}`")
        return getattr(importlib.import_module(f"{package}.{homes[name]}"), name)

    def names() -> list[str]:
        return sorted(homes)

    return get, names

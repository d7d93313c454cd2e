"""Front doors that open only the rooms one enters.

Packages that need torch, and the package itself, re-export names from their modules on first use: searching, labelling
and `coincide --help` must not wait for torch to be imported. A package writes its names once, as imports that only type
checkers and editors carry out::

    if TYPE_CHECKING:
        from coincide.embed.encoder import Encoder as Encoder

    __getattr__, __dir__ = lazy_exports(__name__)

`lazy_exports` reads these lines too, so the source of the package's ``__init__`` must be installed with it.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Callable


def lazy_exports(package: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make the `__getattr__` and `__dir__` of a package (PEP 562).

    Parameters
    ----------
    package : its `__name__`; it exports each name that its ``__init__`` imports `as` itself, by absolute import.
    """
    source = ast.parse(inspect.getsource(sys.modules[package]))
    imports = [node for node in ast.walk(source) if isinstance(node, ast.ImportFrom)]
    homes = {alias.name: str(node.module) for node in imports for alias in node.names if alias.asname == alias.name}

    def get(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module `{package}` has no attribute `{name}`")
        return getattr(importlib.import_module(homes[name]), name)

    def names() -> list[str]:
        return sorted(homes)

    return get, names

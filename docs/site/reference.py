"""Pages of the reference: one for each package, with every name that its front door offers."""

from __future__ import annotations

import importlib
import inspect
import os
from pathlib import Path
from types import ModuleType

# Keras looks for its backend when it is imported.
os.environ.setdefault("KERAS_BACKEND", "torch")

PACKAGES = (
    "coincide",
    "coincide.losses",
    "coincide.recordings",
    "coincide.features",
    "coincide.events",
    "coincide.embed",
    "coincide.categorize",
    "coincide.index",
    "coincide.parse",
    "coincide.label",
    "coincide.recognize",
    "coincide.survey",
    "coincide.evaluate",
    "coincide.annotations",
    "coincide.errors",
    "coincide_smallworld",
    "coincide_trees",
    "coincide_bitcoin",
    "coincide_goban",
    "coincide_logic",
    "coincide_primer",
    "coincide_rays",
)


def write_reference(folder: Path) -> None:
    """Write a page for each package that is installed, and a list of them."""
    folder.mkdir(exist_ok=True)
    written = [name for name in PACKAGES if _write_page(folder, name)]
    entries = "\n".join(f"   {name}" for name in written)
    (folder / "index.rst").write_text(f"Reference\n=========\n\n.. toctree::\n   :maxdepth: 1\n\n{entries}\n")


def public_names(module: ModuleType) -> list[str]:
    """Return the names that a module offers: what `dir` lists, without modules, private names and other packages."""
    members = {name: getattr(module, name) for name in dir(module) if not name.startswith("_")}
    return [name for name, it in members.items() if not inspect.ismodule(it) and _is_of(module, it)]


def _write_page(folder: Path, name: str) -> bool:
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        print(f"no reference for `{name}`, which is not installed")
        return False
    parts = [_directive(f"{name}.{one}", getattr(module, one)) for one in public_names(module)]
    head = f"{name}\n{'=' * len(name)}\n\n.. automodule:: {name}\n   :no-members:\n\n"
    (folder / f"{name}.rst").write_text(head + "\n\n".join(parts) + "\n", encoding="utf-8")
    return True


def _directive(path: str, it: object) -> str:
    if inspect.isclass(it):
        return f".. autoclass:: {path}\n   :members:"
    if callable(it):
        return f".. autofunction:: {path}"
    return f".. py:data:: {path}\n   :type: {type(it).__name__}"


def _is_of(module: ModuleType, it: object) -> bool:
    """Say whether a name comes from the package of a module; what a library brings is on the library's page."""
    home = getattr(it, "__module__", None)
    return home is None or home.partition(".")[0] == module.__name__.partition(".")[0]

"""The scripts beside the pages, in web/, as modules: they are no part of the package."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

WEB = Path(__file__).resolve().parents[2] / "web"


def load_tool(name: str) -> ModuleType:
    """Return the module web/``name``.py, freshly loaded."""
    spec = importlib.util.spec_from_file_location(name, WEB / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

"""The packages that write networks as ONNX files: whether they are here, without importing any of them."""

from __future__ import annotations

import importlib.util

from coincide.errors import MissingPackageError

PACKAGES = ("onnx", "onnxscript", "onnxruntime")


def require_packages() -> None:
    """Make sure that networks can be written.

    Raises
    ------
    MissingPackageError : a package of the extra `export` is not installed.
    """
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        raise MissingPackageError.of("writing a recognizer for the browser needs", *missing, extra="export")

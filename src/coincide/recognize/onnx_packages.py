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
        raise MissingPackageError(
            f"writing a recognizer for the browser needs {', '.join(f'`{name}`' for name in missing)}, not "
            "installed here. Install the extra: `pip install 'coincide[export]'`."
        )

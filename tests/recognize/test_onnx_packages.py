from __future__ import annotations

import pytest

from coincide.errors import MissingPackageError
from coincide.recognize import onnx_packages


def test_a_missing_package_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_packages, "PACKAGES", ("onnx", "no_such_package"))

    with pytest.raises(MissingPackageError, match=r"needs `no_such_package`.*coincide\[export\]"):
        onnx_packages.require_packages()

"""Libraries that send by themselves are told not to before they start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coincide.telemetry import ONNX_RUNTIME, switch_off

START_ONNX_RUNTIME = """
import sys
if "coincide" in sys.argv:
    import coincide
import onnxruntime
"""


def files_after_import(home: Path, *words: str, **variables: str) -> list[str]:
    """Start ONNX Runtime as a person with an empty home folder; returns what it left there."""
    home.mkdir()
    inherited = {name: value for name, value in os.environ.items() if name != ONNX_RUNTIME}
    folders = {name: str(home) for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    subprocess.run(
        [sys.executable, "-c", START_ONNX_RUNTIME, *words], env={**inherited, **folders, **variables}, check=True
    )
    return sorted(path.name for path in home.rglob("*") if path.is_file())


def test_importing_coincide_switches_the_telemetry_of_onnx_runtime_off() -> None:
    inherited = {name: value for name, value in os.environ.items() if name != ONNX_RUNTIME}
    probe = f"import coincide, os; print(os.environ[{ONNX_RUNTIME!r}])"
    result = subprocess.run([sys.executable, "-c", probe], env=inherited, capture_output=True, text=True, check=True)
    assert result.stdout == "1\n"


@pytest.mark.parametrize("value", ["1", "true", "YES", "on"])
def test_a_value_that_switches_off_is_kept(value: str) -> None:
    variables = {ONNX_RUNTIME: value}
    switch_off(variables)
    assert variables == {ONNX_RUNTIME: value}


@pytest.mark.parametrize("value", ["", "0", "false", "2"])
def test_a_value_that_switches_nothing_off_is_replaced(value: str) -> None:
    variables = {ONNX_RUNTIME: value}
    switch_off(variables)
    assert variables == {ONNX_RUNTIME: "1"}


@pytest.mark.slow
def test_onnx_runtime_leaves_nothing_in_the_home_folder_once_coincide_is_imported(tmp_path: Path) -> None:
    assert files_after_import(tmp_path / "home", "coincide") == []

"""Checks wheels that are installed here: each imports from itself, says its version, and ships its types."""

from __future__ import annotations

import importlib
import subprocess
import sys
import zipfile
from importlib.metadata import distribution, version
from pathlib import Path


def check(wheel: Path) -> None:
    """Check one wheel; raises `AssertionError` or an error of the package."""
    name = wheel.name.split("-")[0]
    module = importlib.import_module(name)
    home = Path(str(module.__file__)).resolve()
    assert home.is_relative_to(Path(sys.prefix).resolve()), f"{name} comes from {home}, not from the wheel"
    assert f"{name}/py.typed" in zipfile.ZipFile(wheel).namelist(), f"{name} ships no py.typed"
    for script in distribution(name).entry_points.select(group="console_scripts"):
        program = Path(sys.executable).with_name(script.name)
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        assert version(name) in said, f"{script.name} --version says {said!r}"
    print(f"{wheel.name} is whole")


def main() -> None:
    """Check all wheels of a folder."""
    wheels = sorted(Path(sys.argv[1]).glob("*.whl"))
    assert wheels, "no wheels"
    for wheel in wheels:
        check(wheel)


if __name__ == "__main__":
    main()

"""The reference: every public name has words of its own."""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from pathlib import Path
from tempfile import mkdtemp

import pytest

# Keras writes into the home folder otherwise.
os.environ.setdefault("KERAS_HOME", mkdtemp())
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "docs" / "site"))

import reference

OURS = ("coincide", "coincide_smallworld", "coincide_trees")
PACKAGES = [name for name in reference.PACKAGES if name.partition(".")[0] in OURS]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_class_and_function_that_a_package_offers_has_a_docstring(package: str) -> None:
    module = importlib.import_module(package)
    offered = {name: getattr(module, name) for name in reference.public_names(module)}
    silent = [name for name, it in offered.items() if callable(it) and not inspect.getdoc(it)]
    assert offered
    assert silent == []


def test_a_page_lists_what_its_package_offers(tmp_path: Path) -> None:
    reference.write_reference(tmp_path / "reference")
    page = (tmp_path / "reference" / "coincide.losses.rst").read_text(encoding="utf-8")
    assert ".. autoclass:: coincide.losses.TripletLoss\n" in page


def test_the_list_of_pages_names_those_that_were_written(tmp_path: Path) -> None:
    reference.write_reference(tmp_path)
    listed = {line.strip() for line in (tmp_path / "index.rst").read_text(encoding="utf-8").splitlines()[5:]} - {""}
    assert listed == {page.stem for page in tmp_path.glob("*.rst")} - {"index"}

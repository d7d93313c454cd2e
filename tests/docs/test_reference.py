"""The reference: every public name has words of its own."""

from __future__ import annotations

import importlib
import inspect
import os
import re
import sys
from pathlib import Path
from tempfile import mkdtemp
from types import MemberDescriptorType

import pytest
import reference

# Keras writes into the home folder otherwise.
os.environ.setdefault("KERAS_HOME", mkdtemp())
ROOT = Path(__file__).resolve().parents[2]
# Companions are not installed beside the product, and may be taken away.
COMPANIONS = {path.name: path.parent for path in ROOT.glob("companions/*/src/coincide_*")}
sys.path.extend(map(str, COMPANIONS.values()))

OURS = ("coincide", "coincide_smallworld", "coincide_trees", *COMPANIONS)
PACKAGES = [
    pytest.param(name, marks=pytest.mark.slow if name == "coincide.losses" else ())  # which loads Keras
    for name in reference.PACKAGES
    if name.partition(".")[0] in OURS
]


def _members(kind: type) -> list[str]:
    """Methods and properties that a class defines itself, those with a descriptor of ours included, but no slots."""
    own = {name: it for name, it in vars(kind).items() if not name.startswith("_")}
    return [name for name, it in own.items() if hasattr(it, "__get__") and not isinstance(it, MemberDescriptorType)]


def _own_words(it: object) -> str:
    """The docstring that an object has itself: not its parent's, and not the signature that a dataclass gets."""
    words = (vars(it).get("__doc__") if inspect.isclass(it) else inspect.getdoc(it)) or ""
    return "" if words.startswith(f"{getattr(it, '__name__', '')}(") else words


def _is_told(kind: type, member: str) -> bool:
    """Whether a member has a docstring, or its line among the attributes of the class."""
    attributes = re.search(rf"^(?:.+, )?{member}(?:, .+)? : ", inspect.getdoc(kind) or "", re.MULTILINE)
    return bool(inspect.getdoc(getattr(kind, member))) or attributes is not None


@pytest.mark.parametrize("package", PACKAGES)
def test_every_class_and_function_that_a_package_offers_has_a_docstring(package: str) -> None:
    module = importlib.import_module(package)
    offered = {name: getattr(module, name) for name in reference.public_names(module)}
    silent = [name for name, it in offered.items() if callable(it) and not _own_words(it)]
    assert offered
    assert silent == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_member_of_a_class_that_a_package_offers_is_described(package: str) -> None:
    module = importlib.import_module(package)
    kinds = [it for name in reference.public_names(module) if inspect.isclass(it := getattr(module, name))]
    assert [f"{kind.__name__}.{one}" for kind in kinds for one in _members(kind) if not _is_told(kind, one)] == []


def test_the_reference_has_a_page_for_each_library_and_companion() -> None:
    assert set(OURS) <= set(reference.PACKAGES)


def test_a_page_lists_what_its_package_offers(tmp_path: Path) -> None:
    reference.write_reference(tmp_path / "reference")
    page = (tmp_path / "reference" / "coincide.losses.rst").read_text(encoding="utf-8")
    assert ".. autoclass:: coincide.losses.TripletLoss\n" in page


def test_the_list_of_pages_names_those_that_were_written(tmp_path: Path) -> None:
    reference.write_reference(tmp_path)
    listed = {line.strip() for line in (tmp_path / "index.rst").read_text(encoding="utf-8").splitlines()[5:]} - {""}
    assert listed == {page.stem for page in tmp_path.glob("*.rst")} - {"index"}

"""What the packages say they offer, they offer."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import ModuleType

import pytest

import coincide_smallworld
from coincide_smallworld import estimators, index

DOORS = (coincide_smallworld, index, estimators)


def folder_of(package: ModuleType) -> Path:
    return Path(str(package.__file__)).parent


def listed_modules(package: ModuleType) -> set[str]:
    """Modules named in the lines of the docstring that begin with a dash."""
    lines = [line for line in (package.__doc__ or "").splitlines() if line.startswith("- ")]
    return {name for line in lines for name in re.findall(r"`(\w+)`", line.partition(":")[0])}


def present_modules(package: ModuleType) -> set[str]:
    folder = folder_of(package)
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    return packages | {path.stem for path in folder.glob("*.py")} - {"__init__"}


def exported_names(package: ModuleType) -> set[str]:
    """Names that `__init__.py` imports `as` themselves."""
    tree = ast.parse((folder_of(package) / "__init__.py").read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.asname for node in imports for alias in node.names if alias.asname is not None}


@pytest.mark.parametrize("package", DOORS, ids=lambda package: package.__name__)
def test_the_docstring_lists_every_module(package: ModuleType) -> None:
    assert listed_modules(package) == present_modules(package)


@pytest.mark.parametrize("package", DOORS, ids=lambda package: package.__name__)
def test_the_names_shown_are_those_re_exported(package: ModuleType) -> None:
    assert set(dir(package)) == exported_names(package)


@pytest.mark.parametrize("package", DOORS, ids=lambda package: package.__name__)
def test_every_name_shown_is_there(package: ModuleType) -> None:
    assert [name for name in dir(package) if not hasattr(package, name)] == []


@pytest.mark.parametrize("package", DOORS, ids=lambda package: package.__name__)
def test_a_star_imports_every_name_shown(package: ModuleType) -> None:
    imported: dict[str, object] = {}
    exec(f"from {package.__name__} import *", imported)
    assert imported.keys() - {"__builtins__"} == set(dir(package))


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="module `coincide_smallworld` has no attribute `Graph`"):
        _ = coincide_smallworld.Graph

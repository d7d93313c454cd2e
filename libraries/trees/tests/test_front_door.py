"""What the library offers, that it stands alone, and that trees do not wait for torch."""

from __future__ import annotations

import ast
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import coincide_trees
from coincide_trees import decoders, fitting, models, text

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
ALLOWED = {"coincide_trees", "click", "lazy_loader", "nltk", "numpy", "PIL", "safetensors", "skimage", "torch"}
WITHOUT_TORCH = (
    "import coincide_trees",
    "from coincide_trees import Tree, Adjacency, chain, grid, RegionTruth, SpanTruth, regions_of",
    "from coincide_trees import from_brackets, to_dot, right_branching, parsing_score",
)


def _listed(package: ModuleType) -> set[str]:
    """Modules named in the lines of the docstring that begin with a dash."""
    lines = [line for line in (package.__doc__ or "").splitlines() if line.startswith("- ")]
    return {name for line in lines for name in re.findall(r"`(\w+)`", line.partition(":")[0])}


def _present(package: ModuleType) -> set[str]:
    folder = Path(str(package.__file__)).parent
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    return packages | {path.stem for path in folder.glob("*.py")} - {"__init__"}


@pytest.mark.parametrize("package", [coincide_trees, decoders, fitting, models, text], ids=lambda one: one.__name__)
def test_the_docstring_lists_every_module(package: ModuleType) -> None:
    assert _listed(package) == _present(package)


def test_every_name_that_is_promised_is_there() -> None:
    assert [name for name in coincide_trees.__all__ if getattr(coincide_trees, name, None) is None] == []


def test_the_page_of_names_says_what_the_docstrings_say() -> None:
    page = (ROOT / "docs" / "names.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \| `\w+` \|$", page, re.MULTILINE))
    offered = {name: getattr(coincide_trees, name) for name in coincide_trees.__all__}
    told = {name: " ".join((inspect.getdoc(it) or "").split("\n\n")[0].split()) for name, it in offered.items()}
    documented = {name for name, it in offered.items() if inspect.isclass(it) or inspect.isfunction(it)}
    assert rows.keys() == offered.keys()
    assert {name: rows[name] for name in documented} == {name: told[name] for name in documented}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_imports_only_what_the_library_needs(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names) <= ALLOWED


@pytest.mark.parametrize("statement", WITHOUT_TORCH)
def test_torch_is_not_imported(statement: str) -> None:
    code = f"import sys; {statement}; sys.exit('torch' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *sys.path])}
    assert subprocess.run([sys.executable, "-c", code], check=False, env=environment).returncode == 0

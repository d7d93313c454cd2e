"""The companion stands alone: who imports what, and that its pages hold."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import coincide_logic

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "coincide_logic"
SOURCES = sorted(SOURCE.rglob("*.py"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

# Each folder or module, and those that it stands on; what it has inside is its own matter.
LAYERS = ("cli", "bridge", "lisp", "prolog", "errors")


def imported(path: Path, *, at_import_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(tree.body) if at_import_only else list(ast.walk(tree))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return {*names, *(node.module or "" for node in nodes if isinstance(node, ast.ImportFrom))}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_but_the_standard_library_is_imported(path):
    packages = {name.partition(".")[0] for name in imported(path)}
    assert packages - set(sys.stdlib_module_names) == packages & {"coincide_logic"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_imports_only_what_is_below_it(path):
    own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    if own.startswith("__"):
        return
    used = {name.split(".")[1] for name in imported(path, at_import_only=True) if name.startswith("coincide_logic.")}
    assert [name for name in used - {own} if LAYERS.index(name) <= LAYERS.index(own)] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_is_short_and_opens_with_what_it_holds(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 310
    assert ast.get_docstring(ast.parse(text))


def test_importing_the_package_loads_no_product_and_no_database():
    command = "import coincide_logic, sys; assert not {'coincide', 'sqlite3', 'socket', 'asyncio'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", command], check=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})


def test_the_version_is_the_newest_of_the_changelog():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert re.findall(r"^## \[(.+)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[0] == version


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_first_example_of_the_readme_prints_what_it_says(capsys):
    code = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)[0]
    exec(code, {})
    assert capsys.readouterr().out == "bob Who = bob\ncy Who = cy\n"


def test_the_examples_of_the_package_run():
    import doctest

    assert doctest.testmod(coincide_logic).failed == 0
    assert doctest.testmod(sys.modules["coincide_logic.prolog.prolog"]).failed == 0

"""The companion stands alone: who imports what, and that its pages hold."""

from __future__ import annotations

import ast
import doctest
import importlib
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
EXAMPLES = ["coincide_primer", "coincide_primer.tensors.walk", "coincide_primer.networks.network"]
ALLOWED = {"coincide_primer", "numba", "numpy", "safetensors", "sklearn"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_file_imports_only_what_the_package_needs(path):
    assert _imported(path) <= ALLOWED


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_files_are_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 220


@pytest.mark.parametrize("module", ["coincide_primer", "coincide_primer.cli.demo"])
def test_only_trees_bring_the_compiler_and_scikit_learn(module):
    command = f"import {module}, sys; assert not {{'numba', 'sklearn', 'coincide'}} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", command], check=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_of_pages_resolve(page):
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    inside = [link.partition("#")[0] for link in links if not link.startswith(("https://", "#"))]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_the_examples_of_the_readme_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for block in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        exec(compile(block, "README", "exec"), {})


@pytest.mark.parametrize(
    "name", ["coincide_primer", "coincide_primer.tensors.walk", "coincide_primer.networks.network"]
)
def test_the_examples_of_docstrings_hold(name):
    result = doctest.testmod(importlib.import_module(name))
    assert (result.attempted > 0, result.failed) == (True, 0)


def test_the_changelog_tells_of_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

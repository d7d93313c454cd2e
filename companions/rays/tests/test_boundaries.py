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

import coincide_rays
from coincide_rays import book

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ALLOWED = {"coincide_rays", "numba", "numpy", "PIL", "yaml"}


def _imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_only_the_bridge_imports_a_library_of_ours(path):
    allowed = ALLOWED | ({"coincide_trees"} if path.name == "bridge.py" else set())
    assert _imported(path) <= allowed


def test_importing_the_package_compiles_nothing():
    command = "import coincide_rays, sys; assert not {'numba', 'yaml', 'PIL', 'coincide'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", command], check=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_are_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 330


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_of_pages_resolve(page):
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    inside = [link.partition("#")[0] for link in links if not link.startswith(("https://", "#"))]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_the_page_of_names_has_every_name_of_the_book():
    public = {name for name in vars(book) if name[0].islower() and name != "annotations"}
    listed = set(re.findall(r"^\| `(\w+)`", (ROOT / "docs" / "names.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert public <= listed


def test_the_example_of_the_readme_runs(tmp_path, monkeypatch):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(compile(block.replace("800, 600", "80, 60"), "README", "exec"), {})
    assert (tmp_path / "scene.png").stat().st_size > 500


def test_the_changelog_tells_of_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert coincide_rays.__doc__ is not None

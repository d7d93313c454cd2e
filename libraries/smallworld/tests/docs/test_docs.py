"""The pages hold: every public name is described, the code in them runs, and the facts of the package agree."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import coincide_smallworld

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "docs" / "guide.md"]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_python_of_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 2
    exec("\n".join(blocks), {"__name__": "page"})  # blocks of a page go on from each other


def test_every_public_name_is_described() -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert [name for name in dir(coincide_smallworld) if f"`{name}" not in text] == []


@pytest.mark.parametrize("page", [*PAGES, *(ROOT / "docs").rglob("*.md")], ids=lambda page: page.name)
def test_links_of_a_page_stay_within_the_library(page: Path) -> None:
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))]
    inside = [(page.parent / link).resolve() for link in links if link and not link.startswith("https://")]
    assert [path for path in inside if not (path.exists() and path.is_relative_to(ROOT))] == []


def test_the_changelog_tells_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    newest = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None and newest[1] == version


def test_parts_of_the_compiler_that_are_not_public_have_an_upper_bound() -> None:
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert [need for need in needs if need.startswith(("numba", "llvmlite")) and ",<" not in need] == []

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

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "coincide_bitcoin"
SOURCES = sorted(SOURCE.rglob("*.py"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

# Each folder or module, and those that it stands on; what it has inside is its own matter.
LAYERS = (
    "cli",
    "bridge",
    "explain",
    "net",
    "wallet",
    "stamps",
    "chain",
    "message",
    "psbt",
    "descriptor",
    "block",
    "hd",
    "address",
    "filters",
    "silent_payments",
    "script",
    "transaction",
    "musig",
    "keys",
    "backend",
    "encoding",
    "curve",
    "wire",
    "networks",
    "hashes",
    "errors",
)


def imported(path: Path, *, at_import_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(tree.body) if at_import_only else list(ast.walk(tree))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return {*names, *(node.module or "" for node in nodes if isinstance(node, ast.ImportFrom))}


def layer_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_but_the_standard_library_is_imported(path):
    packages = {name.partition(".")[0] for name in imported(path)} - set(sys.stdlib_module_names) - {"coincide_bitcoin"}
    allowed = {"libsecp256k1.py": {"coincurve"}, "bridge.py": {"coincide"}}.get(path.name, set())
    assert packages <= allowed


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_imports_only_what_is_below_it(path):
    own = layer_of(path)
    if own.startswith("__"):
        return
    used = {name.split(".")[1] for name in imported(path, at_import_only=True) if name.startswith("coincide_bitcoin.")}
    above = [name for name in used - {own} if LAYERS.index(name) <= LAYERS.index(own)]
    assert above == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_is_short_and_opens_with_what_it_holds(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert ast.get_docstring(ast.parse(text))


def test_importing_the_package_loads_no_product_and_no_server():
    command = "import coincide_bitcoin, sys; assert not {'coincide', 'sqlite3', 'socket', 'asyncio'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", command], check=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})


def test_without_coincurve_everything_but_signing_works():
    command = (
        "import sys; sys.modules['coincurve'] = None\n"
        "from coincide_bitcoin import PURE, PrivateKey, SigningError\n"
        "import warnings; warnings.simplefilter('ignore')\n"
        "key = PrivateKey.random()\n"
        "assert key.public.verify(bytes(32), key.sign(bytes(32), backend=PURE))\n"
        "try: key.sign(bytes(32))\n"
        "except SigningError: print('refused')"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    result = subprocess.run(
        [sys.executable, "-c", command], check=True, env=environment, capture_output=True, text=True
    )
    assert result.stdout == "refused\n"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_of_pages_resolve(page):
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    inside = [link.partition("#")[0] for link in links if not link.startswith(("https://", "#"))]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_the_example_of_the_readme_runs():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "README", "exec"), {})


def test_the_changelog_tells_of_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

"""How the pages are built: when they count as current, and with which Node."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from page_tools import WEB, load_tool

from coincide.drawing.colors import UNSURE_COLOR, category_colors

bundle = load_tool("bundle")


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.ts").write_bytes(b"start();\n")
    (tmp_path / "node_modules").mkdir()
    return tmp_path


def test_the_fingerprint_follows_the_sources(sources: Path) -> None:
    before = bundle.fingerprint(sources)
    (sources / "src" / "main.ts").write_bytes(b"stop();\n")
    assert bundle.fingerprint(sources) != before


def test_the_fingerprint_follows_a_new_name(sources: Path) -> None:
    before = bundle.fingerprint(sources)
    (sources / "src" / "main.ts").rename(sources / "src" / "other.ts")
    assert bundle.fingerprint(sources) != before


@pytest.mark.parametrize("name", ["src/main.test.ts", "node_modules/library.js", "bundle.py", ".test-x1/main.mjs"])
def test_the_fingerprint_leaves_out_what_does_not_reach_the_pages(sources: Path, name: str) -> None:
    before = bundle.fingerprint(sources)
    (sources / name).parent.mkdir(exist_ok=True)
    (sources / name).write_bytes(b"more")
    assert bundle.fingerprint(sources) == before


def test_the_fingerprint_is_the_same_with_line_ends_of_windows(sources: Path) -> None:
    before = bundle.fingerprint(sources)
    (sources / "src" / "main.ts").write_bytes(b"start();\r\n")
    assert bundle.fingerprint(sources) == before


def test_without_node_the_message_says_what_to_install(tmp_path: Path) -> None:
    # -S leaves out installed packages, one of which may bring Node.
    result = subprocess.run(
        [sys.executable, "-S", str(WEB / "bundle.py"), "test"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "found neither; install one of them, or install coincide from a wheel" in result.stderr


def test_an_old_node_counts_as_none(tmp_path: Path) -> None:
    for name in ("npm", "node"):
        (tmp_path / name).write_text("#!/bin/sh\necho v16.20.2\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    result = subprocess.run(
        [sys.executable, "-c", "import bundle; print(bundle.has_node())"],
        env={"PATH": str(tmp_path), "PYTHONPATH": str(WEB)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == "False"


def test_the_lock_file_holds_hashes_and_no_addresses() -> None:
    text = (WEB / "package-lock.json").read_text(encoding="utf-8")
    assert ("sha512-" in text, '"resolved"' in text) == (True, False)


def test_dependencies_have_exact_versions() -> None:
    versions = re.findall(
        r'^    "[@\w/-]+": "(\d.*)"', (WEB / "package.json").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions) and len(versions) >= 4


def test_categories_have_the_colors_of_the_report() -> None:
    text = (WEB / "src" / "drawing" / "colors.ts").read_text(encoding="utf-8")
    colors = re.findall(r"#[0-9a-f]{6}", text.split("] as const")[0])
    assert (colors, UNSURE_COLOR in text) == (category_colors(30), True)


@pytest.mark.slow
@pytest.mark.skipif(not bundle.can_build(), reason="needs Node, which scripts/test brings where it is missing")
def test_the_unit_tests_of_the_pages_pass() -> None:
    result = subprocess.run(
        [sys.executable, str(WEB / "bundle.py"), "test"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_two_pages_style_the_same_class() -> None:
    shared = {"app", "tokens", "elements", "shell", "widgets"}
    owners: dict[str, set[str]] = {}
    for sheet in (WEB / "style").glob("*.css"):
        if sheet.stem not in shared:
            for name in re.findall(r"^\.([\w-]+)", sheet.read_text(encoding="utf-8"), re.MULTILINE):
                owners.setdefault(name, set()).add(sheet.stem)
    # Pages may style what is inside a shared widget, and `page-map` is the root of its page.
    widgets = (WEB / "style" / "widgets.css").read_text(encoding="utf-8")
    assert {name: pages for name, pages in owners.items() if len(pages) > 1 and f".{name} " not in widgets} == {}

"""The exported folder is whole, tells the truth about itself, and takes the place of nothing else."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from coincide.errors import ExportError, InputError
from coincide.recognize.browser import find_node
from coincide.workflow.export.export import PAGES, ExportResult, _move, export, is_export

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def exported(named: Path, tmp_path_factory: pytest.TempPathFactory) -> ExportResult:
    return export(named, tmp_path_factory.mktemp("out") / "live", camera=True)


@pytest.fixture(scope="module")
def listed(exported: ExportResult) -> dict[str, dict[str, object]]:
    return json.loads((exported.folder / "manifest.json").read_text())["files"]


def test_the_manifest_lists_every_other_file(exported: ExportResult, listed: dict[str, dict[str, object]]) -> None:
    there = {path.relative_to(exported.folder).as_posix() for path in exported.folder.rglob("*") if path.is_file()}

    assert there == {*listed, "manifest.json"}


def test_the_digests_are_those_of_the_files(exported: ExportResult, listed: dict[str, dict[str, object]]) -> None:
    wrong = [
        name
        for name, facts in listed.items()
        if hashlib.sha256((exported.folder / name).read_bytes()).hexdigest() != facts["sha256"]
    ]

    assert wrong == []


def test_the_service_worker_keeps_every_file_with_its_digest(
    exported: ExportResult, listed: dict[str, dict[str, object]]
) -> None:
    first = (exported.folder / "offline.js").read_text().partition("\n")[0]
    kept = json.loads(first[first.index('"files": ') + len('"files": ') : first.rindex("}")])

    assert kept == {name: {"sha256": facts["sha256"]} for name, facts in listed.items() if name != "offline.js"}


def test_the_page_needs_no_file_that_is_not_there(exported: ExportResult) -> None:
    text = (exported.folder / "live.js").read_text() + (exported.folder / "infer.worker.js").read_text()
    chunks = {path.name for path in (PAGES / "chunks").glob("*.js") if f"./chunks/{path.name}" in text}

    assert chunks <= {path.name for path in (exported.folder / "chunks").glob("*.js")}


def test_the_runtime_of_the_browser_was_asked_where_node_is_here(exported: ExportResult) -> None:
    assert ("onnxruntime and the browser's runtime" in exported.parity) == (find_node() is not None)


def test_all_runtimes_agree(exported: ExportResult) -> None:
    assert max(exported.parity.values()) <= 1e-4


def test_the_text_tells_how_to_open_the_page(exported: ExportResult) -> None:
    assert "http://localhost:8000/" in (exported.folder / "README.txt").read_text()


def test_an_earlier_export_is_not_replaced_unasked(named: Path, exported: ExportResult) -> None:
    with pytest.raises(InputError, match=r"holds an earlier export.*--replace"):
        export(named, exported.folder, camera=False)


def test_an_earlier_export_is_replaced_if_asked(named: Path, exported: ExportResult, tmp_path: Path) -> None:
    shutil.copytree(exported.folder, tmp_path / "live")
    (tmp_path / "live" / "old.txt").write_text("old")

    export(named, tmp_path / "live", camera=False, replace=True)

    assert [path.name for path in tmp_path.iterdir()] == ["live"]
    assert not (tmp_path / "live" / "old.txt").exists()


def test_a_folder_with_other_files_is_left_alone_even_if_asked(named: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years")

    with pytest.raises(InputError, match="holds other files, which are not overwritten"):
        export(named, tmp_path, camera=False, replace=True)


def test_a_file_in_the_place_is_refused(named: Path, tmp_path: Path) -> None:
    (tmp_path / "live").write_text("no folder")

    with pytest.raises(InputError, match=r"expected a new folder, .* is a file"):
        export(named, tmp_path / "live", camera=False)


def test_pages_that_were_not_built_are_told_and_nothing_is_left(named: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"`live.html` is missing.*coincide\[web\]"):
        export(named, tmp_path / "live", camera=False, pages=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_fails_stops_the_export(named: Path, tmp_path: Path) -> None:
    if find_node() is None:
        pytest.skip("the worker is asked under Node, which is not installed")
    shutil.copytree(PAGES, tmp_path / "pages")
    said = 'postMessage({ kind: "failed", message: "out of order" })'
    (tmp_path / "pages" / "infer.worker.js").write_text(f'addEventListener("message", () => {said});')

    with pytest.raises(ExportError, match=r"the page's worker fails under Node: Error: out of order\."):
        export(named, tmp_path / "live", camera=False, pages=tmp_path / "pages")
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_the_licences_of_weights_and_names_go_along(exported: ExportResult) -> None:
    text = (exported.folder / "licenses-image.txt").read_text()

    assert "Apache License" in text
    assert "MIT License" in text


def test_the_camera_comes_along(exported: ExportResult) -> None:
    assert json.loads((exported.folder / "image.json").read_text())["outputs"]["probabilities"] == [1, 1000]


def test_an_earlier_export_comes_back_where_the_new_one_cannot_take_its_place(tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "old.txt").write_text("old")

    with pytest.raises(FileNotFoundError):
        _move(tmp_path / "none", tmp_path / "live", replace=True)

    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == ["live", "live/old.txt"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "live").mkdir()

    _move(tmp_path / "new", tmp_path / "live", replace=False)

    assert [path.name for path in tmp_path.iterdir()] == ["live"]


@pytest.mark.parametrize("text", ["", "[]", "[" * 100_000, '{"what": 1}', "\x00"])
def test_a_folder_with_a_damaged_manifest_is_no_export(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    assert not is_export(tmp_path)

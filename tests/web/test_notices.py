"""What others made and we hand out goes with its licenses: in the wheel, in the app, in an exported folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from page_tools import WEB, load_tool

from coincide.web.static import FOLDER
from coincide.workflow.export.export import assets_of

RUNTIME = "ort/ort-wasm-simd-threaded.wasm"
NOTICES = "ort/ThirdPartyNotices.txt"
FOREIGN_NAMES = {"abseil_cpp": "abseil-cpp"}
bundle = load_tool("bundle")

pytestmark = pytest.mark.skipif(
    bool(bundle.missing()), reason="the pages are not built; run `python web/bundle.py build`"
)


def versions_of(name: str) -> set[str]:
    return set(re.findall(rf'"{name}": "([\d.]+)"', (WEB / "package.json").read_text(encoding="utf-8")))


def test_the_notices_are_those_of_the_runtime_that_is_handed_out() -> None:
    (version,) = versions_of("onnxruntime-web")
    kept = (WEB / "notices" / f"onnxruntime-{version}.txt").read_bytes()
    assert (FOLDER / NOTICES).read_bytes() == kept


def test_every_library_in_the_webassembly_has_a_notice() -> None:
    # Assertions in the compiled code name the folders of the libraries that they come from.
    built_in = {name.decode() for name in re.findall(rb"_deps/(\w+)-src/", (FOLDER / RUNTIME).read_bytes())}
    notices = (FOLDER / NOTICES).read_text(encoding="utf-8")

    assert {"abseil_cpp", "protobuf", "re2"} <= built_in
    assert [name for name in built_in if FOREIGN_NAMES.get(name, name) not in notices] == []


def test_the_licenses_name_every_package_that_the_pages_hold() -> None:
    (version,) = versions_of("onnxruntime-web")
    text = (FOLDER / "licenses.txt").read_text(encoding="utf-8")
    assert f"onnxruntime-web {version} and onnxruntime-common {version}" in text
    assert "MIT License\n\nCopyright (c) Microsoft Corporation" in text
    assert "Rich Felker" in text


def test_licenses_and_notices_go_into_an_exported_folder() -> None:
    assert {RUNTIME, NOTICES, "licenses.txt"} <= set(assets_of(FOLDER))


def test_the_wheel_needs_the_notices_as_much_as_the_runtime() -> None:
    assert {RUNTIME, NOTICES, "licenses.txt"} <= set(bundle.NEEDED)


def test_notices_of_no_other_version_are_kept() -> None:
    (version,) = versions_of("onnxruntime-web")
    assert [path.name for path in sorted((WEB / "notices").iterdir())] == [f"onnxruntime-{version}.txt"]


def test_the_pages_are_part_of_the_wheel() -> None:
    text = (WEB.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert Path(FOLDER).relative_to(WEB.parent).as_posix() in text

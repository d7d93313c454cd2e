"""The live page says what stands in its way, and what to do about it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator
from pathlib import Path

import onnx
import pytest
from browser_folder import FolderServer, lay_folder
from browser_listening import HELD, NO_TRACK_READER, logged, start, wait_for_log
from browser_visits import Visits
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow

# Each answer about a tenth of a second of sound takes four tenths.
SLOW = """
window.Worker = class extends Worker {
  addEventListener(kind, listener) {
    super.addEventListener(kind, (event) => setTimeout(() => listener(event), kind === "message" ? 400 : 0));
  }
};
"""


@pytest.fixture
def folder(exported: Path, tmp_path: Path) -> Path:
    """An exported folder to spoil."""
    return lay_folder(exported, tmp_path / "folder")


@pytest.fixture
def host(folder: Path) -> Generator[FolderServer]:
    with FolderServer(folder) as host:
        yield host


def change_manifest(folder: Path, **changes: object) -> None:
    path = folder / "model.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    path.write_text(json.dumps({**manifest, **changes}), encoding="utf-8")


def replace_model(folder: Path, model: bytes) -> None:
    """Put another model into an exported folder, as if its manifest were made for it."""
    (folder / "model.onnx").unlink()
    (folder / "model.onnx").write_bytes(model)
    change_manifest(folder, sha256=hashlib.sha256(model).hexdigest(), size=len(model))


def with_later_opset(model: bytes) -> bytes:
    graph = onnx.load_from_string(model)
    graph.opset_import[0].version = 99
    return graph.SerializeToString()


def with_weights_elsewhere(model: bytes) -> bytes:
    graph = onnx.load_from_string(model)
    weights = graph.graph.initializer[0]
    weights.ClearField("raw_data")
    weights.data_location = onnx.TensorProto.EXTERNAL
    weights.external_data.add(key="location", value="../weights.bin")
    return graph.SerializeToString()


def press_listen(page: Page) -> None:
    expect(page.locator("#live-label")).to_have_text("Press Listen")
    page.locator(".live-start").click()


def expect_trouble(page: Page, text: str) -> None:
    expect(page.locator(".live-trouble")).to_contain_text(text, timeout=30_000)
    expect(page.locator(".live-start")).to_contain_text("Listen")


@pytest.mark.only_chromium("a switch that takes all devices away")
def test_a_machine_without_a_microphone_is_told_so(visit: Visits, static_host: FolderServer) -> None:
    page = visit(static_host.live, devices="none")
    press_listen(page)
    expect_trouble(page, "No microphone was found. Connect one, then start again.")
    visit.shoot(page, "live-no-device")


def test_a_refused_microphone_is_told_so(visit: Visits, static_host: FolderServer) -> None:
    page = visit(static_host.live, devices="refused")
    press_listen(page)
    expect_trouble(page, "The microphone was refused. Allow it for this page")


def test_a_microphone_that_another_program_has_is_told_so(visit: Visits, static_host: FolderServer) -> None:
    taken = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotReadableError'); };"
    page = visit(static_host.live, script=taken)
    press_listen(page)
    expect_trouble(page, "another program may be using it. Close that program, then start again.")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("granted", "The microphone was disconnected. Connect it again, then start again. What was logged is kept."),
        ("denied", "The permission for the microphone was withdrawn. Allow it again in the browser's address bar"),
    ],
)
def test_a_microphone_that_is_lost_while_it_runs_is_told_so(
    visit: Visits, static_host: FolderServer, calls: Path, state: str, words: str
) -> None:
    lose = f"navigator.permissions.query = async () => ({{ state: '{state}' }});"
    page = visit(static_host.live, microphone=calls, script=HELD + lose)
    start(page)
    wait_for_log(page, 1)
    heard = logged(page)
    page.evaluate("stream.getTracks()[0].dispatchEvent(new Event('ended'))")
    expect_trouble(page, words)
    assert logged(page)[: len(heard)] == heard


def test_a_computer_that_is_too_slow_is_told_so(visit: Visits, static_host: FolderServer, calls: Path) -> None:
    page = visit(static_host.live, microphone=calls, script=SLOW)
    press_listen(page)
    expect(page.locator(".live-warning")).to_contain_text("This computer is too slow", timeout=60_000)
    visit.shoot(page, "live-slow")


def test_memory_that_is_short_is_told_so(visit: Visits, host: FolderServer) -> None:
    visit.allowed += ["allocate", "falling back", "wasm"]
    page = visit(host.live)
    short = "throw new RangeError('WebAssembly.Memory(): could not allocate memory');"
    page.route("**/ort/*.mjs", lambda route: route.fulfill(body=short, content_type="text/javascript"))
    page.reload()
    press_listen(page)
    expect_trouble(page, "this device is short of memory. Close other tabs and programs, then start again.")


@pytest.mark.only_chromium("a flag that resolves names")
def test_an_insecure_address_is_told_so(visit: Visits, static_host: FolderServer) -> None:
    flags = ("--host-resolver-rules=MAP field.test 127.0.0.1",)
    visit.allowed.append("http://field.test")
    page = visit(f"http://field.test:{static_host.port}/live.html", flags=flags)
    expect_trouble(page, "Browsers give a microphone only to secure addresses")
    visit.shoot(page, "live-insecure")


def test_a_browser_that_is_too_old_is_told_so(visit: Visits, static_host: FolderServer) -> None:
    page = visit(static_host.live, script="delete window.OffscreenCanvas;")
    expect_trouble(page, "This browser is too old")


def test_a_missing_recognizer_is_told_so(visit: Visits, host: FolderServer, folder: Path) -> None:
    visit.allowed.append("404")
    (folder / "model.json").unlink()
    page = visit(host.live)
    expect_trouble(page, "This folder holds no recognizer for sound. Run coincide export again.")
    expect(page.locator("#live-threshold")).to_be_disabled()
    expect(page.locator(".live-threshold output")).to_have_text("–")
    visit.shoot(page, "live-no-recognizer")


def test_a_missing_recognizer_asks_for_no_microphone(visit: Visits, host: FolderServer, folder: Path) -> None:
    visit.allowed.append("404")
    (folder / "model.json").unlink()
    page = visit(host.live, script="navigator.mediaDevices.getUserMedia = () => { document.title = 'asked'; };")
    press_listen(page)
    expect_trouble(page, "no recognizer for sound")
    expect(page).to_have_title("coincide live")


def test_a_damaged_recognizer_is_not_run(visit: Visits, host: FolderServer, folder: Path) -> None:
    model = (folder / "model.onnx").read_bytes()
    (folder / "model.onnx").unlink()
    (folder / "model.onnx").write_bytes(model[:-1] + bytes([model[-1] ^ 1]))
    page = visit(host.live)
    press_listen(page)
    expect_trouble(page, "but other bytes came")


def test_a_truncated_recognizer_is_not_run(visit: Visits, host: FolderServer, folder: Path) -> None:
    model = (folder / "model.onnx").read_bytes()
    (folder / "model.onnx").unlink()
    (folder / "model.onnx").write_bytes(model[:1000])
    page = visit(host.live)
    press_listen(page)
    expect_trouble(page, "but 1000 bytes came")


def test_a_manifest_without_labels_is_told_of(visit: Visits, host: FolderServer, folder: Path) -> None:
    change_manifest(folder, labels=3)
    expect_trouble(visit(host.live), "should hold a list of texts as labels, but holds 3")


def test_a_recognizer_for_something_else_is_told_of(visit: Visits, host: FolderServer, folder: Path) -> None:
    change_manifest(folder, kind="image")
    expect_trouble(visit(host.live), "a recognizer for sound at /model.json, but it is for image.")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"labels": ["one", "two"]}, "for labels, but its manifest describes 2. Export it again."),
        ({"embedding_dim": 7}, "for embedding_dim, but its manifest describes 7. Export it again."),
        ({"state_size": 7}, "its manifest and its model do not belong together. Export it again."),
    ],
)
def test_a_manifest_that_does_not_fit_its_model_is_told_of(
    visit: Visits, host: FolderServer, folder: Path, changes: dict[str, object], words: str
) -> None:
    change_manifest(folder, **changes)
    page = visit(host.live)
    press_listen(page)
    expect_trouble(page, words)


@pytest.mark.parametrize("spoil", [with_later_opset, with_weights_elsewhere, lambda model: model[: len(model) // 2]])
def test_a_model_that_cannot_be_run_is_told_of_in_plain_words(
    visit: Visits, host: FolderServer, folder: Path, spoil: Callable[[bytes], bytes]
) -> None:
    replace_model(folder, spoil((folder / "model.onnx").read_bytes()))
    page = visit(host.live)
    press_listen(page)
    words = "its model is damaged, or is no model that this page can run. Export it again."
    expect(page.locator(".live-trouble")).to_have_text(f"The recognizer could not be started: {words}", timeout=30_000)


def test_missing_web_assembly_is_told_so(visit: Visits, host: FolderServer, folder: Path) -> None:
    visit.allowed += ["404", "wasm", "instantiat", "falling back"]
    for path in (folder / "ort").glob("*.wasm"):
        path.unlink()
    page = visit(host.live)
    press_listen(page)
    expect_trouble(
        page, "ort-wasm-simd-threaded.wasm is not there (status 404). Run coincide export again, and put all"
    )


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("ort/*.wasm", "The recognizer could not be started: the server does not answer."),
        ("infer.worker.js", "The recognizer could not be started: the server does not answer."),
        ("model.onnx", "The recognizer could not be fetched from /model.onnx: the server does not answer."),
    ],
)
def test_a_server_that_is_gone_is_told_so(visit: Visits, host: FolderServer, file: str, words: str) -> None:
    visit.allowed += ["ERR_FAILED", "wasm", "instantiat", "falling back"]
    page = visit(host.live)
    expect(page.locator("#live-threshold")).to_be_enabled()
    page.route(f"**/{file}", lambda route: route.abort())
    page.reload()
    press_listen(page)
    expect_trouble(page, words)


def test_a_part_of_the_page_that_is_missing_is_not_called_a_busy_microphone(
    visit: Visits, host: FolderServer, folder: Path
) -> None:
    visit.allowed.append("404")
    (folder / "tap.worklet.js").unlink()
    page = visit(host.live, script=NO_TRACK_READER)
    press_listen(page)
    expect_trouble(page, "The microphone cannot be used: the server does not send /tap.worklet.js")


def test_a_page_in_the_place_of_a_recognizer_is_told_so(visit: Visits, host: FolderServer, folder: Path) -> None:
    (folder / "model.json").unlink()
    (folder / "model.json").write_text("<!doctype html>", encoding="utf-8")
    expect_trouble(visit(host.live), "Expected a recognizer at /model.json, got something else.")


def test_what_could_not_start_holds_no_microphone(visit: Visits, host: FolderServer, folder: Path) -> None:
    (folder / "model.onnx").unlink()
    (folder / "model.onnx").write_bytes(b"x")
    page = visit(host.live, script=HELD)
    press_listen(page)
    expect_trouble(page, "1 bytes came")
    assert page.evaluate("stream.getTracks().map(track => track.readyState)") == ["ended"]

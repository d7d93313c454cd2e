"""One folder that recognizes sounds and pictures in a browser, on the device, without a network.

It holds the live page, the runtime, the recognizer of a catalog and, where its weights are here, that of pictures; any
static host can serve it. Nothing appears at its place before all runtimes said the same.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from importlib.metadata import PackageNotFoundError, version
from importlib.metadata import files as files_of_package
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.errors import ExportError, InputError
from coincide.paths import given_path
from coincide.recognize.image.hierarchy import wordnet_license
from coincide.recognize.image.sources import LITE0
from coincide.recognize.image.weights import find_weights
from coincide.recognize.live.manifest import LiveManifest
from coincide.whole_files import replacing, sync_folder, try_folder, why_unwritten
from coincide.wording import sample_rate
from coincide.workflow.export.image_model import image_recognizer
from coincide.workflow.export.live import LiveRecognizer, live_recognizer
from coincide.workflow.progress import Progress, Silent

PAGES = Path(str(resources.files("coincide"))) / "web" / "_static"
"""The built pages; they come with the package."""
MANIFEST, README, ENTRY, IMAGE_LICENSES = "manifest.json", "README.txt", "live.html", "licenses-image.txt"
_WHAT = "coincide live page"
OFFLINE = "offline.js"
_ASSETS = (
    ENTRY,
    "live.js",
    "infer.worker.js",
    "tap.worklet.js",
    OFFLINE,
    "theme.js",
    "app.css",
    "app.webmanifest",
    "mark.svg",
    "icon-192.png",
    "icon-512.png",
    "licenses.txt",
)
_RUNTIME = "ort"
_REFERENCE = re.compile(r"""["'](\.{1,2}/[\w./-]+\.js)["']""")
_COMPARED = ("probabilities", "embedding")


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What was written.

    Attributes
    ----------
    sound, image : the manifests of the recognizers; None where pictures are not recognized.
    n_files, size : of the folder, in bytes.
    parity : largest difference of probabilities and embeddings, by pair of runtimes.
    notes : sentences for people.
    """

    folder: Path
    sound: LiveManifest
    image: LiveManifest | None
    n_files: int
    size: int
    parity: Mapping[str, float]
    notes: Sequence[str]


def export(
    catalog: Path | None,
    out: str | Path,
    *,
    camera: bool | None = None,
    replace: bool = False,
    sample_rate_hz: int | None = None,
    pages: Path = PAGES,
    progress: Progress | None = None,
) -> ExportResult:
    """Write the live page of a catalog into a folder.

    Parameters
    ----------
    out : a new or empty folder.
    camera : whether to recognize pictures as well; if not given, only if their weights are installed.
    replace : replace an earlier export.
    sample_rate_hz : sample rate to convert sound to; that of most events if not given.
    pages : folder of the built pages.
    progress : shows how far it is; if not given, nothing is shown.

    Raises
    ------
    InputError : `out` holds something else.
    CatalogError : there is no catalog, or nothing has been learned yet.
    MissingPackageError, ModelFileError : a package or the weights for pictures are missing.
    ExportError : PyTorch, onnxruntime and the browser's runtime do not agree, or the pages were not built.
    """
    out, listener = given_path(out), progress or Silent()
    _check_place(out, replace=replace)
    _try_parent(out)
    assets = assets_of(pages)
    sound = live_recognizer(catalog, sample_rate_hz=sample_rate_hz, progress=listener)
    is_here = find_weights(LITE0)[0] != "nowhere"
    image = image_recognizer(progress=listener) if camera or (camera is None and is_here) else None
    both = [sound] if image is None else [sound, image]
    with listener.stage("compare", total=len(both), unit="runtimes") as stage:
        parity, notes = _compare_with_browser(both, pages, stage.advance)
    if image is None and camera is None:
        notes.append(f"The camera is left out, since its weights are not on this computer; `{LITE0.remedy}` gets them.")
    files = _contents(pages, assets, both, parity)
    _place(out, files, replace=replace)
    return ExportResult(
        folder=out,
        sound=sound.manifest,
        image=None if image is None else image.manifest,
        n_files=len(files),
        size=sum(len(data) for data in files.values()),
        parity=parity,
        notes=[*sound.manifest.notes, *notes],
    )


def is_export(folder: Path) -> bool:
    """Say whether a folder is what `export` wrote."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("what") == _WHAT


def _check_place(out: Path, *, replace: bool) -> None:
    if not out.exists():
        if not out.absolute().parent.is_dir():
            parent = out.absolute().parent
            raise InputError(f"expected a folder to put `{out.name}` into, but `{parent}` is not a folder.")
        return
    if not out.is_dir():
        raise InputError(f"expected a new folder, but `{out}` is a file. Choose another name.")
    if not any(out.iterdir()):
        return
    if not is_export(out):
        raise InputError(f"`{out}` holds other files, which are not overwritten. Choose a new folder.")
    if not replace:
        raise InputError(f"`{out}` holds an earlier export. Choose a new folder, or replace it with `--replace`.")


def _try_parent(out: Path) -> None:
    """Find out before the work whether a folder can be put beside `out`, see `_place`."""
    try:
        try_folder(out.absolute().parent)
    except OSError as error:
        raise _unwritten(out, error) from None


def assets_of(pages: Path) -> list[str]:
    """Return the files that the live page needs, relative to `pages`."""
    runtime = sorted(path for path in (pages / _RUNTIME).glob("*") if path.suffix in (".mjs", ".wasm", ".txt"))
    found = [*_ASSETS, *(f"{_RUNTIME}/{path.name}" for path in runtime)]
    for name in found:
        path = pages / name
        if not path.is_file() or not runtime:
            raise ExportError(
                f"the live page was not built: `{name}` is missing in this installation. Install again with "
                "`pip install 'coincide[web]'`, or, in a copy of the repository, `pip install --editable '.[web]'`."
            )
        if path.suffix == ".js":
            parts = (path.parent / one for one in _REFERENCE.findall(path.read_text(encoding="utf-8")))
            inside = (part.resolve().relative_to(pages.resolve()).as_posix() for part in parts if part.is_file())
            # The list grows while it is gone through, until nothing refers to anything new.
            found += [one for one in dict.fromkeys(inside) if one not in found]
    return found


def _compare_with_browser(
    recognizers: Sequence[LiveRecognizer], pages: Path, advance: Callable[[float], None]
) -> tuple[dict[str, float], list[str]]:
    from coincide.recognize.browser import MIN_NODE, find_node

    parity = {"PyTorch and onnxruntime": max(one.manifest.parity for one in recognizers)}
    node = find_node()
    if node is None:
        return parity, [f"Not compared with the browser's runtime, since Node {MIN_NODE} or newer is not installed."]
    differences: list[float] = []
    for one in recognizers:
        differences.append(_difference(one, node, pages))
        advance(1)
    return {**parity, "onnxruntime and the browser's runtime": max(differences)}, []


def _difference(recognizer: LiveRecognizer, node: str, pages: Path) -> float:
    from coincide.recognize.browser import ask_browser
    from coincide.recognize.onnx import check_parity

    manifest = recognizer.manifest
    inputs = _inputs(manifest)
    got = ask_browser(node, pages, recognizer.model, manifest, list(inputs.values()), _COMPARED)
    expected = _expected(recognizer, inputs)
    return check_parity(expected, got, _COMPARED, what="the test inputs, asked in the page's worker")


def _inputs(manifest: LiveManifest) -> Mapping[str, NDArray[Any]]:
    if manifest.kind == "image":
        from coincide.recognize.image.writing import hard_frames

        return hard_frames()
    from coincide.recognize.live.sounds import hard_sounds

    high_hz = manifest.high_hz / 2
    return hard_sounds(manifest.sample_rate_hz, low_hz=min(manifest.low_hz, high_hz / 2), high_hz=high_hz)


def _expected(recognizer: LiveRecognizer, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    from coincide.recognize.live.writing import hops
    from coincide.recognize.onnx import OnnxSession

    session, manifest = OnnxSession(recognizer.model), recognizer.manifest
    told: list[Mapping[str, NDArray[Any]]] = []
    for given in inputs.values():
        if manifest.kind == "image":
            told.append(session.run({"frame": given}))
            continue
        state = np.zeros((1, manifest.state_size), dtype=np.float32)
        for audio in hops(given, manifest.hop_samples):
            told.append(session.run({"audio": audio, "state": state}))
            state = told[-1]["next_state"]
    return {name: np.stack([one[name] for one in told]) for name in _COMPARED}


def _contents(
    pages: Path, assets: Sequence[str], recognizers: Sequence[LiveRecognizer], parity: Mapping[str, float]
) -> dict[str, bytes]:
    files = {name: (pages / name).read_bytes() for name in assets}
    files["index.html"] = files[ENTRY]
    for one in recognizers:
        files[one.manifest.file] = one.model
        name = Path(one.manifest.file).with_suffix(".json").name
        files[name] = f"{one.manifest.model_dump_json(indent=1)}\n".encode()
    if len(recognizers) > 1:
        files[IMAGE_LICENSES] = _image_licenses().encode()
    files[README] = _readme(recognizers).encode()
    # The service worker holds the list of all others, which it keeps on the device.
    worker = files.pop(OFFLINE)
    files[OFFLINE] = _offline_worker(worker, files)
    listed = {name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in files.items()}
    manifest = {
        "what": _WHAT,
        "format": 1,
        "catalog": recognizers[0].manifest.catalog,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": version("coincide"),
        "parity": dict(parity),
        "files": dict(sorted(listed.items())),
    }
    files[MANIFEST] = f"{json.dumps(manifest, indent=1)}\n".encode()
    return files


def _offline_worker(code: bytes, files: Mapping[str, bytes]) -> bytes:
    """Return the service worker with the digests of the files it keeps; other files make another worker."""
    kept = {name: {"sha256": hashlib.sha256(data).hexdigest()} for name, data in sorted(files.items())}
    listed = json.dumps(kept)
    version_of_files = hashlib.sha256(listed.encode()).hexdigest()[:16]
    return f'self.EXPORTED = {{"version": "{version_of_files}", "files": {listed}}};\n'.encode() + code


def _image_licenses() -> str:
    """Return the licences of the weights and of the names, which go with every copy of them."""
    parts = [f"{LITE0.name}: {LITE0.licence}\n"]
    for package in LITE0.packages:
        with suppress(PackageNotFoundError):
            found = [path for path in files_of_package(package) or [] if path.name.upper().startswith("LICEN")]
            parts += [f"{package}\n\n{path.read_text()}\n" for path in found]
    parts.append(f"WordNet 3.0, for groups of names\n\n{wordnet_license()}")
    return "\n".join(parts)


def _readme(recognizers: Sequence[LiveRecognizer]) -> str:
    sound = recognizers[0].manifest
    lines = [
        f"Live recognizer of the catalog {sound.catalog}",
        "",
        "Everything runs in the browser, on the device that opens the page. Nothing is sent anywhere.",
        "",
        "On this computer:   python -m http.server --bind 127.0.0.1",
        "                    in this folder, then open http://localhost:8000/",
        "On a phone or for others: copy the folder to any static host that serves HTTPS, and open its address.",
        "`coincide export --host` explains three ways.",
        "",
        "The page keeps all files on the device when it is opened for the first time. From then on it starts without a",
        "network; add it to the home screen to start it like an app.",
        "",
        "Browsers allow the microphone and the camera only on localhost or over HTTPS, and cannot run this page",
        "from a file. The host must serve .wasm files as application/wasm, and .mjs as text/javascript; nearly all do.",
        "",
        f"Sound: {len(sound.labels) - int(sound.has_unknown)} names, {sample_rate(sound.sample_rate_hz)}.",
        *(f"Camera: {one.manifest.notes[0]}" for one in recognizers[1:]),
        *sound.notes,
        "",
        f"{MANIFEST} lists the SHA-256 of every file. licenses*.txt: third-party licenses.",
        f"Written by coincide {sound.version}.",
    ]
    return "\n".join(lines) + "\n"


def _place(out: Path, files: Mapping[str, bytes], *, replace: bool) -> None:
    """Write all files beside `out`, and then rename: a reader sees all of it or nothing."""
    out = out.absolute()
    try:
        with _beside(out) as fresh:
            for name, data in files.items():
                path = fresh / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with replacing(path) as file:
                    file.write(data)
            _move(fresh, out, replace=replace)
            sync_folder(out.parent)
    except OSError as error:
        raise _unwritten(out, error) from None


def _unwritten(out: Path, error: OSError) -> InputError:
    return InputError(f"`{out}` cannot be written: {why_unwritten(error)}")


def _move(fresh: Path, out: Path, *, replace: bool) -> None:
    """Put a folder in the place of an empty one, of an earlier export or of nothing; what was there comes back if that
    fails."""
    if not out.exists():
        fresh.rename(out)
        return
    if any(out.iterdir()) and not replace:
        raise InputError(f"`{out}` was empty and now holds other files. Choose a new folder.")
    # It keeps a name that people find, should this be killed in the next moment.
    before = out.with_name(f"{out.name}.before-{secrets.token_hex(4)}")
    out.rename(before)
    try:
        fresh.rename(out)
    except OSError:
        before.rename(out)
        raise
    shutil.rmtree(before, ignore_errors=True)


@contextmanager
def _beside(out: Path) -> Generator[Path]:
    """Make a folder beside a place; what is left of it in the end is removed."""
    folder = out.with_name(f".{secrets.token_hex(8)}.tmp")
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)

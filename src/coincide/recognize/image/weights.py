"""Finding, fetching and checking weights: a file is taken only if it is the right one, byte for byte.

They lie in the cache, or in a package that brings them. Fetching goes to a part beside the place, which a second try
continues, and is renamed when size and digest are right. With ``COINCIDE_OFFLINE=1`` nothing is fetched.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import importlib.util
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from coincide.cache_folder import cache_folder
from coincide.errors import ModelFileError
from coincide.recognize.image.sources import ModelSource
from coincide.whole_files import replacing

CACHE, OFFLINE = "COINCIDE_CACHE", "COINCIDE_OFFLINE"
"""Names of environment variables: the folder of the cache, and whether the network is forbidden."""
Place = Literal["cache", "package", "nowhere"]
Listener = Callable[[int], None]
"""Is told how many bytes came."""
_BLOCK = 1 << 18
_TIMEOUT_S = 30.0


def weights_folder() -> Path:
    """Return the folder for weights; it need not exist."""
    given = os.environ.get(CACHE)
    return Path(given) if given else cache_folder()


def find_weights(source: ModelSource) -> tuple[Place, Path]:
    """Return where the file lies, unchecked, and the place in the cache if nowhere."""
    cached = weights_folder() / source.file
    if cached.is_file():
        return "cache", cached
    packaged = _packaged(source)
    return ("package", packaged) if packaged is not None else ("nowhere", cached)


def checked_weights(source: ModelSource) -> Path:
    """Return the file, checked.

    Raises
    ------
    ModelFileError : it is nowhere, or is another one.
    """
    place, path = find_weights(source)
    if place == "nowhere":
        raise ModelFileError(
            f"the weights of `{source.name}` are not on this computer. Get them with `{source.remedy}`, or put the "
            f"file `{source.file}` ({_size(source)}, sha256 {source.sha256}) at `{path}`."
        )
    check_file(path, source)
    return path


def check_file(path: Path, source: ModelSource) -> None:
    """Make sure that a file is the right one; `ModelFileError` if it is not."""
    try:
        size = path.stat().st_size
        digest = _digest(path) if size == source.size else None
    except OSError as error:
        raise ModelFileError(f"`{path}` cannot be read: {error.strerror}.") from None
    if digest != source.sha256:
        got = f"{size:,} bytes" if digest is None else f"sha256 {digest}"
        raise ModelFileError(
            f"expected `{path}` to have {source.size:,} bytes and sha256 {source.sha256}, got {got}. It is damaged or "
            f"another file; remove it, and run `coincide models pull {source.name}`."
        )


def pull_weights(source: ModelSource, *, listener: Listener | None = None) -> Path:
    """Bring the file into the cache, and check it.

    Raises
    ------
    ModelFileError : it cannot be had, is not what was promised, or the cache cannot be written to.
    """
    target = weights_folder() / source.file
    if target.is_file():
        check_file(target, source)
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.source.startswith("package:"):
            _copy(source, target)
            (listener or _ignore)(source.size)
        else:
            _fetch(source, target, listener or _ignore)
    except OSError as error:
        raise ModelFileError(
            f"`{target}` cannot be written: {error.strerror or error}. Choose another folder with `{CACHE}=FOLDER`."
        ) from None
    return target


def _copy(source: ModelSource, target: Path) -> None:
    packaged = _packaged(source)
    if packaged is None:
        raise ModelFileError(
            f"the weights of `{source.name}` come with a package that is not installed. Run `{source.remedy}`, or put "
            f"the file `{source.file}` ({_size(source)}, sha256 {source.sha256}) at `{target}`."
        )
    check_file(packaged, source)
    with replacing(target) as file:
        file.write(packaged.read_bytes())


def _fetch(source: ModelSource, target: Path, listener: Listener) -> None:
    if os.environ.get(OFFLINE, "") not in ("", "0"):
        raise ModelFileError(
            f"`{OFFLINE}` is set, so `{source.source}` is not fetched. Put the file `{source.file}` "
            f"({_size(source)}, sha256 {source.sha256}) at `{target}`, or unset it."
        )
    part = target.with_name(f".{source.file}.part")
    try:
        _continue(source, part, listener)
    except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError) as error:
        reason = getattr(error, "reason", None) or error
        raise ModelFileError(
            f"`{source.source}` cannot be fetched: {reason}. Run the same command again to continue, or put the file "
            f"`{source.file}` ({_size(source)}, sha256 {source.sha256}) at `{target}`."
        ) from None
    if part.stat().st_size < source.size:
        raise ModelFileError(
            f"expected {source.size:,} bytes from `{source.source}`, got {part.stat().st_size:,} before it ended. Run "
            "the same command again to continue."
        )
    try:
        check_file(part, source)
    except ModelFileError as error:
        part.unlink()
        raise ModelFileError(f"`{source.source}` sent a file that is not the expected one. {error}") from None
    part.replace(target)


def _continue(source: ModelSource, part: Path, listener: Listener) -> None:
    """Fetch what is missing behind a part; one that is too long is begun again."""
    known = part.stat().st_size if part.exists() else 0
    if known >= source.size:
        known = 0
    headers = {"User-Agent": "coincide", **({"Range": f"bytes={known}-"} if known else {})}
    request = urllib.request.Request(source.source, headers=headers)
    with contextlib.closing(urllib.request.urlopen(request, timeout=_TIMEOUT_S)) as answer:
        is_rest = answer.status == http.HTTPStatus.PARTIAL_CONTENT
        with part.open("ab" if is_rest else "wb") as file:
            # One byte more than promised is enough to know that it is another file.
            while file.tell() <= source.size and (block := answer.read(_BLOCK)):
                file.write(block)
                listener(len(block))


def _packaged(source: ModelSource) -> Path | None:
    if not source.source.startswith("package:"):
        return None
    module, _, inside = source.source.removeprefix("package:").partition("/")
    found = importlib.util.find_spec(module)
    folders = [] if found is None else list(found.submodule_search_locations or [])
    paths = [Path(folder) / inside for folder in folders]
    return next((path for path in paths if path.is_file()), None)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _size(source: ModelSource) -> str:
    return f"{source.size:,} bytes"


def _ignore(n_bytes: int) -> None:
    del n_bytes

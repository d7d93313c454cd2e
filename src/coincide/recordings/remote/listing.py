"""Which recordings lie at an address.

- `s3://bucket/site` and the like: one listing tells all names, sizes and versions.
- `https://host/site`: pages that link to recordings and to further pages below. A page tells names only, so each
  recording is asked for its size and version, sixteen at a time.
- a text file, here or elsewhere, with an address or a name on each line; a name is taken from where the list is.

A folder that cannot be listed ends the run, since otherwise all that is in it would count as gone. Hidden names and
catalogs are skipped, as on this computer.
"""

from __future__ import annotations

import html
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from coincide.errors import InputError, RecordingError
from coincide.recordings.formats import is_sound_name, unread_by_name
from coincide.recordings.found import CATALOG_FILE, CATALOG_SUFFIX, FoundFile, ScanResult
from coincide.recordings.remote.address import checked, is_address, readable_name, without_secrets
from coincide.recordings.remote.network import ask, told_state
from coincide.recordings.remote.path import RemotePath
from coincide.records import Problem
from coincide.servers import remember

_AT_ONCE = 16
_DEEPEST = 20
LIST_SUFFIX = ".txt"
_MAX_LIST_BYTES = 64 << 20
_Named = tuple[str, RemotePath]


def find_remote(folder: RemotePath) -> ScanResult:
    """Find the recordings at an address: a folder, a list, or one recording.

    Raises
    ------
    RecordingError : the folder, the list or the only recording cannot be reached.
    """
    if is_sound_name(folder.name):
        return ScanResult([FoundFile(RemotePath(str(folder), state := folder.state()), folder.name, state)], [], 0)
    if folder.suffix.lower() == LIST_SUFFIX:
        with folder.open() as file:
            return _listed(file.read(_MAX_LIST_BYTES), folder.parent)
    return _on_pages(folder) if folder.is_web else _in_store(folder)


def holds_addresses(path: Path) -> bool:
    """Say whether a file of this computer is a list of addresses."""
    return path.suffix.lower() == LIST_SUFFIX and any(is_address(line) for line in _lines(_content(path)))


def find_listed(path: Path) -> ScanResult:
    """Find the recordings whose addresses a text file of this computer holds.

    Raises
    ------
    InputError : the file cannot be read.
    """
    return _listed(_content(path), None)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_LIST_BYTES)
    except OSError as error:
        raise InputError(f"the list `{path}` cannot be read: {error.strerror}. Check its permissions.") from None


def _lines(content: bytes) -> list[str]:
    lines = (line.strip() for line in content.decode("utf-8", "replace").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _listed(content: bytes, base: RemotePath | None) -> ScanResult:
    named: dict[str, RemotePath] = {}
    problems: list[Problem] = []
    for line in _lines(content):
        try:
            place = _on_line(line, base)
        except InputError as error:
            problems.append(Problem(without_secrets(line), "unreadable", str(error), True))
            continue
        named[_relative(str(place), base)] = place
    return _asked(sorted(named.items()), problems, 0)


def _on_line(line: str, base: RemotePath | None) -> RemotePath:
    if not is_address(line):
        if base is None:
            raise InputError(f"expected an address such as `https://…` on each line, got `{without_secrets(line)}`.")
        line = f"{base}/{line.lstrip('/')}"
    place = RemotePath(checked(line))
    if not is_sound_name(place.name):
        raise InputError(f"`{place}` does not end like a sound file. Take it out of the list.")
    remember(place.origin)
    return place


def _relative(address: str, base: RemotePath | None) -> str:
    """Return the name of a recording: below the list, or else with its host."""
    inside = base is not None and address.startswith(f"{base}/")
    name = address[len(str(base)) + 1 :] if inside else address.split("://", 1)[1]
    return readable_name(name)


def _in_store(folder: RemotePath) -> ScanResult:
    start, told = ask(str(folder), lambda files: _find(files, str(folder)))
    inner = {name[len(start) :].strip("/"): info for name, info in told.items() if name.startswith(start)}
    catalogs = {name.rpartition("/")[0] for name in inner if PurePosixPath(name).name == CATALOG_FILE} - {""}
    files: list[FoundFile] = []
    others: list[str] = []
    problems: list[Problem] = []
    for name, info in sorted(inner.items(), key=lambda one: one[0].split("/")):
        if _is_skipped(name) or any(f"{name}/".startswith(f"{catalog}/") for catalog in catalogs):
            continue
        if not is_sound_name(name):
            others.append(name)
            continue
        address = f"{folder}/{name}"
        try:
            state = told_state(address, info)
        except RecordingError as error:
            problems.append(Problem(address, error.kind, str(error), True))
        else:
            files.append(FoundFile(RemotePath(address, state), name, state))
    unread = _unread(folder, others, inner)
    return ScanResult(files, sorted([*problems, *unread], key=lambda one: one.path), len(others) - len(unread))


def _find(files: Any, address: str) -> tuple[str, dict[str, dict[str, Any]]]:
    files.invalidate_cache()
    start = files._strip_protocol(address)  # noqa: SLF001 (what fsspec's own classes override, and nothing public)
    found = files.find(address, detail=True)
    return start, {name: info for name, info in found.items() if info.get("type") == "file"}


def _on_pages(folder: RemotePath) -> ScanResult:
    named: list[_Named] = []
    others: list[str] = []
    problems: list[Problem] = []
    pages, seen = deque([f"{folder}/"]), {f"{folder}/"}
    while pages:
        page = pages.popleft()
        try:
            links = _links(page)
        except RecordingError as error:
            if page == f"{folder}/":
                raise
            problems.append(Problem(page.rstrip("/"), error.kind, str(error), True))
            continue
        for link in links:
            name = readable_name(link[len(str(folder)) + 1 :])
            if _is_skipped(name.rstrip("/")) or link in seen:
                continue
            seen.add(link)
            if link.endswith("/"):
                if link.count("/") - str(folder).count("/") <= _DEEPEST:
                    pages.append(link)
            elif is_sound_name(name):
                named.append((name, RemotePath(link)))
            else:
                others.append(name)
    unread = _unread(folder, others, {name for name, _ in named})
    return _asked(named, [*problems, *unread], len(others) - len(unread))


def _links(page: str) -> list[str]:
    """Return what a page links to below itself; links with a query sort the page, or lead to what may not be stored."""
    told: Iterable[str] = ask(page, lambda files: files.ls(page, detail=False))
    links = (html.unescape(link).replace("/./", "/") for link in told)
    return sorted({link for link in links if link.startswith(page) and not set("?#") & set(link[len(page) :])} - {page})


def _asked(named: Sequence[_Named], problems: Sequence[Problem], n_other_files: int) -> ScanResult:
    """Ask each recording for its state."""
    met = list(problems)
    files: list[FoundFile] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for (name, place), answer in zip(named, pool.map(_state, (place for _, place in named)), strict=True):
            if isinstance(answer, RecordingError):
                met.append(Problem(str(place), answer.kind, str(answer), True))
            else:
                files.append(FoundFile(RemotePath(str(place), answer), name, answer))
    files.sort(key=lambda file: file.name.split("/"))
    return ScanResult(files, sorted(met, key=lambda one: one.path), n_other_files)


def _state(place: RemotePath) -> Any:
    try:
        return place.state()
    except RecordingError as error:
        return error


def _is_skipped(name: str) -> bool:
    """Say whether a name is hidden, leads out of the folder, or into a catalog."""
    return any(part.startswith(".") or part.endswith(CATALOG_SUFFIX) or part == "" for part in name.split("/"))


def _unread(folder: RemotePath, others: Sequence[str], names: Iterable[str]) -> list[Problem]:
    """Return sound of kinds that are not read, by its name; nothing of it is fetched to look at."""
    stems = {str(PurePath(name).with_suffix("")) for name in names if is_sound_name(name)}
    reasons = ((name, unread_by_name(name)) for name in others if str(PurePath(name).with_suffix("")) not in stems)
    return [Problem(f"{folder}/{name}", "unsupported", reason, True) for name, reason in reasons if reason is not None]

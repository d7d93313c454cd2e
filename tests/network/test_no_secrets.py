"""What the commands write holds neither the server's key nor folders that nobody named."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from watched_session import Session

import coincide
from benchmarks.session import HOME, KEYS, LOG

pytestmark = pytest.mark.slow


def files_that_hold(folder: Path, texts: Iterable[str]) -> list[str]:
    """Names of the files below `folder` with one of the texts, as UTF-8 or UTF-16; that with the keys is left out."""
    wanted = [text.encode(encoding) for text in texts for encoding in ("utf-8", "utf-16-le")]
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != KEYS]
    return [path.relative_to(folder).as_posix() for path in files if any(one in path.read_bytes() for one in wanted)]


def test_no_file_and_no_log_holds_the_key_of_the_server(session: Session) -> None:
    key = (session.folder / KEYS).read_text(encoding="utf-8")
    assert len(key) >= 32
    assert files_that_hold(session.folder, [key]) == []


def test_no_file_holds_where_the_program_is_installed(session: Session) -> None:
    installed = [sys.prefix, str(Path(coincide.__file__).parents[2])]
    # `coincide models list` says in the log where the weights are, which is what it is for.
    assert files_that_hold(session.folder, installed) in ([], [LOG])


def test_what_is_kept_in_a_catalog_names_no_home_folder(session: Session) -> None:
    # The sounds lie beside this home folder, so that what a person named is told from what nobody did.
    home = str(session.folder / HOME)
    assert files_that_hold(session.folder / "sounds.coincide", [home]) == []


def test_the_exported_page_names_no_folder_at_all(session: Session) -> None:
    assert files_that_hold(session.folder / "live", [str(session.folder), str(Path.home())]) == []

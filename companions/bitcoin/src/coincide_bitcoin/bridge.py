"""The one file that may import the product: the digest of a catalog's labels, to be signed and stamped.

Who labelled what, and no later than when: the product digests the labels (`coincide catalog digest`), a witness says
who vouches for the digest, and a stamp that they did so before a block. `docs/decisions/0001-bridge.md` has the
numbers.
"""

from __future__ import annotations

from pathlib import Path

from coincide.errors import CoincideError
from coincide.workflow.digest import digest

from coincide_bitcoin.errors import FileError


def write_digest(catalog: Path, out: Path) -> str:
    """Write the digest of a catalog's labels, with those of the single labels, to a file that is not there yet.

    Returns
    -------
    The digest, in hex.

    Raises
    ------
    FileError : the file is there, or the catalog cannot be read.
    """
    if out.exists():
        raise FileError(f"{out}: the file is there already; move it away")
    try:
        return digest(catalog, out=out).digest
    except CoincideError as error:
        raise FileError(str(error)) from None


def changed_since(catalog: Path, saved: Path) -> list[str]:
    """Name each label that has changed, come or gone since a digest was saved.

    Raises
    ------
    FileError : the catalog or the digest cannot be read.
    """
    try:
        found = digest(catalog, compare=saved).differences or []
    except CoincideError as error:
        raise FileError(str(error)) from None
    return [f"{one.kind} {one.id} {one.what}{': ' if one.about else ''}{one.about}" for one in found]

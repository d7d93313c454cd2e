"""OpenTimestamps: example proofs of the client, which come back byte for byte, and three that must be refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.stamps.proof import Stamp
from conformance.outcome import Outcome


def proofs(vectors: Path) -> Iterator[Outcome]:
    """Proofs in `invalid/` are refused; the others come back, and fit the file beside them if there is one."""
    folder = vectors / "opentimestamps"
    for path in sorted(folder.rglob("*.ots")):
        name = path.relative_to(folder).as_posix()
        data = path.read_bytes()
        try:
            stamp = Stamp.parse(data)
        except ParseError as error:
            yield Outcome(name, "invalid/" in name, str(error))
            continue
        same = stamp.serialize() == data and "invalid/" not in name
        yield Outcome(name, same, "" if same else "does not come back, or must be refused")


LISTS = {"opentimestamps": proofs}

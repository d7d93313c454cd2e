"""BIP 174: maps of keys to values, of which a PSBT has one for itself, and one for each input and output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.psbt.fields import Field
from coincide_bitcoin.wire import Reader, compact_size, sized


@dataclass(frozen=True)
class PsbtMap:
    """Values by their type and the data after it, in the order in which they came."""

    entries: Mapping[tuple[int, bytes], bytes] = field(default_factory=dict[tuple[int, bytes], bytes])

    def get(self, kind: int, data: bytes = b"") -> bytes | None:
        """The value of a field, None if it is not there."""
        return self.entries.get((kind, data))

    def number(self, kind: int, default: int = 0) -> int:
        """The value of a field as a number, little-endian."""
        value = self.get(kind)
        return default if value is None else int.from_bytes(value, "little")

    def all(self, kind: int) -> dict[bytes, bytes]:
        """Values of one type by the data after it."""
        return {data: value for (found, data), value in self.entries.items() if found == kind}

    def having(self, kind: int, value: bytes, data: bytes = b"") -> PsbtMap:
        """A copy with this field."""
        return PsbtMap({**self.entries, (kind, data): value})

    def without(self, *kinds: int) -> PsbtMap:
        """A copy without the fields of these types."""
        return PsbtMap({key: value for key, value in self.entries.items() if key[0] not in kinds})

    def joined(self, other: PsbtMap) -> PsbtMap:
        """A copy with the fields of another; where both have one, this one's value stays."""
        new = {key: value for key, value in other.entries.items() if key not in self.entries}
        return PsbtMap({**self.entries, **new})

    def serialize(self) -> bytes:
        """The fields, and the zero that ends them."""
        parts = [sized(compact_size(kind) + data) + sized(value) for (kind, data), value in self.entries.items()]
        return b"".join(parts) + b"\x00"


def read_map(reader: Reader, fields: Mapping[int, Field], section: str | tuple[str, int]) -> PsbtMap:
    """Read a map.

    Raises
    ------
    ParseError : truncated, a key twice, or a known field with a wrong key or value.
    """
    entries: dict[tuple[int, bytes], bytes] = {}
    while True:
        reader.section = section
        start = reader.position
        key = reader.sized("key")
        if not key:
            return PsbtMap(entries)
        inner = Reader(key)
        kind = inner.compact_size("type", limit=(1 << 64) - 1)
        data = inner.take(inner.remaining, "key data")
        value = reader.sized("value")
        if (kind, data) in entries:
            reader.fail(f"the key {key.hex()} must be there once", at=start)
        _check(fields.get(kind), data, value, reader, start)
        entries[kind, data] = value


def check_versions(found: PsbtMap, fields: Mapping[int, Field], version: int, section: str) -> None:
    """Check that all fields may stand in a PSBT of this version.

    Raises
    ------
    ParseError : one may not.
    """
    for kind, _ in found.entries:
        known = fields.get(kind)
        if known is not None and version not in known.versions:
            raise ParseError(f"{section}: `{known.name}` may not occur in a PSBT of version {version}", 0)


def _check(known: Field | None, data: bytes, value: bytes, reader: Reader, start: int) -> None:
    if known is None:
        return
    if not known.key(data):
        reader.fail(f"`{known.name}` must not have {data.hex() or 'nothing'} after its type", at=start)
    if not known.value(value):
        reader.fail(f"`{known.name}` must not have the value {value[:40].hex()}", at=start)

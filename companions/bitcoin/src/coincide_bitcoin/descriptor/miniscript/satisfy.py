"""BIP 379, the algorithm for satisfactions that nobody else can change.

Each fragment has a best way to be satisfied and a best way not to be. A way that others could put in place of another
one must not be used, and blocks what is built on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coincide_bitcoin.descriptor.miniscript.fragment import Fragment, KeyBytes
from coincide_bitcoin.descriptor.miniscript.parser import FIRST_TIME, TIME_FLAG

_LOCK_VALUE = 0xFFFF  # of a relative lock (BIP 68)
_NO_RELATIVE_LOCK = 1 << 31
_FINAL = 0xFFFFFFFF


@dataclass(frozen=True)
class Assets:
    """What is at hand to satisfy a script.

    Attributes
    ----------
    signatures : by the bytes of their keys, as the script has these: 33, or 32 in Tapscript.
    preimages : by their hashes, 32 bytes each.
    lock_time, sequence, version : of the transaction and its input.
    """

    signatures: Mapping[bytes, bytes] = field(default_factory=dict[bytes, bytes], repr=False)
    preimages: Mapping[bytes, bytes] = field(default_factory=dict[bytes, bytes], repr=False)
    lock_time: int = 0
    sequence: int = _FINAL
    version: int = 2

    def meets(self, fragment: Fragment) -> bool:
        """Whether the transaction meets `older` (BIP 112) or `after` (BIP 65)."""
        wanted = fragment.number
        if fragment.name == "after":
            same_kind = (wanted >= FIRST_TIME) == (self.lock_time >= FIRST_TIME)
            return same_kind and wanted <= self.lock_time and self.sequence != _FINAL
        if self.version < 2 or self.sequence & _NO_RELATIVE_LOCK:
            return False
        same_kind = (wanted & TIME_FLAG) == (self.sequence & TIME_FLAG)
        return same_kind and wanted & _LOCK_VALUE <= self.sequence & _LOCK_VALUE


@dataclass(frozen=True)
class Way:
    """Items of a witness, bottom first; None if it must not be used. `is_signed` if a signature is among them."""

    items: tuple[bytes, ...] | None
    is_signed: bool = False

    @property
    def size(self) -> int:
        """Bytes in the witness, nearly: the lengths are counted as one byte each."""
        return sum(1 + len(item) for item in self.items or ())


# No way at all is None.
_EMPTY, _BLOCKED = Way(()), Way(None)


def satisfy(fragment: Fragment, key_bytes: KeyBytes, assets: Assets) -> tuple[bytes, ...] | None:
    """The smallest witness for the whole script that nobody else can change, bottom first; None if there is none.

    Notes
    -----
    A witness without a signature is refused too, since whoever sees it can spend the output elsewhere.
    """
    found, _ = _Satisfier(key_bytes, assets).ways(fragment)
    return found.items if found is not None and found.is_signed else None


class _Satisfier:
    def __init__(self, key_bytes: KeyBytes, assets: Assets) -> None:
        self._key_bytes, self._assets = key_bytes, assets

    def ways(self, fragment: Fragment) -> tuple[Way | None, Way | None]:
        """The best way to satisfy a fragment, and the best way to dissatisfy it."""
        inside = [self.ways(one) for one in fragment.inside]
        match fragment.name:
            case "andor":
                (x, not_x), (y, not_y), (z, not_z) = inside
                return _best(_join(y, x), _join(z, not_x)), _best(_join(not_z, not_x), _join(not_y, x))
            case "and_v":
                (x, _), (y, not_y) = inside
                return _join(y, x), _join(not_y, x)
            case "and_b":
                (x, not_x), (y, not_y) = inside
                neither = _best(_join(not_y, not_x), _blocked(_join(y, not_x)), _blocked(_join(not_y, x)))
                return _join(y, x), neither
            case "or_b":
                (x, not_x), (z, not_z) = inside
                either = _best(_join(not_z, x), _join(z, not_x), _blocked(_join(z, x)))
                return either, _join(not_z, not_x)
            case "or_c" | "or_d":
                (x, not_x), (z, not_z) = inside
                return _best(x, _join(z, not_x)), _join(not_z, not_x)
            case "or_i":
                (x, not_x), (z, not_z) = inside
                first, second = Way((b"\x01",)), Way((b"",))
                return (
                    _best(_join(x, first), _join(z, second)),
                    _best(_join(not_x, first), _join(not_z, second)),
                )
            case "thresh":
                return _thresh(inside, fragment.number)
            case "a" | "s" | "c" | "n":
                return inside[0]
            case "v":
                return inside[0][0], None
            case "d":
                return _join(inside[0][0], Way((b"\x01",))), Way((b"",))
            case "j":
                return inside[0][0], _best(Way((b"",)), _blocked(_nonzero(inside[0][1])))
            case _:
                return self._leaf(fragment)

    def _leaf(self, fragment: Fragment) -> tuple[Way | None, Way | None]:
        keys = [self._key_bytes(key) for key in fragment.keys]
        match fragment.name:
            case "0":
                return None, _EMPTY
            case "1":
                return _EMPTY, None
            case "older" | "after":
                return (_EMPTY if self._assets.meets(fragment) else None), None
            case "pk_k":
                return self._signature(keys[0]), Way((b"",))
            case "pk_h":
                key = Way((keys[0],))
                return _join(self._signature(keys[0]), key), _join(Way((b"",)), key)
            case "multi":
                return self._multi(keys, fragment.number), Way((b"",) * (fragment.number + 1))
            case "multi_a":
                return self._multi_a(keys, fragment.number), Way((b"",) * len(keys))
            case _:
                preimage = self._assets.preimages.get(fragment.digest)
                # Any other 32 bytes dissatisfy it, and anybody could change them.
                return (None if preimage is None else Way((preimage,))), _BLOCKED

    def _signature(self, key: bytes) -> Way | None:
        signature = self._assets.signatures.get(key)
        return None if signature is None else Way((signature,), is_signed=True)

    def _multi(self, keys: list[bytes], required: int) -> Way | None:
        found = [self._assets.signatures[key] for key in keys if key in self._assets.signatures]
        return Way((b"", *found[:required]), is_signed=True) if len(found) >= required else None

    def _multi_a(self, keys: list[bytes], required: int) -> Way | None:
        used = [key for key in keys if key in self._assets.signatures][:required]
        items = tuple(self._assets.signatures[key] if key in used else b"" for key in reversed(keys))
        return Way(items, is_signed=True) if len(used) == required else None


def _thresh(inside: Sequence[tuple[Way | None, Way | None]], required: int) -> tuple[Way | None, Way | None]:
    """Ways with exactly 0, 1, 2 ... of those inside satisfied; the last inside lies at the bottom."""
    sums: list[Way | None] = [_EMPTY]
    for satisfied, dissatisfied in inside:
        kept = [_join(dissatisfied, before) for before in sums]
        more = [_join(satisfied, before) for before in sums]
        sums = [_best(first, second) for first, second in zip([*kept, None], [None, *more], strict=True)]
    others = [_blocked(one) for number, one in enumerate(sums) if number not in (0, required)]
    return sums[required], _best(sums[0], *others)


def _join(*parts: Way | None) -> Way | None:
    """One above the other; there is no way if a part has none."""
    items: tuple[bytes, ...] | None = ()
    is_signed = False
    for part in parts:
        if part is None:
            return None
        items = None if items is None or part.items is None else items + part.items
        is_signed |= part.is_signed
    return Way(items, is_signed)


def _blocked(way: Way | None) -> Way | None:
    """It exists, and must not be used."""
    return None if way is None else Way(None, way.is_signed)


def _nonzero(way: Way | None) -> Way | None:
    """Only where the item on top is not empty."""
    return way if way is not None and (way.items is None or (way.items and any(way.items[-1]))) else None


def _best(*ways: Way | None) -> Way | None:
    """Of several ways that exist: two without a signature can be exchanged by anybody, so neither may be used."""
    found = [way for way in ways if way is not None]
    unsigned = [way for way in found if not way.is_signed]
    if len(unsigned) > 1:
        return _BLOCKED
    if unsigned:
        return unsigned[0]
    usable = [way for way in found if way.items is not None]
    if usable:
        return min(usable, key=lambda way: way.size)
    return found[0] if found else None

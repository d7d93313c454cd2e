"""BIP 37: bloom filters, with which a light client asks a node for its transactions (Song 2019, chapter 12).

Kept for the chapter: a node learns much about the client from such a filter, so BIP 158 has taken its place.
"""

from __future__ import annotations

import math

from coincide_bitcoin.errors import InputError
from coincide_bitcoin.filters.murmur import murmur3
from coincide_bitcoin.wire import Reader, sized, unsigned

LARGEST_BYTES, MOST_FUNCTIONS = 36_000, 50
SEED_STEP = 0xFBA4C795  # BIP 37


class BloomFilter:
    """Bits that remember items: never forgets one, sometimes believes it has seen another.

    Parameters
    ----------
    size : number of bytes, 1 to 36,000.
    functions : number of hash functions, 1 to 50.
    tweak : 32 bits at random, so that two filters for the same items differ.
    """

    def __init__(self, size: int, functions: int, tweak: int, *, bits: bytes | None = None) -> None:
        if not (1 <= size <= LARGEST_BYTES and 1 <= functions <= MOST_FUNCTIONS):
            raise InputError(
                f"a bloom filter must have 1 to {LARGEST_BYTES} bytes and 1 to {MOST_FUNCTIONS} functions, "
                f"got {size} and {functions}"
            )
        self.functions, self.tweak = functions, tweak & 0xFFFFFFFF
        self._bits = bytearray(bits or bytes(size))

    @classmethod
    def for_items(cls, count: int, false_positive_rate: float, tweak: int) -> BloomFilter:
        """The smallest filter for so many items at such a rate, within the limits (BIP 37, "Filter matching").

        Raises
        ------
        InputError : no item, or a rate that is not between 0 and 1.
        """
        if count < 1 or not 0 < false_positive_rate < 1:
            raise InputError(
                f"expected at least 1 item and a rate between 0 and 1, got {count} and {false_positive_rate}"
            )
        ideal = -count * math.log(false_positive_rate) / math.log(2) ** 2 / 8
        size = max(1, min(int(ideal), LARGEST_BYTES))
        functions = max(1, min(int(size * 8 / count * math.log(2)), MOST_FUNCTIONS))
        return cls(size, functions, tweak)

    def add(self, item: bytes) -> None:
        """Remember an item."""
        for place in self._places(item):
            self._bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, item: bytes) -> bool:
        return all(self._bits[place >> 3] >> (place & 7) & 1 for place in self._places(item))

    def bits(self) -> bytes:
        """The filter's bytes; bit 0 is the lowest of the first."""
        return bytes(self._bits)

    def serialize(self, *, update: int = 1) -> bytes:
        """The payload of `filterload`. `update` says whether the node adds what it finds: 0 never, 1 always."""
        return sized(self.bits()) + unsigned(self.functions, 4) + unsigned(self.tweak, 4) + unsigned(update, 1)

    @classmethod
    def parse(cls, data: bytes) -> BloomFilter:
        """Read the payload of `filterload`.

        Raises
        ------
        ParseError : truncated or longer than it says.
        InputError : beyond the limits.
        """
        reader = Reader(data)
        bits = reader.sized("filter", limit=LARGEST_BYTES)
        functions, tweak = reader.unsigned(4, "functions"), reader.unsigned(4, "tweak")
        reader.unsigned(1, "update")
        reader.finish()
        return cls(len(bits), functions, tweak, bits=bits)

    def __repr__(self) -> str:
        return f"BloomFilter({len(self._bits)} bytes, {self.functions} functions)"

    def _places(self, item: bytes) -> list[int]:
        n_bits = len(self._bits) * 8
        return [murmur3(item, place * SEED_STEP + self.tweak) % n_bits for place in range(self.functions)]

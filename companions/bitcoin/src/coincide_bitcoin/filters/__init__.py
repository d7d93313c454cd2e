"""Filters: is there anything for me in this block?

compact     BIP 158 filters, which a node makes for all and clients test at home
bloom       BIP 37 filters, which a client gives a node (Song 2019, chapter 12)
matching    which transactions concern a bloom filter
golomb, siphash, murmur     what the two are made of
"""

from __future__ import annotations

from coincide_bitcoin.filters.bloom import BloomFilter as BloomFilter
from coincide_bitcoin.filters.compact import CompactFilter as CompactFilter

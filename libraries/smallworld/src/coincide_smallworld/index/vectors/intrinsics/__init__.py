"""The few things that plain Numba cannot say, in LLVM IR.

parts      what the others share
pointers   pointers into arrays, and a prefetch
distances  floats, halves and codes
fours      distances of many rows, of codes in fours
tiles      distances of some rows to several others, of floats in fours
bits       one bit a number
pools      sorted pools of candidates; what is set in a mask

All are generic, so one source serves AVX-512, AVX2, SSE and ARM: a vector of 16 floats is cut into as many registers
as the machine at hand needs. Rows are padded with zeros to a multiple of `FLOAT_BLOCK`, `CODE_BLOCK` or `WORD_BLOCK`.

Numba has no type for numbers of 16 bits: arrays of them come as uint16, and are widened when they are read, by one
instruction where the processor has it (F16C) and by a shift and a product elsewhere, both exact.

Beside the same loop left to Numba (128 numbers a row, one thread, AVX-512, medians of 7 interleaved rounds), distances
of codes are 3.2 times as fast, and distances of floats as fast (1.0). These are written here all the same, because the
order of their sum, and so every answer, must not depend on the processor. `insert_sorted` alone is as fast as a loop
too, but within a search that loop takes 1.14 times as long (20,000 vectors of 64 numbers, 10 neighbors: 16.5 and 18.7
µs of processor time a query, best of 3 interleaved runs, the same answers).
"""

from coincide_smallworld.index.vectors.intrinsics.bits import N_PLANES as N_PLANES
from coincide_smallworld.index.vectors.intrinsics.bits import WORD_BLOCK as WORD_BLOCK
from coincide_smallworld.index.vectors.intrinsics.bits import butterfly as butterfly
from coincide_smallworld.index.vectors.intrinsics.bits import mix_block as mix_block
from coincide_smallworld.index.vectors.intrinsics.bits import uncertainty as uncertainty
from coincide_smallworld.index.vectors.intrinsics.bits import word_of_plane as word_of_plane
from coincide_smallworld.index.vectors.intrinsics.bits import word_of_signs as word_of_signs
from coincide_smallworld.index.vectors.intrinsics.distances import exact_value as exact_value
from coincide_smallworld.index.vectors.intrinsics.distances import n_extra as n_extra
from coincide_smallworld.index.vectors.intrinsics.distances import number_at as number_at
from coincide_smallworld.index.vectors.intrinsics.distances import squared_distance as squared_distance
from coincide_smallworld.index.vectors.intrinsics.fours import N_ROWS as N_ROWS
from coincide_smallworld.index.vectors.intrinsics.fours import distances_to as distances_to
from coincide_smallworld.index.vectors.intrinsics.fours import distances_to_all as distances_to_all
from coincide_smallworld.index.vectors.intrinsics.parts import FLOAT_BLOCK as FLOAT_BLOCK
from coincide_smallworld.index.vectors.intrinsics.pointers import alike_at as alike_at
from coincide_smallworld.index.vectors.intrinsics.pointers import as_double as as_double
from coincide_smallworld.index.vectors.intrinsics.pointers import bytes_at as bytes_at
from coincide_smallworld.index.vectors.intrinsics.pointers import codes_at as codes_at
from coincide_smallworld.index.vectors.intrinsics.pointers import floats_at as floats_at
from coincide_smallworld.index.vectors.intrinsics.pointers import ints_at as ints_at
from coincide_smallworld.index.vectors.intrinsics.pointers import keep as keep
from coincide_smallworld.index.vectors.intrinsics.pointers import of_groups as of_groups
from coincide_smallworld.index.vectors.intrinsics.pointers import of_walks as of_walks
from coincide_smallworld.index.vectors.intrinsics.pointers import pointer as pointer
from coincide_smallworld.index.vectors.intrinsics.pointers import prefetch_row as prefetch_row
from coincide_smallworld.index.vectors.intrinsics.pointers import shifted as shifted
from coincide_smallworld.index.vectors.intrinsics.pointers import words_at as words_at
from coincide_smallworld.index.vectors.intrinsics.pools import N_BITS as N_BITS
from coincide_smallworld.index.vectors.intrinsics.pools import bytes_above_zero as bytes_above_zero
from coincide_smallworld.index.vectors.intrinsics.pools import eighth_at_most as eighth_at_most
from coincide_smallworld.index.vectors.intrinsics.pools import first_open as first_open
from coincide_smallworld.index.vectors.intrinsics.pools import fourth_at_most as fourth_at_most
from coincide_smallworld.index.vectors.intrinsics.pools import insert_sorted as insert_sorted
from coincide_smallworld.index.vectors.intrinsics.pools import lowest_bit as lowest_bit
from coincide_smallworld.index.vectors.intrinsics.pools import next_within as next_within
from coincide_smallworld.index.vectors.intrinsics.pools import sixteenth_at_most as sixteenth_at_most
from coincide_smallworld.index.vectors.intrinsics.tiles import distances_between as distances_between

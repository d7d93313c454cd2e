"""Bytes of chance as programs and queries: each gives a value or a named error."""

from __future__ import annotations

import random
from itertools import islice

from coincide_logic import LogicError, Prolog

_PIECES = rb"""foo X ( ) [ ] { } , | . ' " ` 0' 0x 12 1.5 1e5 1.0e400 :- --> is + - \+ % /* */ ! ; -> \x41\ \ _ = ^ @<
<< 2** append(X,Y,[1]) between(1,3,X) call( catch( assertz( op( findall( atom_length( format( ~w functor( =.. sort(
throw(
length( copy_term( bagof( sub_atom( number_codes( char_code( nb_setval( read_term( halt atom_chars( arg( 1000000000000
retract( clause( abolish( msort( keysort( phrase( dynamic set_prolog_flag( with_output_to( numlist( tab( put_char(
atom_codes( aggregate_all(count, term_to_atom( maplist( foldl( setof( atomic_list_concat( numbervars(""".split()
_PIECES += [b" ", b"\n", b"\xc3\xa9", b"\xff", b"\x00"]


def bytes_of_chance(rng: random.Random) -> bytes:
    if rng.random() < 0.3:
        return rng.randbytes(rng.randint(0, 40))
    return b"".join(rng.choice(_PIECES) for _ in range(rng.randint(1, 14)))


def outcomes(rng: random.Random, count: int) -> int:
    """How many of so many byte strings gave a value or a named error; any other exception is raised."""
    kb = Prolog()
    for number in range(count):
        if number % 50 == 0:
            kb = Prolog(write=lambda _: None)
        text = bytes_of_chance(rng)
        try:
            if number % 2 == 0:
                kb.consult(text)
            else:
                list(islice(kb.ask(text, steps=2000, seconds=2, memory_mb=300), 3))
        except LogicError as error:
            assert str(error)
    return count

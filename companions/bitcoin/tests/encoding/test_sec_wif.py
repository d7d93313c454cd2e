"""Points and secrets as bytes and text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.curve.multiplication import multiply_generator
from coincide_bitcoin.curve.secp256k1 import G, N, P
from coincide_bitcoin.encoding import base58, sec, wif
from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.networks import MAIN, REGTEST


@given(st.integers(1, N - 1), st.booleans())
def test_points_come_back(secret, compressed):
    point = multiply_generator(secret)
    assert point is not None
    assert sec.decode(sec.encode(point, compressed=compressed)) == point


def hybrid(first: int) -> bytes:
    return bytes([first]) + sec.encode(G, compressed=False)[1:]


def test_a_hybrid_key_is_read_only_where_it_is_allowed():
    assert sec.decode(hybrid(6), allow_hybrid=True) == G
    with pytest.raises(ParseError, match="got 65 bytes, which begins with 06"):
        sec.decode(hybrid(6))


def test_the_first_byte_of_a_hybrid_key_must_fit_its_y():
    with pytest.raises(ParseError, match="y must be odd after 07"):
        sec.decode(hybrid(7), allow_hybrid=True)


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (b"", "got 0 bytes"),
        (b"\x00", "got 1 bytes, which begins with 00"),
        (b"\x02" + bytes(31), "got 32 bytes"),
        (b"\x04" + bytes(32), "got 33 bytes, which begins with 04"),
        (b"\x02" + (5).to_bytes(32, "big"), "no point of the curve has this x"),
        (b"\x02" + (P + 1).to_bytes(32, "big"), "x must be below the field's prime"),
        (b"\x04" + bytes(64), r"\(x, y\) must be a point of the curve"),
        (sec.encode((G[0], G[1] ^ 1), compressed=False), r"\(x, y\) must be a point of the curve"),
        (sec.encode((1, G[1] + 0), compressed=False), r"\(x, y\) must be a point of the curve"),
    ],
)
def test_bytes_that_are_no_point(data, match):
    with pytest.raises(ParseError, match=match):
        sec.decode(data)


@given(st.binary(min_size=32, max_size=32), st.booleans())
def test_secrets_come_back(secret, compressed):
    assert wif.decode(wif.encode(secret, REGTEST, compressed=compressed), REGTEST) == (secret, compressed)


def test_a_key_of_another_network_is_refused_without_its_text():
    text = wif.encode(b"\x01" * 32, MAIN)
    with pytest.raises(
        ParseError, match="expected a private key of the network regtest, got one of the main"
    ) as caught:
        wif.decode(text, REGTEST)
    assert text[:6] not in str(caught.value)


def test_a_mistyped_key_does_not_show_its_characters():
    text = wif.encode(b"\x01" * 32, REGTEST)
    with pytest.raises(ParseError, match="a character is wrong or missing") as caught:
        wif.decode(text[:-1] + "0", REGTEST)
    assert "'" not in str(caught.value)


@pytest.mark.parametrize("data", [b"\xef" + bytes(31), b"\xef" + bytes(32) + b"\x02", b"\xef" + bytes(34)])
def test_a_key_of_another_length_is_refused(data):
    with pytest.raises(ParseError, match="must hold 32 bytes, and 01 if"):
        wif.decode(base58.encode_check(data), REGTEST)

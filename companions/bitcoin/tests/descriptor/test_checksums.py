"""BIP 380: checksums of descriptors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.descriptor.checksum import CHARACTERS, add_checksum, checksum, strip_checksum
from coincide_bitcoin.errors import ParseError


def test_a_checksum_is_that_of_the_bip():
    assert add_checksum("raw(deadbeef)") == "raw(deadbeef)#89f8spxm"


@given(st.text(CHARACTERS.replace("#", ""), max_size=100))
def test_a_checksum_is_accepted_and_taken_off(text):
    assert strip_checksum(add_checksum(text)) == text


@given(st.text("0123456789abcdefgh", min_size=1, max_size=100), st.data())
def test_up_to_three_wrong_characters_are_always_noticed(text, data):
    places = data.draw(st.sets(st.integers(0, len(text) - 1), min_size=1, max_size=3))
    changed = "".join(chr(ord(one) ^ 1) if at in places else one for at, one in enumerate(text))
    assert checksum(changed) != checksum(text)


def test_a_descriptor_without_a_checksum_is_left_as_it_is():
    assert strip_checksum("raw(deadbeef)") == "raw(deadbeef)"


@pytest.mark.parametrize(
    "text",
    [
        "raw(deadbeef)#",
        "raw(deadbeef)#89f8spxmx",
        "raw(deadbeef)#89f8spx",
        "raw(deedbeef)#89f8spxm",
        "raw(deedbeef)##9f8spxm",
    ],
    ids=["missing", "long", "short", "payload", "checksum"],
)
def test_a_wrong_checksum_is_refused_with_the_right_one(text):
    with pytest.raises(ParseError, match=r"at offset 13: the checksum after `#` must be '[a-z0-9]{8}', got"):
        strip_checksum(text)


def test_other_characters_are_refused():
    with pytest.raises(
        ParseError, match="at offset 4: the characters of a descriptor must be printable ASCII, got 'Ü'"
    ):
        checksum("raw(Ü)")

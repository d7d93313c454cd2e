"""SLIP 39: as many shares as it takes give the secret back, fewer or wrong ones a named error."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.hd.shares import Share, combine, share_out
from coincide_bitcoin.hd.shares.field import interpolate

SECRET = bytes(range(16))
# Fewest iterations: the tests are not about the time that a thief needs.
TWO_OF_THREE = share_out(SECRET, [(2, 3)], exponent=0)[0]
ONE = share_out(SECRET, [(1, 1)], exponent=0)[0][0]


@pytest.mark.parametrize("chosen", list(combinations(range(3), 2)))
def test_any_two_of_three_shares_give_the_secret(chosen):
    assert combine([TWO_OF_THREE[place] for place in chosen]) == SECRET


@settings(deadline=None, max_examples=20)
@given(st.binary(min_size=16, max_size=40).filter(lambda one: len(one) % 2 == 0), st.data())
def test_a_secret_shared_out_among_groups_comes_back(secret, data):
    groups = data.draw(st.lists(st.sampled_from([(1, 1), (2, 2), (2, 3), (3, 5)]), min_size=1, max_size=4))
    threshold = data.draw(st.integers(1, len(groups)))
    passphrase, is_extendable = data.draw(st.sampled_from(["", "TREZOR"])), data.draw(st.booleans())
    shares = share_out(
        secret, groups, threshold=threshold, passphrase=passphrase, exponent=0, is_extendable=is_extendable
    )
    chosen = data.draw(st.permutations(range(len(groups))))[:threshold]
    words = [one for group in chosen for one in data.draw(st.permutations(shares[group]))[: groups[group][0]]]
    assert combine(words, passphrase=passphrase) == secret


def test_another_passphrase_gives_another_secret():
    shares = share_out(SECRET, [(1, 1)], passphrase="one", exponent=0)[0]
    assert combine(shares, passphrase="one") == SECRET != combine(shares, passphrase="two")


def test_the_work_of_the_encryption_is_part_of_the_share():
    assert [Share.parse(share_out(SECRET, [(1, 1)], exponent=exponent)[0][0]).exponent for exponent in (0, 2)] == [0, 2]


def test_a_share_comes_back_and_keeps_its_value_to_itself():
    share = Share.parse(TWO_OF_THREE[1])
    assert share.words() == TWO_OF_THREE[1]
    assert (share.group, share.groups, share.member, share.member_threshold) == (0, 1, 1, 2)
    assert "value" not in repr(share) and share.value.hex() not in repr(share)


@given(st.integers(0, 19), st.integers(1, 1023))
def test_a_wrong_word_is_noticed_and_not_repeated(place, offset):
    words = ONE.split()
    others = {word for shares in (TWO_OF_THREE, [ONE]) for one in shares for word in one.split()} - {words[place]}
    words[place] = sorted(others)[offset % len(others)]
    # The message is the same whatever the word is: `check` may be a word of the share, and is part of "checksum".
    told = "at offset 0: the checksum of the share is wrong: a word is misspelt or in the wrong place"
    with pytest.raises(ParseError, match=f"^{told}$"):
        Share.parse(" ".join(words))


def plain(coefficients: list[int], x: int) -> int:
    """A polynomial's value, by multiplication in the field, bit by bit."""
    total = 0
    for coefficient in reversed(coefficients):
        product, factor, shift = 0, total, x
        while shift:
            product ^= factor if shift & 1 else 0
            factor = factor << 1 ^ (0x11B if factor & 0x80 else 0)
            shift >>= 1
        total = product ^ coefficient
    return total


@given(st.lists(st.integers(0, 255), min_size=1, max_size=6), st.integers(0, 255))
def test_as_many_points_as_coefficients_give_the_polynomial(coefficients, x):
    points = {place: bytes([plain(coefficients, place)]) for place in range(len(coefficients))}
    assert interpolate(points, x) == bytes([plain(coefficients, x)])


@pytest.mark.parametrize(
    ("shares", "why"),
    [
        ([], "expected at least one share, got none"),
        (TWO_OF_THREE[:1], "expected 2 shares of group 1, got 1"),
        (TWO_OF_THREE, "expected 2 shares of group 1, got 3"),
        ([TWO_OF_THREE[0], TWO_OF_THREE[0]], "member 1 of group 1 is there twice"),
        ([TWO_OF_THREE[0], share_out(bytes(16), [(2, 3)], exponent=1)[0][1]], "the shares do not belong to one secret"),
    ],
)
def test_shares_that_are_not_those_it_takes_say_why(shares, why):
    with pytest.raises(InputError, match=why):
        combine(shares)


def test_shares_that_do_not_belong_together_are_noticed_by_their_digest():
    one, two = (Share.parse(words) for words in TWO_OF_THREE[:2])
    wrong = Share(**{**{name: getattr(two, name) for name in two.__dataclass_fields__}, "value": bytes(16)})
    with pytest.raises(InputError, match="the shares do not belong together: their digest is wrong"):
        combine([one.words(), wrong.words()])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "at offset 0: a share must have at least 20 words, got 0"),
        (" ".join(["academic"] * 19), "a share must have at least 20 words, got 19"),
        (" ".join(["academic"] * 21), "a share cannot have 21 words"),
        ("academic bitcoin", "at offset 9: word 2 of the share is not in the list of SLIP 39"),
    ],
)
def test_a_text_that_is_no_share_says_what_and_where(text, why):
    with pytest.raises(ParseError, match=why):
        Share.parse(text)


@pytest.mark.parametrize(
    ("secret", "groups", "options", "why"),
    [
        (bytes(15), [(1, 1)], {}, "an even number of bytes, at least 16, got 15"),
        (bytes(14), [(1, 1)], {}, "an even number of bytes, at least 16, got 14"),
        (SECRET, [(1, 2)], {}, "a group that needs 1 member must have 1, got 2"),
        (SECRET, [(3, 2)], {}, "expected a threshold from 1 to 2 of at most 16, got 3"),
        (SECRET, [(2, 17)], {}, "expected a threshold from 1 to 17 of at most 16, got 2"),
        (SECRET, [], {}, "expected a threshold from 1 to 0 of at most 16, got 1"),
        (SECRET, [(1, 1)], {"threshold": 2}, "expected a threshold from 1 to 1 of at most 16, got 2"),
        (SECRET, [(1, 1)], {"exponent": 16}, "`exponent` must be from 0 to 15, got 16"),
        (SECRET, [(1, 1)], {"passphrase": "é"}, "the passphrase of shares must be printable ASCII"),
    ],
)
def test_what_cannot_be_shared_out_says_why(secret, groups, options, why):
    with pytest.raises(InputError, match=why):
        share_out(secret, groups, **options)

"""BIP 389: one text for several descriptors."""

from __future__ import annotations

import pytest

from coincide_bitcoin.descriptor import Descriptor, add_checksum
from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.hd import ExtendedKey
from coincide_bitcoin.wallet import Wallet

TPUB = ExtendedKey.from_seed(bytes(16)).neuter().to_text()
BOTH = f"wpkh({TPUB}/<0;1>/*)"


def test_a_choice_of_steps_stands_for_a_descriptor_each():
    found = Descriptor.parse_all(add_checksum(BOTH))
    assert [one.text for one in found] == [f"wpkh({TPUB}/{step}/*)" for step in (0, 1)]


def test_a_text_without_a_choice_stands_for_itself():
    text = f"wpkh({TPUB}/0/*)"
    assert Descriptor.parse_all(text) == [Descriptor.parse(text)]


def test_choices_of_several_keys_go_together():
    found = Descriptor.parse_all(f"wsh(multi(2,{TPUB}/<0;1>/*,{TPUB}/7/*,{TPUB}/<5;3>/*))")
    assert found[1].text == f"wsh(multi(2,{TPUB}/1/*,{TPUB}/7/*,{TPUB}/3/*))"


def test_a_wallet_watches_all_of_them():
    wallet = Wallet(gap=2)
    wallet.watch(BOTH)
    expected = [one.scripts(index)[0] for one in Descriptor.parse_all(BOTH) for index in range(2)]
    assert wallet.scripts == expected


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("<0;1>/<2;3>", "at offset 123: a key may have one <...> only"),
        ("<0>", "at offset 117: <...> must hold at least two different steps, as <0;1>, got '0'"),
        ("<>", "at least two different steps, as <0;1>, got nothing"),
        ("<0;>", "at least two different steps, as <0;1>, got '0;'"),
        ("<1;1>", "at least two different steps, as <0;1>, got '1;1'"),
        ("<0;x>", "a step of a path must be"),
        ("<0", "a step of a path must be"),
    ],
)
def test_a_wrong_choice_says_what_and_where(path, why):
    with pytest.raises(ParseError) as caught:
        Descriptor.parse_all(f"wpkh({TPUB}/{path})")
    assert why in str(caught.value)


def test_choices_of_different_lengths_do_not_fit():
    with pytest.raises(ParseError, match="must have as many steps as the first, 2, got 3"):
        Descriptor.parse_all(f"wsh(multi(1,{TPUB}/<0;1>,{TPUB}/<0;1;2>))")


def test_the_origin_of_a_key_has_no_choice():
    with pytest.raises(ParseError, match=r"the origin of a key may have no <\.\.\.>"):
        Descriptor.parse_all(f"wpkh([deadbeef/<0;1>]{TPUB}/0)")


def test_one_descriptor_is_not_read_from_a_text_for_several():
    with pytest.raises(ParseError, match=r"<\.\.\.> stands for 2 descriptors here: read them with `parse_all`"):
        Descriptor.parse(BOTH)

"""BIPs 380 to 387: descriptors give their scripts, and wrong ones say what and where."""

from __future__ import annotations

import pytest

from coincide_bitcoin import PrivateKey
from coincide_bitcoin.descriptor import Descriptor
from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.hashes import hash160
from coincide_bitcoin.hd import ExtendedKey
from coincide_bitcoin.script.standard import multisig, p2pk, p2pkh, p2sh, p2wpkh

ONE, TWO, THREE = (PrivateKey(bytes(31) + bytes((number,))) for number in (1, 2, 3))
KEYS = [key.public.sec.hex() for key in (ONE, TWO, THREE)]
LONG = PrivateKey(ONE.secret, is_compressed=False)
TPRV = ExtendedKey.from_seed(bytes(16))
TPUB = TPRV.neuter().to_text()


def scripts(text, index=0):
    return Descriptor.parse(text).scripts(index)


def test_one_key_gives_the_script_of_its_name():
    found = [scripts(f"{name}({KEYS[0]})") for name in ("pk", "pkh", "wpkh")]
    hashed = hash160(ONE.public.sec)
    assert found == [[p2pk(ONE.public.sec)], [p2pkh(hashed)], [p2wpkh(hashed)]]


def test_combo_is_all_scripts_of_a_key():
    hashed = hash160(ONE.public.sec)
    nested = p2sh(hash160(p2wpkh(hashed)))
    assert scripts(f"combo({KEYS[0]})") == [p2pk(ONE.public.sec), p2pkh(hashed), p2wpkh(hashed), nested]


def test_combo_of_an_uncompressed_key_has_no_witness():
    assert len(scripts(f"combo({LONG.public.sec.hex()})")) == 2


def test_multi_keeps_the_order_and_sortedmulti_does_not():
    keys = [ONE.public.sec, TWO.public.sec, THREE.public.sec]
    assert scripts(f"multi(2,{','.join(KEYS[::-1])})") == [multisig(2, keys[::-1])]
    assert scripts(f"sortedmulti(2,{','.join(KEYS[::-1])})") == [multisig(2, sorted(keys))]


def test_a_private_key_stands_for_its_public_one():
    assert scripts(f"wpkh({ONE.to_wif()})") == scripts(f"wpkh({KEYS[0]})")


def test_a_range_has_a_script_per_index():
    expected = [p2wpkh(hash160(TPRV.derive((3, index)).public_key.sec)) for index in (0, 7)]
    assert [scripts(f"wpkh({TPUB}/3/*)", index)[0] for index in (0, 7)] == expected


def test_a_hardened_range_needs_the_private_key():
    assert len(scripts(f"wpkh({TPRV.to_text()}/*h)", 1)) == 1
    with pytest.raises(InputError, match="child 1h is hardened, which needs the private key"):
        scripts(f"wpkh({TPUB}/*h)", 1)


@pytest.mark.parametrize("index", [-1, 2**31])
def test_indices_are_below_two_to_the_31(index):
    with pytest.raises(InputError, match=f"the index of a script must be from 0 to 2\\^31 - 1, got {index}"):
        scripts(f"wpkh({TPUB}/*)", index)


def test_a_key_says_where_it_comes_from():
    (described,) = Descriptor.parse(f"wpkh([d34db33f/84h/1h/0h]{TPUB}/0/*)").describe(5)
    assert str(described.keys[0].origin) == "d34db33f/84h/1h/0h/0/5"


def test_a_tree_is_walked_whatever_its_shape():
    leaves = [f"pk({key[2:]})" for key in KEYS]
    left, right = f"{{{{{leaves[0]},{leaves[1]}}},{leaves[2]}}}", f"{{{leaves[0]},{{{leaves[1]},{leaves[2]}}}}}"
    assert scripts(f"tr({KEYS[0]},{left})") != scripts(f"tr({KEYS[0]},{right})")


def test_private_keys_are_noticed_and_not_shown():
    descriptor = Descriptor.parse(f"wpkh({ONE.to_wif()})")
    assert descriptor.has_private_keys and ONE.to_wif() not in repr(descriptor)


def test_scripts_without_an_address_have_none():
    with pytest.raises(InputError, match="only P2PKH, P2SH and witness programs have addresses"):
        Descriptor.parse(f"pk({KEYS[0]})").address()


def test_a_checksum_comes_back():
    descriptor = Descriptor.parse(f"tr({KEYS[0]})")
    assert Descriptor.parse(descriptor.with_checksum()) == descriptor


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "at offset 0: in a descriptor, expected one of pk, .* got nothing"),
        ("pk", "at offset 2: expected '\\(', got the end"),
        (f"pk({KEYS[0]}", "expected '\\)', got the end"),
        (f"pk({KEYS[0]})x", "expected the end of the descriptor, got 'x'"),
        (f"sh(sh(pkh({KEYS[0]})))", "at offset 3: in sh\\(\\), expected one of"),
        (
            f"wsh(wpkh({KEYS[0]}))",
            "at offset 4: in wsh\\(\\), expected one of pk, pkh, multi, sortedmulti or a miniscript, got 'wpkh'",
        ),
        (f"wpkh({LONG.public.sec.hex()})", "keys in witnesses must be compressed"),
        (f"multi(0,{KEYS[0]})", "the threshold must be from 1 to the number of keys, 1, got '0'"),
        (f"multi(x,{KEYS[0]})", "the threshold must be from 1 to the number of keys, 1, got 'x'"),
        (f"multi(1,{','.join(KEYS + KEYS)})", "multi\\(\\) must have at most 3 keys here, got 6"),
        (f"wsh(multi(1,{','.join(KEYS * 7)}))", "multi\\(\\) must have at most 20 keys here, got 21"),
        (f"sh(multi(1,{','.join(KEYS * 6)}))", "at most 520 bytes, it has 615"),
        (f"pk({KEYS[0][2:]})", "a key of 32 bytes is allowed in tr\\(\\) only"),
        (
            f"tr({KEYS[0]},wpkh({KEYS[1]}))",
            "in a tree, expected one of pk, pkh, multi_a, sortedmulti_a or a miniscript, got 'wpkh'",
        ),
        ("tr(" + KEYS[0] + "," + "{" * 200, "a tree must be at most 128 deep"),
        ("pk(05" + "00" * 32 + ")", "a point must be 33 bytes from 02 or 03"),
        (f"pk([d34db33]{KEYS[0]})", "must be 8 hexadecimal digits, got 'd34db33'"),
        (f"pk([d34db33f{KEYS[0]})", "the origin of a key must end with \\]"),
        (f"pk({TPUB[:-1]}1)", "an extended key must be base58check"),
        ("raw(abc)", "raw\\(\\) must hold a script in hexadecimal"),
        ("addr(1BoatSLRHtKNngkdXEeobR76b53LETtpyT)", "addr\\(\\) must hold an address"),
    ],
)
def test_a_wrong_descriptor_says_what_and_where(text, why):
    with pytest.raises(ParseError, match=why):
        Descriptor.parse(text)


def test_a_wrong_private_key_is_not_repeated():
    wif = ONE.to_wif()[:-1] + "1"
    with pytest.raises(ParseError, match="expected a key of the network regtest") as caught:
        Descriptor.parse(f"pk({wif})")
    assert wif not in str(caught.value)

"""No secret is in a `repr` or in an error, wherever somebody has put it by mistake."""

from __future__ import annotations

import traceback

import pytest

from coincide_bitcoin.descriptor import Descriptor
from coincide_bitcoin.descriptor.key import parse_key
from coincide_bitcoin.descriptor.miniscript import Miniscript
from coincide_bitcoin.errors import BitcoinError, shown
from coincide_bitcoin.hd import ExtendedKey
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.networks import REGTEST
from coincide_bitcoin.psbt import Psbt, sign
from coincide_bitcoin.silent_payments import Receiver

KEY = PrivateKey(bytes.fromhex("11" * 31 + "22"))
MASTER = ExtendedKey.from_seed(bytes(range(16)))
WIF, EXTENDED = KEY.to_wif(), MASTER.to_text()
# What would give a secret away: its usual forms, and long pieces of them.
SECRETS = [
    piece
    for whole in (
        KEY.secret.hex(),
        WIF,
        EXTENDED,
        str(int.from_bytes(KEY.secret, "big")),
        MASTER.private_key.secret.hex(),
    )
    for piece in (whole[:20], whole[-20:], whole[10:30])
] + [repr(KEY.secret)[2:22]]


def gives_away(text: str) -> bool:
    return any(piece in text for piece in SECRETS)


HOLDERS = [
    KEY,
    MASTER,
    Receiver(KEY, MASTER.private_key),
    parse_key(WIF, REGTEST),
    parse_key(f"{EXTENDED}/0/*", REGTEST),
    Miniscript.parse(f"pk({WIF})"),
    Miniscript.parse(f"pk({WIF})").root,
    *(
        part
        for text in (
            f"wpkh({WIF})",
            f"tr({EXTENDED}/1,pk({WIF}))",
            f"wsh(and_v(v:pk({WIF}),older(4)))",
            f"multi(1,{WIF})",
        )
        for part in (Descriptor.parse(text), Descriptor.parse(text).expression, Descriptor.parse(text).describe())
    ),
]


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda one: type(one).__name__)
def test_what_holds_a_secret_does_not_show_it(holder):
    assert not gives_away(f"{holder!r} {holder} {[holder]}")


MISTAKES = [
    template.replace("K", secret)
    for secret in (WIF, EXTENDED, KEY.secret.hex())
    for template in (
        *("K", "K(1)", "foo(K)", "wpkh(K", "wpkh(Kx)", "wpkh(K/x)", "wpkh(K/<0>)", "wpkh(1)K", "pk(K,K)", "wpkh([K]1)"),
        *("wsh(K)", "wsh(K:pk(1))", "wsh(older(K))", "wsh(sha256(K00))", "wsh(and_v(v:K,1))", "wsh(thresh(K,1))"),
        *("multi(K,1)", "addr(K)", "raw(Kz)", "tr(1,K)", "tr(K,{K,K})", "pk(1)#K", "wpkh(1/K)", "wpkh(1/<K;1>)"),
    )
]


@pytest.mark.parametrize("text", MISTAKES, ids=[text.replace(EXTENDED, "xprv")[:20] for text in MISTAKES])
def test_a_secret_in_the_wrong_place_is_not_repeated(text):
    with pytest.raises(BitcoinError) as caught:
        Descriptor.parse_all(text)
    told = traceback.TracebackException.from_exception(caught.value)
    assert not gives_away("".join(told.format_exception_only()) + repr(caught.value))


@pytest.mark.parametrize(
    "read",
    [
        lambda: PrivateKey.from_wif(WIF[:-1] + "1"),
        lambda: PrivateKey(KEY.secret * 2),
        lambda: ExtendedKey.parse(EXTENDED[:-1] + "1"),
        lambda: Descriptor.parse(f"pk({WIF})").address(),
        lambda: sign(Psbt.parse(WIF), [KEY]),
    ],
)
def test_a_damaged_secret_is_not_repeated(read):
    with pytest.raises(BitcoinError) as caught:
        read()
    assert not gives_away(str(caught.value) + repr(caught.value))


@pytest.mark.parametrize(
    ("word", "text"), [("", "nothing"), ("multi", "'multi'"), ("a" * 16, repr("a" * 16)), ("a" * 17, "17 characters")]
)
def test_only_short_words_are_shown(word, text):
    assert shown(word) == text

"""Mnemonics (BIP 39), shares (SLIP 39), extended keys (BIP 32), and the accounts of BIPs 49, 84 and 86."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from coincide_bitcoin.descriptor import Descriptor
from coincide_bitcoin.errors import BitcoinError, ParseError
from coincide_bitcoin.hd import ExtendedKey, account_descriptor, entropy_of, mnemonic_of, seed_of
from coincide_bitcoin.hd.path import HARDENED
from coincide_bitcoin.hd.shares import combine
from coincide_bitcoin.networks import MAIN, TEST
from conformance.outcome import Outcome


def mnemonics(vectors: Path) -> Iterator[Outcome]:
    """Entropy, words, passphrase, seed and master key."""
    for entropy, words, passphrase, seed, master in json.loads(
        (vectors / "bcoin" / "mnemonic-english.json").read_text()
    ):
        passed = (
            mnemonic_of(bytes.fromhex(entropy)) == words
            and entropy_of(words).hex() == entropy
            and seed_of(words, passphrase).hex() == seed
            and ExtendedKey.from_seed(bytes.fromhex(seed), MAIN).to_text() == master
        )
        yield Outcome(entropy, passed)


def derivations(vectors: Path) -> Iterator[Outcome]:
    """Each path from each seed, private and public; public children also from the public parent."""
    for seed, chain in json.loads((vectors / "vectors_extra" / "bip32_test_vectors.json").read_text()).items():
        master = ExtendedKey.from_seed(bytes.fromhex(seed), MAIN)
        for path, public, private in chain:
            key = master.derive(path.replace("H", "h"))
            passed = key.to_text() == private and key.neuter().to_text() == public
            if key.depth > 0 and key.index < HARDENED:
                parent = master.derive(path.replace("H", "h").rpartition("/")[0])
                passed = passed and parent.neuter().child(key.index).to_text() == public
            parsed = ExtendedKey.parse(private)
            yield Outcome(f"{seed[:16]} {path}", passed and parsed == key)


def invalid_keys(vectors: Path) -> Iterator[Outcome]:
    """Extended keys that must be refused."""
    for text, why in json.loads((vectors / "vectors_extra" / "bip32_invalid_keys.json").read_text()):
        try:
            ExtendedKey.parse(text)
        except ParseError as error:
            yield Outcome(why, True, str(error))
        else:
            yield Outcome(why, False, "was accepted")


def of_bcoin(vectors: Path) -> Iterator[Outcome]:
    """The vectors of another library: keys by path, and words (with the passphrase `foo`) with seed and master key."""
    facts = json.loads((vectors / "bcoin" / "hd.json").read_text())
    for name in ("vector1", "vector2"):
        master = ExtendedKey.from_seed(bytes.fromhex(facts[name].pop("seed")), MAIN)
        for path, expected in facts[name].items():
            key = master.derive(path)
            yield Outcome(
                f"{name} {path}", (key.to_text(), key.neuter().to_text()) == (expected["prv"], expected["pub"])
            )
    seed = seed_of(facts["phrase"], "foo")
    master = ExtendedKey.from_seed(seed, MAIN)
    yield Outcome("seed", seed.hex() == facts["seed"])
    yield Outcome("master", master.to_text() == facts["master_priv"])
    yield Outcome("public master", master.neuter().to_text() == facts["master_pub"])
    for name, path in {"child1": "0", "child3": "1", "child4": "2", "child5": "2/0", "child6": "2/1"}.items():
        key = master.derive(path)
        found = (key.to_text(), key.neuter().to_text())
        yield Outcome(name, found == (facts[f"{name}_priv"], facts[f"{name}_pub"]))


def accounts(vectors: Path) -> Iterator[Outcome]:
    """Addresses of accounts, read out of the text of each BIP; the words are the same in all."""
    for purpose in (49, 84, 86):
        text = (vectors / "bips" / f"bip-00{purpose}.mediawiki").read_text(encoding="utf-8")
        vectors_text = text[text.index("==Test vectors==") :]
        words = re.findall(r"= ((?:[a-z]+ ){11}[a-z]+)", vectors_text)[0]
        path = ""
        for found in re.finditer(
            r"= m/([0-9'/]+)|^ *address +=(?: base58check\(.*\) =)? (\w+)", vectors_text, re.MULTILINE
        ):
            path = found[1] or path
            if found[2]:
                yield Outcome(f"bip{purpose} m/{path}", found[2] == _address(words, purpose, path))


def _address(words: str, purpose: int, path: str) -> str:
    _, coin, account, change, index = (int(step.rstrip("'")) for step in path.split("/"))
    key = ExtendedKey.from_seed(seed_of(words), (MAIN, TEST)[coin])
    return Descriptor.parse(account_descriptor(key, purpose, account=account, change=change), key.network).address(
        index
    )


def shares(vectors: Path) -> Iterator[Outcome]:
    """Sets of shares that give a secret and its master key, and sets that give none (SLIP 39)."""
    for name, words, secret, master in json.loads((vectors / "vectors_extra" / "vectors.json").read_text()):
        try:
            found = combine(words, passphrase="TREZOR")
        except BitcoinError as error:
            yield Outcome(name, not secret, str(error))
            continue
        passed = found.hex() == secret and ExtendedKey.from_seed(found, MAIN).to_text() == master
        yield Outcome(name, passed, "gives another secret, or must be refused")


LISTS = {
    "slip39": shares,
    "bip32": derivations,
    "bip32-bcoin": of_bcoin,
    "bip32-invalid": invalid_keys,
    "bip39": mnemonics,
    "accounts": accounts,
}

"""Keys and addresses: Bitcoin Core's key_io, and the vectors in the texts of BIP 173 and BIP 350."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from coincide_bitcoin import address
from coincide_bitcoin.encoding import bech32
from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.networks import MAIN, REGTEST, SIGNET, TEST, Network
from coincide_bitcoin.script.standard import witness_script_pubkey
from conformance.outcome import Outcome

# The fourth test network writes addresses as the third does.
CHAINS = {"main": MAIN, "test": TEST, "testnet4": TEST, "signet": SIGNET, "regtest": REGTEST}


def key_io(folder: Path) -> Iterator[Outcome]:
    """70 texts that come back as key or script and as the same text, and 70 that are nothing on any network."""
    for text, written, facts in json.loads((folder / "key_io/key_io_valid.json").read_text(encoding="utf-8")):
        network = CHAINS[facts["chain"]]
        if facts["isPrivkey"]:
            key = PrivateKey.from_wif(text, network)
            is_same = key.secret.hex() == written and key.is_compressed == facts["isCompressed"]
            yield Outcome(text, is_same and key.to_wif() == text, "differs")
        else:
            script = address.decode(text.swapcase() if facts.get("tryCaseFlip") else text, network)
            yield Outcome(text, script.hex() == written and address.encode(script, network) == text, script.hex())
    for (text,) in json.loads((folder / "key_io/key_io_invalid.json").read_text(encoding="utf-8")):
        found = [network.name for network in CHAINS.values() if _is_something(text, network)]
        yield Outcome(text, not found, f"accepted on {', '.join(found)}")


def _is_something(text: str, network: Network) -> bool:
    for read in (address.decode, PrivateKey.from_wif):
        try:
            read(text, network)
        except ParseError:
            continue
        return True
    return False


def bip173(folder: Path) -> Iterator[Outcome]:
    """Valid and invalid texts of bech32. The addresses of this BIP are superseded by those of BIP 350."""
    text = (folder / "bips/bip-0173.mediawiki").read_text(encoding="utf-8")
    yield from _checksums(text, bech32.BECH32, "Bech32")


def bip350(folder: Path) -> Iterator[Outcome]:
    """Valid and invalid texts of bech32m, then addresses with their scripts, then texts that are no addresses."""
    text = (folder / "bips/bip-0350.mediawiki").read_text(encoding="utf-8")
    yield from _checksums(text, bech32.BECH32M, "Bech32m")
    section = text[text.index("===Test vectors for v0-v16") :]
    valid, invalid = section.split("The following list gives invalid")
    for written, script in re.findall(r"<tt>(\w+)</tt>: <tt>([0-9a-f]+)</tt>", valid):
        hrp, version, program = bech32.decode_program(written)
        is_same = witness_script_pubkey(version, program).hex() == script
        again = bech32.encode_program(hrp, version, program)
        yield Outcome(written, is_same and again == written.lower(), "differs")
    for written in re.findall(r"^\* <tt>(\w*)</tt>", invalid, re.MULTILINE):
        yield Outcome(written, not _is_address(written), "accepted")


def _checksums(text: str, constant: int, name: str) -> Iterator[Outcome]:
    """The two lists of texts before the addresses; each is of pieces in <tt> and of bytes as 0x7F, joined by +."""
    start = text.index(f"The following strings are valid {name}:")
    valid, _, rest = text[start:].partition("The following string are not valid")
    invalid = rest[: rest.index("The following list")]
    for part, expected in ((valid, True), (invalid, False)):
        for line in re.findall(r"^\* (.*)", part, re.MULTILINE):
            pieces = re.findall(r"(0x[0-9A-F]{2})|<tt>(.*?)</tt>", line)
            whole = "".join(chr(int(byte, 16)) if byte else piece for byte, piece in pieces)
            yield Outcome(repr(whole), _has_checksum(whole, constant) == expected, f"expected {expected}")


def _has_checksum(text: str, constant: int) -> bool:
    try:
        return bech32.decode(text)[2] == constant
    except ParseError:
        return False


def _is_address(text: str) -> bool:
    try:
        hrp, _, _ = bech32.decode_program(text)
    except ParseError:
        return False
    return hrp in ("bc", "tb")


LISTS = {"key_io": key_io, "bip173": bip173, "bip350": bip350}

"""Song 2019, chapter 4; BIPs 173 and 350: addresses, private keys and public keys."""

from __future__ import annotations

from coincide_bitcoin import address
from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.explain.explanation import Explanation, Row, Subject
from coincide_bitcoin.hashes import hash160
from coincide_bitcoin.keys import PrivateKey, PublicKey
from coincide_bitcoin.networks import NETWORKS
from coincide_bitcoin.script import Script
from coincide_bitcoin.script.standard import kind_of, p2pkh, p2sh, p2wpkh


def explain_address(subject: Subject) -> Explanation:
    """Explain an address of any network.

    Raises
    ------
    ParseError : it is none.
    """
    error: ParseError | None = None
    scripts: dict[str, bytes] = {}
    for network in NETWORKS.values():
        try:
            scripts[network.name] = address.decode(subject.text, network)
        except ParseError as failure:
            # The last one says most: it is about the text, unless all are about the network.
            error = failure
    if not scripts:
        assert error is not None
        raise error
    script = next(iter(scripts.values()))
    facts = {
        "networks": ", ".join(scripts),
        "type": kind_of(script),
        "script pubkey": script.hex(),
        "text": str(Script(script)),
    }
    return Explanation("address", facts)


def explain_private_key(subject: Subject) -> Explanation:
    """Explain a private key in wallet import format, without its secret.

    Raises
    ------
    ParseError : it is none.
    """
    keys: dict[str, PrivateKey] = {}
    error: ParseError | None = None
    for network in NETWORKS.values():
        try:
            keys[network.name] = PrivateKey.from_wif(subject.text, network)
        except ParseError as failure:
            error = failure
    if not keys:
        assert error is not None
        raise error
    public = next(iter(keys.values())).public
    facts = {"networks": ", ".join(keys), "public key": public.sec.hex(), "hash160": public.hash160.hex()}
    return Explanation("private key", facts)


def explain_public_key(subject: Subject) -> Explanation:
    """Explain a point of 33 or 65 bytes, and its addresses on regtest.

    Raises
    ------
    ParseError : it is none.
    """
    data = subject.bytes_of("a public key")
    key = PublicKey.parse(data)
    x, y = key.point
    facts = {"hash160": key.hash160.hex(), "p2pkh": address.encode(p2pkh(key.hash160))}
    rows = [Row(0, 1, "", "form", data[:1].hex(), "compressed" if key.is_compressed else "uncompressed")]
    rows.append(Row(1, 32, "", "x", data[1:33].hex(), str(x)))
    if key.is_compressed:
        program = p2wpkh(key.hash160)
        facts |= {"p2wpkh": address.encode(program), "p2sh-p2wpkh": address.encode(p2sh(hash160(program)))}
    else:
        rows.append(Row(33, 32, "", "y", data[33:].hex(), str(y)))
    return Explanation("public key", facts, tuple(rows))

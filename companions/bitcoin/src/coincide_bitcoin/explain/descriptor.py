"""BIPs 32 and 380: extended keys and descriptors. Of private ones, only what is public is shown."""

from __future__ import annotations

from coincide_bitcoin import address
from coincide_bitcoin.descriptor import Descriptor
from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.explain.explanation import Explanation, Subject
from coincide_bitcoin.hd import ExtendedKey
from coincide_bitcoin.networks import MAIN, REGTEST
from coincide_bitcoin.script.standard import kind_of

# Of a range, the first few scripts are shown.
_SHOWN = 3


def explain_descriptor(subject: Subject) -> Explanation:
    """Explain a descriptor of regtest or the main network: its first scripts.

    Raises
    ------
    ParseError : it is none.
    """
    if "(" not in subject.text:
        raise ParseError("a descriptor must be a function with its arguments, as `wpkh(KEY)`", 0)
    try:
        found = Descriptor.parse_all(subject.text, REGTEST)
    except ParseError:
        found = Descriptor.parse_all(subject.text, MAIN)
    first = found[0]
    facts = {"network": first.network.name, "private keys": "yes" if first.has_private_keys else "no"}
    if len(found) > 1:
        facts["descriptors"] = str(len(found))
    facts["scripts"] = "one for each index" if first.is_range else str(len(first.scripts()))
    for number, descriptor in enumerate(found):
        which = f"descriptor {number + 1}, " if len(found) > 1 else ""
        for index in range(_SHOWN if descriptor.is_range else 1):
            for place, script in enumerate(descriptor.scripts(index)):
                facts[f"{which}script {index if descriptor.is_range else place}"] = _shown(script, descriptor)
    return Explanation("descriptor", facts)


def explain_extended_key(subject: Subject) -> Explanation:
    """Explain an extended key of BIP 32.

    Raises
    ------
    ParseError : it is none.
    """
    key = ExtendedKey.parse(subject.text)
    facts = {
        "network": key.network.name,
        "private": "yes" if key.is_private else "no",
        "depth": str(key.depth),
        "fingerprint": key.fingerprint.hex(),
        "public key": key.public_key.sec.hex(),
    }
    return Explanation("extended key", facts)


def _shown(script: bytes, descriptor: Descriptor) -> str:
    try:
        return f"{kind_of(script)} {address.encode(script, descriptor.network)}"
    except InputError:
        return f"{kind_of(script)} {script.hex()}"

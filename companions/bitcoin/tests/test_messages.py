"""BIP 322: whatever can be spent can sign a message, and nothing else passes."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from coincide_bitcoin.descriptor import Descriptor
from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.message import MessageState, message_hash, sign_message, verify_message
from coincide_bitcoin.networks import MAIN
from coincide_bitcoin.transaction import Output, Transaction
from examples.showcase.outputs import DESCRIPTORS, key

KEYS = [key(number) for number in range(15)]
ADDRESSED = [name for name, text in DESCRIPTORS.items() if not text.startswith(("pk(", "multi("))]
KEY_HASH = Descriptor.parse(DESCRIPTORS["witness key hash"])
TEXT = "I could spend this."


@pytest.mark.parametrize("name", ADDRESSED)
def test_every_address_can_sign(name):
    descriptor = Descriptor.parse(DESCRIPTORS[name])
    signature = sign_message(TEXT, descriptor.describe()[0], KEYS)
    assert verify_message(TEXT, descriptor.address(), signature).is_valid


def test_a_message_has_the_hash_of_the_bip():
    assert message_hash("").hex() == "c90c269c4f8fcbe6880f72a721ddfbf1914268a794cbb21cfafee13770ae19f1"


def test_a_signature_of_the_bip_is_valid():
    signature = (
        "smpAkcwRAIgM2gBAQqvZX15ZiysmKmQpDrG83avLIT492QBzLnQIxYCIBaTpOaD20qRlEylyxFSeEA2ba9YOixpX8z46TSDtS40A"
        "SECx/EgAxlkQpQ9hYjgGu6EBCPMVPwVIVJqO4XCsMvViHI="
    )
    assert verify_message("", "bc1q9vza2e8x573nczrlzms0wvx3gsqjx7vavgkx0l", signature, MAIN).is_valid


def signature_of(form: str, data: bytes) -> str:
    return form + base64.b64encode(data).decode()


SIGNED = sign_message(TEXT, KEY_HASH.describe()[0], KEYS)


@pytest.mark.parametrize(
    ("message", "signature", "why"),
    [
        ("Another text.", SIGNED, "input 0: "),
        (TEXT, "smp!!", "a signature must be smp, ful or pof, followed by base64"),
        (TEXT, "", "needs 1 byte"),
        (TEXT, signature_of("smp", b"\x00"), ""),
        (TEXT, signature_of("ful", bytes(10)), "a full signature must have 1 input, got 0"),
        (TEXT, signature_of("pof", b"psbt"), "expected a PSBT"),
        (TEXT, SIGNED.replace("smp", "ful"), "at offset"),
    ],
)
def test_a_wrong_signature_is_invalid_and_says_why(message, signature, why):
    verdict = verify_message(message, KEY_HASH.address(), signature)
    assert verdict.state is MessageState.INVALID and why in verdict.why


def test_another_address_is_invalid():
    other = Descriptor.parse(DESCRIPTORS["Taproot, by its key"]).address()
    assert verify_message(TEXT, other, SIGNED).state is MessageState.INVALID


def test_a_signature_that_covers_less_is_invalid():
    raw = bytearray(base64.b64decode(SIGNED[3:]))
    raw[1 + raw[1]] = 0x83  # the hash type ends the first item
    verdict = verify_message(TEXT, KEY_HASH.address(), signature_of("smp", bytes(raw)))
    assert verdict.why == "input 0: signatures must cover everything, got hash type 0x83"


def test_a_signature_with_another_output_is_invalid():
    descriptor = Descriptor.parse(DESCRIPTORS["pay to public key hash"])
    signed = Transaction.parse(base64.b64decode(sign_message(TEXT, descriptor.describe()[0], KEYS)[3:]))
    changed = replace(signed, outputs=(Output(0, b"\x51"),))
    verdict = verify_message(TEXT, descriptor.address(), signature_of("ful", changed.serialize()))
    assert verdict.why == "the only output must be 0 satoshi to OP_RETURN"


def test_a_missing_key_cannot_sign():
    with pytest.raises(InputError, match="input 0 is not final: signatures are missing"):
        sign_message(TEXT, KEY_HASH.describe()[0], [])


def test_an_address_of_another_network_is_an_error():
    with pytest.raises(ParseError, match="expected an address of the network regtest"):
        verify_message(TEXT, "bc1q9vza2e8x573nczrlzms0wvx3gsqjx7vavgkx0l", SIGNED)

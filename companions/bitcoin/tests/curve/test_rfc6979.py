"""RFC 6979: the examples of its appendix A.1.2 and A.2.5, and one known to every wallet."""

from __future__ import annotations

import hashlib
from itertools import islice

from coincide_bitcoin.curve.rfc6979 import nonces
from coincide_bitcoin.curve.secp256k1 import N


def test_the_detailed_example():
    order, secret = 0x4000000000000000000020108A2E0CC0D99F8A5EF, 0x09A4D6792295A7F730FC3F2B49CBC0F62E862272F
    found = next(nonces(secret, hashlib.sha256(b"sample").digest(), order))
    assert found == 0x23AF4074C90A02B3FE61D286D5C87F425E6BDD81B


def test_p256_with_another_hash():
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    secret = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
    found = next(nonces(secret, hashlib.sha512(b"sample").digest(), order, hash_name="sha512"))
    assert found == 0x5FA81C63109BADB88C1F367B47DA606DA28CAD69AA22C4FE6AD7DF73A7173AA5


def test_secp256k1_and_the_key_one():
    digest = hashlib.sha256(b"Satoshi Nakamoto").digest()
    assert next(nonces(1, digest, N)) == 0x8F8A276C19F4149656B280621E358CCE24F5F52542772691EE69063B74F15D15


def test_candidates_differ():
    assert len(set(islice(nonces(1, bytes(32), N), 5))) == 5

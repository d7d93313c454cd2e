"""BIP 352, "Sender": the outputs to make for some addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from coincide_bitcoin.backend import fastest
from coincide_bitcoin.curve.secp256k1 import N
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.silent_payments.address import SilentAddress
from coincide_bitcoin.silent_payments.inputs import MOST_OUTPUTS, input_hash, output_tweak
from coincide_bitcoin.transaction import OutPoint


def pay(
    previous: Sequence[OutPoint], keys: Sequence[tuple[PrivateKey, bool]], recipients: Sequence[SilentAddress]
) -> list[bytes]:
    """The keys of the Taproot outputs, 32 bytes each, in the order of the recipients. All of them must be made.

    Parameters
    ----------
    previous : all outputs that the transaction spends.
    keys : of the inputs that count (`input_key`): the private key, and whether the output is Taproot.

    Raises
    ------
    InputError : no input counts, the keys add up to 0, or there are more than 2,323 recipients of one scan key.
    """
    total = sum(_even(key) if is_taproot else int.from_bytes(key.secret, "big") for key, is_taproot in keys) % N
    if total == 0:
        raise InputError("the keys of the inputs must be at least one, and not add up to 0")
    backend = fastest()
    secret = total.to_bytes(32, "big")
    key_sum = backend.public_key(secret)
    assert key_sum is not None
    factor = input_hash(previous, key_sum)
    shared: dict[bytes, bytes] = {}
    count: defaultdict[bytes, int] = defaultdict(int)
    outputs: list[bytes] = []
    for one in recipients:
        if one.scan not in shared:
            shared[one.scan] = _product(one.scan, factor, secret)
        if count[one.scan] == MOST_OUTPUTS:
            raise InputError(f"one transaction pays at most {MOST_OUTPUTS} outputs to one scan key")
        key = backend.add_tweak(one.spend, output_tweak(shared[one.scan], count[one.scan]))
        if key is None:
            raise InputError("this output has no key, which happens once in 2¹²⁷")
        count[one.scan] += 1
        outputs.append(key[1:])
    return outputs


def _even(key: PrivateKey) -> int:
    """The secret whose point has an even y: Taproot writes only x."""
    number = int.from_bytes(key.secret, "big")
    return number if key.public.point[1] % 2 == 0 else N - number


def _product(key: bytes, *factors: bytes) -> bytes:
    for factor in factors:
        product = fastest().multiply(key, factor)
        if product is None:
            raise InputError("a scan key must be a point of the curve")
        key = product
    return key

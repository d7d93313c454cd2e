"""BIP 352, "Receiver": the outputs of a transaction that are mine, and the secrets that spend them.

Labels tell payments apart: the same receiver gives out addresses whose spend key is tweaked by a number. Label 0 is for
one's own change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from coincide_bitcoin.backend import fastest
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.hashes import tagged_hash
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.networks import MAIN
from coincide_bitcoin.script.standard import witness_program
from coincide_bitcoin.silent_payments.address import SilentAddress
from coincide_bitcoin.silent_payments.inputs import MOST_OUTPUTS, input_hash, input_key, output_tweak
from coincide_bitcoin.transaction import Output, Transaction

CHANGE = 0


@dataclass(frozen=True)
class Payment:
    """An output that is mine.

    Attributes
    ----------
    index : place of the output in its transaction.
    tweak : 32 bytes that the secret of the spend key is tweaked by.
    label : of the address that was paid, None for the address without one.
    """

    index: int
    tweak: bytes = field(repr=False)
    label: int | None


@dataclass(frozen=True)
class Receiver:
    """Both secrets; `scan` may lie on a machine that watches, `spend` need not."""

    scan: PrivateKey
    spend: PrivateKey

    def address(self, label: int | None = None) -> SilentAddress:
        """The address, or the one with this label. Label 0 is for change and must not be given away."""
        return SilentAddress(self.scan.public.sec, self._spend_key(label), self.scan.network == MAIN)

    def find(self, transaction: Transaction, spent: Sequence[Output], labels: Iterable[int] = ()) -> list[Payment]:
        """The outputs that are mine, in the order in which they are found.

        Parameters
        ----------
        spent : the outputs that the inputs spend, in their order.
        labels : that were given out; that of change is always tried.
        """
        shared = self._shared_secret(transaction, spent)
        if shared is None:
            return []
        spends: dict[int | None, bytes] = {None: self._spend_key(None)}
        spends.update({label: self._spend_key(label) for label in {CHANGE, *labels}})
        programs = [witness_program(output.script_pubkey) for output in transaction.outputs]
        left = [(p[1], place) for place, p in enumerate(programs) if p is not None and p[0] == 1 and len(p[1]) == 32]
        found: list[Payment] = []
        while len(found) < MOST_OUTPUTS:
            tweak = output_tweak(shared, len(found))
            match = _match(spends, tweak, dict(reversed(left)))
            if match is None:
                break
            index, label = match
            left = [one for one in left if one[1] != index]
            found.append(Payment(index, self._total(tweak, label), label))
        return found

    def key(self, payment: Payment) -> PrivateKey:
        """The key that spends an output by its key path."""
        secret = fastest().add_secret(self.spend.secret, payment.tweak)
        assert secret is not None, "its public key is in a transaction"
        return PrivateKey(secret, self.spend.network)

    def _shared_secret(self, transaction: Transaction, spent: Sequence[Output]) -> bytes | None:
        """33 bytes, or None if the transaction pays nobody silently."""
        programs = [witness_program(output.script_pubkey) for output in spent]
        if any(program is not None and program[0] > 1 for program in programs):
            return None
        keys = [input_key(one, output) for one, output in zip(transaction.inputs, spent, strict=True)]
        backend = fastest()
        total = backend.add_keys([key for key in keys if key is not None])
        if total is None:
            return None
        factor = input_hash((one.previous for one in transaction.inputs), total)
        product = backend.multiply(total, factor)
        assert product is not None
        return backend.multiply(product, self.scan.secret)

    def _spend_key(self, label: int | None) -> bytes:
        public = self.spend.public.sec
        if label is None:
            return public
        key = fastest().add_tweak(public, self._label_tweak(label))
        if key is None:
            raise InputError(f"label {label} has no key, which happens once in 2¹²⁷: take another")
        return key

    def _label_tweak(self, label: int) -> bytes:
        return tagged_hash("BIP0352/Label", self.scan.secret + label.to_bytes(4, "big"))

    def _total(self, tweak: bytes, label: int | None) -> bytes:
        if label is None:
            return tweak
        total = fastest().add_secret(self._label_tweak(label), tweak)
        assert total is not None, "both are hashes"
        return total


def _match(spends: dict[int | None, bytes], tweak: bytes, left: dict[bytes, int]) -> tuple[int, int | None] | None:
    """The place of the output with this tweak, and its label. Only x is compared, so that its y does not matter."""
    for label, spend in spends.items():
        key = fastest().add_tweak(spend, tweak)
        if key is not None and key[1:] in left:
            return left[key[1:]], label
    return None

"""BIP 174, Updater and Signer: say how the outputs can be spent, and sign with the keys that fit.

The signer checks what it is told: a redeem script must have the hash in the output, a witness script the hash in the
program, and an output without its transaction is believed only if it is a witness program. What signatures cover is
for the owner of the keys to say, not for the PSBT.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from coincide_bitcoin.backend import Backend
from coincide_bitcoin.descriptor.expressions import DescribedScript
from coincide_bitcoin.descriptor.key import DerivedKey
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.hashes import hash160, sha256
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.psbt import fields
from coincide_bitcoin.psbt.maps import PsbtMap
from coincide_bitcoin.psbt.psbt import Psbt
from coincide_bitcoin.script.encodings import ALL, ANYONECANPAY, SINGLE
from coincide_bitcoin.script.machine import Leaf
from coincide_bitcoin.script.sighash import DEFAULT, SignatureHasher
from coincide_bitcoin.script.standard import is_p2sh, p2pkh, p2sh, p2wsh, witness_program
from coincide_bitcoin.script.taproot import LEAF_MASK, TreeLeaf, control_block, leaf_hash, root_and_paths
from coincide_bitcoin.transaction.transaction import Output, Transaction

WHOLE = (DEFAULT, ALL)  # hash types that cover all inputs and outputs


@dataclass(frozen=True)
class SpendingScript:
    """What an input runs.

    Attributes
    ----------
    script : the script with the keys: the output's, the redeem script or the witness script.
    version : of the witness program, None without one.
    """

    script: bytes
    version: int | None


def update(
    psbt: Psbt, index: int, spent: Output, described: DescribedScript, *, whole: Transaction | None = None
) -> Psbt:
    """Add what is known of the output that an input spends.

    Parameters
    ----------
    described : its script, from a descriptor.
    whole : the transaction that made it; needed where signatures do not cover values, which is before segwit.

    Raises
    ------
    InputError : the output has another script.
    """
    if spent.script_pubkey != described.script_pubkey:
        raise InputError(f"input {index}: the descriptor has another script than the output")
    one = psbt.inputs[index]
    if whole is not None:
        one = one.having(fields.NON_WITNESS_UTXO, whole.serialize())
    if witness_program(described.redeem_script or spent.script_pubkey) is not None:
        one = one.having(fields.WITNESS_UTXO, spent.serialize())
    if described.redeem_script is not None:
        one = one.having(fields.REDEEM_SCRIPT, described.redeem_script)
    if described.witness_script is not None:
        one = one.having(fields.WITNESS_SCRIPT, described.witness_script)
    if described.taproot is not None:
        return psbt.with_input(index, _with_taproot(one, described))
    for key in described.keys:
        if key.origin is not None:
            one = one.having(fields.DERIVATION, _origin(key), key.sec)
    return psbt.with_input(index, one)


def sign(
    psbt: Psbt,
    keys: Iterable[PrivateKey],
    *,
    hash_types: Collection[int] = WHOLE,
    main_net: bool = False,
    backend: Backend | None = None,
) -> Psbt:
    """Add the signatures that these keys can make.

    Parameters
    ----------
    hash_types : those that an input may ask for. All but DEFAULT and ALL let somebody else change inputs or outputs,
        and perhaps send the coins elsewhere (BIP 174: "the signer must check that the sighash is acceptable").
    main_net, backend : as for `PrivateKey.sign`.

    Raises
    ------
    InputError : a script does not have the hash that commits to it, an output is not known well enough, or an input
        asks for a hash type that is not among `hash_types`, or for SINGLE without an output of its own.
    SigningError : as for `PrivateKey.sign`.
    """
    keys, transaction = list(keys), psbt.unsigned
    known = [psbt.spent(index) for index in range(len(psbt.inputs))]
    hasher = SignatureHasher(transaction, [output or Output(0, b"") for output in known])
    for index, one in enumerate(psbt.inputs):
        output = known[index]
        if output is None or one.get(fields.FINAL_SCRIPT_SIG) or one.get(fields.FINAL_WITNESS):
            continue
        spending = spending_script(one, output, index)
        if spending.version == 1 and None in known:
            raise InputError(
                f"input {index}: a Taproot signature covers all outputs that are spent, and some are not known"
            )
        hash_type = _hash_type(psbt, index, hash_types, is_taproot=spending.version == 1)
        signer = _InputSigner(hasher, index, one, hash_type, main_net, backend)
        signed = signer.taproot(keys) if spending.version == 1 else signer.ecdsa(keys, spending)
        psbt = psbt.with_input(index, signed)
    return psbt


def spending_script(one: PsbtMap, output: Output, index: int) -> SpendingScript:
    """Follow the hashes from the output to the script that has the keys.

    Raises
    ------
    InputError : a script does not fit, is missing, or the output is not known well enough.
    """
    script, redeem = output.script_pubkey, one.get(fields.REDEEM_SCRIPT)
    if redeem is not None:
        if p2sh(hash160(redeem)) != script:
            raise InputError(f"input {index}: the redeem script does not have the hash that is in the output")
        script = redeem
    elif is_p2sh(script):
        raise InputError(f"input {index}: the redeem script is missing")
    program, witness = witness_program(script), one.get(fields.WITNESS_SCRIPT)
    if program is None:
        if one.get(fields.NON_WITNESS_UTXO) is None:
            raise InputError(f"input {index}: an output without a witness program needs its whole transaction")
        return SpendingScript(script, None)
    if program[0] == 0 and len(program[1]) == 20:
        return SpendingScript(p2pkh(program[1]), 0)
    if program[0] == 0:
        if witness is None or p2wsh(sha256(witness)) != script:
            raise InputError(f"input {index}: the witness script is missing, or does not have the hash in the program")
        return SpendingScript(witness, 0)
    return SpendingScript(script, program[0])


def _hash_type(psbt: Psbt, index: int, accepted: Collection[int], *, is_taproot: bool) -> int:
    """The hash type that an input asks for.

    Before segwit, SINGLE without an output signs the number 1, which is a signature for whatever else the key has.
    """
    found = psbt.inputs[index].number(fields.SIGHASH_TYPE, DEFAULT if is_taproot else ALL)
    if found > 0xFF or (found == DEFAULT and not is_taproot):
        raise InputError(f"input {index}: the PSBT asks for hash type {found:#04x}, which such a signature cannot have")
    if found not in accepted:
        raise InputError(
            f"input {index}: the PSBT asks for a signature of hash type {found:#04x}, which is not among `hash_types`; "
            "add it there if you know what such a signature leaves open"
        )
    if found & ~ANYONECANPAY == SINGLE and index >= len(psbt.outputs):
        raise InputError(f"input {index}: hash type SINGLE needs an output {index}, and there is none")
    return found


class _InputSigner:
    """Signs one input."""

    def __init__(
        self, hasher: SignatureHasher, index: int, one: PsbtMap, hash_type: int, main_net: bool, backend: Backend | None
    ) -> None:
        self._hasher, self._index, self._one, self._hash_type = hasher, index, one, hash_type
        self._main_net, self._backend = main_net, backend

    def ecdsa(self, keys: list[PrivateKey], spending: SpendingScript) -> PsbtMap:
        digest_of = self._hasher.legacy if spending.version is None else self._hasher.witness_0
        digest = digest_of(self._index, spending.script, self._hash_type)
        signed = self._one
        for key in keys:
            public = key.public.sec
            if public in spending.script or hash160(public) in spending.script:
                signature = key.sign(digest, main_net=self._main_net, backend=self._backend)
                signed = signed.having(fields.PARTIAL_SIG, signature + bytes((self._hash_type,)), public)
        return signed

    def taproot(self, keys: list[PrivateKey]) -> PsbtMap:
        suffix = bytes((self._hash_type,)) if self._hash_type else b""
        signed, internal = self._one, self._one.get(fields.TAP_INTERNAL_KEY)
        for key in keys:
            if key.public.x_only == internal:
                tweaked = key.tweaked(self._one.get(fields.TAP_MERKLE_ROOT) or b"")
                signed = signed.having(fields.TAP_KEY_SIG, self._schnorr(tweaked, None) + suffix)
            for script in self._one.all(fields.TAP_LEAF_SCRIPT).values():
                x_only, leaf = key.public.x_only, leaf_hash(script[-1] & LEAF_MASK, script[:-1])
                if x_only in script or hash160(x_only) in script:
                    signature = self._schnorr(key, Leaf(leaf, None, 0))
                    signed = signed.having(fields.TAP_SCRIPT_SIG, signature + suffix, x_only + leaf)
        return signed

    def _schnorr(self, key: PrivateKey, leaf: Leaf | None) -> bytes:
        digest = self._hasher.taproot(self._index, self._hash_type, None, leaf)
        if digest is None:
            raise InputError(f"input {self._index}: Taproot has no sighash type {self._hash_type:#04x} here")
        return key.sign_schnorr(digest, main_net=self._main_net, backend=self._backend)


def _with_taproot(one: PsbtMap, described: DescribedScript) -> PsbtMap:
    spend = described.taproot
    assert spend is not None
    one = one.having(fields.TAP_INTERNAL_KEY, spend.internal)
    leaves: list[TreeLeaf] = []
    if spend.tree is not None:
        one = one.having(fields.TAP_MERKLE_ROOT, spend.merkle_root)
        leaves = [leaf for leaf, _ in root_and_paths(spend.tree)[1]]
        for leaf in leaves:
            control = control_block(spend.internal, spend.tree, leaf)
            one = one.having(fields.TAP_LEAF_SCRIPT, leaf.script + bytes((leaf.version,)), control)
    for key in described.keys:
        if key.origin is not None:
            hashes = [leaf.hash for leaf in leaves if key.x_only in leaf.script or hash160(key.x_only) in leaf.script]
            value = bytes((len(hashes),)) + b"".join(hashes) + _origin(key)
            one = one.having(fields.TAP_DERIVATION, value, key.x_only)
    return one


def _origin(key: DerivedKey) -> bytes:
    assert key.origin is not None
    return key.origin.fingerprint + b"".join(step.to_bytes(4, "little") for step in key.origin.path)

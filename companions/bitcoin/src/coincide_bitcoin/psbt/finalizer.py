"""BIP 174, Finalizer and Extractor: from signatures to scripts and witnesses, and to the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from coincide_bitcoin.descriptor.expressions import DescribedScript
from coincide_bitcoin.descriptor.miniscript import Assets, Miniscript
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.hashes import hash160
from coincide_bitcoin.psbt import fields
from coincide_bitcoin.psbt.maps import PsbtMap
from coincide_bitcoin.psbt.psbt import Psbt
from coincide_bitcoin.psbt.signer import spending_script
from coincide_bitcoin.script.opcodes import CODES, OP_1, OP_CHECKSIG
from coincide_bitcoin.script.script import operations, push
from coincide_bitcoin.script.standard import is_p2pkh, kind_of, p2pk
from coincide_bitcoin.script.taproot import LEAF_MASK, leaf_hash
from coincide_bitcoin.transaction.transaction import Output, Transaction, read_stack, serialize_stack
from coincide_bitcoin.wire import Reader

_NEEDED_NO_MORE = (
    fields.PARTIAL_SIG,
    fields.SIGHASH_TYPE,
    fields.REDEEM_SCRIPT,
    fields.WITNESS_SCRIPT,
    fields.DERIVATION,
    fields.RIPEMD160_PREIMAGE,
    fields.SHA256_PREIMAGE,
    fields.HASH160_PREIMAGE,
    fields.HASH256_PREIMAGE,
    fields.TAP_KEY_SIG,
    fields.TAP_SCRIPT_SIG,
    fields.TAP_LEAF_SCRIPT,
    fields.TAP_DERIVATION,
    fields.TAP_INTERNAL_KEY,
    fields.TAP_MERKLE_ROOT,
)


Miniscripts = Mapping[bytes, tuple[Miniscript, int]]
_PREIMAGES = (fields.RIPEMD160_PREIMAGE, fields.SHA256_PREIMAGE, fields.HASH160_PREIMAGE, fields.HASH256_PREIMAGE)


def finalize(psbt: Psbt, described: Iterable[DescribedScript] = ()) -> Psbt:
    """Make the scripts and witnesses of all inputs that have their signatures.

    Parameters
    ----------
    described : from the descriptors of the outputs; needed only where their scripts are miniscripts (BIP 379).

    Raises
    ------
    InputError : a script does not have the hash that commits to it, or is of a kind that is not known here.
    """
    known = {script: found for one in described for script, found in one.miniscripts.items()}
    for index, one in enumerate(psbt.inputs):
        output = psbt.spent(index)
        if output is not None and not one.get(fields.FINAL_SCRIPT_SIG) and not one.get(fields.FINAL_WITNESS):
            psbt = psbt.with_input(index, _finalized(psbt, one, output, index, known))
    return psbt


def extract(psbt: Psbt) -> Transaction:
    """The transaction with its scripts and witnesses.

    Raises
    ------
    InputError : an input is not final.
    """
    transaction = psbt.unsigned
    inputs = list(transaction.inputs)
    for index, one in enumerate(psbt.inputs):
        script, witness = one.get(fields.FINAL_SCRIPT_SIG), one.get(fields.FINAL_WITNESS)
        if script is None and witness is None:
            raise InputError(f"input {index} is not final: signatures are missing")
        stack = () if witness is None else read_stack(Reader(witness))
        inputs[index] = replace(inputs[index], script_sig=script or b"", witness=stack)
    return replace(transaction, inputs=tuple(inputs))


def _finalized(psbt: Psbt, one: PsbtMap, output: Output, index: int, known: Miniscripts) -> PsbtMap:
    spending = spending_script(one, output, index)
    assets = _assets(psbt, one, index)
    if spending.version == 1:
        stack = _taproot_stack(one, assets, known)
    elif spending.script in known:
        stack = _satisfied(spending.script, replace(assets, signatures=one.all(fields.PARTIAL_SIG)), known)
    else:
        stack = _stack(spending.script, one.all(fields.PARTIAL_SIG), index)
    if stack is None:
        return one
    redeem, witness = one.get(fields.REDEEM_SCRIPT), one.get(fields.WITNESS_SCRIPT)
    final = one.without(*_NEEDED_NO_MORE)
    if spending.version is None:
        pushes = b"".join(map(push, stack)) + (push(redeem) if redeem is not None else b"")
        return final.having(fields.FINAL_SCRIPT_SIG, pushes)
    if redeem is not None:
        final = final.having(fields.FINAL_SCRIPT_SIG, push(redeem))
    items = (*stack, witness) if witness is not None else tuple(stack)
    return final.having(fields.FINAL_WITNESS, serialize_stack(items))


def _assets(psbt: Psbt, one: PsbtMap, index: int) -> Assets:
    """What an input has to satisfy a miniscript, but for signatures."""
    unsigned = psbt.unsigned
    preimages = {digest: preimage for kind in _PREIMAGES for digest, preimage in one.all(kind).items()}
    sequence = unsigned.inputs[index].sequence
    return Assets({}, preimages, unsigned.lock_time, sequence, unsigned.version)


def _satisfied(script: bytes, assets: Assets, known: Miniscripts) -> list[bytes] | None:
    miniscript, index = known[script]
    items = miniscript.satisfy(assets, index)
    return None if items is None else list(items)


def _stack(script: bytes, signatures: dict[bytes, bytes], index: int) -> list[bytes] | None:
    """What the script wants to find, bottom first; None if signatures are missing."""
    kind = kind_of(script)
    if kind == "multisig":
        found = list(operations(script))
        required, keys = found[0].opcode - OP_1 + 1, [operation.data or b"" for operation in found[1:-2]]
        present = [signatures[key] for key in keys if key in signatures]
        # OP_CHECKMULTISIG takes one item more than it uses, by mistake; it must be empty (BIP 147).
        return [b"", *present[:required]] if len(present) >= required else None
    if kind not in ("p2pk", "p2pkh"):
        raise InputError(f"input {index}: a script of kind `{kind}` cannot be finalized here; set its fields yourself")
    for key, signature in signatures.items():
        if script == p2pk(key):
            return [signature]
        if is_p2pkh(script) and hash160(key) == script[3:23]:
            return [signature, key]
    return None


def _taproot_stack(one: PsbtMap, assets: Assets, known: Miniscripts) -> list[bytes] | None:
    """By the key if that has signed, else by the first script that can be satisfied."""
    signature = one.get(fields.TAP_KEY_SIG)
    if signature is not None:
        return [signature]
    signatures = one.all(fields.TAP_SCRIPT_SIG)
    for control, value in one.all(fields.TAP_LEAF_SCRIPT).items():
        script, leaf = value[:-1], leaf_hash(value[-1] & LEAF_MASK, value[:-1])
        signed = {data[:32]: found for data, found in signatures.items() if data[32:] == leaf}
        if script in known:
            stack = _satisfied(script, replace(assets, signatures=signed), known)
        else:
            stack = _leaf_stack(script, signed)
        if stack is not None:
            return [*stack, script, control]
    return None


def _leaf_stack(script: bytes, signed: dict[bytes, bytes]) -> list[bytes] | None:
    """For pk, pkh and multi_a; None if signatures are missing or the script is another."""
    if is_p2pkh(script):
        return next(([found, key] for key, found in signed.items() if hash160(key) == script[3:23]), None)
    found = list(operations(script))
    if [one.opcode for one in found] == [32, OP_CHECKSIG]:
        return [signed[found[0].data or b""]] if found[0].data in signed else None
    codes = [one.opcode for one in found[1:-2:2]]
    if len(found) < 4 or found[-1].opcode != CODES["OP_NUMEQUAL"] or set(codes[1:]) - {CODES["OP_CHECKSIGADD"]}:
        return None
    required = _number(found[-2].opcode, found[-2].data)
    stack, left = list[bytes](), required
    for one in found[:-2:2]:
        signature = signed.get(one.data or b"", b"") if left else b""
        left -= bool(signature)
        stack.append(signature)
    return stack[::-1] if left == 0 else None


def _number(opcode: int, data: bytes | None) -> int:
    return opcode - OP_1 + 1 if not data else int.from_bytes(data, "little")

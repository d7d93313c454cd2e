"""Signatures: CHECKSIG, CHECKMULTISIG with the item it takes in excess, and CHECKSIGADD of BIP 342."""

from __future__ import annotations

from coincide_bitcoin.script import encodings, numbers
from coincide_bitcoin.script.deletion import find_and_delete
from coincide_bitcoin.script.failure import ScriptFailure
from coincide_bitcoin.script.flags import CONST_SCRIPTCODE, DISCOURAGE_UPGRADABLE_PUBKEYTYPE, NULLDUMMY, NULLFAIL
from coincide_bitcoin.script.machine import Leaf, Machine, Version, truth
from coincide_bitcoin.script.operations.flow import verify
from coincide_bitcoin.script.script import push

MOST_KEYS = 20
MOST_OPERATIONS = 201
# What each signature takes from the budget of a Tapscript (BIP 342).
WEIGHT_OF_SIGNATURE = 50


def op_checksig(machine: Machine) -> None:
    """Whether a signature, below a key, is valid."""
    signature, key = machine.need(2)[-2:]
    machine.replace(2, [truth(_check(machine, signature, key))])


def op_checksigverify(machine: Machine) -> None:
    """Fail unless a signature, below a key, is valid."""
    op_checksig(machine)
    verify(machine, "CHECKSIGVERIFY")


def op_checksigadd(machine: Machine) -> None:
    """Add one to the number above a signature and below a key, if the signature is valid."""
    if machine.leaf is None:
        raise ScriptFailure("BAD_OPCODE")
    signature, _, key = machine.need(3)[-3:]
    total = machine.number(2)
    machine.replace(3, [numbers.encode(total + _check(machine, signature, key))])


def op_checkmultisig(machine: Machine) -> None:
    """Whether m signatures match m of n keys, in their order: dummy, signatures, m, keys, n."""
    if machine.version is Version.TAPSCRIPT:
        raise ScriptFailure("TAPSCRIPT_CHECKMULTISIG")
    keys, signatures, used = _keys_and_signatures(machine)
    script_code = _script_code(machine, signatures)
    matched = _match(machine, signatures, keys, script_code)
    if not matched and NULLFAIL in machine.flags and any(signatures):
        raise ScriptFailure("NULLFAIL")
    if NULLDUMMY in machine.flags and machine.stack[-used]:
        raise ScriptFailure("SIG_NULLDUMMY")
    machine.replace(used, [truth(matched)])


def op_checkmultisigverify(machine: Machine) -> None:
    """Fail unless m signatures match m of n keys."""
    op_checkmultisig(machine)
    verify(machine, "CHECKMULTISIGVERIFY")


def _check(machine: Machine, signature: bytes, key: bytes) -> bool:
    if machine.leaf is not None:
        return _check_in_tapscript(machine, machine.leaf, signature, key)
    script_code = _script_code(machine, [signature])
    encodings.check_signature(signature, machine.flags)
    encodings.check_key(key, machine.flags, machine.version)
    is_valid = machine.checker.check_ecdsa(signature, key, script_code, machine.version)
    if not is_valid and signature and NULLFAIL in machine.flags:
        raise ScriptFailure("NULLFAIL")
    return is_valid


def _check_in_tapscript(machine: Machine, leaf: Leaf, signature: bytes, key: bytes) -> bool:
    """BIP 342, "Rules for signature opcodes": an empty signature is false, a wrong one fails."""
    if signature:
        leaf.budget -= WEIGHT_OF_SIGNATURE
        if leaf.budget < 0:
            raise ScriptFailure("TAPSCRIPT_VALIDATION_WEIGHT")
    if not key:
        raise ScriptFailure("TAPSCRIPT_EMPTY_PUBKEY")
    if len(key) != 32:
        if DISCOURAGE_UPGRADABLE_PUBKEYTYPE in machine.flags:
            raise ScriptFailure("DISCOURAGE_UPGRADABLE_PUBKEYTYPE")
    elif signature:
        machine.checker.check_schnorr(signature, key, leaf)
    return bool(signature)


def _keys_and_signatures(machine: Machine) -> tuple[list[bytes], list[bytes], int]:
    """Keys and signatures, both from the top down, and the number of items in all, the dummy among them."""
    n = machine.number(1)
    if not 0 <= n <= MOST_KEYS:
        raise ScriptFailure("PUBKEY_COUNT")
    machine.count += n
    if machine.count > MOST_OPERATIONS:
        raise ScriptFailure("OP_COUNT")
    m = machine.number(n + 2)
    if not 0 <= m <= n:
        raise ScriptFailure("SIG_COUNT")
    items = machine.need(n + m + 3)[::-1]
    return items[1 : n + 1], items[n + 2 : n + m + 2], n + m + 3


def _match(machine: Machine, signatures: list[bytes], keys: list[bytes], script_code: bytes) -> bool:
    """Try each signature against the keys that are left; as soon as too few are, stop."""
    signature, key = 0, 0
    while signature < len(signatures):
        if len(signatures) - signature > len(keys) - key:
            return False
        encodings.check_signature(signatures[signature], machine.flags)
        encodings.check_key(keys[key], machine.flags, machine.version)
        if machine.checker.check_ecdsa(signatures[signature], keys[key], script_code, machine.version):
            signature += 1
        key += 1
    return True


def _script_code(machine: Machine, signatures: list[bytes]) -> bytes:
    """What is signed of the script: from the last OP_CODESEPARATOR on, and before segwit without the signatures."""
    script_code = machine.script[machine.code_start :]
    if machine.version is Version.BASE:
        for signature in signatures:
            shorter = find_and_delete(script_code, push(signature))
            if len(shorter) != len(script_code) and CONST_SCRIPTCODE in machine.flags:
                raise ScriptFailure("SIG_FINDANDDELETE")
            script_code = shorter
    return script_code


def op_codeseparator(machine: Machine) -> None:
    """Sign only what follows. The interpreter has set `code_start` to the end of this operation's byte."""
    if machine.leaf is not None:
        machine.leaf.separator = machine.position


OPERATIONS = {
    "CODESEPARATOR": op_codeseparator,
    "CHECKSIG": op_checksig,
    "CHECKSIGVERIFY": op_checksigverify,
    "CHECKSIGADD": op_checksigadd,
    "CHECKMULTISIG": op_checkmultisig,
    "CHECKMULTISIGVERIFY": op_checkmultisigverify,
}

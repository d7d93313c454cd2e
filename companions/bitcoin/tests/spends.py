"""Signed spends of every standard type of output, for the tests and the benchmarks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from coincide_bitcoin.hashes import hash160, sha256
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.script import Script, SignatureHasher, push
from coincide_bitcoin.script.machine import Leaf
from coincide_bitcoin.script.standard import multisig, p2pk, p2pkh, p2sh, p2tr, p2wpkh, p2wsh
from coincide_bitcoin.script.taproot import TreeLeaf, control_block, output_key, root_and_paths
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction

KEYS = [PrivateKey(sha256(b"key %d" % number)) for number in range(3)]
PUBLIC = [key.public.sec for key in KEYS]
X_ONLY = [key.public.x_only for key in KEYS]
TWO_OF_THREE = multisig(2, PUBLIC)
PREIMAGE = b"open sesame"
LOCKED = Script.from_text(
    f"IF SHA256 <{sha256(PREIMAGE).hex()}> EQUALVERIFY <{PUBLIC[0].hex()}> "
    f"ELSE 100 CHECKLOCKTIMEVERIFY DROP 10 CHECKSEQUENCEVERIFY DROP <{PUBLIC[1].hex()}> ENDIF CHECKSIG"
).data
SEPARATED = (
    push(PUBLIC[0]) + bytes.fromhex("adab") + push(PUBLIC[1]) + b"\xac"
)  # CHECKSIGVERIFY CODESEPARATOR ... CHECKSIG
LEAF = TreeLeaf(push(X_ONLY[1]) + b"\xac")
ADDING = TreeLeaf(
    b"".join(push(key) + code for key, code in zip(X_ONLY, (b"\xac", b"\xba", b"\xba"), strict=True)) + b"\x52\x9c"
)
TREE = (LEAF, (ADDING, TreeLeaf(b"\x51")))


@dataclass(frozen=True)
class Spend:
    """A transaction whose input `index` spends an output of `kind`; the other input spends a key's."""

    kind: str
    transaction: Transaction
    spent: tuple[Output, ...]
    index: int


@dataclass(frozen=True)
class Signer:
    """Signs for the input of a transaction whose scripts are still empty."""

    hasher: SignatureHasher
    index: int
    hash_type: int

    def legacy(self, key: PrivateKey, script: bytes) -> bytes:
        return key.sign(self.hasher.legacy(self.index, script, self.hash_type)) + bytes([self.hash_type])

    def witness(self, key: PrivateKey, script: bytes) -> bytes:
        return key.sign(self.hasher.witness_0(self.index, script, self.hash_type)) + bytes([self.hash_type])

    def taproot(self, key: PrivateKey, leaf: Leaf | None = None) -> bytes:
        digest = self.hasher.taproot(self.index, self.hash_type, leaf=leaf)
        assert digest is not None
        return key.sign_schnorr(digest, auxiliary=bytes(32)) + bytes([self.hash_type])


Unlock = tuple[bytes, tuple[bytes, ...]]


def _p2pk(sign: Signer) -> Unlock:
    return push(sign.legacy(KEYS[0], p2pk(PUBLIC[0]))), ()


def _p2pkh(sign: Signer) -> Unlock:
    return push(sign.legacy(KEYS[0], p2pkh(hash160(PUBLIC[0])))) + push(PUBLIC[0]), ()


def _multisig(sign: Signer) -> Unlock:
    return b"\x00" + b"".join(push(sign.legacy(key, TWO_OF_THREE)) for key in (KEYS[0], KEYS[2])), ()


def _p2sh(sign: Signer) -> Unlock:
    return _multisig(sign)[0] + push(TWO_OF_THREE), ()


def _p2sh_locked(sign: Signer) -> Unlock:
    return push(sign.legacy(KEYS[0], LOCKED)) + push(PREIMAGE) + b"\x51" + push(LOCKED), ()


def _p2sh_separated(sign: Signer) -> Unlock:
    second = sign.legacy(KEYS[1], push(PUBLIC[1]) + b"\xac")
    return push(second) + push(sign.legacy(KEYS[0], SEPARATED)) + push(SEPARATED), ()


def _p2wpkh(sign: Signer) -> Unlock:
    return b"", (sign.witness(KEYS[0], p2pkh(hash160(PUBLIC[0]))), PUBLIC[0])


def _p2wsh(sign: Signer) -> Unlock:
    return b"", (b"", *(sign.witness(key, TWO_OF_THREE) for key in KEYS[1:]), TWO_OF_THREE)


def _p2wsh_locked(sign: Signer) -> Unlock:
    return b"", (sign.witness(KEYS[1], LOCKED), b"", LOCKED)


def _nested_p2wpkh(sign: Signer) -> Unlock:
    return push(p2wpkh(hash160(PUBLIC[0]))), _p2wpkh(sign)[1]


def _nested_p2wsh(sign: Signer) -> Unlock:
    return push(p2wsh(sha256(TWO_OF_THREE))), _p2wsh(sign)[1]


def _taproot_key(sign: Signer) -> Unlock:
    return b"", (sign.taproot(KEYS[0].tweaked(root_and_paths(TREE)[0])),)


def _taproot_leaf(sign: Signer) -> Unlock:
    signature = sign.taproot(KEYS[1], Leaf(LEAF.hash, None, 0))
    return b"", (signature, LEAF.script, control_block(X_ONLY[0], TREE, LEAF))


def _taproot_adding(sign: Signer) -> Unlock:
    leaf = Leaf(ADDING.hash, None, 0)
    signatures = (sign.taproot(KEYS[2], leaf), b"", sign.taproot(KEYS[0], leaf))
    return b"", (*signatures, ADDING.script, control_block(X_ONLY[0], TREE, ADDING))


_TAPROOT = p2tr(output_key(X_ONLY[0], root_and_paths(TREE)[0])[0])

KINDS: dict[str, tuple[bytes, Callable[[Signer], Unlock]]] = {
    "p2pk": (p2pk(PUBLIC[0]), _p2pk),
    "p2pkh": (p2pkh(hash160(PUBLIC[0])), _p2pkh),
    "multisig": (TWO_OF_THREE, _multisig),
    "p2sh": (p2sh(hash160(TWO_OF_THREE)), _p2sh),
    "p2sh, hash lock": (p2sh(hash160(LOCKED)), _p2sh_locked),
    "p2sh, separator": (p2sh(hash160(SEPARATED)), _p2sh_separated),
    "p2wpkh": (p2wpkh(hash160(PUBLIC[0])), _p2wpkh),
    "p2wsh": (p2wsh(sha256(TWO_OF_THREE)), _p2wsh),
    "p2wsh, time lock": (p2wsh(sha256(LOCKED)), _p2wsh_locked),
    "p2sh-p2wpkh": (p2sh(hash160(p2wpkh(hash160(PUBLIC[0])))), _nested_p2wpkh),
    "p2sh-p2wsh": (p2sh(hash160(p2wsh(sha256(TWO_OF_THREE)))), _nested_p2wsh),
    "p2tr, key": (_TAPROOT, _taproot_key),
    "p2tr, leaf": (_TAPROOT, _taproot_leaf),
    "p2tr, CHECKSIGADD": (_TAPROOT, _taproot_adding),
}


def spend(kind: str, hash_type: int = 1, *, index: int = 1) -> Spend:
    """A valid spend of an output of this kind: two inputs, two outputs, lock time 200, sequence 20."""
    script_pubkey, unlock = KINDS[kind]
    other = 1 - index
    spent = [Output(0, b"")] * 2
    spent[index] = Output(50_000, script_pubkey)
    spent[other] = Output(30_000, KINDS["p2wpkh"][0])
    inputs = [Input(OutPoint(sha256(b"from %d" % place), place), sequence=20) for place in range(2)]
    outputs = (Output(40_000, p2pkh(bytes(20))), Output(39_000, p2tr(X_ONLY[2])))
    unsigned = Transaction(2, tuple(inputs), outputs, 200)
    hasher = SignatureHasher(unsigned, spent)
    script_sig, witness = unlock(Signer(hasher, index, hash_type))
    inputs[index] = replace(inputs[index], script_sig=script_sig, witness=witness)
    inputs[other] = replace(inputs[other], witness=_p2wpkh(Signer(hasher, other, 1))[1])
    return Spend(kind, replace(unsigned, inputs=tuple(inputs)), tuple(spent), index)

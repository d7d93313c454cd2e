"""Tapscript (BIP 342): what differs from other scripts, each rule with its name, and with Bitcoin Core's opinion."""

from __future__ import annotations

import core_engine
import pytest
from spends import KEYS, X_ONLY, Signer, Spend

from coincide_bitcoin.hashes import sha256
from coincide_bitcoin.script import CONSENSUS, STANDARD, Script, SignatureHasher, verify_input
from coincide_bitcoin.script.machine import Leaf
from coincide_bitcoin.script.standard import p2tr, p2wsh
from coincide_bitcoin.script.taproot import TreeLeaf, control_block, output_key
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction
from coincide_bitcoin.transaction.transaction import serialize_stack

KEY = X_ONLY[1].hex()


def spend(text: str, stack: tuple[bytes, ...] = (), *, version: int = 0xC0, annex: bytes | None = None) -> Spend:
    """An output whose only leaf is this script, spent with this stack."""
    leaf = TreeLeaf(Script.from_text(text).data, version)
    output = Output(9, p2tr(output_key(X_ONLY[0], leaf.hash)[0]))
    control = control_block(X_ONLY[0], leaf, leaf)
    witness = (*stack, leaf.script, control, *(() if annex is None else (annex,)))
    one = Input(OutPoint(bytes(32), 0), witness=witness)
    return Spend("tapscript", Transaction(2, (one,), (Output(8, b"\x51"),)), (output,), 0)


def signature(text: str, *, separator: int = 0xFFFFFFFF, annex: bytes | None = None) -> bytes:
    """A signature of the second key for a spend of this script."""
    one = spend(text)
    leaf = Leaf(TreeLeaf(Script.from_text(text).data).hash, annex, 0, separator)
    return Signer(SignatureHasher(one.transaction, one.spent), 0, 1).taproot(KEYS[1], leaf)


def error(one: Spend, flags: frozenset[str] = CONSENSUS) -> str:
    ours = verify_input(SignatureHasher(one.transaction, one.spent), 0, flags=flags).error
    if flags == CONSENSUS:
        assert core_engine.accepts(one.transaction, 0, one.spent, flags) == (not ours)
    return ours


VALID = [
    ("1", ()),
    ("IF 1 ELSE 0 ENDIF", (b"\x01",)),
    ("NOTIF 1 ELSE 0 ENDIF", (b"",)),
    (f"<{KEY}> CHECKSIG NOT", (b"",)),
    (f"<{KEY}> CHECKSIGADD 7 EQUAL", (b"", b"\x07")),
    ("1 0 IF 0x50 ENDIF", ()),
    ("0x7e", ()),
    ("RETURN 0xfe", ()),
    ("<0202> CHECKSIG", (b"any",)),
    ("NOP " * 250 + "1", ()),
]


@pytest.mark.parametrize(("text", "stack"), VALID, ids=[text[:30] for text, _ in VALID])
def test_it_succeeds(text, stack):
    assert error(spend(text, stack)) == ""


def test_it_may_be_longer_than_other_scripts():
    assert error(spend("NOP " * 10_001 + "1")) == ""


FAILS = [
    ("0", (), "EVAL_FALSE"),
    ("1 1", (), "CLEANSTACK"),
    ("IF 1 ENDIF", (b"\x02",), "TAPSCRIPT_MINIMALIF"),
    ("NOTIF 1 ENDIF", (b"\x00",), "TAPSCRIPT_MINIMALIF"),
    ("0 CHECKSIG", (b"",), "TAPSCRIPT_EMPTY_PUBKEY"),
    (f"<{KEY}> CHECKSIG", (bytes(64),), "SCHNORR_SIG"),
    (f"<{KEY}> CHECKSIG", (bytes(63),), "SCHNORR_SIG_SIZE"),
    (f"<{KEY}> CHECKSIG", (bytes(65),), "SCHNORR_SIG_HASHTYPE"),
    (f"<{KEY}> CHECKSIGVERIFY 1", (b"",), "CHECKSIGVERIFY"),
    (f"<{KEY}> CHECKSIGADD", (b"",), "INVALID_STACK_OPERATION"),
    (f"<{KEY}> CHECKSIGADD", (b"", bytes(5)), "SCRIPTNUM"),
    ("0 0 0 CHECKMULTISIG", (), "TAPSCRIPT_CHECKMULTISIG"),
    ("0 0 0 CHECKMULTISIGVERIFY 1", (), "TAPSCRIPT_CHECKMULTISIG"),
    ("0x05 0x7e", (), "BAD_OPCODE"),
    ("1 VERIFY", (), "CLEANSTACK"),
    ("DROP 1", (bytes(521),), "PUSH_SIZE"),
    ("1", (b"",) * 1001, "STACK_SIZE"),
]


@pytest.mark.parametrize(("text", "stack", "expected"), FAILS, ids=[f"{text} {name}" for text, _, name in FAILS])
def test_it_fails(text, stack, expected):
    assert error(spend(text, stack)) == expected


POLICY = [
    ("0x7e", (), "DISCOURAGE_OP_SUCCESS"),
    ("<0202> CHECKSIG", (b"any",), "DISCOURAGE_UPGRADABLE_PUBKEYTYPE"),
    ("1 NOP1", (), "DISCOURAGE_UPGRADABLE_NOPS"),
]


@pytest.mark.parametrize(("text", "stack", "expected"), POLICY)
def test_it_is_valid_but_not_relayed(text, stack, expected):
    one = spend(text, stack)
    assert (error(one), error(one, STANDARD)) == ("", expected)


def test_another_version_of_the_leaf_is_valid_but_not_relayed():
    one = spend("0", version=0xC2)
    assert (error(one), error(one, STANDARD)) == ("", "DISCOURAGE_UPGRADABLE_TAPROOT_VERSION")


def test_each_signature_takes_50_of_the_weight_of_the_witness():
    """Four signatures take 200: the base of 50, and 150 bytes of witness, which some NOPs make up to the byte."""
    four = f"<{KEY}> 2DUP CHECKSIGVERIFY 2DUP CHECKSIGVERIFY 2DUP CHECKSIGVERIFY CHECKSIG"
    bare = len(serialize_stack(spend(four, (bytes(65),)).transaction.inputs[0].witness))
    errors = []
    for padding in (150 - bare, 149 - bare):
        text = "NOP " * padding + four
        errors.append(error(spend(text, (signature(text),))))
    assert errors == ["", "TAPSCRIPT_VALIDATION_WEIGHT"]


def test_an_annex_is_signed_and_pays_for_signatures():
    text = f"<{KEY}> 2DUP CHECKSIGVERIFY 2DUP CHECKSIGVERIFY 2DUP CHECKSIGVERIFY 2DUP CHECKSIGVERIFY CHECKSIG"
    annex = b"\x50" + bytes(100)
    assert error(spend(text, (signature(text, annex=annex),), annex=annex)) == ""
    assert error(spend(text, (signature(text),), annex=annex)) == "SCHNORR_SIG"


def test_the_last_separator_is_signed():
    text = f"NOP CODESEPARATOR <{KEY}> CHECKSIG"
    assert error(spend(text, (signature(text, separator=1),))) == ""
    assert error(spend(text, (signature(text, separator=0),))) == "SCHNORR_SIG"
    assert error(spend(text, (signature(text),))) == "SCHNORR_SIG"


def test_a_separator_that_is_not_run_is_not_signed():
    text = f"0 IF CODESEPARATOR ENDIF <{KEY}> CHECKSIG"
    assert error(spend(text, (signature(text),))) == ""


def test_signatures_are_added_up():
    text = f"<{KEY}> CHECKSIG <{KEY}> CHECKSIGADD <{KEY}> CHECKSIGADD 2 NUMEQUAL"
    good = signature(text)
    assert error(spend(text, (b"", good, good))) == ""
    assert error(spend(text, (b"", b"", good))) == "EVAL_FALSE"


def test_the_stack_may_begin_with_1000_items_and_no_more():
    """Even if nothing runs: what is left then is too much in another way."""
    assert error(spend("", (b"\x01",) * 1000)) == "CLEANSTACK"
    assert error(spend("", (b"\x01",) * 1001)) == "STACK_SIZE"


def test_a_witness_script_without_operations_may_begin_with_more():
    one = Input(OutPoint(bytes(32), 0), witness=((b"\x01",) * 1001) + (b"",))
    output = Output(9, p2wsh(sha256(b"")))
    whole = Spend("p2wsh", Transaction(2, (one,), (Output(8, b"\x51"),)), (output,), 0)
    assert error(whole) == "CLEANSTACK"

"""Spends of every type of output: valid ones, each single fault, and Bitcoin Core's opinion of both."""

from __future__ import annotations

from dataclasses import replace

import core_engine
import pytest
from spends import KEYS, KINDS, LOCKED, TWO_OF_THREE, Signer, Spend, spend

from coincide_bitcoin.backend import PURE
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.script import CONSENSUS, STANDARD, Script, SignatureHasher, verify_input, verify_transaction
from coincide_bitcoin.script.flags import ALL, flags_named
from coincide_bitcoin.script.script import is_push_only
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction

HASH_TYPES = [1, 2, 3, 0x81, 0x82, 0x83]


def verdict(one: Spend, *, flags: frozenset[str] = STANDARD, keep_trace: bool = False):
    hasher = SignatureHasher(one.transaction, one.spent)
    return verify_input(hasher, one.index, flags=flags, keep_trace=keep_trace)


def changed(one: Spend, **changes) -> Spend:
    """With changes to its own input."""
    inputs = list(one.transaction.inputs)
    inputs[one.index] = replace(inputs[one.index], **changes)
    return replace(one, transaction=replace(one.transaction, inputs=tuple(inputs)))


def own(one: Spend) -> Input:
    return one.transaction.inputs[one.index]


def without_policy(kind: str) -> frozenset[str]:
    """OP_CODESEPARATOR is not relayed outside of witnesses."""
    return CONSENSUS if kind == "p2sh, separator" else STANDARD


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hash_type", HASH_TYPES)
def test_every_kind_of_output_can_be_spent_with_every_hash_type(kind, hash_type):
    one = spend(kind, hash_type)
    assert verdict(one, flags=without_policy(kind)).error == ""


@pytest.mark.parametrize("kind", KINDS)
def test_bitcoin_core_agrees_that_it_is_valid(kind):
    one = spend(kind, 3)
    assert core_engine.accepts(one.transaction, one.index, one.spent, CONSENSUS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_pure_back_end_agrees(kind):
    one = spend(kind)
    verdicts = verify_transaction(one.transaction, one.spent, backend=PURE)
    assert [each.error for each in verdicts] == ["", ""]


COVERED = {
    1: (True, True),
    2: (True, False),
    3: (True, True),
    0x81: (False, True),
    0x82: (False, False),
    0x83: (False, True),
}


@pytest.mark.parametrize("kind", ["p2pkh", "p2wpkh", "p2tr, key", "p2tr, leaf"])
@pytest.mark.parametrize("hash_type", HASH_TYPES)
def test_a_hash_type_covers_what_it_says(kind, hash_type):
    """Another previous output of the other input, and another value of the output at the same place."""
    one = spend(kind, hash_type)
    inputs, outputs = list(one.transaction.inputs), list(one.transaction.outputs)
    inputs[1 - one.index] = replace(inputs[1 - one.index], previous=own(one).previous)
    outputs[one.index] = replace(outputs[one.index], value=1)
    other_input = replace(one, transaction=replace(one.transaction, inputs=tuple(inputs)))
    other_output = replace(one, transaction=replace(one.transaction, outputs=tuple(outputs)))
    assert (bool(verdict(other_input).error), bool(verdict(other_output).error)) == COVERED[hash_type]


@pytest.mark.parametrize("kind", ["p2pkh", "p2wpkh", "p2tr, key"])
def test_none_and_single_leave_sequences_of_others_open_before_taproot(kind):
    one = spend(kind, 2)
    inputs = list(one.transaction.inputs)
    inputs[1 - one.index] = replace(inputs[1 - one.index], sequence=7)
    other = replace(one, transaction=replace(one.transaction, inputs=tuple(inputs)))
    assert bool(verdict(other).error) == (kind == "p2tr, key")


@pytest.mark.parametrize(("kind", "is_covered"), [("p2pkh", False), ("p2wpkh", True), ("p2tr, key", True)])
def test_a_witness_covers_the_value_that_is_spent(kind, is_covered):
    one = spend(kind)
    spent = list(one.spent)
    spent[one.index] = replace(spent[one.index], value=1)
    assert bool(verdict(replace(one, spent=tuple(spent))).error) == is_covered


def test_only_taproot_covers_the_values_of_other_inputs():
    errors = {}
    for kind in ("p2wpkh", "p2tr, key"):
        one = spend(kind)
        spent = list(one.spent)
        spent[1 - one.index] = replace(spent[1 - one.index], value=1)
        errors[kind] = verdict(replace(one, spent=tuple(spent))).error
    assert errors == {"p2wpkh": "", "p2tr, key": "SCHNORR_SIG"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_input_without_its_right_is_refused(kind):
    one = spend(kind)
    assert not verdict(changed(one, script_sig=b"", witness=())).is_valid


FAULTS = [
    ("p2pkh", {"script_sig": b""}, "INVALID_STACK_OPERATION"),
    ("p2pkh", {"script_sig": b"\x00\x00"}, "EQUALVERIFY"),
    ("p2pkh", {"witness": (b"",)}, "WITNESS_UNEXPECTED"),
    ("p2sh", {"script_sig": b"\x61" + b"\x51"}, "EVAL_FALSE"),
    ("p2wpkh", {"script_sig": b"\x51"}, "WITNESS_MALLEATED"),
    ("p2wpkh", {"witness": ()}, "WITNESS_PROGRAM_MISMATCH"),
    ("p2wpkh", {"witness": (b"", b"", b"")}, "WITNESS_PROGRAM_MISMATCH"),
    ("p2wsh", {"witness": ()}, "WITNESS_PROGRAM_WITNESS_EMPTY"),
    ("p2wsh", {"witness": (b"\x51",)}, "WITNESS_PROGRAM_MISMATCH"),
    ("p2wsh", {"witness": (bytes(521), TWO_OF_THREE)}, "PUSH_SIZE"),
    ("p2wsh, time lock", {"sequence": 9}, "UNSATISFIED_LOCKTIME"),
    ("p2wsh, time lock", {"sequence": 0xFFFFFFFF}, "UNSATISFIED_LOCKTIME"),
    ("p2wsh, time lock", {"sequence": (1 << 22) + 20}, "UNSATISFIED_LOCKTIME"),
    ("p2wsh, time lock", {"witness": (b"", b"\x02", LOCKED)}, "MINIMALIF"),
    ("p2tr, key", {"witness": ()}, "WITNESS_PROGRAM_WITNESS_EMPTY"),
    ("p2tr, key", {"witness": (bytes(63),)}, "SCHNORR_SIG_SIZE"),
    ("p2tr, key", {"witness": (bytes(65),)}, "SCHNORR_SIG_HASHTYPE"),
    ("p2tr, key", {"witness": (bytes(64) + b"\x04",)}, "SCHNORR_SIG_HASHTYPE"),
    ("p2tr, key", {"witness": (bytes(64),)}, "SCHNORR_SIG"),
    ("p2tr, leaf", {"witness": (b"\x51", bytes(34))}, "TAPROOT_WRONG_CONTROL_SIZE"),
    ("p2tr, leaf", {"witness": (b"\x51", bytes(33 + 32 * 129))}, "TAPROOT_WRONG_CONTROL_SIZE"),
    ("p2tr, leaf", {"witness": (b"\x51", bytes(33))}, "WITNESS_PROGRAM_MISMATCH"),
]


@pytest.mark.parametrize(("kind", "changes", "error"), FAULTS)
def test_a_single_fault_has_its_own_name(kind, changes, error):
    one = changed(spend(kind), **changes)
    assert verdict(one).error == error
    assert not core_engine.accepts(one.transaction, one.index, one.spent, CONSENSUS) or error in ("MINIMALIF",)


@pytest.mark.parametrize(
    ("lock_time", "sequence", "error"),
    [(100, 10, ""), (99, 10, "UNSATISFIED_LOCKTIME"), (100, 9, "UNSATISFIED_LOCKTIME"), (499_999_999, 0xFFFF, "")],
)
def test_locks_are_met_at_their_very_height(lock_time, sequence, error):
    """The script wants height 100 and 10 blocks; each spend is signed with its own lock time and sequence."""
    one = spend("p2wsh, time lock")
    transaction = replace(one.transaction, lock_time=lock_time)
    inputs = list(transaction.inputs)
    inputs[1] = replace(inputs[1], sequence=sequence, witness=())
    unsigned = replace(transaction, inputs=tuple(inputs))
    signature = Signer(SignatureHasher(unsigned, one.spent), 1, 1).witness(KEYS[1], LOCKED)
    inputs[1] = replace(inputs[1], witness=(signature, b"", LOCKED))
    locked = replace(one, transaction=replace(unsigned, inputs=tuple(inputs)))
    assert verdict(locked).error == error
    assert core_engine.accepts(locked.transaction, 1, locked.spent, CONSENSUS) == (not error)


def test_a_lock_time_of_another_kind_is_not_met():
    one = spend("p2wsh, time lock")
    late = replace(one, transaction=replace(one.transaction, lock_time=500_000_000))
    early = replace(one, transaction=replace(one.transaction, lock_time=99))
    assert [verdict(late).error, verdict(early).error] == ["UNSATISFIED_LOCKTIME"] * 2


def test_a_relative_lock_time_needs_version_2():
    one = spend("p2wsh, time lock")
    assert verdict(replace(one, transaction=replace(one.transaction, version=1))).error == "UNSATISFIED_LOCKTIME"


def test_a_nested_program_must_be_all_that_the_input_pushes():
    one = spend("p2sh-p2wpkh")
    assert verdict(changed(one, script_sig=b"\x51" + own(one).script_sig)).error == "WITNESS_MALLEATED_P2SH"


def test_the_item_that_multisig_takes_in_excess_must_be_empty():
    one = spend("multisig")
    assert verdict(changed(one, script_sig=b"\x51" + own(one).script_sig[1:])).error == "SIG_NULLDUMMY"


def test_signatures_of_a_multisig_must_be_in_the_order_of_their_keys():
    one = spend("p2wsh")
    dummy, first, second, script = own(one).witness
    assert verdict(changed(one, witness=(dummy, second, first, script))).error == "NULLFAIL"


def test_an_input_may_be_told_to_push_only():
    one = spend("p2pkh")
    busy = changed(one, script_sig=own(one).script_sig + b"\x61")
    push_only = CONSENSUS | {"SIGPUSHONLY"}
    assert (verdict(busy, flags=CONSENSUS).error, verdict(busy, flags=push_only).error) == ("", "SIG_PUSHONLY")
    assert verdict(one, flags=push_only).error == ""


def test_an_annex_is_covered_by_taproot_signatures():
    one = spend("p2tr, key")
    assert verdict(changed(one, witness=(*own(one).witness, b"\x50annex"))).error == "SCHNORR_SIG"


def test_single_without_an_output_signs_the_number_one_before_segwit_and_fails_in_taproot():
    fewer = {}
    for kind in ("p2pkh", "p2tr, key"):
        one = spend(kind, 3)
        only = replace(one.transaction, outputs=one.transaction.outputs[:1])
        fewer[kind] = replace(one, transaction=only)
    hasher = SignatureHasher(fewer["p2pkh"].transaction, fewer["p2pkh"].spent)
    assert hasher.legacy(1, b"", 3) == b"\x01" + bytes(31)
    assert verdict(fewer["p2tr, key"]).error == "SCHNORR_SIG_HASHTYPE"


@pytest.mark.parametrize(
    ("flag", "script", "error"),
    [
        ("TAPROOT", "0x51 <" + "ff" * 32 + ">", "WITNESS_PROGRAM_WITNESS_EMPTY"),
        ("DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM", "0x52 <" + "ff" * 32 + ">", "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM"),
        ("P2SH", "HASH160 <b472a266d0bd89c13706a4132ccfb16f7c3b9fcb> EQUAL", "EVAL_FALSE"),
    ],
)
def test_a_flag_turns_a_rule_on(flag, script, error):
    output = Output(0, Script.from_text(script).data)
    transaction = Transaction(1, (Input(own(spend("p2pk")).previous, b"\x00" if flag == "P2SH" else b""),), (output,))
    base = frozenset({"P2SH", "WITNESS"}) - ({"P2SH", "WITNESS"} if flag == "P2SH" else set())
    errors = [verify_transaction(transaction, [output], flags=flags)[0].error for flags in (base, base | {flag})]
    assert errors == ["", error]


def test_pay_to_anchor_needs_nothing():
    output = Output(0, bytes.fromhex("51024e73"))
    transaction = Transaction(1, (Input(own(spend("p2pk")).previous),), (output,))
    assert verify_transaction(transaction, [output], flags=STANDARD)[0].is_valid


def test_the_trace_ends_with_the_operation_that_failed_and_the_stack_before_it():
    one = changed(spend("p2pkh"), script_sig=b"\x00\x52")
    found = verdict(one, keep_trace=True)
    last = found.trace[-1]
    assert (found.error, last.script, last.position, last.operation) == (
        "EQUALVERIFY",
        "script pubkey",
        23,
        "OP_EQUALVERIFY",
    )
    assert [len(item) for item in last.stack] == [0, 1, 20, 20]
    assert found.meaning == "the two items differ"


def test_every_input_needs_its_spent_output():
    one = spend("p2pk")
    with pytest.raises(InputError, match="expected one spent output for each of 2 inputs, got 1"):
        one.transaction.verify(one.spent[:1])


def test_a_transaction_verifies_itself():
    one = spend("p2tr, leaf")
    assert [each.is_valid for each in one.transaction.verify(one.spent)] == [True, True]


@pytest.mark.parametrize(
    ("names", "match"),
    [(["P2SH", "FOO"], "got FOO$"), (["WITNESS"], "WITNESS needs P2SH"), (["CLEANSTACK"], "CLEANSTACK needs P2SH and")],
)
def test_flags_that_make_no_sense_are_refused(names, match):
    with pytest.raises(InputError, match=match):
        flags_named(names)


def test_flags_have_names():
    assert flags_named(ALL) == ALL


@pytest.mark.parametrize("length", [2, 19, 21, 31, 33, 40])
def test_programs_of_version_0_have_20_or_32_bytes(length):
    script = b"\x00" + bytes([length]) + b"\x01" * length
    spending = Transaction(2, (Input(OutPoint(bytes(32), 0), witness=(b"\x51", b"\x51")),), (Output(1, b"\x51"),))
    one = Spend("program", spending, (Output(2, script),), 0)
    assert verdict(one, flags=CONSENSUS).error == "WITNESS_PROGRAM_WRONG_LENGTH"
    assert not core_engine.accepts(one.transaction, 0, one.spent, CONSENSUS)


@pytest.mark.parametrize(
    ("script", "is_push_only_"), [("60", True), ("61", False), ("4f5000", True), ("01", False), ("", True)]
)
def test_pushes_end_with_op_16(script, is_push_only_):
    assert is_push_only(bytes.fromhex(script)) is is_push_only_

"""Every opcode: what it leaves, and how it fails."""

from __future__ import annotations

import pytest

from coincide_bitcoin.curve.secp256k1 import N
from coincide_bitcoin.encoding import der
from coincide_bitcoin.errors import RuleError
from coincide_bitcoin.script import Script
from coincide_bitcoin.script.failure import MEANINGS
from coincide_bitcoin.script.opcodes import CODES, DISABLED
from coincide_bitcoin.script.operations import OPERATIONS

HIGH_S = (der.encode(1, N // 2 + 1) + b"\x01").hex()
UNKNOWN_HASH_TYPE = (der.encode(1, 1) + b"\x04").hex()

LEAVES = [
    ("0", "0"),
    ("1NEGATE", "-1"),
    ("1 IF 2 ELSE 3 ENDIF", "2"),
    ("0 IF 2 ELSE 3 ENDIF", "3"),
    ("0 NOTIF 2 ELSE 3 ENDIF", "2"),
    ("1 NOTIF 2 ELSE 3 ENDIF", "3"),
    ("1 IF 2 ELSE 3 ELSE 4 ENDIF", "2 4"),
    ("0 IF 1 IF 5 ENDIF VER ENDIF 7", "7"),
    ("1 IF 1 IF 5 ENDIF ENDIF", "5"),
    ("1 0 IF RETURN ENDIF", "1"),
    ("1 1 VERIFY", "1"),
    ("7 TOALTSTACK 8 FROMALTSTACK", "8 7"),
    ("1 2 3 2DROP", "1"),
    ("1 2 2DUP", "1 2 1 2"),
    ("1 2 3 3DUP", "1 2 3 1 2 3"),
    ("1 2 3 4 2OVER", "1 2 3 4 1 2"),
    ("1 2 3 4 5 6 2ROT", "3 4 5 6 1 2"),
    ("1 2 3 4 2SWAP", "3 4 1 2"),
    ("5 IFDUP", "5 5"),
    ("0 IFDUP", "0"),
    ("7 7 DEPTH", "7 7 2"),
    ("1 2 DROP", "1"),
    ("1 DUP", "1 1"),
    ("1 2 NIP", "2"),
    ("1 2 OVER", "1 2 1"),
    ("5 6 7 2 PICK", "5 6 7 5"),
    ("5 6 7 0 PICK", "5 6 7 7"),
    ("5 6 7 2 ROLL", "6 7 5"),
    ("1 2 3 ROT", "2 3 1"),
    ("1 2 SWAP", "2 1"),
    ("1 2 TUCK", "2 1 2"),
    ("<ffffff> SIZE", "<ffffff> 3"),
    ("<aa> <aa> EQUAL", "1"),
    ("<aa> <ab> EQUAL", "0"),
    ("9 <aa> <aa> EQUALVERIFY", "9"),
    ("5 1ADD", "6"),
    ("5 1SUB", "4"),
    ("5 NEGATE", "-5"),
    ("-5 ABS", "5"),
    ("0 NOT", "1"),
    ("1 NOT", "0"),
    ("5 NOT", "0"),
    ("5 0NOTEQUAL", "1"),
    ("0 0NOTEQUAL", "0"),
    ("5 7 ADD", "12"),
    ("5 7 SUB", "-2"),
    ("2147483647 DUP ADD", "4294967294"),
    ("1 5 BOOLAND", "1"),
    ("1 0 BOOLAND", "0"),
    ("0 5 BOOLOR", "1"),
    ("0 0 BOOLOR", "0"),
    ("5 5 NUMEQUAL", "1"),
    ("5 6 NUMEQUAL", "0"),
    ("0 <80> NUMEQUAL", "1"),
    ("9 5 5 NUMEQUALVERIFY", "9"),
    ("5 6 NUMNOTEQUAL", "1"),
    ("5 5 NUMNOTEQUAL", "0"),
    ("5 6 LESSTHAN", "1"),
    ("5 5 LESSTHAN", "0"),
    ("6 5 GREATERTHAN", "1"),
    ("5 5 GREATERTHAN", "0"),
    ("5 5 LESSTHANOREQUAL", "1"),
    ("6 5 LESSTHANOREQUAL", "0"),
    ("5 5 GREATERTHANOREQUAL", "1"),
    ("5 6 GREATERTHANOREQUAL", "0"),
    ("5 -6 MIN", "-6"),
    ("5 -6 MAX", "5"),
    ("5 5 7 WITHIN", "1"),
    ("7 5 7 WITHIN", "0"),
    ("4 5 7 WITHIN", "0"),
    ("'' RIPEMD160", "<9c1185a5c5e9fc54612808977ee8f548b2258d31>"),
    ("'abc' SHA1", "<a9993e364706816aba3e25717850c26c9cd0d89d>"),
    ("'abc' SHA256", "<ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad>"),
    ("'' HASH160", "<b472a266d0bd89c13706a4132ccfb16f7c3b9fcb>"),
    ("'' HASH256", "<5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456>"),
    ("1 NOP NOP1 NOP10", "1"),
    ("0 0 0 CHECKMULTISIG", "1"),
    ("0 0 <02> 1 CHECKMULTISIG", "1"),
    ("0 <30> 1 <02> 1 CHECKMULTISIG NOT", "1"),
    ("0 0 CHECKSIG", "0"),
    ("5 CODESEPARATOR", "5"),
]


@pytest.mark.parametrize(("text", "expected"), LEAVES)
def test_it_leaves(text, expected):
    flags = frozenset()
    assert Script.from_text(text).evaluate(flags=flags) == Script.from_text(expected).evaluate(flags=flags)


FAILS = [
    ("1 IF", "UNBALANCED_CONDITIONAL"),
    ("ELSE", "UNBALANCED_CONDITIONAL"),
    ("ENDIF", "UNBALANCED_CONDITIONAL"),
    ("IF ENDIF", "INVALID_STACK_OPERATION"),
    ("0 VERIFY", "VERIFY"),
    ("VERIFY", "INVALID_STACK_OPERATION"),
    ("<0102030405> PICK", "INVALID_STACK_OPERATION"),
    ("1 <0102030405> PICK", "SCRIPTNUM"),
    ("RETURN", "OP_RETURN"),
    ("FROMALTSTACK", "INVALID_ALTSTACK_OPERATION"),
    ("1 1 PICK", "INVALID_STACK_OPERATION"),
    ("1 -1 ROLL", "INVALID_STACK_OPERATION"),
    ("1 <0000000000> ROLL", "SCRIPTNUM"),
    ("0 PICK", "INVALID_STACK_OPERATION"),
    ("1 2 NUMEQUALVERIFY", "NUMEQUALVERIFY"),
    ("1 0 CHECKSIGVERIFY", "CHECKSIGVERIFY"),
    ("<0100000000> 1ADD", "SCRIPTNUM"),
    ("VER", "BAD_OPCODE"),
    ("RESERVED", "BAD_OPCODE"),
    ("0 IF VERIF ENDIF", "BAD_OPCODE"),
    ("0xff", "BAD_OPCODE"),
    ("0x05 0x00", "BAD_OPCODE"),
    ("1 1 1 CHECKSIGADD", "BAD_OPCODE"),
    ("21 CHECKMULTISIG", "PUBKEY_COUNT"),
    ("-1 CHECKMULTISIG", "PUBKEY_COUNT"),
    ("2 <02> 1 CHECKMULTISIG", "SIG_COUNT"),
    ("-1 0 CHECKMULTISIG", "SIG_COUNT"),
    ("0 0 CHECKMULTISIG", "INVALID_STACK_OPERATION"),
    ("0 1 CHECKMULTISIG", "INVALID_STACK_OPERATION"),
    ("0 <30> 1 <02> 1 CHECKMULTISIGVERIFY", "CHECKMULTISIGVERIFY"),
    ("-1 CHECKLOCKTIMEVERIFY", "NEGATIVE_LOCKTIME"),
    ("1 CHECKLOCKTIMEVERIFY", "UNSATISFIED_LOCKTIME"),
    ("-1 CHECKSEQUENCEVERIFY", "NEGATIVE_LOCKTIME"),
    ("0 CHECKLOCKTIMEVERIFY", "UNSATISFIED_LOCKTIME"),
    ("0 CHECKSEQUENCEVERIFY", "UNSATISFIED_LOCKTIME"),
    ("CHECKLOCKTIMEVERIFY", "INVALID_STACK_OPERATION"),
    ("1 CHECKSEQUENCEVERIFY", "UNSATISFIED_LOCKTIME"),
    ("<000000000001> CHECKLOCKTIMEVERIFY", "SCRIPTNUM"),
]


@pytest.mark.parametrize(("text", "error"), FAILS)
def test_it_fails(text, error):
    flags = frozenset({"CHECKLOCKTIMEVERIFY", "CHECKSEQUENCEVERIFY"})
    with pytest.raises(RuleError, match=f"^{error}: "):
        Script.from_text(text).evaluate(flags=flags)


POLICY = [
    ("0x01 0x05", "MINIMALDATA", "MINIMALDATA"),
    ("<0500> 1ADD", "MINIMALDATA", "SCRIPTNUM"),
    ("1 NOP1", "DISCOURAGE_UPGRADABLE_NOPS", "DISCOURAGE_UPGRADABLE_NOPS"),
    ("<3000> <0202> CHECKSIG NOT", "DERSIG", "SIG_DER"),
    ("<3000> <0202> CHECKSIG NOT", "LOW_S", "SIG_DER"),
    ("<3000> <0202> CHECKSIG NOT", "CONST_SCRIPTCODE", "SIG_FINDANDDELETE"),
    ("<3000> <0202> CHECKSIG NOT", "NULLFAIL", "NULLFAIL"),
    ("0 <3000> 1 <0202> 1 CHECKMULTISIG NOT", "NULLFAIL", "NULLFAIL"),
    (f"<{HIGH_S}> <0202> CHECKSIG NOT", "LOW_S", "SIG_HIGH_S"),
    (f"<{UNKNOWN_HASH_TYPE}> <0202> CHECKSIG NOT", "STRICTENC", "SIG_HASHTYPE"),
    ("0 <0202> CHECKSIG NOT", "STRICTENC", "PUBKEYTYPE"),
    ("1 0 0 CHECKMULTISIG", "NULLDUMMY", "SIG_NULLDUMMY"),
    ("1 CODESEPARATOR", "CONST_SCRIPTCODE", "OP_CODESEPARATOR"),
    ("1 IF 1 ELSE CODESEPARATOR ENDIF", "CONST_SCRIPTCODE", "OP_CODESEPARATOR"),
]


@pytest.mark.parametrize(("text", "flag", "error"), POLICY)
def test_it_fails_by_a_flag_and_not_without(text, flag, error):
    Script.from_text(text).evaluate(flags=frozenset())
    with pytest.raises(RuleError, match=f"^{error}: "):
        Script.from_text(text).evaluate(flags=frozenset({flag}))


@pytest.mark.parametrize("opcode", sorted(DISABLED))
def test_a_disabled_opcode_fails_even_where_it_is_not_run(opcode):
    with pytest.raises(RuleError, match=r"^DISABLED_OPCODE: "):
        Script(b"\x00\x63" + bytes([opcode]) + b"\x68").evaluate()


def _items(name: str) -> int:
    """The number of items that an operation needs, found by trying."""
    for count in range(8):
        try:
            Script(bytes([CODES[f"OP_{name}"]])).evaluate([b"\x01"] * count, flags=frozenset())
        except RuleError as error:
            if error.rule in ("INVALID_STACK_OPERATION", "INVALID_ALTSTACK_OPERATION"):
                continue
        return count
    raise AssertionError(name)


NEEDS = {"2DUP": 2, "3DUP": 3, "2OVER": 4, "2ROT": 6, "2SWAP": 4, "WITHIN": 3, "CHECKSIG": 2, "ADD": 2, "PICK": 3}


@pytest.mark.parametrize(("name", "count"), NEEDS.items())
def test_it_needs_so_many_items(name, count):
    """PICK needs two, and a third for the depth of 1 that is on top."""
    assert _items(name) == count


def test_every_hash_needs_an_item():
    assert {name: _items(name) for name in ("SHA1", "SHA256", "HASH160", "HASH256", "RIPEMD160")} == dict.fromkeys(
        ("SHA1", "SHA256", "HASH160", "HASH256", "RIPEMD160"), 1
    )


LIMITS = [
    (b"\x61" * 201, True, ""),
    (b"\x61" * 202, False, "OP_COUNT"),
    (b"\x00\x63" + b"\x61" * 200 + b"\x68", False, "OP_COUNT"),
    (b"\x51" * 1000, True, ""),
    (b"\x51" * 1001, False, "STACK_SIZE"),
    (b"\x51" * 999 + b"\x6b\x51\x51", False, "STACK_SIZE"),
    (b"\x4d\x08\x02" + bytes(520), True, ""),
    (b"\x4d\x09\x02" + bytes(521), False, "PUSH_SIZE"),
    (b"\x00\x63\x4d\x09\x02" + bytes(521) + b"\x68", False, "PUSH_SIZE"),
    ((b"\x4d\x08\x02" + bytes(520)) * 19 + b"\x00" * 63, True, ""),
    ((b"\x4d\x08\x02" + bytes(520)) * 19 + b"\x00" * 64, False, "SCRIPT_SIZE"),
    (b"\x00" * 20 + (b"\x00" * 22 + b"\x01\x14\xae") * 9 + b"\x61" * 12, True, ""),
    (b"\x00" * 20 + (b"\x00" * 22 + b"\x01\x14\xae") * 9 + b"\x61" * 13, False, "OP_COUNT"),
]


@pytest.mark.parametrize(("script", "passes", "error"), LIMITS)
def test_limits(script, passes, error):
    try:
        Script(script).evaluate(flags=frozenset())
    except RuleError as failure:
        assert (False, error) == (passes, failure.rule)
    else:
        assert passes


def test_every_failure_has_a_meaning():
    assert all(meaning and not meaning.endswith(".") for meaning in MEANINGS.values())


def test_every_opcode_that_runs_has_a_case():
    tried = {word.removeprefix("OP_") for text, *_ in [*LEAVES, *FAILS, *POLICY] for word in text.split()}
    names = {name.removeprefix("OP_") for name, code in CODES.items() if code in OPERATIONS}
    assert names - tried <= {"NOP2", "NOP3", *(f"NOP{number}" for number in range(4, 10))}

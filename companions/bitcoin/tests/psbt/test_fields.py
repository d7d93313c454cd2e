"""Each field of a PSBT, by its number in BIPs 174, 370, 371 and 373: what it may hold, to the byte, and where."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.psbt import Psbt
from coincide_bitcoin.psbt.maps import PsbtMap
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction

KEYS = [PrivateKey(bytes(31) + bytes([number])).public for number in (1, 2)]
SEC, OTHER, X = KEYS[0].sec, KEYS[1].sec, KEYS[0].x_only
LONG = PrivateKey(bytes(31) + b"\x01", is_compressed=False).public.sec
NO_KEY = b"\x05" + bytes(32)
UNSIGNED = Transaction(2, (Input(OutPoint(b"\x01" * 32, 0)),), (Output(7, b"\x51"),))
SIGNED = Transaction(2, (Input(OutPoint(b"\x01" * 32, 0), b"\x51"),), (Output(7, b"\x51"),))
TREE = b"\x00\xc0\x01\x51"
TWO_LEAVES = b"\x01\xc0\x01\x51\x01\xc0\x01\x52"


def number(value: int, length: int = 4) -> bytes:
    return value.to_bytes(length, "little")


@dataclass(frozen=True)
class Case:
    """A field: where it stands, its number, keys and values that are right and wrong, and versions it may stand in."""

    place: str
    kind: int
    values: tuple[bytes, ...]
    wrong_values: tuple[bytes, ...] = ()
    keys: tuple[bytes, ...] = (b"",)
    wrong_keys: tuple[bytes, ...] = (b"\x00",)
    versions: tuple[int, ...] = (0, 2)

    def __str__(self) -> str:
        return f"{self.place} {self.kind:#04x}"


def of_length(*right: int) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Bytes of the right lengths, and of those beside them."""
    beside = {length + step for length in right for step in (-1, 1)} - set(right)
    return tuple(bytes(length) for length in right), tuple(bytes(length) for length in sorted(beside) if length >= 0)


FOUR, NOT_FOUR = of_length(4)
X_ONLY, NOT_X_ONLY = of_length(32)
SIGNATURES, NO_SIGNATURES = of_length(64, 65)
HASH20, NOT_HASH20 = of_length(20)
DERIVATIONS, NO_DERIVATIONS = (bytes(4), bytes(8), bytes(1020)), (b"", bytes(3), bytes(5), bytes(7))
CONTROLS = tuple(bytes(33 + 32 * depth) for depth in (0, 1, 128))
NO_CONTROLS = (b"", bytes(32), bytes(34), bytes(64), bytes(66), bytes(33 + 32 * 129))
LEAF_DERIVATIONS = (b"\x00" + bytes(4), b"\x01" + bytes(32 + 8), b"\x02" + bytes(64 + 4))
NO_LEAF_DERIVATIONS = (b"", b"\x00", b"\x00" + bytes(3), b"\x00" + bytes(5), b"\x01" + bytes(31), b"\x01" + bytes(32))
COMPRESSED = ((SEC, OTHER), (NO_KEY, LONG, SEC[:-1], SEC + b"\x00", b"", X))
ANY_KEY = ((SEC, LONG), (NO_KEY, SEC[:-1], LONG[:-1], b"", X))
OF_TWO = ((SEC + OTHER, SEC + OTHER + bytes(32)), (SEC, SEC + NO_KEY, NO_KEY + SEC, SEC + OTHER + bytes(31), b""))
PARTICIPANTS = ((SEC, SEC + OTHER), (b"", SEC + OTHER[:-1], SEC + NO_KEY, NO_KEY + SEC, LONG))
TREES = (TREE, TWO_LEAVES, b"\x02\xc0\x00\x02\xc0\x00\x01\xfe\x00", b"\x01\xc0\x00\x02\xc0\x00\x02\xc0\x00")
DEEP = b"".join(bytes([depth]) + b"\xc0\x00" for depth in (*range(1, 129), 128))
NO_TREES = (b"", b"\x01\xc0\x00", TREE + TREE, b"\x00\xc1\x00", b"\x02\xc0\x00\x02\xc0\x00", TREE[:-1], b"\x00\xc0")
TOO_DEEP = b"".join(bytes([depth]) + b"\xc0\x00" for depth in (*range(1, 130), 129))
SCRIPTS = ((b"", b"\x51"), ())

CASES = [
    Case("global", 0x01, DERIVATIONS, NO_DERIVATIONS, *of_length(78)),
    Case("global", 0x06, *of_length(1), versions=(2,)),
    Case(
        "input",
        0x00,
        (UNSIGNED.serialize(), SIGNED.serialize()),
        (b"", SIGNED.serialize()[:-1], SIGNED.serialize() + b"\x00"),
    ),
    Case("input", 0x01, (UNSIGNED.outputs[0].serialize(),), (b"", bytes(8), UNSIGNED.outputs[0].serialize() + b"\x00")),
    Case("input", 0x02, (b"", b"signature"), (), *ANY_KEY),
    Case("input", 0x03, FOUR, NOT_FOUR),
    *(Case("input", kind, *SCRIPTS) for kind in (0x04, 0x05, 0x07)),
    Case("input", 0x06, DERIVATIONS, NO_DERIVATIONS, *ANY_KEY),
    Case("input", 0x08, (b"\x00", b"\x01\x01\x51", b"\x02\x00\x00"), (b"", b"\x01", b"\x01\x02\x51", b"\x00\x00")),
    Case("input", 0x0A, (b"", b"any"), (), HASH20, NOT_HASH20),
    Case("input", 0x0B, (b"", b"any"), (), X_ONLY, NOT_X_ONLY),
    Case("input", 0x0C, (b"", b"any"), (), HASH20, NOT_HASH20),
    Case("input", 0x0D, (b"", b"any"), (), X_ONLY, NOT_X_ONLY),
    Case("input", 0x0E, X_ONLY, NOT_X_ONLY, versions=(2,)),
    Case("input", 0x0F, FOUR, NOT_FOUR, versions=(2,)),
    Case("input", 0x10, FOUR, NOT_FOUR, versions=(2,)),
    Case("input", 0x11, (number(500_000_000), b"\xff" * 4), (number(499_999_999), *NOT_FOUR), versions=(2,)),
    Case("input", 0x12, (number(1), number(499_999_999)), (number(0), number(500_000_000), *NOT_FOUR), versions=(2,)),
    Case("input", 0x13, SIGNATURES, NO_SIGNATURES),
    Case("input", 0x14, SIGNATURES, NO_SIGNATURES, *of_length(64)),
    Case("input", 0x15, (b"\xc0", b"\x51\xc0"), (b"",), CONTROLS, NO_CONTROLS),
    Case("input", 0x16, LEAF_DERIVATIONS, NO_LEAF_DERIVATIONS, X_ONLY, NOT_X_ONLY),
    Case("input", 0x17, X_ONLY, NOT_X_ONLY),
    Case("input", 0x18, X_ONLY, NOT_X_ONLY),
    Case("input", 0x1A, *PARTICIPANTS, *COMPRESSED),
    Case("input", 0x1B, *of_length(66), *OF_TWO),
    Case("input", 0x1C, *of_length(32), *OF_TWO),
    *(Case("output", kind, *SCRIPTS) for kind in (0x00, 0x01)),
    Case("output", 0x02, DERIVATIONS, NO_DERIVATIONS, *ANY_KEY),
    Case("output", 0x03, *of_length(8), versions=(2,)),
    Case("output", 0x04, *SCRIPTS, versions=(2,)),
    Case("output", 0x05, X_ONLY, NOT_X_ONLY),
    Case("output", 0x06, (*TREES, DEEP), (*NO_TREES, TOO_DEEP)),
    Case("output", 0x07, LEAF_DERIVATIONS, NO_LEAF_DERIVATIONS, X_ONLY, NOT_X_ONLY),
    Case("output", 0x08, *PARTICIPANTS, *COMPRESSED),
]


def with_field(case: Case, version: int, key: bytes, value: bytes) -> bytes:
    psbt = Psbt.create(UNSIGNED, version=version)
    maps = {"global": psbt.whole, "input": psbt.inputs[0], "output": psbt.outputs[0]}
    maps[case.place] = maps[case.place].having(case.kind, value, key)
    return Psbt(maps["global"], (maps["input"],), (maps["output"],)).serialize()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_a_field_may_hold_comes_back(case):
    for version in case.versions:
        for key in case.keys:
            for value in case.values:
                raw = with_field(case, version, key, value)
                assert Psbt.parse(raw).serialize() == raw


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_a_field_may_not_hold_is_refused(case):
    for version in case.versions:
        for value in case.wrong_values:
            with pytest.raises(ParseError, match="must not have the value"):
                Psbt.parse(with_field(case, version, case.keys[0], value))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_may_not_stand_after_the_type_is_refused(case):
    for version in case.versions:
        for key in case.wrong_keys:
            # An unneeded key beside the one that is needed would do no harm; these stand alone.
            with pytest.raises(ParseError, match=r"must not have .* after its type"):
                Psbt.parse(with_field(case, version, key, case.values[0]))


@pytest.mark.parametrize("case", [case for case in CASES if case.versions == (2,)], ids=str)
def test_a_field_of_version_2_may_not_stand_in_version_0(case):
    with pytest.raises(ParseError, match="may not occur in a PSBT of version 0"):
        Psbt.parse(with_field(case, 0, case.keys[0], case.values[0]))


# Of version 2: transaction version, fallback lock time, numbers of inputs and outputs, version.
WHOLE = {0x02: number(2), 0x03: number(0), 0x04: b"\x01", 0x05: b"\x01", 0xFB: number(2)}


def version_2(whole: dict[int, bytes], psbt: Psbt | None = None) -> bytes:
    psbt = psbt or Psbt.create(UNSIGNED, version=2)
    return Psbt(PsbtMap({(kind, b""): value for kind, value in whole.items()}), psbt.inputs, psbt.outputs).serialize()


@pytest.mark.parametrize("kind", [0x02, 0x04, 0x05])
def test_version_2_lacks_none_of_its_numbers(kind):
    assert Psbt.parse(version_2(WHOLE)).unsigned == UNSIGNED
    with pytest.raises(ParseError, match="is missing"):
        Psbt.parse(version_2({key: value for key, value in WHOLE.items() if key != kind}))


def test_the_fallback_lock_time_may_be_left_out():
    assert Psbt.parse(version_2({key: value for key, value in WHOLE.items() if key != 0x03})).unsigned == UNSIGNED


@pytest.mark.parametrize("kind", [0x02, 0x03, 0xFB])
@pytest.mark.parametrize("length", [3, 5])
def test_the_numbers_of_the_whole_have_four_bytes(kind, length):
    with pytest.raises(ParseError, match="must not have the value"):
        Psbt.parse(version_2({**WHOLE, kind: WHOLE[kind].ljust(length, b"\x00")[:length]}))


@pytest.mark.parametrize("kind", [0x04, 0x05])
@pytest.mark.parametrize("value", [b"", b"\x01\x00", b"\xfd\x01\x00", b"\xfd"])
def test_the_counts_of_the_whole_are_compact(kind, value):
    with pytest.raises(ParseError, match="must not have the value"):
        Psbt.parse(version_2({**WHOLE, kind: value}))


@pytest.mark.parametrize("version", [1, 3])
def test_there_are_versions_0_and_2(version):
    with pytest.raises(ParseError, match=f"the version of a PSBT must be 0 or 2, got {version}"):
        Psbt.parse(version_2({**WHOLE, 0xFB: number(version)}))


def test_version_2_has_no_unsigned_transaction():
    with pytest.raises(ParseError, match="`unsigned transaction` may not occur in a PSBT of version 2"):
        Psbt.parse(version_2({0x00: UNSIGNED.serialize_without_witnesses(), **WHOLE}))


@pytest.mark.parametrize(("place", "kind"), [("input", 0x0E), ("input", 0x0F), ("output", 0x03), ("output", 0x04)])
def test_inputs_and_outputs_of_version_2_lack_nothing(place, kind):
    psbt = Psbt.create(UNSIGNED, version=2)
    one, two = psbt.inputs[0], psbt.outputs[0]
    one, two = (one.without(kind), two) if place == "input" else (one, two.without(kind))
    with pytest.raises(ParseError, match=f"{place} 0: .* is missing"):
        Psbt.parse(Psbt(psbt.whole, (one,), (two,)).serialize())


def test_a_sequence_may_be_left_out_and_is_final_then():
    psbt = Psbt.create(UNSIGNED, version=2)
    parsed = Psbt.parse(Psbt(psbt.whole, (psbt.inputs[0].without(0x10),), psbt.outputs).serialize())
    assert parsed.unsigned.inputs[0].sequence == 0xFFFFFFFF


@pytest.mark.parametrize("value", [SIGNED.serialize(), UNSIGNED.serialize()[:-1], UNSIGNED.serialize() + b"\x00", b""])
def test_the_unsigned_transaction_of_version_0_is_whole_and_has_no_scripts(value):
    with pytest.raises(ParseError, match="`unsigned transaction` must not have the value"):
        Psbt.parse(b"psbt\xff" + PsbtMap().having(0x00, value).serialize())


def test_a_key_may_be_there_once():
    raw = Psbt.create(UNSIGNED).serialize()
    twice = raw[:-2] + b"\x01\x04\x01\x51" * 2 + raw[-2:]
    with pytest.raises(ParseError, match=f"at offset {len(raw) + 2}: input 0: the key 04 must be there once"):
        Psbt.parse(twice)


def test_a_tree_may_have_4096_leaves_and_no_more():
    leaves = b"\x0c\xc0\x00" * 4096
    case = Case("output", 0x06, ())
    Psbt.parse(with_field(case, 0, b"", leaves))
    with pytest.raises(ParseError, match="`Taproot tree` must not have the value"):
        Psbt.parse(with_field(case, 0, b"", leaves + b"\x0c\xc0\x00"))


def test_fewer_maps_than_inputs_and_outputs_are_noticed_at_once():
    raw = version_2({**WHOLE, 0x04: b"\xfe\xff\xff\xff\x01"})
    with pytest.raises(ParseError, match="expected 33554431 inputs and 1 outputs, got fewer"):
        Psbt.parse(raw)


def test_outputs_of_version_2_may_have_negative_values_as_on_the_wire():
    negative = Transaction(2, UNSIGNED.inputs, (Output(-1, b""),))
    assert Psbt.parse(Psbt.create(negative, version=2).serialize()).unsigned == negative


@pytest.mark.parametrize("data", [b"", b"psbt", b"psbt\xfe", b"qsbt\xff"])
def test_other_bytes_are_no_psbt(data):
    with pytest.raises(ParseError, match="at offset 0: expected a PSBT"):
        Psbt.parse(data)


def test_an_output_beyond_those_of_its_transaction_is_not_believed():
    funding = Transaction(2, (Input(OutPoint(b"\x02" * 32, 0)),), (Output(7, b"\x51"),))
    for index, is_there in ((0, True), (1, False)):
        unsigned = Transaction(2, (Input(OutPoint(funding.txid, index)),), (Output(7, b"\x51"),))
        psbt = Psbt.create(unsigned)
        psbt = psbt.with_input(0, psbt.inputs[0].having(0x00, funding.serialize()))
        if is_there:
            assert psbt.spent(0) == funding.outputs[0]
        else:
            with pytest.raises(InputError, match="input 0: the transaction that is given does not have output"):
                psbt.spent(0)

"""Standard scripts are made and recognized."""

from __future__ import annotations

import pytest
from spends import KINDS, PUBLIC

from coincide_bitcoin.errors import InputError
from coincide_bitcoin.script import standard

NAMES = {name: name.partition(",")[0] for name in KINDS} | {"p2sh-p2wpkh": "p2sh", "p2sh-p2wsh": "p2sh"}


@pytest.mark.parametrize(("kind", "name"), NAMES.items())
def test_what_is_made_is_recognized(kind, name):
    assert standard.kind_of(KINDS[kind][0]) == name


@pytest.mark.parametrize(
    ("script", "name"),
    [
        (standard.null_data(b"hello"), "null data"),
        (b"\x6a", "null data"),
        (bytes.fromhex("51024e73"), "p2a"),
        (bytes.fromhex("5210") + bytes(16), "witness program"),
        (bytes.fromhex("0003") + bytes(3), "witness program"),
        (b"", "other"),
        (b"\x6a\xac", "other"),
        (b"\x4c", "other"),
        (standard.multisig(2, PUBLIC) + b"\x61", "other"),
        (bytes.fromhex("51014e"), "other"),
    ],
)
def test_other_scripts_have_names(script, name):
    assert standard.kind_of(script) == name


@pytest.mark.parametrize("required", [0, 4])
def test_a_multisig_needs_no_more_keys_than_it_has(required):
    with pytest.raises(InputError, match=f"expected 1 to 3 required keys of at most 20, got {required}"):
        standard.multisig(required, PUBLIC)


@pytest.mark.parametrize("version", range(17))
def test_witness_programs_come_back(version):
    assert standard.witness_program(standard.witness_script_pubkey(version, bytes(32))) == (version, bytes(32))


@pytest.mark.parametrize("script", ["5101ff", "51290" + "0" * 81, "6120" + "00" * 32, "5121" + "00" * 32, "4f024e73"])
def test_other_scripts_are_no_witness_programs(script):
    assert standard.witness_program(bytes.fromhex(script)) is None


def test_a_multisig_may_have_long_keys():
    assert standard.kind_of(standard.multisig(1, [b"\x04" + bytes(64)])) == "multisig"
    assert standard.kind_of(standard.multisig(1, [b"\x04" + bytes(65)])) == "other"

"""`verify` says whether inputs may spend their outputs, and which operation fails."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from spends import KINDS, Spend, spend


@pytest.fixture
def files(tmp_path):
    """Write a spend: the transaction in hex, and the path of its spent outputs."""

    def write(one: Spend, *, names: bool = False, order: int = 1) -> tuple[str, str]:
        entries = []
        for output, each in zip(one.spent, one.transaction.inputs, strict=True):
            entry = {"value": output.value, "script_pubkey": output.script_pubkey.hex()}
            if names:
                entry |= {"txid": each.previous.txid[::-1].hex(), "index": each.previous.index}
            entries.append(entry)
        path = tmp_path / "spent.json"
        path.write_text(json.dumps(entries[::order]))
        return one.transaction.serialize().hex(), str(path)

    return write


def damaged(one: Spend) -> Spend:
    inputs = list(one.transaction.inputs)
    inputs[1] = replace(inputs[1], script_sig=b"\x00\x52")
    return replace(one, transaction=replace(one.transaction, inputs=tuple(inputs)))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "p2sh, separator"])
def test_a_valid_transaction_gives_0(call, files, kind):
    raw, path = files(spend(kind))
    code, out, err = call("verify", raw, "--prevouts", path)
    assert (code, err) == (0, "")
    assert out.splitlines()[1:] == ["  fee 1000 satoshi", "input 0: valid", "input 1: valid"]


def test_a_failure_names_the_operation_and_the_stack_before_it(call, files):
    raw, path = files(damaged(spend("p2pkh")))
    code, out, _ = call("verify", raw, "--prevouts", path)
    lines = out.splitlines()
    assert code == 1
    assert lines[3:5] == [
        "input 1: EQUALVERIFY: the two items differ",
        "  script pubkey, offset 23: OP_EQUALVERIFY",
    ]
    assert lines[5].startswith('    stack before it: "" ') and lines[5].endswith("  <- top")


def test_flags_decide(call, files):
    raw, path = files(spend("p2sh, separator"))
    codes = [
        call("verify", raw, "--prevouts", path, "--flags", flags)[0] for flags in ("standard", "consensus", "P2SH")
    ]
    assert codes == [1, 0, 0]


def test_outputs_with_names_may_be_in_any_order(call, files):
    raw, path = files(spend("p2wsh"), names=True, order=-1)
    assert call("verify", raw, "--prevouts", path)[0] == 0


def test_a_trace_has_every_operation(call, files):
    raw, path = files(spend("p2pkh"))
    out = call("verify", raw, "--prevouts", path, "--trace")[1]
    assert [line.split(": ")[1] for line in out.splitlines() if "script pubkey, offset" in line][-1] == "OP_CHECKSIG"


def test_json_has_steps(call, files):
    raw, path = files(damaged(spend("p2pkh")))
    found = json.loads(call("verify", raw, "--prevouts", path, "--json")[1])
    assert [one["valid"] for one in found["inputs"]] == [True, False]
    assert found["inputs"][1]["steps"][-1]["operation"] == "OP_EQUALVERIFY"


def test_outputs_beyond_inputs_are_a_fault(call, files):
    one = spend("p2pkh")
    poor = replace(one, spent=tuple(replace(output, value=1) for output in one.spent))
    code, out, _ = call("verify", *files(poor)[:1], "--prevouts", files(poor)[1])
    assert code == 1
    assert "bad-txns-in-belowout: outputs must not exceed inputs, they do by 78998 satoshi" in out


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ("{", "expected JSON"),
        ("[]", "expected a list of 2 outputs, one for each input"),
        ("[1, 2]", "entry 0: expected an object with `value` and `script_pubkey`"),
        ('[{"value": 1}, {}]', "entry 0: expected `script_pubkey`"),
        ('[{"value": 1, "script_pubkey": "zz"}, {}]', "entry 0: expected `script_pubkey`"),
    ],
)
def test_a_file_that_is_wrong_says_where(call, files, tmp_path, content, match):
    raw, _ = files(spend("p2pk"))
    path = tmp_path / "wrong.json"
    path.write_text(content)
    code, _, err = call("verify", raw, "--prevouts", path)
    assert code == 1
    assert match in err and "wrong.json" in err


def test_a_missing_file_is_said(call, files, tmp_path):
    raw, _ = files(spend("p2pk"))
    code, _, err = call("verify", raw, "--prevouts", tmp_path / "none.json")
    assert (code, err.endswith("none.json: No such file or directory\n")) == (1, True)


def test_an_output_that_is_not_in_the_list_is_named(call, files, tmp_path):
    raw, path = files(spend("p2pk"), names=True)
    entries = json.loads(Path(path).read_text())
    entries[0]["index"] = 9
    other = tmp_path / "other.json"
    other.write_text(json.dumps(entries))
    assert ":0 is spent, but is not in the list" in call("verify", raw, "--prevouts", other)[2]


def test_unknown_flags_are_refused(call, files):
    raw, path = files(spend("p2pk"))
    code, _, err = call("verify", raw, "--prevouts", path, "--flags", "FOO")
    assert (code, "got FOO" in err) == (1, True)


ONE_INPUT = "0100000001" + "00" * 36 + "00" + "00000000" + "01" + "01" + "00" * 7 + "0151" + "00000000"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[" * 100_000, "expected JSON: "),
        ("[", "expected JSON: "),
        ("{}", "expected a list of 1 outputs, one for each input"),
        ("[1]", "entry 0: expected an object with `value` and `script_pubkey`"),
        ('[{"value": 1.5, "script_pubkey": "51"}]', "entry 0: expected `value` in satoshi, a whole number, got 1.5"),
        ('[{"value": true, "script_pubkey": "51"}]', "expected `value` in satoshi, a whole number, got True"),
        ('[{"value": "1", "script_pubkey": "51"}]', "expected `value` in satoshi, a whole number, got '1'"),
        ('[{"value": 1e400, "script_pubkey": "51"}]', "expected `value` in satoshi, a whole number, got inf"),
        ('[{"value": 9223372036854775808, "script_pubkey": "51"}]', "expected `value` in satoshi, a whole number, got"),
        ('[{"script_pubkey": "51"}]', "expected `value` in satoshi, a whole number, got None"),
        ('[{"value": 1}]', "expected `script_pubkey` in hex, got None"),
        ('[{"value": 1, "script_pubkey": "5"}]', "expected `script_pubkey` in hex, got '5'"),
        ('[{"value": 1, "script_pubkey": "51", "txid": "00", "index": 0}]', "expected `txid` of 32 bytes, got 1"),
        (
            '[{"value": 1, "script_pubkey": "51", "txid": "%s", "index": 4294967296}]' % ("00" * 32),
            "expected `index` as a whole number below 4294967296, got 4294967296",
        ),
    ],
)
def test_a_file_of_outputs_that_is_wrong_says_where(call, tmp_path, text, why):
    path = tmp_path / "spent.json"
    path.write_text(text, encoding="utf-8")
    code, _, error = call("verify", ONE_INPUT, "--prevouts", path)
    assert code == 1 and error.startswith(f"error: {path}: ") and why in error


def test_a_misspelled_file_is_told(call, files):
    _, path = files(spend("p2pkh"))
    code, _, err = call("verify", "transaction.hex", "--prevouts", path)
    assert (code, "in hex, or the name of a file that holds it, got 15 characters that are neither" in err) == (1, True)

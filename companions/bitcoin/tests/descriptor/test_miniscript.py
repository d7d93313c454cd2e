"""BIP 379: what is satisfied passes, in our interpreter and in Bitcoin Core's; costs are bounds; faults are named."""

from __future__ import annotations

import random

import core_engine
import pytest
from miniscripts import PREIMAGES, PRIVATE, SEC, expression, grown, spend

from coincide_bitcoin.descriptor import Descriptor
from coincide_bitcoin.descriptor.miniscript import Assets, Miniscript
from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.hashes import sha256
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.psbt import Psbt, extract, fields, finalize, sign, update
from coincide_bitcoin.script import STANDARD, SignatureHasher, verify_input
from coincide_bitcoin.script.flags import CONSENSUS
from coincide_bitcoin.script.standard import p2tr
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction


@pytest.mark.slow
@pytest.mark.parametrize("is_tapscript", [False, True], ids=["wsh", "tapscript"])
def test_a_satisfied_miniscript_can_be_spent_and_costs_no_more_than_it_says(is_tapscript):
    rng, spent = random.Random(379), 0
    for _ in range(150):
        found = grown(rng, is_tapscript=is_tapscript)
        transaction, output, items = spend(found, rng)
        if items is None:
            continue
        spent += 1
        verdict = verify_input(SignatureHasher(transaction, [output]), 0, flags=STANDARD)
        assert verdict.is_valid, (found.text, verdict)
        assert core_engine.accepts(transaction, 0, [output], CONSENSUS), found.text
        limits = found.limits()
        assert limits is not None
        assert len(items) <= limits.items and sum(1 + len(item) for item in items) <= limits.size, found.text
    assert spent > 40


def test_texts_of_chance_are_read_or_refused_with_a_place():
    rng, read = random.Random(380), 0
    for _ in range(3_000):
        text = expression(rng, rng.randint(0, 3), rng.sample(SEC, len(SEC)))
        try:
            Miniscript.parse(text)
        except ParseError as error:
            assert 0 <= error.at <= len(text)
        else:
            read += 1
    assert read > 50


def test_the_abbreviations_stand_for_what_they_abbreviate():
    pairs = {
        f"pk({SEC[0]})": f"c:pk_k({SEC[0]})",
        f"pkh({SEC[0]})": f"c:pk_h({SEC[0]})",
        f"and_n(pk({SEC[0]}),older(3))": f"andor(pk({SEC[0]}),older(3),0)",
        f"tv:pk({SEC[0]})": f"and_v(v:pk({SEC[0]}),1)",
        f"l:pk({SEC[0]})": f"or_i(0,pk({SEC[0]}))",
        f"u:pk({SEC[0]})": f"or_i(pk({SEC[0]}),0)",
    }
    assert [Miniscript.parse(short).script() for short in pairs] == [
        Miniscript.parse(long).script() for long in pairs.values()
    ]


K = f"pk({SEC[0]})"
L = f"pk({SEC[1]})"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("older(3)", "it can be satisfied without a signature"),
        (f"and_b({K},a:or_i(1,1))", "others may change its witness"),
        (f"and_v(v:and_v(v:{K},after(5)),after(600000000))", "it needs locks by height and by time together"),
        (f"and_v(v:{K},{K})", "a key occurs in it twice"),
        (f"and_b({K},a:0)", "nothing can satisfy it"),
        (f"thresh(1,{K}{''.join(f',a:pkh({key})' for key in SEC[1:])})", "it needs more than 201 operations"),
    ],
)
def test_a_miniscript_that_is_unfit_for_use_says_why(text, fault):
    assert fault in Miniscript.parse(text).faults()
    with pytest.raises(ParseError, match="this miniscript is unfit for use"):
        Descriptor.parse(f"wsh({text})")


def test_a_script_for_witnesses_has_at_most_3600_bytes():
    text = K
    for key in SEC[1:]:
        text = f"or_i({text},pkh({key}))"
    long = text
    for number in range(100):
        long = f"and_v(v:sha256({sha256(bytes([number])).hex()}),{long})"
    assert "its script has more than 3600 bytes" in Miniscript.parse(long).faults()
    assert Miniscript.parse(long, is_tapscript=True).faults() == []


def test_a_miniscript_as_deep_as_is_allowed_is_judged():
    assert Miniscript.parse(f"and_v(v:{K},{'n' * 198}:1)", is_tapscript=True).faults() == []


def test_a_witness_has_at_most_100_items():
    text = K
    for number in range(30):
        text = f"and_v(v:multi(3,{','.join(SEC[1:4])}),{text})" if number else text
    assert "it needs more than 100 items in the witness" in Miniscript.parse(text).faults()


def test_a_stack_has_at_most_1000_items():
    text = K
    for _ in range(26):
        text = f"and_v(v:multi_a(1,{','.join(SEC)}),{text})"
    assert "it needs more than 1000 items on the stack" in Miniscript.parse(text, is_tapscript=True).faults()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"wsh(and_v({K},{L}))", "what is in and_v() does not fit: the first must be V"),
        (f"wsh(pk_k({SEC[0]}))", "a whole miniscript must be of base type B, this one is K"),
        (f"wsh(x:{K})", "expected wrappers before a colon, letters of asctdvjnlu"),
        (f"wsh(:{K})", "expected wrappers before a colon"),
        ("wsh(and_v(v:older(0),1))", "expected a number from 1 to 2147483647, got '0'"),
        ("wsh(older(2147483648))", "expected a number from 1 to 2147483647, got '2147483648'"),
        ("wsh(older(01))", "expected a number from 1 to 2147483647, got '01'"),
        ("wsh(older())", "expected a number from 1 to 2147483647, got nothing"),
        ("wsh(sha256(00))", "sha256() must hold 32 bytes in hexadecimal, got '00'"),
        ("wsh(hash160(zz))", "hash160() must hold 20 bytes in hexadecimal, got 'zz'"),
        (f"wsh(and_v(v:multi_a(1,{SEC[0]}),1))", "expected multi() in wsh() for several keys, got multi_a()"),
        (f"tr({SEC[0]},and_v(v:multi(1,{SEC[1]}),1))", "expected multi_a() in tr() for several keys, got multi()"),
        (f"wsh(thresh(3,{K},s:{L}))", "thresh() must not need more than its 2 parts, got 3"),
        (f"wsh(and_v(v:multi(3,{SEC[0]}),1))", "no higher threshold than keys, got 3 of 1"),
        (f"wsh(andor({K},older(1)))", "expected ',', got ')'"),
        (f"wsh(and_v(v:{K},foo(1)))", "expected a fragment, one of 0, 1, pk"),
        (f"wsh({'n' * 300}:{K})", "fragments must be at most 200 deep"),
        (f"wsh({'and_v(' * 5000}", "fragments must be at most 200 deep"),
        (f"wsh(and_v(v:pk({PrivateKey(PRIVATE[0].secret, is_compressed=False).public.sec.hex()}),1))", "compressed"),
    ],
)
def test_a_wrong_miniscript_says_what_and_where(text, why):
    with pytest.raises(ParseError) as caught:
        Descriptor.parse(text)
    assert why in str(caught.value)


@pytest.mark.parametrize("place", ["wsh({})", "sh(wsh({}))", "tr(" + SEC[2] + ",{{pk(" + SEC[3] + "),{}}})"])
def test_a_descriptor_may_hold_a_miniscript(place):
    text = f"andor({K},older(144),and_v(v:{L},after(800000)))"
    (described,) = Descriptor.parse(place.format(text)).describe()
    assert {PRIVATE[0].public.sec, PRIVATE[1].public.sec} <= {key.sec for key in described.keys}


@pytest.mark.parametrize("place", ["wsh({})", "sh(wsh({}))", "tr(" + SEC[39] + ",{{pk(" + SEC[3] + "),{}}})"])
@pytest.mark.parametrize(("signers", "lock_time"), [((0,), 0), ((1,), 800_000)])
def test_a_psbt_of_a_miniscript_is_signed_and_finalized(place, signers, lock_time):
    """Either the first key after 144 blocks with the preimage, or the second from block 800,000 on."""
    text = f"andor({K},and_v(v:older(144),sha256({sha256(PREIMAGES[0]).hex()})),and_v(v:{L},after(800000)))"
    (described,) = Descriptor.parse(place.format(text)).describe()
    funding = Transaction(2, (Input(OutPoint(b"\x01" * 32, 0)),), (Output(50_000, described.script_pubkey),))
    one = Input(OutPoint(funding.txid, 0), sequence=144)
    psbt = Psbt.create(Transaction(2, (one,), (Output(49_000, b"\x51"),), lock_time))
    psbt = update(psbt, 0, funding.outputs[0], described, whole=funding)
    psbt = psbt.with_input(0, psbt.inputs[0].having(fields.SHA256_PREIMAGE, PREIMAGES[0], sha256(PREIMAGES[0])))
    assert finalize(psbt, [described]) == psbt
    signed = extract(finalize(sign(psbt, [PRIVATE[number] for number in signers]), [described]))
    assert signed.verify([funding.outputs[0]], flags=STANDARD)[0].error == ""
    assert core_engine.accepts(signed, 0, funding.outputs, CONSENSUS)


def test_rawtr_is_the_key_of_the_output_itself():
    assert Descriptor.parse(f"rawtr({SEC[0]})").scripts() == [p2tr(PRIVATE[0].public.x_only)]


@pytest.mark.parametrize(
    ("lock_time", "sequence", "version", "is_met"),
    [
        (100, 0, 2, True),
        (99, 0, 2, False),
        (100, 0xFFFFFFFF, 2, False),
        (500_000_100, 0, 2, False),
        (101, 0xFFFFFFFE, 1, True),
    ],
)
def test_an_absolute_lock_is_met_by_the_lock_time_of_its_kind(lock_time, sequence, version, is_met):
    found = Miniscript.parse(f"and_v(v:{K},after(100))")
    assets = Assets({PRIVATE[0].public.sec: b"signature"}, {}, lock_time, sequence, version)
    assert (found.satisfy(assets) is not None) == is_met


@pytest.mark.parametrize(
    ("sequence", "version", "is_met"),
    [
        (10, 2, True),
        (9, 2, False),
        (11, 2, True),
        (10, 1, False),
        (10 | 1 << 22, 2, False),
        (10 | 1 << 31, 2, False),
        (10 | 1 << 16, 2, True),
        (9 | 1 << 16, 2, False),
    ],
)
def test_a_relative_lock_is_met_by_the_sequence_of_its_kind(sequence, version, is_met):
    found = Miniscript.parse(f"and_v(v:{K},older(10))")
    assets = Assets({PRIVATE[0].public.sec: b"signature"}, {}, 0, sequence, version)
    assert (found.satisfy(assets) is not None) == is_met


def test_without_its_signature_nothing_is_satisfied():
    assert Miniscript.parse(K).satisfy(Assets()) is None


def test_the_smaller_witness_is_taken():
    found = Miniscript.parse(f"or_i({K},pkh({SEC[1]}))")
    signatures = {PRIVATE[number].public.sec: b"signature" for number in (0, 1)}
    assert found.satisfy(Assets(signatures)) == (b"signature", b"\x01")
    assert found.satisfy(Assets({PRIVATE[1].public.sec: b"signature"})) == (b"signature", PRIVATE[1].public.sec, b"")


def test_assets_do_not_show_what_they_hold():
    assert "secret" not in repr(Assets({b"key": b"secret"}, {b"hash": b"secret"}))

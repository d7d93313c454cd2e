"""BIP 327: keys that sign as one."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from coincide_bitcoin.backend import NotConstantTimeWarning
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.musig import AggregateKey, SecretNonce, Session, add_nonces, sign_last, sort_keys
from conformance.outcome import Outcome

Vectors = dict[str, Any]


def bip327(folder: Path) -> Iterator[Outcome]:
    """Sorting and aggregating keys, nonces, tweaks, partial signatures and their sums; errors blame who is to blame."""
    for name, judge in _JUDGES.items():
        path = folder / "bips/bip-0327/vectors" / f"{name}_vectors.json"
        vectors = json.loads(path.read_text(encoding="utf-8"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotConstantTimeWarning)
            for number, (passed, why) in enumerate(judge(vectors)):
                yield Outcome(f"{name} {number}", passed, why)


def _key_sort(vectors: Vectors) -> Iterator[tuple[bool, str]]:
    yield sort_keys(_all(vectors["pubkeys"])) == _all(vectors["sorted_pubkeys"]), "another order"


def _key_agg(vectors: Vectors) -> Iterator[tuple[bool, str]]:
    for case in vectors["valid_test_cases"]:
        key = AggregateKey.of(_some(vectors["pubkeys"], case["key_indices"]))
        yield _same(key.x_only, case["expected"])
    for case in vectors["error_test_cases"]:
        yield _blames(case["error"], lambda case=case: _key(vectors, case))


def _nonce_gen(vectors: Vectors) -> Iterator[tuple[bool, str]]:
    for case in vectors["test_cases"]:
        known = {
            name: bytes.fromhex(case[name]) for name in ("sk", "aggpk", "msg", "extra_in") if case[name] is not None
        }
        nonce = SecretNonce.create(
            bytes.fromhex(case["pk"]),
            key=PrivateKey(known["sk"]) if "sk" in known else None,
            aggregate_x=known.get("aggpk"),
            message=known.get("msg"),
            extra=known.get("extra_in", b""),
            chance=bytes.fromhex(case["rand_"]),
        )
        numbers = b"".join(number.to_bytes(32, "big") for number in nonce.take())
        expected = case["expected_secnonce"][:128] + case["expected_pubnonce"]
        yield _same(numbers + nonce.public, expected)


def _nonce_agg(vectors: Vectors) -> Iterator[tuple[bool, str]]:
    for case in vectors["valid_test_cases"]:
        yield _same(add_nonces(_some(vectors["pnonces"], case["pnonce_indices"])), case["expected"])
    for case in vectors["error_test_cases"]:
        nonces = _some(vectors["pnonces"], case["pnonce_indices"])
        yield _blames(case["error"], lambda nonces=nonces: add_nonces(nonces))


def _sign_verify(vectors: Vectors) -> Iterator[tuple[bool, str]]:
    for case in vectors["valid_test_cases"]:
        session, partial = _session(vectors, case), bytes.fromhex(case["expected"])
        yield _same(session.sign(_secret_nonce(vectors["secnonces"][0]), _private(vectors)), case["expected"])
        yield _verifies(vectors, case, session, partial), "does not verify"
    for case in vectors["sign_error_test_cases"]:
        yield _blames(case["error"], lambda case=case: _sign(vectors, case))
    for case in vectors["verify_fail_test_cases"]:
        partial = bytes.fromhex(case["sig"])
        yield not _verifies(vectors, case, _session(vectors, case), partial), "verifies"
    for case in vectors["verify_error_test_cases"]:
        partial = bytes.fromhex(case["sig"])
        yield _blames(
            case["error"],
            lambda case=case, partial=partial: _verifies(vectors, case, _session(vectors, case), partial),
        )


def _tweak(vectors: Vectors) -> Iterator[tuple[bool, str]]:
    for case in vectors["valid_test_cases"]:
        session = Session(_key(vectors, case), bytes.fromhex(vectors["aggnonce"]), bytes.fromhex(vectors["msg"]))
        yield _same(session.sign(_secret_nonce(vectors["secnonce"]), _private(vectors)), case["expected"])
        signer = case["signer_index"]
        key, nonce = session.key.keys[signer], bytes.fromhex(vectors["pnonces"][case["nonce_indices"][signer]])
        yield session.verify(bytes.fromhex(case["expected"]), nonce, key), "does not verify"
    for case in vectors["error_test_cases"]:
        yield _blames(case["error"], lambda case=case: _key(vectors, case))


def _sig_agg(vectors: Vectors) -> Iterator[tuple[bool, str]]:
    message = bytes.fromhex(vectors["msg"])
    for case in vectors["valid_test_cases"]:
        session = Session(_key(vectors, case), bytes.fromhex(case["aggnonce"]), message)
        yield _same(session.add_up(_some(vectors["psigs"], case["psig_indices"])), case["expected"])
    for case in vectors["error_test_cases"]:
        session = Session(_key(vectors, case), bytes.fromhex(case["aggnonce"]), message)
        partials = _some(vectors["psigs"], case["psig_indices"])
        yield _blames(case["error"], lambda session=session, partials=partials: session.add_up(partials))


def _det_sign(vectors: Vectors) -> Iterator[tuple[bool, str]]:
    for case in vectors["valid_test_cases"]:
        nonce, partial = _sign_last(vectors, case)
        yield _same(nonce + partial, "".join(case["expected"]))
    for case in vectors["error_test_cases"]:
        yield _blames(case["error"], lambda case=case: _sign_last(vectors, case))


_JUDGES: dict[str, Callable[[Vectors], Iterator[tuple[bool, str]]]] = {
    "key_sort": _key_sort,
    "key_agg": _key_agg,
    "nonce_gen": _nonce_gen,
    "nonce_agg": _nonce_agg,
    "sign_verify": _sign_verify,
    "tweak": _tweak,
    "sig_agg": _sig_agg,
    "det_sign": _det_sign,
}


def _session(vectors: Vectors, case: Vectors) -> Session:
    nonce = bytes.fromhex(vectors["aggnonces"][case["aggnonce_index"]]) if "aggnonce_index" in case else None
    if nonce is None:
        nonce = add_nonces(_some(vectors["pnonces"], case["nonce_indices"]))
    return Session(_key(vectors, case), nonce, bytes.fromhex(vectors["msgs"][case["msg_index"]]))


def _sign(vectors: Vectors, case: Vectors) -> bytes:
    nonce = _secret_nonce(vectors["secnonces"][case["secnonce_index"]])
    return _session(vectors, case).sign(nonce, _private(vectors))


def _sign_last(vectors: Vectors, case: Vectors) -> tuple[bytes, bytes]:
    key = AggregateKey.of(_some(vectors["pubkeys"], case["key_indices"]))
    for tweak, x_only in zip(case["tweaks"], case["is_xonly"], strict=True):
        key = key.tweaked(bytes.fromhex(tweak), x_only=x_only)
    message, others = bytes.fromhex(vectors["msgs"][case["msg_index"]]), bytes.fromhex(case["aggothernonce"])
    chance = None if case["rand"] is None else bytes.fromhex(case["rand"])
    return sign_last(_private(vectors), key, message, others, chance=chance)


def _verifies(vectors: Vectors, case: Vectors, session: Session, partial: bytes) -> bool:
    signer = case["signer_index"]
    nonce = bytes.fromhex(vectors["pnonces"][case["nonce_indices"][signer]])
    return session.verify(partial, nonce, session.key.keys[signer], signer=signer)


def _key(vectors: Vectors, case: Vectors) -> AggregateKey:
    key = AggregateKey.of(_some(vectors["pubkeys"], case["key_indices"]))
    for index, x_only in zip(case.get("tweak_indices", ()), case.get("is_xonly", ()), strict=True):
        key = key.tweaked(bytes.fromhex(vectors["tweaks"][index]), x_only=x_only)
    return key


def _private(vectors: Vectors) -> PrivateKey:
    return PrivateKey(bytes.fromhex(vectors["sk"]))


def _secret_nonce(written: str) -> SecretNonce:
    return SecretNonce.of(int(written[:64], 16), int(written[64:128], 16))


def _blames(error: Vectors, act: Callable[[], object]) -> tuple[bool, str]:
    """Whether an error comes, which names the signer if one is to blame."""
    try:
        act()
    except InputError as failure:
        signer = error.get("signer")
        return signer is None or f"signer {signer}" in str(failure), f"does not blame signer {signer}: {failure}"
    return False, "no error"


def _same(found: bytes, expected: str) -> tuple[bool, str]:
    return found.hex() == expected.lower(), f"got {found.hex()}"


def _all(written: list[str]) -> list[bytes]:
    return [bytes.fromhex(one) for one in written]


def _some(written: list[str], indices: list[int]) -> list[bytes]:
    return [bytes.fromhex(written[index]) for index in indices]


LISTS = {"bip327": bip327}

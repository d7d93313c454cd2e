"""Song 2019, chapter 7; BIPs 65, 112, 143, 341: signatures, lock times and sequences of the input of a script."""

from __future__ import annotations

from coincide_bitcoin.backend import Backend, fastest
from coincide_bitcoin.encoding import der
from coincide_bitcoin.script.failure import ScriptFailure
from coincide_bitcoin.script.machine import Leaf, Version
from coincide_bitcoin.script.sighash import DEFAULT, SignatureHasher
from coincide_bitcoin.transaction.transaction import FINAL

# Below, a lock time is a height; from here on, seconds since 1970 (BIP 65).
FIRST_TIME = 500_000_000
_DISABLED = 1 << 31
_IS_TIME = 1 << 22
_VALUE = 0xFFFF


class InputChecker:
    """The checker of one input; see `machine.Checker`."""

    def __init__(self, hasher: SignatureHasher, index: int, backend: Backend | None = None) -> None:
        self.hasher = hasher
        self.index = index
        self.backend = backend or fastest()
        self.annex: bytes | None = None
        # A multisig asks for the same hash once for each key.
        self._digests: dict[tuple[int, bytes, Version], bytes] = {}

    def check_ecdsa(self, signature: bytes, key: bytes, script_code: bytes, version: Version) -> bool:
        """ECDSA as blocks have it: lenient in DER, high s as good as low."""
        numbers = der.decode_leniently(signature[:-1])
        if not signature or not key or numbers is None:
            return False
        r, s = numbers
        digest = self._digest(signature[-1], script_code, version)
        return self.backend.verify_ecdsa(key, digest, r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def check_schnorr(self, signature: bytes, key: bytes, leaf: Leaf | None) -> None:
        """BIP 341, "Common signature message", and BIP 340."""
        if len(signature) not in (64, 65):
            raise ScriptFailure("SCHNORR_SIG_SIZE")
        hash_type = signature[64] if len(signature) == 65 else DEFAULT
        if len(signature) == 65 and hash_type == DEFAULT:
            raise ScriptFailure("SCHNORR_SIG_HASHTYPE")
        digest = self.hasher.taproot(self.index, hash_type, self.annex, leaf)
        if digest is None:
            raise ScriptFailure("SCHNORR_SIG_HASHTYPE")
        if not self.backend.verify_schnorr(key, digest, signature[:64]):
            raise ScriptFailure("SCHNORR_SIG")

    def check_lock_time(self, lock_time: int) -> bool:
        """BIP 65: of the same kind, reached, and the input does not switch lock times off."""
        own = self.hasher.transaction.lock_time
        is_same_kind = (lock_time < FIRST_TIME) == (own < FIRST_TIME)
        return is_same_kind and lock_time <= own and self.hasher.transaction.inputs[self.index].sequence != FINAL

    def check_sequence(self, sequence: int) -> bool:
        """BIP 112: of the same kind, reached, and the transaction knows relative lock times."""
        own = self.hasher.transaction.inputs[self.index].sequence
        if self.hasher.transaction.version < 2 or own & _DISABLED:
            return False
        return sequence & _IS_TIME == own & _IS_TIME and sequence & _VALUE <= own & _VALUE

    def _digest(self, hash_type: int, script_code: bytes, version: Version) -> bytes:
        wanted = (hash_type, script_code, version)
        if wanted not in self._digests:
            hashing = self.hasher.legacy if version is Version.BASE else self.hasher.witness_0
            self._digests[wanted] = hashing(self.index, script_code, hash_type)
        return self._digests[wanted]

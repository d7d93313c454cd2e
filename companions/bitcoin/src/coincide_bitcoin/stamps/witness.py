"""A witness: somebody's signature (BIP 340) under a digest, as a small file that can be stamped.

The signature says who vouches for the digest; the stamp says that they had done so before a time. The file is JSON with
its keys in order, so the same witness always has the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

from coincide_bitcoin.backend import Backend
from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.hashes import tagged_hash
from coincide_bitcoin.keys import PrivateKey, PublicKey

KIND = "coincide witness 1"
_TAG = "coincide/witness"


@dataclass(frozen=True)
class Witness:
    """A digest (32 bytes), the key of whoever vouches for it (32 bytes), and their signature (64 bytes).

    `about` are their own words on what was digested.
    """

    digest: bytes
    key: bytes
    signature: bytes
    about: str = ""

    @classmethod
    def sign(cls, digest: bytes, key: PrivateKey, *, about: str = "", backend: Backend | None = None) -> Witness:
        """Vouch for a digest.

        Parameters
        ----------
        about : some words on what was digested; the signature covers them.
        backend : as for `PrivateKey.sign`.

        Raises
        ------
        InputError : the digest does not have 32 bytes.
        SigningError : as for `PrivateKey.sign`.
        """
        if len(digest) != 32:
            raise InputError(f"a digest must have 32 bytes, got {len(digest)}")
        # A witness spends nothing, so a key of any network may sign it.
        signature = key.sign_schnorr(_message(digest, about), main_net=True, backend=backend)
        return cls(digest, key.public.x_only, signature, about)

    @property
    def is_signed(self) -> bool:
        """Whether the signature is the key's, for this digest and these words."""
        key = PublicKey(b"\x02" + self.key)
        return key.verify_schnorr(_message(self.digest, self.about), self.signature)

    def to_json(self) -> bytes:
        """The file."""
        facts = {
            "kind": KIND,
            "about": self.about,
            "digest": self.digest.hex(),
            "key": self.key.hex(),
            "signature": self.signature.hex(),
        }
        return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def from_json(cls, data: bytes) -> Witness:
        """Read the file.

        Raises
        ------
        ParseError : not such a file, or damaged.
        """
        try:
            facts = cast("dict[str, Any]", json.loads(data))
            digest, key, signature = (bytes.fromhex(facts[name]) for name in ("digest", "key", "signature"))
            witness = cls(digest, key, signature, facts["about"])
            PublicKey(b"\x02" + key)
        except (ValueError, KeyError, TypeError, RecursionError, ParseError):
            raise ParseError("expected a witness: JSON with kind, about, digest, key and signature", 0) from None
        if facts.get("kind") != KIND or (len(digest), len(signature)) != (32, 64) or witness.to_json() != data:
            raise ParseError(f"expected a witness of kind {KIND!r}, written as this program writes it", 0)
        return witness


def _message(digest: bytes, about: str) -> bytes:
    return tagged_hash(_TAG, digest + about.encode())

"""SLIP 39: a master secret is shared out among groups, and in each group among its members.

Any `threshold` of the groups can bring it back; a group is there if as many of its members are as it needs. Fewer learn
nothing. A digest among the shares tells whether those that come together belong together.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import replace

from coincide_bitcoin.errors import InputError
from coincide_bitcoin.hd.shares.cipher import decrypt, encrypt
from coincide_bitcoin.hd.shares.field import interpolate
from coincide_bitcoin.hd.shares.share import Share

SHORTEST_SECRET = 16
MOST_SHARES = 16
_DIGEST_AT, _SECRET_AT = 254, 255
_DIGEST_BYTES = 4


def share_out(
    secret: bytes,
    groups: Sequence[tuple[int, int]],
    *,
    threshold: int = 1,
    passphrase: str = "",
    exponent: int = 1,
    is_extendable: bool = True,
) -> list[list[str]]:
    """Share out a secret, with chance from the operating system.

    Parameters
    ----------
    secret : at least 16 bytes, an even number: the seed of an `ExtendedKey`.
    groups : for each group, how many of its members are needed, and how many it has.
    threshold : how many groups are needed.
    passphrase : printable ASCII; without it, or with another one, the shares give another secret.
    exponent : how often the work of the encryption is doubled, 0 to 15.

    Returns
    -------
    The words of each share, group by group.

    Raises
    ------
    InputError : one of these is out of range, or a group of several has a threshold of 1 (its shares would be equal).
    """
    if len(secret) < SHORTEST_SECRET or len(secret) % 2:
        raise InputError(f"a secret must have an even number of bytes, at least {SHORTEST_SECRET}, got {len(secret)}")
    if not 0 <= exponent <= 15:
        raise InputError(f"`exponent` must be from 0 to 15, got {exponent}")
    _check_threshold(threshold, len(groups))
    for required, total in groups:
        _check_threshold(required, total)
        if required == 1 < total:
            raise InputError(f"a group that needs 1 member must have 1, got {total}: their shares would be equal")
    first = Share(secrets.randbelow(1 << 15), is_extendable, exponent, 0, threshold, len(groups), 0, 1, b"")
    encrypted = encrypt(secret, _checked(passphrase), exponent=exponent, salt=first.salt)
    found: list[list[str]] = []
    for group, value in enumerate(_split(encrypted, threshold, len(groups))):
        required, total = groups[group]
        one = replace(first, group=group, member_threshold=required)
        members = enumerate(_split(value, required, total))
        found.append([replace(one, member=member, value=part).words() for member, part in members])
    return found


def combine(shares: Sequence[str], *, passphrase: str = "") -> bytes:
    """Bring the secret back from as many shares as it needs, and no more.

    Raises
    ------
    ParseError : a share cannot be read. No word appears in the error.
    InputError : shares of different secrets, too few or too many of them, two that are the same, or a wrong digest.
    """
    parsed = [Share.parse(one) for one in shares]
    if not parsed:
        raise InputError("expected at least one share, got none")
    first = parsed[0]
    for one in parsed:
        if _of_all(one) != _of_all(first):
            raise InputError("the shares do not belong to one secret: identifiers, settings or lengths differ")
    groups: dict[int, dict[int, Share]] = {}
    for one in parsed:
        members = groups.setdefault(one.group, {})
        if one.member in members:
            raise InputError(f"member {one.member + 1} of group {one.group + 1} is there twice")
        members[one.member] = one
    if len(groups) != first.group_threshold:
        raise InputError(f"expected shares of {first.group_threshold} groups, got {len(groups)}")
    values = {group: _joined_group(group, members) for group, members in groups.items()}
    encrypted = _recover(values, first.group_threshold)
    return decrypt(encrypted, _checked(passphrase), exponent=first.exponent, salt=first.salt)


def _joined_group(group: int, members: dict[int, Share]) -> bytes:
    thresholds = {one.member_threshold for one in members.values()}
    if len(thresholds) > 1:
        raise InputError(f"the shares of group {group + 1} say different thresholds")
    (required,) = thresholds
    if len(members) != required:
        raise InputError(f"expected {required} shares of group {group + 1}, got {len(members)}")
    return _recover({member: one.value for member, one in members.items()}, required)


def _split(value: bytes, required: int, total: int) -> list[bytes]:
    """Shares of which `required` give the value back."""
    if required == 1:
        return [value] * total
    points = {place: secrets.token_bytes(len(value)) for place in range(required - 2)}
    key = secrets.token_bytes(len(value) - _DIGEST_BYTES)
    points |= {_DIGEST_AT: _digest(key, value) + key, _SECRET_AT: value}
    return [interpolate(points, place) for place in range(total)]


def _recover(points: dict[int, bytes], required: int) -> bytes:
    if required == 1:
        return next(iter(points.values()))
    value, digest = interpolate(points, _SECRET_AT), interpolate(points, _DIGEST_AT)
    if not hmac.compare_digest(digest[:_DIGEST_BYTES], _digest(digest[_DIGEST_BYTES:], value)):
        raise InputError("the shares do not belong together: their digest is wrong")
    return value


def _digest(key: bytes, value: bytes) -> bytes:
    return hmac.digest(key, value, "sha256")[:_DIGEST_BYTES]


def _of_all(one: Share) -> tuple[int, bool, int, int, int, int]:
    """What all shares of a secret have in common."""
    return one.identifier, one.is_extendable, one.exponent, one.group_threshold, one.groups, len(one.value)


def _checked(passphrase: str) -> bytes:
    if not passphrase.isascii() or not passphrase.isprintable():
        raise InputError("the passphrase of shares must be printable ASCII")
    return passphrase.encode("ascii")


def _check_threshold(required: int, total: int) -> None:
    if not 1 <= required <= total <= MOST_SHARES:
        raise InputError(f"expected a threshold from 1 to {total} of at most {MOST_SHARES}, got {required}")

"""Every kind of thing that can be explained, in the order in which they are tried; the first that fits is taken.

Any bytes are a script, so scripts come last.
"""

from __future__ import annotations

from collections.abc import Callable

from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.explain.address import explain_address, explain_private_key, explain_public_key
from coincide_bitcoin.explain.block import explain_block, explain_header
from coincide_bitcoin.explain.descriptor import explain_descriptor, explain_extended_key
from coincide_bitcoin.explain.explanation import Explanation, Subject
from coincide_bitcoin.explain.psbt import explain_psbt
from coincide_bitcoin.explain.script import explain_script
from coincide_bitcoin.explain.transaction import explain_transaction

KINDS: dict[str, Callable[[Subject], Explanation]] = {
    "address": explain_address,
    "key": explain_private_key,
    "extended-key": explain_extended_key,
    "descriptor": explain_descriptor,
    "psbt": explain_psbt,
    "public-key": explain_public_key,
    "header": explain_header,
    "transaction": explain_transaction,
    "block": explain_block,
    "script": explain_script,
}


def explain(subject: Subject, kind: str | None = None) -> Explanation:
    """Explain a subject as the first kind that it is, or as this one.

    Raises
    ------
    InputError : there is no such kind, or the subject is of none.
    ParseError : it is not of this kind.
    """
    if kind is not None:
        if kind not in KINDS:
            raise InputError(f"expected a kind, one of {', '.join(KINDS)}, got `{kind}`")
        return KINDS[kind](subject)
    for attempt in KINDS.values():
        try:
            return attempt(subject)
        except ParseError:
            continue
    raise InputError(
        f"expected one of {', '.join(KINDS)}, in hex or in its own text, or a file that holds it, got "
        f"{len(subject.text)} characters that are none of these; name the kind to see why"
    )

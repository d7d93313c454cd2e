"""`FindAndDelete`: before segwit, signatures are cut out of the script that they sign (Bitcoin Core, interpreter.cpp).

A quirk that blocks depend on: only whole operations are compared, at operations' borders, and the bytes after a push
that is cut short are kept.
"""

from __future__ import annotations

from coincide_bitcoin.script.script import operation_at


def find_and_delete(script: bytes, piece: bytes) -> bytes:
    """The script without each `piece` that begins where an operation does."""
    if not piece or piece not in script:
        return script
    kept: list[bytes] = []
    start, kept_from = 0, 0
    while True:
        kept.append(script[kept_from:start])
        while script.startswith(piece, start):
            start += len(piece)
        kept_from = start
        operation = operation_at(script, start) if start < len(script) else None
        if operation is None:
            return b"".join(kept) + script[kept_from:]
        start = operation.end

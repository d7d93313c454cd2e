"""BIP 32: which child of which child, as "m/84'/0'/0'/0/5".

Hardened steps, marked ' or h, add 2^31 to the number: they need the private key, and keep a leaked child from betraying
its parent.
"""

from __future__ import annotations

from collections.abc import Iterable

from coincide_bitcoin.errors import ParseError, shown

HARDENED = 1 << 31
DEEPEST = 255


def parse_path(text: str) -> tuple[int, ...]:
    """Read a path, with or without the leading m.

    >>> parse_path("m/0'/1")
    (2147483648, 1)

    Raises
    ------
    ParseError : a step that is not a number below 2^31, perhaps followed by ' or h; or more than 255 steps.
    """
    if text in ("", "m", "m/"):
        return ()
    body = text.removeprefix("m/")
    at, steps = len(text) - len(body), list[int]()
    for step in body.split("/"):
        steps.append(parse_step(step, at=at))
        at += len(step) + 1
    if len(steps) > DEEPEST:
        raise ParseError(f"a path must have at most {DEEPEST} steps, got {len(steps)}", 0)
    return tuple(steps)


def parse_step(text: str, *, at: int = 0) -> int:
    """Read one step.

    Raises
    ------
    ParseError : as for `parse_path`; `at` is where the step stands, for the error.
    """
    digits = text[:-1] if text.endswith(("'", "h")) else text
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 10 and int(digits) < HARDENED):
        raise ParseError(
            f"a step of a path must be a number below 2^31, perhaps followed by ' or h, got {shown(text)}", at
        )
    return int(digits) + (HARDENED if digits != text else 0)


def path_text(steps: Iterable[int], *, mark: str = "h") -> str:
    """Write steps without the leading m: "84h/0h/0h"."""
    return "/".join(f"{step - HARDENED}{mark}" if step >= HARDENED else str(step) for step in steps)

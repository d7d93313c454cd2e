"""What people may call a call: any words, but not the one that stands for calls without a name.

A kind called `unknown` could not be told from what resembles no kind: tables leave its calls out as if nobody had named
them, and the live page never says it.
"""

from __future__ import annotations

from coincide.errors import InputError
from coincide.records import LONGEST_NAME, UNKNOWN
from coincide.wording import plain_name


def given_name(text: object) -> str:
    """Return a name that a person typed, as it is stored (see `plain_name`).

    Raises
    ------
    InputError : it is not text, is empty or too long, or is `unknown` in any case.
    """
    if not isinstance(text, str):
        raise InputError(f"expected a name in quotes, such as 'trill', got {text!r}.")
    name = plain_name(text)
    if not name:
        raise InputError("expected a name, got an empty one. Type a name, or skip what you cannot tell.")
    if len(name) > LONGEST_NAME:
        most = f"at most {LONGEST_NAME} characters"
        raise InputError(f"expected a name of {most}, got {len(name):,}. Give a shorter one.")
    if name.casefold() == UNKNOWN:
        raise InputError(
            f"expected a name, got `{name}`, which stands for calls that no name fits. If you cannot tell what this "
            f"is, skip it or leave it without a name. If it is a kind of its own, call it `{name} 1`, for example."
        )
    return name

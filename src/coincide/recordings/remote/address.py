"""Addresses such as `s3://bucket/site` and `https://host/site`, and none that carries a secret.

What a person types is stored in the catalog and shown in messages. So an address with a password, a token or a signed
query is refused before anything else happens; credentials come from the environment or from fsspec's configuration.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from coincide.errors import InputError

WEB = ("http", "https")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_ORIGIN = re.compile(r"[^/]+//[^/?#]*")
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
"""Characters that would break the line of a list, and bytes that are no UTF-8."""
_SECRET = re.compile(r"(?<=://)[^/@]*@|[?#].*", re.DOTALL)
_CONFIGURED = (
    "Credentials belong in the environment or in fsspec's configuration, see https://filesystem-spec.readthedocs.io."
)


def is_address(text: str) -> bool:
    """Tell an address from a path of this computer.

    Examples
    --------
    >>> is_address("s3://bucket/site"), is_address("C:/recordings")
    (True, False)
    """
    return _ADDRESS.match(text) is not None


def checked(address: str) -> str:
    """Return an address that a person typed, without the slash at its end.

    Raises
    ------
    InputError : it carries a user, a password, a query, a fragment or control characters, is chained, or leads to files
        of this computer.

    Examples
    --------
    >>> checked("s3://bucket/site/")
    's3://bucket/site'
    """
    shown = without_secrets(address)
    scheme, rest = address.split("://", 1)
    if shown != address:
        raise InputError(
            f"expected an address without user, password and query, got more than `{shown}`. {_CONFIGURED}"
        )
    if _UNWRITABLE.search(address):
        raise InputError(f"expected an address in UTF-8 without control characters, got {address!a}. Correct it.")
    if "::" in address:
        raise InputError(f"expected one address, got the chain `{address}`. Give the address of a folder or recording.")
    if scheme.lower() in ("file", "local"):
        raise InputError(f"`{address}` is on this computer. Give its path.")
    if not rest.strip("/"):
        raise InputError(f"expected an address such as `s3://bucket/site`, got `{address}`. Give one with a folder.")
    return f"{scheme.lower()}://{rest.rstrip('/')}"


def without_secrets(address: str) -> str:
    """Return an address without user, password, query and fragment.

    Examples
    --------
    >>> without_secrets("https://me:secret@host/a.wav?signature=abc")
    'https://host/a.wav'
    """
    return _SECRET.sub("", address)


def scheme_of(address: str) -> str:
    """Return the first word of an address."""
    return address.split("://", 1)[0].lower()


def origin_of(address: str) -> str:
    """Return scheme and host, or bucket.

    Examples
    --------
    >>> origin_of("s3://bucket/site")
    's3://bucket'
    """
    found = _ORIGIN.match(address)
    return address if found is None else found.group()


def readable_name(address: str) -> str:
    """Return a part of an address as people write it: web servers write spaces as `%20`."""
    return unquote(address)

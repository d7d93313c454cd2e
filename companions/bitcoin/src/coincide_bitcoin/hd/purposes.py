"""BIPs 44, 49, 84 and 86: where wallets keep the keys of each kind of address.

All are m / purpose' / coin' / account' / change / index; the purpose is the number of the BIP, and says which script.
"""

from __future__ import annotations

from coincide_bitcoin.errors import InputError
from coincide_bitcoin.hd.extended_key import ExtendedKey
from coincide_bitcoin.hd.path import HARDENED, path_text
from coincide_bitcoin.networks import MAIN, Network

SCRIPTS = {44: "pkh({})", 49: "sh(wpkh({}))", 84: "wpkh({})", 86: "tr({})"}


def account_path(purpose: int, network: Network, account: int = 0) -> tuple[int, int, int]:
    """Steps to an account's key; coin 0 is the main net, 1 any other (SLIP 44).

    Raises
    ------
    InputError : another purpose, or an account that is not a number below 2^31.
    """
    if purpose not in SCRIPTS:
        raise InputError(f"the purpose must be one of {', '.join(map(str, SCRIPTS))}, got {purpose}")
    if not 0 <= account < HARDENED:
        raise InputError(f"the account must be from 0 to 2^31 - 1, got {account}")
    return purpose + HARDENED, (0 if network == MAIN else 1) + HARDENED, account + HARDENED


def account_descriptor(master: ExtendedKey, purpose: int, *, account: int = 0, change: int = 0) -> str:
    """The descriptor, without checksum, of all addresses of an account: public, with where its key comes from.

    `change` is 0 for addresses that are given out, 1 for change.
    """
    steps = account_path(purpose, master.network, account)
    origin = f"[{master.fingerprint.hex()}/{path_text(steps)}]"
    return SCRIPTS[purpose].format(f"{origin}{master.derive(steps).neuter().to_text()}/{change}/*")

"""`coincide-bitcoin derive SOURCE`: addresses of an account (BIPs 32, 39, 44, 49, 84, 86, SLIP 39) or of a descriptor.

Words and private keys are read from a file or from standard input, never from the command line, where other users of
the machine can see them. Nothing secret is printed.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from coincide_bitcoin import address
from coincide_bitcoin.cli.inputs import read_bytes
from coincide_bitcoin.descriptor import Descriptor
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.hd import ExtendedKey, account_descriptor, entropy_of, seed_of
from coincide_bitcoin.hd.purposes import SCRIPTS
from coincide_bitcoin.hd.shares import combine
from coincide_bitcoin.networks import NETWORKS, Network, network_named

_PRIVATE = ("xprv", "tprv")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "source",
        metavar="SOURCE",
        help="a file with mnemonic words, an extended key or a descriptor; - for standard input; or, if it is public, "
        "a descriptor itself",
    )
    parser.add_argument(
        "--purpose", type=int, choices=list(SCRIPTS), default=84, help="kind of addresses, as a BIP (default 84)"
    )
    parser.add_argument("--account", type=int, default=0, metavar="N", help="account number (default 0)")
    parser.add_argument("--change", action="store_true", help="list change addresses: the second of <0;1>")
    parser.add_argument(
        "--from", dest="start", type=int, default=0, metavar="N", help="index of the first address (default 0)"
    )
    parser.add_argument("--count", type=int, default=5, metavar="N", help="number of addresses (default 5)")
    parser.add_argument("--passphrase", type=Path, metavar="FILE", help="file with the passphrase of BIP 39 or SLIP 39")
    parser.add_argument("--shares", action="store_true", help="SOURCE holds shares of SLIP 39, one on each line")
    parser.add_argument("--network", choices=list(NETWORKS), default="regtest", help="network (default regtest)")
    parser.add_argument("--json", action="store_true", help="write JSON")


def run(given: argparse.Namespace) -> int:
    """Print the descriptor and its addresses."""
    network = network_named(given.network)
    if given.count < 1 or given.start < 0:
        raise InputError(f"--count must be at least 1 and --from at least 0, got {given.count} and {given.start}")
    descriptor = _descriptor(_source(given.source), network, given)
    indices = range(given.start, given.start + given.count) if descriptor.is_range else range(1)
    rows = [(index, script) for index in indices for script in descriptor.scripts(index)]
    text = "(it holds private keys)" if descriptor.has_private_keys else descriptor.with_checksum()
    if given.json:
        found = [
            {"index": index, "address": _address(script, network), "script": script.hex()} for index, script in rows
        ]
        print(json.dumps({"descriptor": text, "network": network.name, "addresses": found}))
        return 0
    print(text)
    for index, script in rows:
        print(f"{index:>6}  {_address(script, network) or script.hex()}")
    return 0


def _source(given: str) -> str:
    if given == "-":
        return sys.stdin.read().strip()
    if len(given) < 256 and Path(given).is_file():
        return read_bytes(Path(given)).decode("utf-8", errors="replace").strip()
    if "(" not in given or any(prefix in given for prefix in _PRIVATE):
        raise InputError("expected a file, - for standard input, or a descriptor without private keys")
    return given


def _descriptor(source: str, network: Network, given: argparse.Namespace) -> Descriptor:
    if given.shares:
        lines = [line for line in source.splitlines() if line.strip()]
        seed = combine(lines, passphrase=_passphrase(given.passphrase))
        return _of_account(ExtendedKey.from_seed(seed, network), given)
    if "(" in source:
        found = Descriptor.parse_all(source, network)
        if given.change and len(found) < 2:
            raise InputError("--change takes the second of <0;1> in the paths of a descriptor, and this one has none")
        return found[int(given.change)]
    if source.startswith((*_PRIVATE, "xpub", "tpub")):
        key = ExtendedKey.parse(source, network)
        if not key.is_private or key.depth:
            # The key of an account or below: its own children are meant.
            return Descriptor.parse(
                SCRIPTS[given.purpose].format(f"{key.neuter().to_text()}/{given.change:d}/*"), network
            )
    else:
        words = " ".join(source.split())
        entropy_of(words)
        key = ExtendedKey.from_seed(seed_of(words, _passphrase(given.passphrase)), network)
    return _of_account(key, given)


def _of_account(master: ExtendedKey, given: argparse.Namespace) -> Descriptor:
    text = account_descriptor(master, given.purpose, account=given.account, change=int(given.change))
    return Descriptor.parse(text, master.network)


def _passphrase(path: Path | None) -> str:
    return "" if path is None else read_bytes(path).decode("utf-8", errors="replace").rstrip("\r\n")


def _address(script: bytes, network: Network) -> str:
    try:
        return address.encode(script, network)
    except InputError:
        return ""

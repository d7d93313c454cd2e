"""`coincide-bitcoin verify-stamp PROOF`: what a stamp proves, against headers that the user trusts for their work."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from coincide_bitcoin.cli.catalogs import changed_since
from coincide_bitcoin.cli.chains import add_network, read_headers
from coincide_bitcoin.cli.inputs import read_bytes
from coincide_bitcoin.cli.stamp import PROVES
from coincide_bitcoin.errors import FileError, ParseError
from coincide_bitcoin.stamps import Stamp, StampFinding, Witness, verify_stamp


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("proof", metavar="PROOF", type=Path, help="an OpenTimestamps proof, which ends in .ots")
    parser.add_argument(
        "file", metavar="FILE", nargs="?", type=Path, help="what was stamped; PROOF without .ots if not given"
    )
    parser.add_argument("--of", type=Path, metavar="FILE", help="the file that the signature in a witness is about")
    parser.add_argument("--catalog", type=Path, metavar="DIR", help="the catalog whose labels were stamped")
    parser.add_argument(
        "--headers", type=Path, metavar="FILE", help="file of raw headers, starting with the network's first"
    )
    parser.add_argument("--chain", type=Path, metavar="FILE", help="a chain, from `node` or `stamp`")
    add_network(parser)


def run(given: argparse.Namespace) -> int:
    """Print what each attestation is worth; exit code 1 if none proves anything, or a signature is wrong."""
    try:
        stamp = Stamp.parse(read_bytes(given.proof))
    except ParseError as error:
        raise FileError(f"{given.proof}: {error}") from None
    data = read_bytes(given.file or given.proof.with_suffix(""))
    findings = verify_stamp(stamp, data, read_headers(given))
    for finding in findings:
        print(_line(finding))
    is_good = _check_witness(data, given.of)
    if given.catalog is not None:
        is_good &= _check_labels(given.catalog, given.of or given.file or given.proof.with_suffix(""))
    if not any(finding.is_proven for finding in findings) or not is_good:
        return 1
    print(PROVES)
    return 0


def _check_labels(catalog: Path, saved: Path) -> bool:
    """Name the labels that are not as they were stamped; False if there are any."""
    changed = changed_since(catalog, saved)
    for one in changed:
        print(f"changed     {one}")
    if not changed:
        print(f"labels      all as they were, in {catalog}")
    return not changed


def _line(finding: StampFinding) -> str:
    if finding.before is None:
        return f"not proven  {finding.attestation}: {finding.why}"
    before = f"{finding.before:%Y-%m-%d %H:%M:%S} UTC, give or take two hours"
    return f"proven      existed before {before}: {finding.attestation}"


def _check_witness(data: bytes, original: Path | None) -> bool:
    """Say whose signature it is, if the stamped file is a witness; False if it is wrong."""
    try:
        witness = Witness.from_json(data)
    except ParseError as error:
        if original is not None:
            raise FileError(f"the stamped file is not a witness, so --of has nothing to check: {error}") from None
        return True
    if not witness.is_signed:
        print(f"not signed  the signature is not that of key {witness.key.hex()}")
        return False
    print(f"signed      by key {witness.key.hex()}" + (f", about: {witness.about}" if witness.about else ""))
    if original is None:
        print(f"digest      {witness.digest.hex()}; give the file with --of to compare it")
        return True
    fits = hashlib.sha256(read_bytes(original)).digest() == witness.digest
    print(f"digest      {'is' if fits else 'is not'} that of {original}")
    return fits

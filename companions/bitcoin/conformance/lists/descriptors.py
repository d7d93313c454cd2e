"""Descriptors and their checksums (BIPs 380 to 387 and 389): those of the BIPs' own lists, read out of their text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from coincide_bitcoin.descriptor import Descriptor
from coincide_bitcoin.descriptor.checksum import checksum
from coincide_bitcoin.errors import BitcoinError
from coincide_bitcoin.networks import MAIN
from conformance.outcome import Judge, Outcome

_ITEM = re.compile(r"^(\*+) (.*)$")
_CODE = re.compile(r"<tt>(.*?)</tt>")


def checksums(vectors: Path) -> Iterator[Outcome]:
    """Descriptors with the checksum that Bitcoin Core gives them."""
    for case in json.loads((vectors / "vectors_extra" / "descriptor_checksums.json").read_text()):
        yield Outcome(case["desc"], checksum(case["desc"]) == case["checksum"])


def of_bip(number: int, vectors: Path) -> Iterator[Outcome]:
    """Valid descriptors with their scripts (of the first indices, if there is a `*`), and invalid ones."""
    text = (vectors / "bips" / f"bip-0{number}.mediawiki").read_text(encoding="utf-8")
    text = text.partition("Test Vectors==")[2].partition("==Backwards")[0]
    valid, _, invalid = text.partition("Invalid ")
    cases: list[tuple[str, list[str]]] = []
    for line in valid.splitlines():
        if (item := _ITEM.match(line)) is None or (code := _CODE.search(item[2])) is None:
            continue
        if item[1] == "*":
            cases.append((code[1], []))
        else:
            cases[-1][1].append(code[1])
    for descriptor, scripts in cases:
        yield _judge(descriptor, scripts)
    for line in invalid.splitlines():
        if (item := _ITEM.match(line)) is not None:
            yield _refused(_CODE.findall(item[2])[-1], item[2])


def of_bip_389(vectors: Path) -> Iterator[Outcome]:
    """Texts that stand for several descriptors, with these, and invalid ones."""
    text = (vectors / "bips" / "bip-0389.mediawiki").read_text(encoding="utf-8")
    text = text.partition("Test Vectors==")[2].partition("==Backwards")[0]
    valid, _, invalid = text.partition("Invalid ")
    for group in re.split(r"^\* ", valid, flags=re.MULTILINE)[1:]:
        whole, *parts = _CODE.findall(group)
        try:
            found = [one.text for one in Descriptor.parse_all(whole, MAIN)]
        except BitcoinError as error:
            found = [str(error)]
        yield Outcome(whole[:80], found == parts, f"gives {found}")
    for line in invalid.splitlines():
        if (item := _ITEM.match(line)) is not None:
            yield _refused(_CODE.findall(item[2])[-1], item[2])


def of_bip_380(vectors: Path) -> Iterator[Outcome]:
    """Checksums and key expressions, which BIP 380 lists by themselves: here they stand in pk()."""
    text = (vectors / "bips" / "bip-0380.mediawiki").read_text(encoding="utf-8").partition("==Test Vectors==")[2]
    checksummed, _, keys = text.partition("The following tests cover key expressions")
    for line in checksummed.splitlines():
        if (item := _ITEM.match(line)) is not None:
            descriptor = _CODE.findall(item[2])[-1]
            good = item[2].startswith(("Valid", "No checksum"))
            yield _judge(descriptor, []) if good else _refused(descriptor, item[2])
    valid, _, invalid = keys.partition("==Backwards")[0].partition("Invalid expression")
    for line in valid.splitlines():
        if (item := _ITEM.match(line)) is not None:
            yield _judge(f"pk({_CODE.findall(item[2])[-1]})", [])
    for line in invalid.splitlines():
        if (item := _ITEM.match(line)) is not None:
            yield _refused(f"pk({_CODE.findall(item[2])[-1]})", item[2])


def _judge(text: str, scripts: list[str]) -> Outcome:
    try:
        descriptor = Descriptor.parse(text, MAIN)
        indices = range(len(scripts)) if descriptor.is_range else range(1)
        found = [script.hex() for index in indices for script in descriptor.scripts(index)] if scripts else []
    except BitcoinError as error:
        return Outcome(text[:80], False, str(error))
    return Outcome(text[:80], found[: len(scripts)] == scripts, f"gives {found}")


def _refused(text: str, why: str) -> Outcome:
    try:
        Descriptor.parse_all(text, MAIN)
    except BitcoinError as error:
        return Outcome(why[:80], True, str(error))
    return Outcome(why[:80], False, "was accepted")


LISTS: dict[str, Judge] = {"descriptor-checksums": checksums, "bip380": of_bip_380, "bip389": of_bip_389}
LISTS |= {f"bip{number}": partial(of_bip, number) for number in range(381, 388)}

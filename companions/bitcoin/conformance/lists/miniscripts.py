"""Miniscript (BIP 379): types, scripts and costs of Bitcoin Core's fixed tests, in both kinds of script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coincide_bitcoin.descriptor.miniscript import Miniscript
from coincide_bitcoin.errors import BitcoinError
from conformance.outcome import Judge, Outcome


def miniscripts(vectors: Path) -> Iterator[Outcome]:
    """Each case as a witness script and as Tapscript."""
    for case in json.loads((vectors / "vectors_extra" / "miniscript_fixed_tests.json").read_text()):
        problems = [*_problems(case, is_tapscript=False), *_problems(case, is_tapscript=True)]
        yield Outcome(case["miniscript"][:60], not problems, "; ".join(problems))


def _problems(case: dict[str, Any], *, is_tapscript: bool) -> list[str]:
    context = "tapscript" if is_tapscript else "p2wsh"
    expected = case["valid"] and not case[f"{context}_invalid"]
    try:
        found = Miniscript.parse(case["miniscript"], is_tapscript=is_tapscript)
    except BitcoinError as error:
        return [f"{context}: {error}"] if expected else []
    if not expected:
        return [f"{context}: was accepted"]
    costs = found.limits()
    facts = {
        "non_malleable": not found.is_malleable,
        "needs_signature": found.needs_signature,
        "mixed_timelocks": found.mixes_locks,
        f"{context}_script": found.script().hex(),
        "ops": costs and costs.operations,
        "stack_items": costs and costs.items,
        "exec_stack_items": costs and costs.stack,
        "tapscript_witness_size" if is_tapscript else "witness_size": costs and costs.size,
    }
    return [
        f"{context} {name}: expected {case[name]}, got {value}"
        for name, value in facts.items()
        if case[name] is not None and case[name] != value
    ]


LISTS: dict[str, Judge] = {"miniscript": miniscripts}

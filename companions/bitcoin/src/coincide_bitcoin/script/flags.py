"""Which rules hold: the flags of Bitcoin Core's `interpreter.h`, as sets of names.

Consensus flags came with soft forks and decide whether a block is valid. Policy flags decide what a node relays. A
block is judged by the flags of its height, a transaction that is to be sent by STANDARD.
"""

from __future__ import annotations

from collections.abc import Iterable

from coincide_bitcoin.errors import InputError

P2SH = "P2SH"  # BIP 16
DERSIG = "DERSIG"  # BIP 66
CHECKLOCKTIMEVERIFY = "CHECKLOCKTIMEVERIFY"  # BIP 65
CHECKSEQUENCEVERIFY = "CHECKSEQUENCEVERIFY"  # BIP 112
NULLDUMMY = "NULLDUMMY"  # BIP 147
WITNESS = "WITNESS"  # BIP 141, 143
TAPROOT = "TAPROOT"  # BIP 341, 342

STRICTENC = "STRICTENC"  # keys in one of their two forms, known hash types
LOW_S = "LOW_S"  # BIP 146
SIGPUSHONLY = "SIGPUSHONLY"  # BIP 62, rule 2
MINIMALDATA = "MINIMALDATA"  # BIP 62, rules 3 and 4
CLEANSTACK = "CLEANSTACK"  # BIP 62, rule 6
MINIMALIF = "MINIMALIF"  # conditions of IF in version 0 are empty or 01
NULLFAIL = "NULLFAIL"  # BIP 146
WITNESS_PUBKEYTYPE = "WITNESS_PUBKEYTYPE"  # BIP 143: compressed keys
CONST_SCRIPTCODE = "CONST_SCRIPTCODE"  # no CODESEPARATOR, no deletion of signatures before segwit
DISCOURAGE_UPGRADABLE_NOPS = "DISCOURAGE_UPGRADABLE_NOPS"
DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM = "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM"
DISCOURAGE_UPGRADABLE_TAPROOT_VERSION = "DISCOURAGE_UPGRADABLE_TAPROOT_VERSION"
DISCOURAGE_UPGRADABLE_PUBKEYTYPE = "DISCOURAGE_UPGRADABLE_PUBKEYTYPE"
DISCOURAGE_OP_SUCCESS = "DISCOURAGE_OP_SUCCESS"

CONSENSUS = frozenset({P2SH, DERSIG, CHECKLOCKTIMEVERIFY, CHECKSEQUENCEVERIFY, NULLDUMMY, WITNESS, TAPROOT})
STANDARD = CONSENSUS | {
    STRICTENC,
    LOW_S,
    MINIMALDATA,
    CLEANSTACK,
    MINIMALIF,
    NULLFAIL,
    WITNESS_PUBKEYTYPE,
    CONST_SCRIPTCODE,
    DISCOURAGE_UPGRADABLE_NOPS,
    DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM,
    DISCOURAGE_UPGRADABLE_TAPROOT_VERSION,
    DISCOURAGE_UPGRADABLE_PUBKEYTYPE,
    DISCOURAGE_OP_SUCCESS,
}
ALL = STANDARD | {SIGPUSHONLY}


def flags_named(names: Iterable[str]) -> frozenset[str]:
    """The flags of these names.

    Raises
    ------
    InputError : one is unknown, or lacks another that it stands on: WITNESS needs P2SH, CLEANSTACK needs both.
    """
    found = frozenset(names)
    unknown = sorted(found - ALL)
    if unknown:
        raise InputError(f"expected flags among {', '.join(sorted(ALL))}; got {', '.join(unknown)}")
    if WITNESS in found and P2SH not in found:
        raise InputError("the flag WITNESS needs P2SH")
    if CLEANSTACK in found and not found >= {P2SH, WITNESS}:
        raise InputError("the flag CLEANSTACK needs P2SH and WITNESS")
    return found

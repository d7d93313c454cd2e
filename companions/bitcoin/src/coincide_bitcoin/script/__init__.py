"""Script: the language that says who may spend an output (Song 2019, chapters 6 to 8 and 13).

opcodes       names and numbers
script        a script as bytes, operations and text
numbers       numbers on the stack
flags         which rules hold
failure       why a script fails
machine       the state of a run
interpreter   the run: EvalScript
operations/   what each opcode does
encodings     how signatures and keys must be written
deletion      FindAndDelete
sighash       what is signed: legacy, BIP 143, BIP 341
taproot       trees of scripts: BIP 341
checker       what a script asks of its transaction
witness       witness programs: BIP 141, 341, 342
verify        whether an input may spend its output: VerifyScript
standard      p2pkh, p2sh, p2wsh, p2tr and their kin
sigops        operations with signatures, by BIP 141's count
"""

from __future__ import annotations

from coincide_bitcoin.script.flags import CONSENSUS as CONSENSUS
from coincide_bitcoin.script.flags import STANDARD as STANDARD
from coincide_bitcoin.script.flags import flags_named as flags_named
from coincide_bitcoin.script.machine import Step as Step
from coincide_bitcoin.script.script import Operation as Operation
from coincide_bitcoin.script.script import Script as Script
from coincide_bitcoin.script.script import push as push
from coincide_bitcoin.script.sighash import SignatureHasher as SignatureHasher
from coincide_bitcoin.script.sigops import legacy_sigops as legacy_sigops
from coincide_bitcoin.script.sigops import sigop_cost as sigop_cost
from coincide_bitcoin.script.verify import Verdict as Verdict
from coincide_bitcoin.script.verify import verify_input as verify_input
from coincide_bitcoin.script.verify import verify_transaction as verify_transaction

"""Bitcoin's rules in readable Python.

errors, hashes, wire, networks    the ground
curve/         secp256k1 on integers: ECDSA, Schnorr
encoding/      base58, bech32, DER, SEC, WIF
backend/       pure Python, or libsecp256k1
keys           private and public keys
musig/         several keys that sign as one
transaction/   inputs, outputs, witnesses; rules, weight, fees
script/        opcodes, interpreter, what is signed, Taproot; whether an input may spend its output
address        addresses of scripts
hd/            mnemonics and extended keys
descriptor/    scripts as text
psbt/          transactions on their way to be signed
message        signed messages
silent_payments/   one address, payments that nobody links
filters/       is there anything for me in this block?
block/         headers, blocks, Merkle proofs
chain/         which blocks count, and what is left to spend
wallet         outputs of descriptors
stamps/        that a file existed before a time
net/           nodes on loopback
explain/       every byte of it
cli/           the command
"""

from __future__ import annotations

from coincide_bitcoin.backend import PURE as PURE
from coincide_bitcoin.block import Block as Block
from coincide_bitcoin.block import BlockHeader as BlockHeader
from coincide_bitcoin.chain import Chain as Chain
from coincide_bitcoin.chain import HeaderChain as HeaderChain
from coincide_bitcoin.descriptor import Descriptor as Descriptor
from coincide_bitcoin.errors import BitcoinError as BitcoinError
from coincide_bitcoin.errors import FileError as FileError
from coincide_bitcoin.errors import InputError as InputError
from coincide_bitcoin.errors import ParseError as ParseError
from coincide_bitcoin.errors import SigningError as SigningError
from coincide_bitcoin.hd import ExtendedKey as ExtendedKey
from coincide_bitcoin.keys import PrivateKey as PrivateKey
from coincide_bitcoin.keys import PublicKey as PublicKey
from coincide_bitcoin.networks import MAIN as MAIN
from coincide_bitcoin.networks import REGTEST as REGTEST
from coincide_bitcoin.networks import SIGNET as SIGNET
from coincide_bitcoin.networks import TEST as TEST
from coincide_bitcoin.psbt import Psbt as Psbt
from coincide_bitcoin.script import CONSENSUS as CONSENSUS
from coincide_bitcoin.script import STANDARD as STANDARD
from coincide_bitcoin.script import Script as Script
from coincide_bitcoin.script import Verdict as Verdict
from coincide_bitcoin.script import verify_transaction as verify_transaction
from coincide_bitcoin.stamps import Stamp as Stamp
from coincide_bitcoin.transaction import Input as Input
from coincide_bitcoin.transaction import OutPoint as OutPoint
from coincide_bitcoin.transaction import Output as Output
from coincide_bitcoin.transaction import Transaction as Transaction
from coincide_bitcoin.wallet import Wallet as Wallet

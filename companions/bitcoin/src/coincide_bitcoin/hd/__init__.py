"""Many keys from one secret.

mnemonic        words for entropy, and a seed from words (BIP 39)
shares/         the seed shared out as words of which some are enough (SLIP 39)
extended_key    keys that have children (BIP 32)
path            which child of which child
purposes        where wallets keep the keys of each kind of address (BIPs 44, 49, 84, 86)
"""

from __future__ import annotations

from coincide_bitcoin.hd.extended_key import ExtendedKey as ExtendedKey
from coincide_bitcoin.hd.mnemonic import entropy_of as entropy_of
from coincide_bitcoin.hd.mnemonic import mnemonic_of as mnemonic_of
from coincide_bitcoin.hd.mnemonic import seed_of as seed_of
from coincide_bitcoin.hd.path import parse_path as parse_path
from coincide_bitcoin.hd.purposes import account_descriptor as account_descriptor

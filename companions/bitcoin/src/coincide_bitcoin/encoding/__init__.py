"""Keys, signatures and addresses as bytes and text.

base58    base58 and base58check           Song 2019, chapter 4
bech32    bech32 and bech32m               BIP 173, BIP 350
der       ECDSA signatures                 BIP 66; and as leniently as old blocks need
sec       points                           SEC 1, section 2.3.3
wif       private keys                     Song 2019, chapter 4
"""

from __future__ import annotations

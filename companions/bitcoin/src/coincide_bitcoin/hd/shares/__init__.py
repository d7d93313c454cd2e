"""Shares of a secret, as words (SLIP 39).

secret    shared out among groups and their members, and brought back
share     the words of one share
field     polynomials through points
cipher    the passphrase
"""

from __future__ import annotations

from coincide_bitcoin.hd.shares.secret import combine as combine
from coincide_bitcoin.hd.shares.secret import share_out as share_out
from coincide_bitcoin.hd.shares.share import Share as Share

"""Nodes that speak to each other, on loopback (Song 2019, chapter 10).

envelope    magic, command, length, checksum
messages    payloads
peer        a connection, and the handshake
node        serves a chain
sync        headers first, then blocks
light       headers, and only the transactions that match a filter
"""

from __future__ import annotations

from coincide_bitcoin.net.light import find_transactions as find_transactions
from coincide_bitcoin.net.node import Node as Node
from coincide_bitcoin.net.peer import Peer as Peer
from coincide_bitcoin.net.peer import connect as connect
from coincide_bitcoin.net.sync import sync as sync

"""A chain on the disk, as Bitcoin Core keeps its blocks, undo data and coins: here in one SQLite file.

A block and all that it changes become permanent together or not at all, so a process that is killed at any moment
leaves a whole chain behind. Of a power cut the last blocks may be lost, never the order: the file is in WAL mode and is
synchronized with the disk at each checkpoint, not at each block.
"""

from __future__ import annotations

import weakref
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from coincide_bitcoin.block.block import Block
from coincide_bitcoin.chain.coins import BlockChange, Coin, read_undo
from coincide_bitcoin.errors import FileError
from coincide_bitcoin.transaction.transaction import OutPoint, Output

FORMAT = 1
_TABLES = """
CREATE TABLE state (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE block (number INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, raw BLOB NOT NULL, undo BLOB);
CREATE TABLE coin (
    point BLOB PRIMARY KEY, height INTEGER NOT NULL, is_coinbase INTEGER NOT NULL, value INTEGER NOT NULL,
    script BLOB NOT NULL
) WITHOUT ROWID;
"""


class ChainStore:
    """The file of one chain.

    Parameters
    ----------
    path : the file, made if it is not there; ":memory:" for none.
    network : name of the network, which the file is bound to.

    Raises
    ------
    FileError : it cannot be opened, is no chain, or is one of another network.
    """

    def __init__(self, path: Path | str, network: str) -> None:
        import sqlite3  # most programs that import this package keep no chain

        opened: sqlite3.Connection | None = None
        try:
            self._db = opened = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            version = self._make_tables(network)
            if version != FORMAT:
                raise sqlite3.DatabaseError(f"its format is {version}, expected {FORMAT}")
            found = self._state("network").decode()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if opened is not None:
                opened.close()
            raise FileError(f"{path} is not a chain, or cannot be opened: {error}") from None
        # Python 3.13 warns of connections that are let go of unclosed; who is done with a chain may just forget it.
        weakref.finalize(self, opened.close)
        if found != network:
            self.close()
            raise FileError(f"{path} is a chain of the network {found}, expected {network}; choose another file")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Generator[None]:
        """What happens inside becomes permanent together, or not at all if it raises."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @property
    def tip(self) -> bytes | None:
        """Hash of the block whose coins these are; None before the first."""
        return self._state("tip") or None

    def coin(self, point: OutPoint) -> Coin | None:
        """The coin at an output, None if there is none or it is spent."""
        row = self._db.execute(
            "SELECT value, script, height, is_coinbase FROM coin WHERE point = ?", (point.serialize(),)
        ).fetchone()
        return None if row is None else Coin(Output(row[0], row[1]), row[2], bool(row[3]))

    def coins(self) -> Iterator[tuple[OutPoint, Coin]]:
        """All coins."""
        for point, height, is_coinbase, value, script in self._db.execute("SELECT * FROM coin"):
            key = OutPoint(point[:32], int.from_bytes(point[32:], "little"))
            yield key, Coin(Output(value, script), height, bool(is_coinbase))

    def raw_block(self, block_hash: bytes) -> bytes | None:
        """The bytes of a block, None if it is not here."""
        row = self._db.execute("SELECT raw FROM block WHERE hash = ?", (block_hash,)).fetchone()
        return None if row is None else row[0]

    def raw_headers(self) -> list[bytes]:
        """Headers of all blocks, in the order in which they came."""
        return [row[0] for row in self._db.execute("SELECT substr(raw, 1, 80) FROM block ORDER BY number")]

    def add_block(self, block_hash: bytes, raw: bytes) -> None:
        """Keep a block, without its coins."""
        self._db.execute("INSERT INTO block (hash, raw) VALUES (?, ?)", (block_hash, raw))

    def remove_blocks(self, hashes: Iterable[bytes]) -> None:
        """Forget blocks."""
        self._db.executemany("DELETE FROM block WHERE hash = ?", [(one,) for one in hashes])

    def connect(self, block_hash: bytes, change: BlockChange) -> None:
        """Apply what a block does to the coins, and make it the tip."""
        self._remove_coins(change.spent)
        self._add_coins(change.created.items())
        self._db.execute("UPDATE block SET undo = ? WHERE hash = ?", (change.undo_bytes(), block_hash))
        self._set_tip(block_hash)

    def disconnect(self, block: Block, points: Iterable[OutPoint]) -> None:
        """Take back what the tip did to the coins; `points` are its outputs."""
        row = self._db.execute("SELECT undo FROM block WHERE hash = ?", (block.hash,)).fetchone()
        self._remove_coins(points)
        self._add_coins(read_undo(row[0]).items())
        self._db.execute("UPDATE block SET undo = NULL WHERE hash = ?", (block.hash,))
        self._set_tip(block.header.previous)

    def _add_coins(self, coins: Iterable[tuple[OutPoint, Coin]]) -> None:
        rows = [
            (point.serialize(), coin.height, coin.is_coinbase, coin.output.value, coin.output.script_pubkey)
            for point, coin in coins
        ]
        self._db.executemany("INSERT OR REPLACE INTO coin VALUES (?, ?, ?, ?, ?)", rows)

    def _remove_coins(self, points: Iterable[OutPoint]) -> None:
        self._db.executemany("DELETE FROM coin WHERE point = ?", [(point.serialize(),) for point in points])

    def _set_tip(self, block_hash: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO state VALUES ('tip', ?)", (block_hash,))

    def _state(self, name: str) -> bytes:
        row = self._db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return b"" if row is None else row[0]

    def _make_tables(self, network: str) -> int:
        """Make the tables of a new file; the number of the file's format."""
        with self.transaction():
            if self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                for statement in _TABLES.split(";"):
                    self._db.execute(statement)
                self._db.execute("INSERT INTO state VALUES ('network', ?)", (network.encode(),))
                self._db.execute(f"PRAGMA user_version = {FORMAT}")
            return self._db.execute("PRAGMA user_version").fetchone()[0]

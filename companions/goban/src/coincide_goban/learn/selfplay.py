"""Games of a search against itself, as lessons: where it looked, who won, who owned what.

Games are kept in shards of 25, compressed; game k depends on the seed and k alone, so a killed run goes on where it
stopped and several machines may share the work. A file beside them says how they were made, so that no run mixes in
others.

One game has only one result, so the value needs many games, while the policy needs deep searches. So only some moves
may get all the playouts, the others a fifth (playout cap randomization, Wu 2019, section 3.1). The visits of a quick
search are not kept.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from coincide_goban.board.points import place_of, point_at
from coincide_goban.compiled import board as compiled
from coincide_goban.compiled import layout, tree
from coincide_goban.errors import RecordError, UsageError
from coincide_goban.files import read_bytes, write_whole
from coincide_goban.search.choice import Choice, Position

GAMES_PER_SHARD = 25
SETTINGS = "settings.json"
# Early moves are drawn by visits, so that games differ.
SAMPLED_MOVES = 12
MAX_RANDOM_MOVES = 4
# A game whose winner is this sure for four moves is stopped, save one of four, which teaches the endgame.
SURE = 0.97
# A quick search gets one of so many playouts.
QUICK = 5


class Search(Protocol):
    """Whatever can be asked for a move in a position."""

    def choose(self, position: Position, *, playouts: int | None = None, seconds: float | None = None) -> Choice: ...


@dataclass(frozen=True)
class Lesson:
    """One game.

    Attributes
    ----------
    size : points a side.
    moves : the points in order, row * size + column from the lower left, size * size for pass; uint16.
    visits : per move and place (pass last) the share of visits, in 255ths of the largest; zero for a quick search or
    none. The first search of a game is a full one, so before it there was none.
    black_rates : per move, black's win rate as the search saw it, in 255ths.
    owner : per point, -127 white's to 127 black's, at the end.
    black_wins : 1.0, 0.0, or 0.5 for a tie.
    """

    size: int
    moves: np.ndarray
    visits: np.ndarray
    black_rates: np.ndarray
    owner: np.ndarray
    black_wins: float


def play_lesson(
    make_search: Callable[[np.random.Generator], Search],
    *,
    size: int,
    komi: float,
    playouts: int,
    full_share: float = 1.0,
    rng: np.random.Generator,
) -> Lesson:
    """Play one game; `full_share` of its searches get all the playouts."""
    search = make_search(rng)
    board = layout.blank(size)
    past = [int(tree.position_key(board, 1.0))]
    moves: list[int] = []
    visits: list[np.ndarray] = []
    rates: list[int] = []
    random_moves = int(rng.integers(0, MAX_RANDOM_MOVES + 1))
    plays_on = rng.random() < 0.25
    sure = 0
    choice = None
    while board[layout.INFO, layout.PASSES] < 2 and len(moves) < 3 * size * size:
        black = board[layout.INFO, layout.TO_PLAY] == layout.BLACK
        if len(moves) < random_moves:
            move = _random_move(board, rng)
            visits.append(np.zeros(size * size + 1, np.uint8))
            rates.append(128)
        else:
            is_full = choice is None or full_share == 1 or rng.random() < full_share
            position = Position(board.copy(), komi, "positional", tuple(past))
            choice = search.choose(position, playouts=playouts if is_full else max(playouts // QUICK, 1))
            move = _draw(choice, rng) if len(moves) < SAMPLED_MOVES else choice.move
            visits.append(_shares(choice, size) * is_full)
            rates.append(round(255 * (choice.win_rate if black else 1 - choice.win_rate)))
            sure = sure + 1 if not 255 * (1 - SURE) < rates[-1] < 255 * SURE else 0
        moves.append(place_of(move, size))
        compiled.play(board, move)
        past.append(int(tree.position_key(board, 1.0)))
        if sure >= 4 and not plays_on:
            break
    margin = compiled.area_margin(board)
    finished = board[layout.INFO, layout.PASSES] >= 2
    black_wins = (margin > komi) if finished else rates[-1] > 127
    knows_owners = choice is not None and choice.ownership.size > 0
    owner = choice.ownership if choice is not None and knows_owners and not finished else _final_owner(board)
    return Lesson(
        size=size,
        moves=np.array(moves, np.uint16),
        visits=np.array(visits, np.uint8),
        black_rates=np.array(rates, np.uint8),
        owner=_inside(np.round(owner * 127).astype(np.int8), size),
        black_wins=float(black_wins),
    )


def _inside(frame: np.ndarray, size: int) -> np.ndarray:
    """The points of the board out of a row with its frame."""
    return frame[[point_at(k, size) for k in range(size * size)]]


def _final_owner(board: np.ndarray) -> np.ndarray:
    owner = np.zeros(board.shape[1], np.int64)
    from coincide_goban.compiled.playout import settled_margin

    settled_margin(board, owner, 1)
    return owner


def _random_move(board: np.ndarray, rng: np.random.Generator) -> int:
    """Any legal point, as a start nobody chose."""
    color = int(board[layout.INFO, layout.TO_PLAY])
    empties = board[layout.EMPTIES, : board[layout.INFO, layout.N_EMPTY]]
    return int(rng.choice([p for p in empties if compiled.is_legal(board, int(p), color)]))


def _draw(choice: Choice, rng: np.random.Generator) -> int:
    """A move in proportion to its visits; those of few visits were never meant."""
    candidates = [c for c in choice.candidates if c.visits * 20 >= choice.candidates[0].visits and c.move > 0]
    if not candidates:
        return choice.move
    weights = np.array([c.visits for c in candidates], float)
    return candidates[int(rng.choice(len(candidates), p=weights / weights.sum()))].move


def _shares(choice: Choice, size: int) -> np.ndarray:
    shares = np.zeros(size * size + 1)
    for candidate in choice.candidates:
        shares[place_of(candidate.move, size)] = candidate.visits
    return np.round(255 * shares / max(shares.max(), 1)).astype(np.uint8)


def make_games(
    folder: Path,
    make_search: Callable[[np.random.Generator], Search],
    *,
    games: int,
    size: int = 9,
    komi: float = 7.5,
    playouts: int = 800,
    full_share: float = 1.0,
    network: str = "",
    seed: int = 0,
) -> Iterator[int]:
    """Play games into shards of `folder` until there are `games`; yields how many there are after each shard.

    Parameters
    ----------
    network : names the network that searches, empty for none.

    Raises
    ------
    UsageError : the folder has games that were made in another way.
    RecordError : the folder cannot be written to, or a shard in it is damaged.
    """
    settings = {"size": size, "komi": komi, "playouts": playouts, "full": full_share, "network": network, "seed": seed}
    _check_same(folder, settings)
    for shard in range(-(-games // GAMES_PER_SHARD)):
        path = folder / f"games-{shard:04d}.npz"
        lessons = read_shard(path) if path.exists() else []
        first, last = shard * GAMES_PER_SHARD, min((shard + 1) * GAMES_PER_SHARD, games)
        if first + len(lessons) < last:
            lessons += [
                play_lesson(
                    make_search,
                    size=size,
                    komi=komi,
                    playouts=playouts,
                    full_share=full_share,
                    rng=np.random.default_rng([seed, k]),
                )
                for k in range(first + len(lessons), last)
            ]
            write_whole(path, packed(lessons))
        yield last


def _check_same(folder: Path, settings: Mapping[str, object]) -> None:
    """Refuse to go on with other settings than those that lie in a folder; write them if there are none."""
    path = folder / SETTINGS
    if not path.exists():
        if any(folder.glob("games-*.npz")):
            raise UsageError(f"{folder} has games, but no {SETTINGS} that says how they were made; give another folder")
        write_whole(path, json.dumps(settings).encode())
        return
    try:
        before = json.loads(read_bytes(path))
        differ = next((name for name, value in settings.items() if before[name] != value), None)
    except (ValueError, LookupError, TypeError):
        raise RecordError(
            f"{path} is damaged; delete it if you know that the games beside it were made in the same way"
        ) from None
    if differ is not None:
        raise UsageError(
            f"the games in {folder} were made with {differ} {str(before[differ]) or 'none'}, got "
            f"{str(settings[differ]) or 'none'}; give the same, or another folder"
        )


def packed(lessons: list[Lesson]) -> bytes:
    """A shard's content."""
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        size=np.array(lessons[0].size),
        lengths=np.array([len(lesson.moves) for lesson in lessons]),
        moves=np.concatenate([lesson.moves for lesson in lessons]),
        visits=np.concatenate([lesson.visits for lesson in lessons]),
        black_rates=np.concatenate([lesson.black_rates for lesson in lessons]),
        owner=np.stack([lesson.owner for lesson in lessons]),
        black_wins=np.array([lesson.black_wins for lesson in lessons]),
    )
    return stream.getvalue()


def read_shard(path: Path) -> list[Lesson]:
    """The games of a shard.

    Raises
    ------
    RecordError : the file is not one, or is damaged.
    """
    try:
        with np.load(io.BytesIO(read_bytes(path)), allow_pickle=False) as stored:
            size = int(stored["size"])
            ends = np.cumsum(stored["lengths"])[:-1]
            columns = [np.split(stored[name], ends) for name in ("moves", "visits", "black_rates")]
            return [
                Lesson(size, moves, visits, rates, owner, float(wins))
                for moves, visits, rates, owner, wins in zip(
                    *columns, stored["owner"], stored["black_wins"], strict=True
                )
            ]
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise RecordError(f"{path} is not a shard of games: {error}; delete it, and the next run rebuilds it") from None

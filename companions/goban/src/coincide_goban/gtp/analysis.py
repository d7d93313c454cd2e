"""What the engine says while it thinks, in the form that Lizzie, Sabaki and KaTrain read."""

from __future__ import annotations

from coincide_goban.board.points import point_at, point_name
from coincide_goban.search.choice import Candidate, Choice


def lz_line(choice: Choice, size: int) -> str:
    """A line as Leela Zero's `lz-analyze` writes it: win rates in hundredths of a percent."""
    infos = [
        f"info move {point_name(c.move, size)} visits {c.visits} winrate {round(10_000 * c.win_rate)} "
        f"prior {round(10_000 * c.prior)} lcb {round(10_000 * c.win_rate)} order {order} "
        f"pv {' '.join(point_name(p, size) for p in c.line)}"
        for order, c in enumerate(_shown(choice))
    ]
    return " ".join(infos)


def kata_line(choice: Choice, size: int, *, ownership: bool = False, is_black: bool = True) -> str:
    """A line as KataGo's `kata-analyze` writes it: win rates from 0 to 1, and whose each point ends up.

    The ownership runs from the upper left, row by row, 1 for whoever is to play.
    """
    infos = [
        f"info move {point_name(c.move, size)} visits {c.visits} winrate {c.win_rate:.4f} scoreMean 0 scoreStdev 0 "
        f"scoreLead 0 prior {c.prior:.4f} lcb {c.win_rate:.4f} utility {2 * c.win_rate - 1:.4f} order {order} "
        f"pv {' '.join(point_name(p, size) for p in c.line)}"
        for order, c in enumerate(_shown(choice))
    ]
    line = " ".join(infos)
    if ownership and choice.ownership.size:
        sign = 1 if is_black else -1
        places = [(size - 1 - k // size) * size + k % size for k in range(size * size)]
        line += " ownership " + " ".join(f"{sign * choice.ownership[point_at(k, size)]:.3f}" for k in places)
    return line


def _shown(choice: Choice) -> list[Candidate]:
    return [c for c in choice.candidates[:20] if c.visits > 0]

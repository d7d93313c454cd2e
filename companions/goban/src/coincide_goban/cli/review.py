"""`coincide-goban review GAME`: who was ahead when, and which moves cost most."""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="a record")
    parser.add_argument("--out", type=Path, help="where to write the picture, an SVG; next to the record by default")
    parser.add_argument("--playouts", type=int, default=2000, help="playouts per move (default 2000)")
    parser.add_argument("--seed", type=int, default=0, help="seed of all random choices (default 0)")
    parser.add_argument("--json", action="store_true", help="rates and mistakes as one line of JSON")


def run(given: argparse.Namespace) -> None:
    import numpy as np

    from coincide_goban.board.points import COLOR_NAMES, point_name
    from coincide_goban.files import read_bytes, write_whole
    from coincide_goban.records import game_of, read_sgf
    from coincide_goban.review.picture import curve
    from coincide_goban.review.rates import black_rates, mistakes
    from coincide_goban.search.monte_carlo import TreeSearch

    root = read_sgf(read_bytes(given.path), repair=True)[0]
    game = game_of(root)
    search = TreeSearch(capacity=400_000, rng=np.random.default_rng(given.seed))
    seen = list(black_rates(game, search, playouts=given.playouts))
    rates, choices = [rate for rate, _ in seen], [choice for _, choice in seen]
    found = mistakes(game, rates, choices)
    out = given.out or given.path.with_suffix(".svg")
    title = f"{root.get('PB', 'black')} – {root.get('PW', 'white')}: black's win rate"
    write_whole(out, curve(rates, found, title=title, size=game.size).encode())
    if given.json:
        rows = [
            {
                "move": m.number,
                "color": COLOR_NAMES[m.color],
                "played": point_name(m.played, game.size),
                "better": point_name(m.better, game.size),
                "loss": round(m.loss, 3),
            }
            for m in found
        ]
        print(json.dumps({"rates": [round(rate, 3) for rate in rates], "mistakes": rows, "picture": str(out)}))
        return
    for m in found:
        played, better = point_name(m.played, game.size), point_name(m.better, game.size)
        who = COLOR_NAMES[m.color]
        print(f"move {m.number}: {who} {played} cost {100 * m.loss:.0f}% of the win rate; {better} was better")
    print(f"{len(game.turns)} moves, {len(found)} mistakes; picture: {out}")

"""`coincide-goban train`: train a network on lessons, on records, or by games against itself."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coincide_goban.agents.catalog import LEARNED
from coincide_goban.errors import UsageError

# Options of one way to train, which say nothing to the other.
_OF_LESSONS = {"epochs": 12, "planes": 17, "bfloat16": False}
_OF_ROUNDS = {"rounds": 100, "games": 64, "size": 9, "komi": 7.5}


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "lessons", type=Path, nargs="?", help="folder of games from `selfplay`; with --records, of game records"
    )
    parser.add_argument(
        "--how",
        choices=["lessons", *LEARNED],
        default="lessons",
        help="from LESSONS, or from its own games by policy gradient (reinforce), action values (q), or advantages",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the network; a stopped run continues there")
    parser.add_argument("--channels", type=int, default=32, help="channels of the trunk (default 32)")
    parser.add_argument("--blocks", type=int, default=3, help="residual blocks (default 3)")
    parser.add_argument("--seed", type=int, default=0, help="seed of all random choices (default 0)")
    from_lessons = parser.add_argument_group("from lessons")
    from_lessons.add_argument(
        "--records", type=int, metavar="SIZE", help="LESSONS are game records; use those of this board size"
    )
    from_lessons.add_argument(
        "--planes",
        type=int,
        choices=(11, 17),
        help="planes of a position: 17 with tactics, 11 without; 17 if not given",
    )
    from_lessons.add_argument("--epochs", type=int, help="passes over all positions, 12 if not given")
    from_lessons.add_argument(
        "--bfloat16",
        action="store_true",
        default=None,
        help="compute in 16 bits: twice as fast on processors with instructions for it, slower on others",
    )
    own = parser.add_argument_group("from its own games")
    own.add_argument("--rounds", type=int, help="rounds of playing and then learning, 100 if not given")
    own.add_argument("--games", type=int, help="games per round, 64 if not given")
    own.add_argument("--size", type=int, help="points per side, 9 if not given")
    own.add_argument("--komi", type=float, help="points for white, 7.5 if not given")
    own.add_argument("--start", type=Path, help="start from this network, and keep its size")


def run(given: argparse.Namespace) -> None:
    try:
        importlib.import_module("coincide_goban.learn.model")
    except ModuleNotFoundError as error:
        raise UsageError(f"training needs {error.name}: pip install coincide-goban[learn]") from None
    if given.how == "lessons":
        for option in _present(given, [*_OF_ROUNDS, "start"]):
            name = option.partition(" ")[0]
            raise UsageError(f"{name} needs --how reinforce, q or actor-critic; leave out `{option}`, or add --how")
        _train_on_lessons(given)
    else:
        for option in _present(given, ["lessons", "records", *_OF_LESSONS]):
            raise UsageError(f"--how {given.how} plays its own games; leave out `{option}`")
        _learn_from_own_games(given)


def _present(given: argparse.Namespace, names: list[str]) -> list[str]:
    """Those of some arguments that were given, as they were."""
    values = {name: getattr(given, name) for name in names}
    return [
        f"{value}" if name == "lessons" else f"--{name} {value}" for name, value in values.items() if value is not None
    ]


def _train_on_lessons(given: argparse.Namespace) -> None:
    from coincide_goban.learn.from_records import lessons_from_records
    from coincide_goban.learn.lessons import positions_of, read_positions
    from coincide_goban.learn.train import Plan, train
    from coincide_goban.network.shape import Shape

    if given.lessons is None:
        raise UsageError("expected a folder of lessons, got none; make one with `selfplay`, or give --how")
    filled = _filled(given, _OF_LESSONS)
    n_planes = filled.pop("planes")
    if given.records is None:
        positions = read_positions(given.lessons, n_planes=n_planes)
    else:
        positions = positions_of(list(lessons_from_records(given.lessons, size=given.records)), n_planes=n_planes)
    print(f"{len(positions)} positions of {positions.games.max() + 1} games", flush=True)
    shape = Shape(planes=n_planes, channels=given.channels, blocks=given.blocks)
    plan = Plan(seed=given.seed, **filled)
    for epoch in train(positions, given.out, shape=shape, plan=plan):
        print(
            f"epoch {epoch.number + 1}: policy {epoch.policy_loss:.3f}, value {epoch.value_loss:.3f}, "
            f"top-1 {100 * epoch.top1:.1f}%",
            flush=True,
        )


def _learn_from_own_games(given: argparse.Namespace) -> None:
    from coincide_goban.learn.rounds import RoundsPlan, learn
    from coincide_goban.network.shape import Shape
    from coincide_goban.network.store import load_network

    start, shape = None, Shape(channels=given.channels, blocks=given.blocks)
    if given.start is not None:
        start, shape = load_network(given.start)
    plan = RoundsPlan(how=given.how, seed=given.seed, **_filled(given, _OF_ROUNDS))
    for row in learn(given.out, shape=shape, plan=plan, start=start):
        print(
            f"round {row.number + 1}: loss {row.loss:+.4f}, black wins {100 * row.black_wins:.0f}%, "
            f"{row.length:.0f} moves a game",
            flush=True,
        )


def _filled(given: argparse.Namespace, defaults: Mapping[str, float]) -> dict[str, Any]:
    """The options as given, or else their defaults."""
    values = {name: getattr(given, name) for name in defaults}
    return {name: default if values[name] is None else values[name] for name, default in defaults.items()}

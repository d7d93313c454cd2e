"""Learning from games of the network against itself, round by round: play, learn from what happened, play again.

There are three ways to learn: `reinforce`, `q_learning` and `actor_critic`. Round k depends only on the seed, k and the
weights before it, and each round leaves a checkpoint, so a killed run goes on as if it had not been stopped.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from coincide_goban.board.points import check_size
from coincide_goban.errors import UsageError
from coincide_goban.learn import actor_critic, q_learning, reinforce
from coincide_goban.learn.checkpoint import keep, put_weights, resume
from coincide_goban.learn.episodes import Experience, Picker, play_games
from coincide_goban.learn.model import DualHead
from coincide_goban.network.forward import Network
from coincide_goban.network.shape import Shape
from coincide_goban.network.store import save_network


@dataclass(frozen=True)
class Method:
    """How a round is played, by the network and the progress from 0 to 1, and what is made small afterwards.

    `batch` is the positions a step: many for a policy, as after a few steps the games are no longer its own.
    """

    picker: Callable[[Network, float], Picker]
    loss: Callable[[DualHead, Experience], torch.Tensor]
    batch: int


METHODS = {
    "reinforce": Method(lambda network, _: reinforce.by_policy(network), reinforce.loss, 1024),
    "q": Method(q_learning.by_value, q_learning.loss, 256),
    "actor-critic": Method(lambda network, _: reinforce.by_policy(network), actor_critic.loss, 1024),
}


@dataclass(frozen=True, kw_only=True)
class RoundsPlan:
    """How to learn; a checkpoint goes on only under the same plan.

    Attributes
    ----------
    how : one of `METHODS`.
    rounds, games : how often to play so many games and learn from them.
    size, komi : what is played.
    rate : the length of steps (Adam's).
    seed : of all chance.
    """

    how: str
    rounds: int = 100
    games: int = 64
    size: int = 9
    komi: float = 7.5
    rate: float = 1e-3
    seed: int = 0

    def __post_init__(self) -> None:
        if self.how not in METHODS:
            raise UsageError(f"`how` must be one of {', '.join(METHODS)}, got `{self.how}`")
        for name in ("rounds", "games"):
            if getattr(self, name) < 1:
                raise UsageError(f"`{name}` must be at least 1, got {getattr(self, name)}")
        check_size(self.size)


@dataclass(frozen=True)
class Round:
    """One step of the curve: mean loss, black's share of wins, and moves a game."""

    number: int
    loss: float
    black_wins: float
    length: float


def learn(
    folder: Path, *, shape: Shape, plan: RoundsPlan, start: Mapping[str, np.ndarray] | None = None
) -> Iterator[Round]:
    """Learn, or go on, until the plan's rounds are done; yields each new round.

    `folder` gets `checkpoint.npz`, `curve.json`, the network as it began, `start.safetensors`, and as it is,
    `network.safetensors`.

    Parameters
    ----------
    shape, start : sizes and weights to begin with; weights by chance if there are none.

    Raises
    ------
    RecordError : the checkpoint is damaged, or of another plan, shape or start.
    """
    torch.set_num_threads(1)
    model = DualHead(shape, seed=plan.seed)
    if start is not None:
        put_weights(model, start)
    first = model.weights()
    settings = {"plan": asdict(plan), "shape": asdict(shape), "start": _digest(first)}
    optimizer = torch.optim.Adam(model.parameters(), lr=plan.rate)
    curve = resume(folder, model, optimizer, settings=settings, row=Round)
    if not curve:
        save_network(folder / "start.safetensors", first, shape, note="start", half=True)
    for number in range(len(curve), plan.rounds):
        curve.append(_run_round(model, optimizer, plan, number))
        note = f"{plan.how}, round {number + 1}"
        save_network(folder / "network.safetensors", model.weights(), shape, note=note, half=True)
        keep(folder, model, optimizer, settings=settings, curve=[asdict(row) for row in curve])
        yield curve[-1]


def _run_round(model: DualHead, optimizer: torch.optim.Optimizer, plan: RoundsPlan, number: int) -> Round:
    rng = np.random.default_rng([plan.seed, number])
    method, network = METHODS[plan.how], Network(model.weights(), model.shape)
    pick = method.picker(network, number / plan.rounds)
    experience = play_games(pick, games=plan.games, size=plan.size, komi=plan.komi, n_planes=network.planes, rng=rng)
    order, losses = rng.permutation(len(experience)), []
    for begin in range(0, len(order), method.batch):
        optimizer.zero_grad()
        value = method.loss(model, experience.only(order[begin : begin + method.batch]))
        value.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(value.item())
    _, firsts = np.unique(experience.games, return_index=True)
    return Round(number, float(np.mean(losses)), float(experience.won[firsts].mean()), len(experience) / plan.games)


def _digest(weights: Mapping[str, np.ndarray]) -> int:
    """What tells one start from another."""
    return zlib.crc32(b"".join(weights[name].tobytes() for name in sorted(weights)))

"""Training a network on lessons: visits as policy targets, results and the search's estimates as values.

A checkpoint after every epoch holds weights, the optimizer's moments and the curve, so a killed run goes on there. One
of ten games is held out, and the network with the least loss on these is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from coincide_goban.encoders.symmetry import N_SYMMETRIES
from coincide_goban.errors import RecordError
from coincide_goban.learn.checkpoint import keep, resume
from coincide_goban.learn.lessons import Positions
from coincide_goban.learn.model import DualHead
from coincide_goban.network.shape import Shape
from coincide_goban.network.store import save_network

_OWNER_WEIGHT = 0.15
_HELD_OUT = 10  # one game of so many


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How to train; a checkpoint goes on only under the same plan.

    With `bfloat16`, products are made in 16 bits, which takes half the time on processors that have them.
    """

    epochs: int = 12
    batch: int = 64
    rate: float = 2e-3
    decay: float = 1e-4
    seed: int = 0
    bfloat16: bool = False


@dataclass(frozen=True)
class Epoch:
    """One step of the curve: losses on held-out games, and how often the likeliest place is the most visited."""

    number: int
    policy_loss: float
    value_loss: float
    top1: float


def train(
    positions: Positions, folder: Path, *, shape: Shape, plan: Plan, tests: Positions | None = None
) -> Iterator[Epoch]:
    """Train, or go on, until the plan's epochs are done; yields each new epoch.

    `folder` gets `checkpoint.npz`, `curve.json` and the best network so far, `network.safetensors`.

    Parameters
    ----------
    tests : what to measure on; one of ten games if not given, and these are then not trained on.

    Raises
    ------
    RecordError : the checkpoint belongs to another plan or shape, or there are too few games.
    """
    torch.set_num_threads(1)
    model = DualHead(shape, seed=plan.seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=plan.rate, weight_decay=plan.decay)
    settings = {"plan": asdict(plan), "shape": asdict(shape)}
    curve = resume(folder, model, optimizer, settings=settings, row=Epoch)
    lessons, tests = (positions, tests) if tests is not None else _split(positions)
    for number in range(len(curve), plan.epochs):
        _run_epoch(model, optimizer, lessons, plan, number)
        curve.append(_measure(model, tests, number))
        if min(curve, key=_loss).number == number:
            save_network(folder / "network.safetensors", model.weights(), shape, note=f"epoch {number + 1}", half=True)
        keep(folder, model, optimizer, settings=settings, curve=[asdict(epoch) for epoch in curve])
        yield curve[-1]


def _split(positions: Positions) -> tuple[Positions, Positions]:
    """What to train on, and what to measure on: whole games."""
    held = positions.games % _HELD_OUT == _HELD_OUT - 1
    if not held.any() or held.all():
        raise RecordError(f"expected at least {_HELD_OUT} games to train on, got {positions.games.max() + 1}")
    return positions.only(~held), positions.only(held)


def _loss(epoch: Epoch) -> float:
    return epoch.policy_loss + epoch.value_loss


def _run_epoch(model: DualHead, optimizer: torch.optim.Optimizer, lessons: Positions, plan: Plan, number: int) -> None:
    """All positions once, in random order, each batch in one of the eight positions of the board."""
    rng = np.random.default_rng([plan.seed, number])
    order = rng.permutation(len(lessons))
    starts = range(0, len(order), plan.batch)
    for step, start in enumerate(starts):
        share = (number + step / len(starts)) / plan.epochs
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * (0.05 + 0.95 * 0.5 * (1 + np.cos(np.pi * share)))
        batch = lessons.only(order[start : start + plan.batch]).turned(int(rng.integers(N_SYMMETRIES)))
        optimizer.zero_grad()
        policy_loss, value_loss, owner_loss = _losses(model, batch, plan.bfloat16)
        (policy_loss + value_loss + _OWNER_WEIGHT * owner_loss).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


def _losses(model: DualHead, batch: Positions, bfloat16: bool) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16):
        policy, value, owner = (answer.float() for answer in model(torch.from_numpy(batch.planes)))
    return (
        policy_loss(policy, torch.from_numpy(batch.policy)),
        torch.nn.functional.binary_cross_entropy_with_logits(value, torch.from_numpy(batch.value)),
        torch.nn.functional.mse_loss(owner, torch.from_numpy(batch.owner)),
    )


def policy_loss(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """The mean over the positions whose policy is known; the others have targets of zero, which add nothing."""
    known = (targets.sum(1) > 0).sum().clamp(min=1)
    return torch.nn.functional.cross_entropy(logits, targets, reduction="sum") / known


@torch.no_grad()
def _measure(model: DualHead, tests: Positions, number: int) -> Epoch:
    policy, value = [], []
    for start in range(0, len(tests), 256):
        answers = model(torch.from_numpy(tests.planes[start : start + 256]))
        policy.append(answers[0])
        value.append(answers[1])
    logits, targets = torch.cat(policy), torch.from_numpy(tests.policy)
    known = targets.sum(1) > 0
    return Epoch(
        number,
        float(policy_loss(logits, targets)),
        float(torch.nn.functional.binary_cross_entropy_with_logits(torch.cat(value), torch.from_numpy(tests.value))),
        float((logits.argmax(1) == targets.argmax(1))[known].float().mean()),
    )

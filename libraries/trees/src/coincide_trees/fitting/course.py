"""How any model here learns: how long, how fast, and how it went.

The learning rate rises over the first twentieth of the steps and falls along half a cosine to zero (Loshchilov and
Hutter 2017). Equal seeds give equal models.
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from coincide_trees.errors import InputError
from coincide_trees.fitting.optimizer import Muon

_WARMUP_SHARE = 0.05
_STRIDE = 1_000_003
"""Keeps the steps of one seed apart from those of the next."""


@dataclass(frozen=True)
class Pace:
    """How long and how fast to learn.

    Attributes
    ----------
    n_epochs : times that every sequence is seen.
    batch_size : sequences a step.
    learning_rate : at its peak; warm-up and cosine around it.
    weight_decay : share of the weights, times the learning rate, that is lost a step.
    patience : epochs without a better quality on held-out sequences before learning ends; without these, of no use.
    max_seconds : learning ends at the first step after this time.
    """

    n_epochs: int = 10
    batch_size: int = 32
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    patience: int = 5
    max_seconds: float = 3600.0

    def __post_init__(self) -> None:
        if min(self.n_epochs, self.batch_size, self.patience) < 1 or self.learning_rate <= 0 or self.max_seconds <= 0:
            raise InputError(f"expected every part of a pace to be above 0, got {self}.")


DEFAULT_PACE = Pace()


@dataclass
class Course:
    """The course of learning.

    Attributes
    ----------
    losses : of each step.
    qualities : on held-out sequences after each epoch; higher is better.
    stopped : why it ended before the last epoch, in plain words, or None.
    """

    losses: list[float] = field(default_factory=list[float])
    qualities: list[float] = field(default_factory=list[float])
    stopped: str | None = None


def learn(
    network: nn.Module,
    *,
    n_sequences: int,
    pace: Pace,
    seed: int,
    loss_of: Callable[[list[int], int], Tensor],
    quality: Callable[[], float] | None,
    on_epoch: Callable[[int, Course], None],
) -> Course:
    """Fit `network` in place, and leave it as it was when its held-out quality was best.

    Parameters
    ----------
    loss_of : computes the loss on a batch of numbers of sequences, at a step.
    quality : measures held-out quality, or None.
    on_epoch : is told after each epoch how many are done, and the course so far.
    """
    steps_per_epoch = -(-n_sequences // pace.batch_size)
    n_steps = pace.n_epochs * steps_per_epoch
    optimizer = Muon(network.parameters(), learning_rate=pace.learning_rate, weight_decay=pace.weight_decay)
    course, best = Course(), _Best(network)
    started = time.monotonic()
    network.train()
    with one_thread():
        while len(course.losses) < n_steps and course.stopped is None:
            step = len(course.losses)
            batch = _batch(step, steps_per_epoch, n_sequences, pace.batch_size, seed)
            optimizer.learning_rate = pace.learning_rate * warmup_cosine(step, n_steps)
            with torch.random.fork_rng(devices=[]):
                torch.manual_seed(seed * _STRIDE + step)  # dropout
                loss = loss_of(batch, step)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            course.losses.append(float(loss.detach()))
            if time.monotonic() - started > pace.max_seconds:
                course.stopped = f"{pace.max_seconds:.0f} seconds had passed"
            elif len(course.losses) % steps_per_epoch == 0:
                if quality is not None:
                    course.qualities.append(best.offer(quality()))
                on_epoch(len(course.losses) // steps_per_epoch, course)
                course.stopped = f"no better for {pace.patience} epochs" if best.n_worse >= pace.patience else None
    network.eval()
    best.restore()
    return course


def _batch(step: int, steps_per_epoch: int, n_sequences: int, batch_size: int, seed: int) -> list[int]:
    """The numbers of the sequences of a step; each epoch has an order of its own."""
    epoch, place = divmod(step, steps_per_epoch)
    generator = torch.Generator().manual_seed(seed * _STRIDE + epoch)
    order = torch.randperm(n_sequences, generator=generator, device="cpu").tolist()
    return order[place * batch_size : (place + 1) * batch_size]


def warmup_cosine(step: int, n_steps: int) -> float:
    """Return the share of the peak learning rate at `step`, in (0, 1], for 0 ≤ step < n_steps."""
    warm = min(1.0, (step + 1) / max(1.0, _WARMUP_SHARE * n_steps))
    return warm * 0.5 * (1.0 + math.cos(math.pi * step / n_steps))


@contextmanager
def one_thread() -> Generator[None]:
    """Let torch use one thread: networks as small as these lose more to waiting for other threads than they gain."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class _Best:
    """The weights at the best held-out quality."""

    def __init__(self, network: nn.Module) -> None:
        self._network = network
        self._weights: dict[str, Tensor] | None = None
        self._quality = float("-inf")
        self.n_worse = 0

    def offer(self, quality: float) -> float:
        if quality > self._quality:
            self._quality, self.n_worse = quality, 0
            self._weights = copy.deepcopy(self._network.state_dict())
        else:
            self.n_worse += 1
        return quality

    def restore(self) -> None:
        if self._weights is not None:
            self._network.load_state_dict(self._weights)

"""What fitting takes and tells, the same for all models of this stage."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from coincide.errors import InputError
from coincide.training import Plan, State, run


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
            raise InputError(f"expected a pace above zero in everything, got {self}.")


DEFAULT_PACE = Pace()


@dataclass
class Course:
    """How learning went.

    Attributes
    ----------
    losses : of each step.
    qualities : on held-out sequences after each epoch, big is good.
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
    n_steps_an_epoch = -(-n_sequences // pace.batch_size)
    course, best = Course(), _Best(network)
    started = time.monotonic()

    def loss_at(step: int, _state: State) -> Tensor:
        epoch, place = divmod(step, n_steps_an_epoch)
        order = torch.randperm(n_sequences, generator=_generator(seed, epoch), device="cpu").tolist()
        chosen = order[place * pace.batch_size : (place + 1) * pace.batch_size]
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed * 1_000_003 + step)  # dropout
            return loss_of(chosen, step)

    def stop_at(_step: int, state: State) -> str | None:
        if time.monotonic() - started > pace.max_seconds:
            return f"{pace.max_seconds:.0f} seconds had passed"
        if state.step % n_steps_an_epoch:
            return None
        course.losses = state.losses
        if quality is not None:
            course.qualities.append(best.offer(quality()))
        on_epoch(state.step // n_steps_an_epoch, course)
        return f"no better for {pace.patience} epochs" if best.n_worse >= pace.patience else None

    plan = Plan(
        n_steps=pace.n_epochs * n_steps_an_epoch, learning_rate=pace.learning_rate, weight_decay=pace.weight_decay
    )
    state = run(network, plan=plan, loss_at=loss_at, stop_at=stop_at)
    best.restore()
    return Course(losses=state.losses, qualities=course.qualities, stopped=state.stopped)


def _generator(seed: int, epoch: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed * 1_000_003 + epoch)


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

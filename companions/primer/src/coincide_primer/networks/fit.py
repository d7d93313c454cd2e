"""The training loop: shuffle, take batches, step; and say how it goes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from coincide_primer.errors import InputError
from coincide_primer.networks.layer import require_positive
from coincide_primer.networks.network import Network
from coincide_primer.networks.optimizers import Optimizer
from coincide_primer.tensors.tensor import Array, Tensor


@dataclass(frozen=True, slots=True)
class Epoch:
    """One pass over the data.

    Attributes
    ----------
    number : from 1 to `n_epochs`.
    loss : mean over the batches, as they were before their steps.
    score : what `score` said of the network after it; not a number if it was not asked.
    seconds_left : until the last epoch, if all take as long.
    """

    number: int
    n_epochs: int
    loss: float
    score: float
    seconds_left: float

    def __str__(self) -> str:
        score = "" if np.isnan(self.score) else f", score {self.score:.4f}"
        left = f", {self.seconds_left:.0f} s left" if self.number < self.n_epochs else ""
        return f"epoch {self.number}/{self.n_epochs}: loss {self.loss:.4f}{score}{left}"


def fit(
    network: Network,
    inputs: Array,
    targets: Array,
    *,
    loss: Callable[[Tensor, Array], Tensor],
    optimizer: Optimizer,
    epochs: int,
    batch: int = 32,
    score: Callable[[Network], float] | None = None,
    progress: Callable[[Epoch], None] | None = None,
    rng: np.random.Generator,
) -> list[Epoch]:
    """Train a network; its rate falls along half a cosine to 0 (Loshchilov and Hutter 2017, equation 5).

    Parameters
    ----------
    inputs, targets : (n, ...), what goes in, and what `loss` compares with what comes out.
    loss : `loss(outputs, targets)` of a batch.
    optimizer : holds the parameters of the network.
    epochs, batch : passes over the data, and examples a step.
    score : asked after each epoch, for example for the accuracy on other data.
    progress : told after each epoch; `print_progress` writes a line to standard error.

    Returns
    -------
    All epochs.
    """
    if len(inputs) != len(targets) or len(inputs) == 0:
        raise InputError(f"`fit` expected as many inputs as targets, got {len(inputs)} and {len(targets)}.")
    require_positive(epochs=epochs, batch=batch)
    history: list[Epoch] = []
    start, highest = time.monotonic(), optimizer.rate
    n_batches = -(-len(inputs) // batch)
    for number in range(1, epochs + 1):
        losses: list[float] = []
        for chosen in np.array_split(rng.permutation(len(inputs)), n_batches):
            done = (number - 1 + len(losses) / n_batches) / epochs
            optimizer.rate = 0.5 * highest * (1.0 + np.cos(np.pi * done))
            result = loss(network(inputs[chosen], rng=rng), targets[chosen])
            result.backward()
            optimizer.step()
            losses.append(float(result))
        left = (time.monotonic() - start) * (epochs - number) / number
        reached = float("nan") if score is None else score(network)
        history.append(Epoch(number, epochs, float(np.mean(losses)), reached, left))
        if progress is not None:
            progress(history[-1])
    optimizer.rate = highest
    return history


def print_progress(epoch: Epoch) -> None:
    """Write a line to standard error, over the last one if that is a terminal."""
    is_last = epoch.number == epoch.n_epochs
    end = "\n" if is_last or not sys.stderr.isatty() else "\r"
    print(f"{epoch!s:<70}", end=end, file=sys.stderr, flush=True)

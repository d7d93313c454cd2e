"""Coincidence: learn an encoder from events alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from coincide.embed.alignment import fit_alignment
from coincide.embed.apply import as_levels, embed
from coincide.embed.centering import center, fit_centers
from coincide.embed.encoder import Encoder
from coincide.embed.gauge import Gauge
from coincide.embed.gauging import measure_gauge
from coincide.embed.mining import MINING_SHARES, MinedPairs, mine
from coincide.embed.pairs import PairSampler
from coincide.embed.settings import EmbedSettings
from coincide.embed.views import augment
from coincide.losses import CoincidenceLoss, NTXentLoss, TripletLoss
from coincide.seeds import derive, generator
from coincide.training import Plan, State, run

_WATCH_EVERY, _PATIENCE, _MIN_GAIN = 100, 5, 0.002
_CHECKPOINT_EVERY = 100


@dataclass(frozen=True, slots=True)
class FittedEncoder:
    """An encoder and how it was learned.

    Attributes
    ----------
    n_steps : steps taken.
    stopped : why it stopped early, or None.
    """

    encoder: Encoder
    gauge: Gauge
    n_steps: int
    stopped: str | None
    losses: tuple[float, ...]


class _Objective(nn.Module):
    """Encoder and loss, fitted together: the logistic loss has parameters of its own."""

    def __init__(self, settings: EmbedSettings) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.loss = _loss(settings)

    def of_pairs(self, views: Tensor, is_negative: Tensor) -> Tensor:
        embeddings = self.encoder(views)
        if isinstance(self.loss, TripletLoss):
            return self.loss.of_pairs(embeddings, is_negative)
        return self.loss(embeddings, is_negative)


def fit_encoder(
    patches: NDArray[np.float32] | NDArray[np.uint8],
    *,
    sources: NDArray[np.int64],
    neighbors: NDArray[np.int64],
    scales: NDArray[np.int64] | None = None,
    classes: NDArray[np.int64] | None = None,
    settings: EmbedSettings,
    n_steps: int,
    n_taken: int | None = None,
    seed: int,
    checkpoint: Path | None = None,
    identity: str = "",
    on_step: Callable[[int], None] = lambda _step: None,
    device: str = "cpu",
) -> FittedEncoder:
    """Learn an encoder.

    Parameters
    ----------
    patches : (n, bands, frames) in [0, 1], or bytes that count as 255ths; n ≥ 2.
    sources : (n,) see `coincide.embed.sources`.
    scales : (n,) see `coincide.events.scales`; None if there is one.
    classes : (n,) number from 0 of the class that a person put the event into, -1 without one; None if there are
        none. Events of one class attract each other, `settings.mined_share` of the time and rather across sources,
        and are no negatives; events of two classes are negatives, of whatever source.
    neighbors : (n,) row of the next event of the same recording, -1 where there is none.
    n_taken : stop after this many steps, `n_steps` if not given; another call continues from the checkpoint.
    checkpoint : file that an interrupted run continues from.
    identity : a name for data and settings; a checkpoint with another identity is ignored.
    device : where torch computes; the random numbers are the same everywhere.

    Returns
    -------
    The encoder in evaluation mode, on the processor; the same for the same arguments on one machine, interrupted or
    not.
    """
    with torch.random.fork_rng(devices=[]), torch.device("cpu"):
        torch.manual_seed(derive(seed, "encoder"))
        objective = _Objective(settings).to(device)
    settings = settings.settled()
    sampler = PairSampler(sources=sources, neighbors=neighbors, settings=settings, classes=classes)
    tensors = torch.from_numpy(np.ascontiguousarray(patches))
    mining_steps = {int(share * n_steps) for share in MINING_SHARES} if settings.mined_share > 0 else set[int]()

    def loss_at(step: int, state: State) -> Tensor:
        if step in mining_steps:
            _remember(state, _mine(objective.encoder, patches, sources, scales, settings))
        batch = sampler.draw(generator(seed, "batch", step), _recall(state))
        views = as_levels(tensors[torch.from_numpy(batch.rows)].to(device))
        if settings.positives == "views" or settings.mined_share > 0:
            views = augment(views, generator=_torch_generator(seed, "augment", step))
        return objective.of_pairs(views, torch.from_numpy(batch.is_negative).to(device))

    plan = Plan(
        n_steps=n_steps,
        n_taken=n_taken,
        learning_rate=settings.learning_rate,
        checkpoint=checkpoint,
        checkpoint_every=_CHECKPOINT_EVERY,
        identity=identity,
    )
    state = run(objective, plan=plan, loss_at=loss_at, stop_at=_stop_at, on_step=on_step)
    objective.eval()
    if settings.mined_share > 0:
        _align(objective.encoder, patches, sources, scales, settings)
    gauge = measure_gauge(lambda copies: embed(objective.encoder, copies), patches, seed=derive(seed, "gauge"))
    return FittedEncoder(
        encoder=objective.encoder.cpu(),
        gauge=gauge,
        n_steps=state.step,
        stopped=state.stopped,
        losses=tuple(state.losses),
    )


def _loss(settings: EmbedSettings) -> nn.Module:
    # Unchecked: a run whose loss is no number stops and says so.
    match settings.loss:
        case "nt-xent":
            return NTXentLoss(temperature=settings.temperature, validate=False)
        case "triplet":
            return TripletLoss(margin=settings.margin, validate=False)
        case "logistic":
            return CoincidenceLoss(validate=False)


def _mine(
    encoder: Encoder,
    patches: NDArray[np.float32] | NDArray[np.uint8],
    sources: NDArray[np.int64],
    scales: NDArray[np.int64] | None,
    settings: EmbedSettings,
) -> MinedPairs:
    embeddings = embed(encoder, patches)
    centers = fit_centers(embeddings, sources, is_by_source=settings.centering == "recording")
    is_anywhere = settings.partners == "anywhere"
    return mine(center(embeddings, sources, centers), sources, scales=scales, is_anywhere=is_anywhere)


def _align(
    encoder: Encoder,
    patches: NDArray[np.float32] | NDArray[np.uint8],
    sources: NDArray[np.int64],
    scales: NDArray[np.int64] | None,
    settings: EmbedSettings,
) -> None:
    embeddings = embed(encoder, patches)
    if np.isfinite(embeddings).all():
        matrix = fit_alignment(
            embeddings,
            sources,
            scales=scales,
            is_by_source=settings.centering == "recording",
            is_anywhere=settings.partners == "anywhere",
        )
        encoder.turn(torch.from_numpy(matrix).to(encoder.device))


def _remember(state: State, mined: MinedPairs) -> None:
    state.extra = {
        "partners": torch.from_numpy(mined.partners),
        "lookalikes": torch.from_numpy(mined.lookalikes),
    }


def _recall(state: State) -> MinedPairs | None:
    if not state.extra:
        return None
    return MinedPairs(partners=state.extra["partners"].numpy(), lookalikes=state.extra["lookalikes"].numpy())


def _stop_at(step: int, state: State) -> str | None:
    """Stop when the loss has not moved for `_PATIENCE` looks in a row, or is no number."""
    if not np.isfinite(state.losses[-1]):
        return f"the loss became {state.losses[-1]} at step {step + 1}"
    n_looks = (step + 1) // _WATCH_EVERY
    if (step + 1) % _WATCH_EVERY or n_looks <= _PATIENCE:
        return None
    means = np.array(state.losses[: n_looks * _WATCH_EVERY]).reshape(n_looks, _WATCH_EVERY).mean(axis=1)
    recent = means[-_PATIENCE - 1 :]
    if recent.max() - recent.min() < _MIN_GAIN:
        return f"nothing left to learn: the loss stayed at {means[-1]:.3f} for {_PATIENCE * _WATCH_EVERY} steps"
    return None


def _torch_generator(seed: int, *purpose: str | int) -> torch.Generator:
    return torch.Generator(device="cpu").manual_seed(derive(seed, *purpose))

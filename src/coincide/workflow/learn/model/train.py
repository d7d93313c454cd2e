"""Patches become an encoder, with progress and a checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from coincide.embed import EmbedSettings
from coincide.errors import SettingsError
from coincide.learned.settings import digest
from coincide.records import Event
from coincide.workflow.learn.model.job import ModelJob

Weights = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Examples:
    """Events to learn from.

    Attributes
    ----------
    patches : (n, bands, frames), bytes that count as 255ths.
    sources : (n,) see `coincide.embed.pool_sources`.
    scales : (n,) see `coincide.events.choose_scales`.
    classes : (n,) what people said, see `coincide.embed.fit_encoder`; None if they said nothing.
    """

    events: Sequence[Event]
    patches: NDArray[np.uint8]
    sources: NDArray[np.int64]
    scales: NDArray[np.int64]
    classes: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class TrainedEncoder:
    """An encoder and how it was learned.

    Attributes
    ----------
    view_rank : how well it tells a changed copy of a call from other calls, see `coincide.embed.Gauge`.
    n_steps : steps taken.
    stopped : why it stopped early, or None.
    """

    weights: Weights
    view_rank: float
    n_steps: int
    stopped: str | None


def train(
    examples: Examples,
    settings: EmbedSettings,
    n_steps: int,
    job: ModelJob,
    *,
    name: str,
    n_taken: int | None = None,
    checkpoint: str | None = None,
) -> TrainedEncoder:
    """Fit an encoder.

    Parameters
    ----------
    name : of the stage.
    n_taken : steps after which it stops, to go on another time; all of them if not given.
    checkpoint : name of the checkpoint; that of the stage if not given.

    Raises
    ------
    SettingsError : the loss became no number.
    """
    from coincide.embed import fit_encoder

    # Ways are tried again before labels teach; that must not overwrite what labels have taught so far.
    taught = "" if examples.classes is None else "-taught"
    with job.progress.stage(name, total=n_taken or n_steps, unit="steps") as stage:
        fitted = fit_encoder(
            examples.patches,
            sources=examples.sources,
            scales=examples.scales,
            neighbors=next_rows(examples.events),
            classes=examples.classes,
            settings=settings,
            n_steps=n_steps,
            n_taken=n_taken,
            seed=job.seed,
            checkpoint=job.work / f"{checkpoint or name}{taught}.safetensors",
            identity=_identity(examples, settings, n_steps, job.seed),
            on_step=_ticker(stage.advance),
            device=job.device,
        )
    if not np.isfinite(fitted.losses[-1] if fitted.losses else 0.0):
        raise SettingsError(f"learning failed: {fitted.stopped}. Lower the rate: `--embed-learning-rate 0.001`.")
    weights = {key: tensor.numpy().copy() for key, tensor in fitted.encoder.state_dict().items()}
    return TrainedEncoder(weights, fitted.gauge.view_rank, fitted.n_steps, fitted.stopped)


def _identity(examples: Examples, settings: EmbedSettings, n_steps: int, seed: int) -> str:
    """Name what a checkpoint depends on, so that no other is continued from."""
    classes = "" if examples.classes is None else f" {digest(examples.classes.tolist())}"
    sources = digest(examples.sources.tolist())  # these go by the names of folders, too
    program = f"coincide {version('coincide')}"  # another version may learn otherwise
    return f"{program} {settings.model_dump_json()} {n_steps} {seed} {len(examples.patches)} {sources}{classes}"


def next_rows(events: Sequence[Event]) -> NDArray[np.int64]:
    """Return for each event the row of the next one in the same recording and channel, or of the one before, or -1."""
    keys = np.array([(event.recording_id, event.channel) for event in events])
    follows = (keys[1:] == keys[:-1]).all(axis=1)
    rows = np.full(len(events), -1, dtype=np.int64)
    rows[1:][follows] = np.flatnonzero(follows)
    rows[:-1][follows] = np.flatnonzero(follows) + 1
    return rows


def _ticker(advance: Callable[[float], None]) -> Callable[[int], None]:
    """Turn "so many are done" into "so many more are done"."""
    done = 0

    def tick(step: int) -> None:
        nonlocal done
        advance(step - done)
        done = step

    return tick

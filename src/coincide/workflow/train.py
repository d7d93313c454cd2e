"""Patches become an encoder, with its progress told and its checkpoint kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.embed import EmbedSettings
from coincide.errors import SettingsError
from coincide.records import Event
from coincide.workflow.progress import Progress
from coincide.workflow.settings import digest

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


def train(
    examples: Examples,
    settings: EmbedSettings,
    n_steps: int,
    *,
    seed: int,
    work: Path,
    name: str,
    progress: Progress,
) -> tuple[Weights, dict[str, object]]:
    """Fit an encoder.

    Parameters
    ----------
    work : folder for the checkpoint.
    name : of the stage and of the checkpoint.

    Returns
    -------
    Its weights, and what the report tells about how it went.
    """
    from coincide.embed import fit_encoder

    with progress.stage(name, total=n_steps, unit="steps") as stage:
        fitted = fit_encoder(
            examples.patches,
            sources=examples.sources,
            scales=examples.scales,
            neighbors=next_rows(examples.events),
            classes=examples.classes,
            settings=settings,
            n_steps=n_steps,
            seed=seed,
            checkpoint=work / f"{name}.safetensors",
            identity=_identity(examples, settings, n_steps, seed),
            on_step=_ticker(stage.advance),
        )
    if not np.isfinite(fitted.losses[-1] if fitted.losses else 0.0):
        raise SettingsError(f"learning failed: {fitted.stopped}. Learn slower, with `--embed-learning-rate 0.001`.")
    weights = {key: tensor.numpy().copy() for key, tensor in fitted.encoder.state_dict().items()}
    return weights, {
        "gauge": fitted.gauge.in_words(),
        "is_collapsed": fitted.gauge.is_collapsed,
        "n_steps": fitted.n_steps,
        "stopped": fitted.stopped,
    }


def _identity(examples: Examples, settings: EmbedSettings, n_steps: int, seed: int) -> str:
    """Name what a checkpoint depends on, so that no other is continued from."""
    classes = "" if examples.classes is None else f" {digest(examples.classes.tolist())}"
    program = f"coincide {version('coincide')}"  # another version may learn otherwise
    return f"{program} {settings.model_dump_json()} {n_steps} {seed} {len(examples.patches)}{classes}"


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

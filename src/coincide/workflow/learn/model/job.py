"""How and where a model is learned, and by what: all steps share this."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coincide.execute import Executor
from coincide.learned.settings import LearnSettings
from coincide.workflow.progress import Progress


@dataclass(frozen=True, slots=True)
class ModelJob:
    """How a model is learned.

    Attributes
    ----------
    work : folder for what an interrupted run continues from.
    executor : draws and embeds the events.
    device : where torch learns.
    """

    settings: LearnSettings
    seed: int
    work: Path
    executor: Executor
    progress: Progress
    device: str = "cpu"

    @property
    def result(self) -> Path:
        """The folder for the files of the model."""
        return self.work / "model"

"""How and where a model is learned, and by what: all steps share this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coincide.execute import Executor
from coincide.learned.settings import LearnSettings
from coincide.records import FileState
from coincide.workflow.progress import Progress


@dataclass(frozen=True, slots=True)
class ModelJob:
    """How a model is learned.

    Attributes
    ----------
    work : folder for what an interrupted run continues from.
    executor : draws and embeds the events.
    device : where torch learns.
    states : of the files when they were hashed, by path; a file that has another one is not drawn.
    """

    settings: LearnSettings
    seed: int
    work: Path
    executor: Executor
    progress: Progress
    device: str = "cpu"
    states: Mapping[str, FileState] = field(default_factory=dict[str, FileState])

    @property
    def result(self) -> Path:
        """The folder for the files of the model."""
        return self.work / "model"

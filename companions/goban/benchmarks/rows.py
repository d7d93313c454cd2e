"""One line of the table."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """What was measured, how much it is, and what is wanted."""

    work: str
    metric: str
    value: str
    floor: str = ""
    aim: str = ""

    def as_markdown(self) -> str:
        return f"| {self.work} | {self.metric} | {self.value} | {self.floor} | {self.aim} |"

    def as_json(self) -> str:
        return json.dumps(asdict(self))

"""One line of the table of numbers."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """What was measured, beside the least that is wanted and what is hoped for."""

    work: str
    metric: str
    value: float
    floor: str
    aim: str

    def as_markdown(self) -> str:
        value = f"{self.value:.4g}" if math.isfinite(self.value) else "not measured"
        return f"| {self.work} | {self.metric} | {value} | {self.floor} | {self.aim} |"

    def as_json(self) -> str:
        facts = asdict(self)
        return json.dumps({**facts, "value": self.value if math.isfinite(self.value) else None})
